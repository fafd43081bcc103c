"""Invitations: asking people in, and what they are given when they come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.access import Action, Actor
from skyportal_like.access import actor as actors
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.models import Invitation, User
from skyportal_like.schemas.invitations import InvitationEdit, NewInvitation
from skyportal_like.security.credentials import digest, new_secret
from skyportal_like.services import invitation_rights as rights
from skyportal_like.services import roles, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work, utc_now

# How long an invitation can be accepted.
DAYS = 7
MAIL_JOB = "invitations.mail"
NOT_ENABLED = "Invitations are not enabled in current deployment."
ONLY_INVITOR = "Insufficient permissions: Only the invitor may {} an invitation."
NOTHING = (
    "At least one of either `groupIDs`, `streamIDs` or `role` is required in the request body."
)
USED = "This invitation was used already."


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to somebody who is asked in."""

    to: str
    inviter: str
    groups: list[str]
    secret: str
    expires_at: datetime


def require_enabled(settings: Settings) -> None:
    """Refuse where a deployment lets nobody be invited."""
    if not settings.invitations.enabled:
        raise Invalid(NOT_ENABLED)


def link(settings: Settings, secret: str) -> str:
    """Give the address at which an invitation is accepted."""
    backend = next(iter(settings.sign_in.providers), "link")
    return f"{settings.public_url}/login/{backend}/?invite_token={secret}"


def invite(work: Work, new: NewInvitation, *, by_mail: bool) -> tuple[Invitation, str]:
    """Ask somebody in; give the invitation and its secret, which a mail replaces by its own."""
    groups = rights.checked_groups(work, new.group_ids)
    streams = rights.checked_streams(work, new.stream_ids or ())
    rights.refuse_beyond(work, Role(new.role))
    secret = new_secret()
    row = Invitation(
        digest=digest(secret),
        invited_by_id=work.actor.user_id,
        user_email=new.user_email,
        role=new.role.value,
        group_ids=groups,
        stream_ids=streams,
        admin_for_groups=new.group_admin or [False] * len(groups),
        can_save_to_groups=[True] * len(groups) if new.can_save is None else new.can_save,
        can_share_photometry_for_groups=new.can_share_photometry or [False] * len(groups),
        user_expiration_date=new.user_expiration_date,
        expires_at=utc_now() + timedelta(days=DAYS),
    )
    work.add(row)
    work.audit("create", "invitation", row.id, after=_said(row))
    if by_mail:
        work.enqueue(MAIL_JOB, queue="io", invitation_id=row.id)
    return row, secret


def edit(work: Work, invitation_id: int, changes: InvitationEdit) -> None:
    """Change into which groups and streams, or as what, somebody is asked in."""
    row = _fetch(work, invitation_id, Action.EDIT, "update")
    given = changes.model_fields_set
    if not given:
        raise Invalid(NOTHING)
    if row.used:
        raise Invalid(USED)
    before = _said(row)
    if changes.group_ids is not None:
        _set_groups(row, rights.checked_groups(work, changes.group_ids))
    if changes.stream_ids is not None:
        row.stream_ids = rights.checked_streams(work, changes.stream_ids)
    if changes.role is not None:
        rights.refuse_beyond(work, Role(changes.role))
        row.role = changes.role.value
    work.session.flush()
    work.audit("edit", "invitation", row.id, before=before, after=_said(row))


def remove(work: Work, invitation_id: int) -> None:
    """Take an invitation back; its link opens nothing any more."""
    row = _fetch(work, invitation_id, Action.DELETE, "delete")
    work.audit("delete", "invitation", row.id, before=_said(row))
    work.session.delete(row)
    work.session.flush()


def find(work: Work, secret: str) -> Invitation:
    """Find the invitation that a secret opens, while its inviter could still give it."""
    row = _open(work, secret, lock=False)
    rights.inviter_of(work, row)
    return row


