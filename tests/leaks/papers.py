"""What people have for themselves: credentials, lists, notes, requests, invitations, traces."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid5

from skyportal_like.access import actor as actors
from skyportal_like.models import (
    AuditLine,
    Base,
    CandidateQuery,
    Decision,
    GroupAdmissionRequest,
    Identity,
    Invitation,
    SignIn,
    SignInAttempt,
    SignInLink,
    Team,
    UserNotification,
)
from skyportal_like.security.credentials import digest
from skyportal_like.work import Work, utc_now
from tests.leaks.objects import COMMON, OURS, SAVERS
from tests.leaks.people import GROUPS, PEOPLE
from tests.leaks.world import World

NAMES = UUID(int=5)


def make(work: Work, world: World) -> None:
    """Make everything that hangs on people."""
    for person in PEOPLE:
        work.add(*_of_person(work, world, person))
    work.add(*_of_groups(world))


def _of_person(work: Work, world: World, name: str) -> Iterator[Base]:
    me = world.people[name]
    soon = utc_now() + timedelta(days=1)
    rights = actors.by_user_id(me)(work.session).reading_rights
    yield CandidateQuery(
        id=query_id(name),
        user_id=me,
        obj_ids=[COMMON, OURS, *SAVERS],
        filter_ids=sorted(world.filters.values()),
        rights=rights,
        expires_at=soon,
    )
    yield Decision(op_id=uuid5(NAMES, f"op {name}"), user_id=me, request_hash="x", answer={})
    yield Identity(provider="provider", subject=f"subject {name}", user_id=me)
    yield UserNotification(
        user_id=me, text=f"note to {name}", notification_type="x", url=f"/of/{name}"
    )
    yield SignIn(
        digest=digest(f"cookie of {name}"), id=uuid5(NAMES, name), user_id=me, expires_at=soon
    )
    yield SignInLink(digest=digest(f"link of {name}"), user_id=me, expires_at=soon)
    yield SignInAttempt(
        digest=digest(f"attempt of {name}"),
        provider="provider",
        nonce="x",
        verifier="x",
        next_path=f"/of/{name}",
        expires_at=soon,
    )
    for group, group_id in world.groups.items():
        if group in {"alpha", "gamma", "delta"}:
            yield Invitation(
                digest=digest(f"invitation by {name} to {group}"),
                invited_by_id=me,
                user_email=f"{name}-{group}@example.org",
                role="Full user",
                group_ids=[group_id],
                stream_ids=[world.streams["partner"]],
                admin_for_groups=[False],
                can_save_to_groups=[True],
                can_share_photometry_for_groups=[False],
                expires_at=soon,
            )
            yield GroupAdmissionRequest(user_id=me, group_id=group_id)


# Who did it, and whom it concerned; "both" is also behind the limited token.
PAIRS = (
    ("uploader", None),
    ("member", None),
    ("both", None),
    ("uploader", "viewer"),
    ("uploader", "both"),
)


def query_id(name: str) -> UUID:
    """Name the list of candidates that a person has frozen."""
    return uuid5(NAMES, f"query {name}")


def _of_groups(world: World) -> Iterator[Base]:
    for number, (group, circle) in enumerate(GROUPS.items()):
        group_id = world.groups[group]
        yield Team(name=f"team {group}", description="", group_ids=[group_id, world.groups["zeta"]])
        for other in (None, group_id):
            for actor, user in PAIRS:
                yield AuditLine(
                    actor_id=world.people[actor],
                    user_id=None if user is None else world.people[user],
                    action=f"act {number}",
                    kind="private" if circle.private else "group",
                    target=f"{group} {other}",
                    group_id=other,
                )
