"""Invitations: asking people in, and what they are given when they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.access import Action, Actor
from skyportal_like.access import actor as actors
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound, NotPermitted, PlatformError
from skyportal_like.models import Group, Invitation, Stream, User
from skyportal_like.schemas.invitations import InvitationEdit, NewInvitation
from skyportal_like.security.credentials import digest, new_secret
from skyportal_like.services import roles, users
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work, utc_now

# How long an invitation can be accepted.
DAYS = 7
MAIL_JOB = "invitations.mail"
NOT_ENABLED = "Invitations are not enabled in current deployment."
NOT_VALID = "This invitation is not valid: it was used already, taken back, or is too old."
ONLY_INVITOR = "Insufficient permissions: Only the invitor may {} an invitation."
NOTHING = (
    "At least one of either `groupIDs`, `streamIDs` or `role` is required in the request body."
)
USED = "This invitation was used already."
UNKNOWN_STREAMS = "Cannot find one or more streams with IDs: {}."
LACKS_STREAM = "Insufficient permissions: you do not hold the stream with ID {}."


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
    groups = _groups(work, new.group_ids)
    streams = _streams(work, new.stream_ids or ())
    _refuse_beyond(work, Role(new.role))
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
        _set_groups(row, _groups(work, changes.group_ids))
    if changes.stream_ids is not None:
        row.stream_ids = _streams(work, changes.stream_ids)
    if changes.role is not None:
        _refuse_beyond(work, Role(changes.role))
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
    _inviter(work, row)
    return row


def accept(work: Work, secret: str, user: User) -> None:
    """Give a person what they were asked in to, once, as far as the inviter still has it."""
    row = _open(work, secret, lock=True)
    inviter = _inviter(work, row)
    acls = roles.acls_of(user)
    if not actors.acls_of([row.role], ()) <= acls:
        roles.change(work, user, roles=[*user.roles, row.role])
    group_ids = _join(work, row, inviter, user)
    held = inviter.owner_holds(Acl.SYSTEM_ADMIN)
    stream_ids = [one for one in row.stream_ids if held or one in inviter.stream_ids]
    # access: streams that the inviter holds at this moment, those that are gone left out
    known = work.session.scalars(select(Stream.id).where(Stream.id.in_(stream_ids))).all()
    users.give_streams(work, user, known)
    if row.user_expiration_date is not None and _is_new(work, user):
        user.expiration_date = row.user_expiration_date
    row.used, row.used_by_id = True, user.id
    work.session.flush()
    said: dict[str, object] = {"group_ids": group_ids, "stream_ids": list(known), "role": row.role}
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
    # access: as above
    inviter = work.session.get_one(User, row.invited_by_id)
    groups = select(Group.name).where(Group.id.in_(row.group_ids))  # access: as above
    secret = new_secret()
    row.digest = digest(secret)
    work.session.flush()
    return Letter(
        to=row.user_email,
        inviter=" ".join(filter(None, (inviter.first_name, inviter.last_name))) or inviter.username,
        groups=list(work.session.scalars(groups.order_by(func.lower(Group.name)))),
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
        raise NotFound(NOT_VALID)
    return row


def _inviter(work: Work, row: Invitation) -> Actor:
    """Take the inviter's rights anew: who could not invite any more gives nothing."""
    try:
        inviter = actors.by_user_id(row.invited_by_id)(work.session)
    except PlatformError as error:
        raise NotFound(NOT_VALID) from error
    needed = {Acl.MANAGE_USERS} | actors.acls_of([row.role], ())
    if not all(inviter.owner_holds(acl) for acl in needed):
        raise NotFound(NOT_VALID)
    return inviter


def _join(work: Work, row: Invitation, inviter: Actor, user: User) -> list[int]:
    """Put a person into those groups into which the inviter may still put people."""
    flags = {
        group_id: {"admin": admin, "can_save": saves, "can_share_photometry": shares}
        for group_id, admin, saves, shares in zip(
            row.group_ids,
            row.admin_for_groups,
            row.can_save_to_groups,
            row.can_share_photometry_for_groups,
            strict=True,
        )
        if inviter.owner_holds(Acl.SYSTEM_ADMIN) or group_id in inviter.admin_group_ids
    }
    groups = work.session.scalars(
        # access: groups that the inviter administers at this moment
        select(Group)
        .where(Group.id.in_(flags), ~Group.single_user_group, Group.archived_at.is_(None))
        .order_by(Group.id)
    ).all()
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


def _groups(work: Work, group_ids: Sequence[int]) -> list[int]:
    """Check that the caller, or the owner of their token, may put people into these groups."""
    readable = access.readable(work.actor, Group).where(Group.id.in_(group_ids))
    known = {group.id: group for group in work.session.scalars(readable)}
    if unknown := sorted(set(group_ids) - known.keys()):
        text = users.UNKNOWN_GROUPS.format(unknown)
        raise Invalid(text, fields={"groupIDs": f"unknown: {unknown}"})
    for group_id in group_ids:
        by_owner = work.actor.owner_holds(Acl.SYSTEM_ADMIN)
        users.refuse_foreign_group(work, known[group_id], by_owner=by_owner)
    return list(group_ids)


def _streams(work: Work, stream_ids: Sequence[int]) -> list[int]:
    wanted = sorted(set(stream_ids))
    by_owner = work.actor.owner_holds(Acl.SYSTEM_ADMIN)
    # access: for a script of a System admin all streams, as its owner reads them
    everything = select(Stream.id)
    readable = everything if by_owner else access.readable(work.actor, Stream, Stream.id)
    known = set(work.session.scalars(readable.where(Stream.id.in_(wanted))))
    if unknown := [one for one in wanted if one not in known]:
        text = UNKNOWN_STREAMS.format(unknown)
        raise Invalid(text, fields={"streamIDs": f"unknown: {unknown}"})
    for one in wanted:
        if not by_owner and one not in work.actor.stream_ids:
            raise NotPermitted(LACKS_STREAM.format(one), status=403)
    return wanted


def _refuse_beyond(work: Work, role: Role) -> None:
    """Refuse a role that the caller, or the owner of their token, does not hold."""
    acls = actors.acls_of([role], ())
    if beyond := sorted(acl for acl in acls if not work.actor.owner_holds(acl)):
        raise NotPermitted(roles.BEYOND.format(", ".join(beyond)), status=403)


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