def accept(work: Work, secret: str, user: User) -> None:
    """Give a person what they were asked in to, once, as far as the inviter still has it."""
    row = _open(work, secret, lock=True)
    inviter = rights.inviter_of(work, row)
    acls = roles.acls_of(user)
    if not actors.acls_of([row.role], ()) <= acls:
        roles.change(work, user, roles=[*user.roles, row.role])
    group_ids = _join(work, row, inviter, user)
    stream_ids = rights.open_streams(work, inviter, row)
    users.give_streams(work, user, stream_ids)
    if row.user_expiration_date is not None and _is_new(work, user):
        user.expiration_date = row.user_expiration_date
    row.used, row.used_by_id = True, user.id
    work.session.flush()
    said: dict[str, object] = {"group_ids": group_ids, "stream_ids": stream_ids, "role": row.role}
    work.audit("accept", "invitation", row.id, user_id=user.id, after=said)
    roles.tell(work, user.id)


def letter(work: Work, invitation_id: int) -> Letter | None:
    """Write an invitation's mail with a secret of its own; none where it is no longer open.

    Only the hash is kept, so that a mail that is sent again carries a new secret.
    """
    row = work.session.scalars(
        # access: the platform writes the mail for the inviter
        select(Invitation)
        .where(Invitation.id == invitation_id, ~Invitation.used, Invitation.expires_at > utc_now())
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    try:
        inviter, groups = rights.offer(work, row)
    except NotFound:
        return None
    secret = new_secret()
    row.digest = digest(secret)
    work.session.flush()
    return Letter(
        to=row.user_email,
        inviter=inviter,
        groups=groups,
        secret=secret,
        expires_at=row.expires_at,
    )


def _open(work: Work, secret: str, *, lock: bool) -> Invitation:
    # access: who holds the secret is asked in by it; nobody is signed in yet
    statement = select(Invitation).where(
        Invitation.digest == digest(secret), ~Invitation.used, Invitation.expires_at > utc_now()
    )
    if lock:
        # Of two visits at once the second waits here, and then finds it used.
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = work.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound(rights.NOT_VALID)
    return row


def _join(work: Work, row: Invitation, inviter: Actor, user: User) -> list[int]:
    """Put a person into those groups whose members and streams are still the inviter's to give."""
    # Locked, so that no stream comes to a group between looking at its streams and giving them.
    found = rights.open_groups(work, inviter, row, lock=True)
    beyond = rights.beyond_streams(work, inviter, [group.id for group in found], user)
    groups = [group for group in found if group.id not in beyond]
    flags = {
        group_id: {"admin": admin, "can_save": saves, "can_share_photometry": shares}
        for group_id, admin, saves, shares in zip(
            row.group_ids,
            row.admin_for_groups,
            row.can_save_to_groups,
            row.can_share_photometry_for_groups,
            strict=True,
        )
    }
    for group in groups:
        users.enter(work, group, user, **flags[group.id])
    return [group.id for group in groups]


def _is_new(work: Work, user: User) -> bool:
    """Tell whether a person was made in this very transaction: an older one's time is not cut."""
    return bool(user.created_at == work.session.scalar(select(func.timezone("utc", func.now()))))


def _fetch(work: Work, invitation_id: int, action: Action, verb: str) -> Invitation:
    # An invitation of somebody else is hidden, so an absent one says the same.
    text = ONLY_INVITOR.format(verb)
    if not 0 < invitation_id < roles.NO_ID:
        raise NotPermitted(text)
    return access.get(
        work,
        Invitation,
        invitation_id,
        action,
        absent=NotPermitted(text),
        refused=NotPermitted(text),
        lock=True,
    )


def _set_groups(row: Invitation, group_ids: list[int]) -> None:
    """Name other groups; those that stay keep their flags."""
    old = {group_id: place for place, group_id in enumerate(row.group_ids)}
    for name, new in (
        ("admin_for_groups", False),
        ("can_save_to_groups", True),
        ("can_share_photometry_for_groups", False),
    ):
        flags = getattr(row, name)
        setattr(row, name, [flags[old[one]] if one in old else new for one in group_ids])
    row.group_ids = group_ids


def _said(row: Invitation) -> dict[str, object]:
    return {
        "role": row.role,
        "group_ids": list(row.group_ids),
        "stream_ids": list(row.stream_ids),
        "admin_for_groups": list(row.admin_for_groups),
    }
