"""What an inviter may give: checked when they ask somebody in, and anew when that person comes."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotFound, NotPermitted, PlatformError
from skyportal_like.models import Group, GroupStream, Invitation, Stream, StreamUser, User
from skyportal_like.services import roles, users
from skyportal_like.services.group_rights import one_of
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work

NOT_VALID = "This invitation is not valid: it was used already, taken back, or is too old."
UNKNOWN_STREAMS = "Cannot find one or more streams with IDs: {}."
LACKS_STREAM = "Insufficient permissions: you do not hold the stream with ID {}."


def checked_groups(work: Work, group_ids: Sequence[int]) -> list[int]:
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


def checked_streams(work: Work, stream_ids: Sequence[int]) -> list[int]:
    """Check that the caller, or the owner of their token, may give these streams."""
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


def refuse_beyond(work: Work, role: Role) -> None:
    """Refuse a role that the caller, or the owner of their token, does not hold."""
    acls = actors.acls_of([role], ())
    if beyond := sorted(acl for acl in acls if not work.actor.owner_holds(acl)):
        raise NotPermitted(roles.BEYOND.format(", ".join(beyond)), status=403)


def inviter_of(work: Work, row: Invitation) -> Actor:
    """Take the inviter's rights anew: who could not invite any more gives nothing."""
    try:
        inviter = actors.by_user_id(row.invited_by_id)(work.session)
    except PlatformError as error:
        raise NotFound(NOT_VALID) from error
    needed = {Acl.MANAGE_USERS} | actors.acls_of([row.role], ())
    if not all(inviter.owner_holds(acl) for acl in needed):
        raise NotFound(NOT_VALID)
    return inviter


def open_groups(
    work: Work, inviter: Actor, row: Invitation, *, lock: bool = False
) -> Sequence[Group]:
    """Fetch the groups of an invitation into which its inviter may still put people."""
    every = inviter.owner_holds(Acl.SYSTEM_ADMIN)
    wanted = [one for one in row.group_ids if every or one in inviter.admin_group_ids]
    # access: groups that the inviter administers at this moment
    statement = select(Group).where(
        Group.id.in_(wanted), ~Group.single_user_group, Group.archived_at.is_(None)
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    return work.session.scalars(statement.order_by(Group.id)).all()


def offer(work: Work, row: Invitation) -> tuple[str, list[str]]:
    """Say who invites, and into which groups; what the inviter lost is not named."""
    inviter = inviter_of(work, row)
    # access: who is asked in is told by whom
    person = work.session.get_one(User, row.invited_by_id)
    name = " ".join(filter(None, (person.first_name, person.last_name))) or person.username
    return name, sorted((group.name for group in open_groups(work, inviter, row)), key=str.lower)


def beyond_streams(
    work: Work, inviter: Actor, group_ids: Collection[int], user: User
) -> frozenset[int]:
    """Name those of these groups with a stream that neither the inviter nor the person holds."""
    if inviter.owner_holds(Acl.SYSTEM_ADMIN):
        return frozenset()
    # access: what a person holds, for who gives them more
    held = select(StreamUser.stream_id).where(StreamUser.user_id == user.id)
    found = select(GroupStream.group_id).where(
        one_of(GroupStream.group_id, group_ids),
        GroupStream.stream_id.not_in(inviter.stream_ids),
        GroupStream.stream_id.not_in(held),
    )
    return frozenset(work.session.scalars(found))


def open_streams(work: Work, inviter: Actor, row: Invitation) -> list[int]:
    """Name the streams of an invitation that its inviter still holds."""
    every = inviter.owner_holds(Acl.SYSTEM_ADMIN)
    wanted = [one for one in row.stream_ids if every or one in inviter.stream_ids]
    # access: streams that the inviter holds at this moment, those that are gone left out
    return list(work.session.scalars(select(Stream.id).where(Stream.id.in_(wanted))))
