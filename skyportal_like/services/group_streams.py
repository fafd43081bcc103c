"""The streams of a group: all its members hold them."""

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like import access
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import GroupUpdated
from skyportal_like.models import Filter, GroupStream, GroupUser, Stream, StreamUser, User
from skyportal_like.services import members
from skyportal_like.services.group_rights import administered, is_active
from skyportal_like.work import Work

HELD = "Specified stream is already associated with this group."
NOT_ACCESSIBLE = "Stream with ID {} not accessible."
NOT_ALL = "Not all users have stream access with ID {}"
NOT_REMOVABLE = "No stream IDs with ID {} accessible"


def add(work: Work, group_id: int, stream_id: int) -> None:
    """Let a group hold a stream that all its members hold."""
    group = administered(work, group_id, members.NOT_ACCESSIBLE.format(group_id))
    if group.single_user_group:
        raise Invalid(members.SINGLE_USER, fields={"group_id": "a single user group"})
    unknown = NotFound(NOT_ACCESSIBLE.format(stream_id), fields={"stream_id": "unknown"})
    stream = access.get(work, Stream, stream_id, absent=unknown, lock=True)
    link = work.session.scalar(
        insert(GroupStream)
        .values(group_id=group.id, stream_id=stream.id)
        .on_conflict_do_nothing()
        .returning(GroupStream.id)
    )
    if link is None:
        raise Invalid(HELD, fields={"stream_id": "already associated"})
    if _lacked_by_some(work, group.id, stream.id):
        raise NotPermitted(NOT_ALL.format(stream.id), status=403)
    work.audit("give stream", "stream", stream.id, group_id=group.id)
    work.emit(GroupUpdated(group_id=group.id), about=group)


def remove(work: Work, group_id: int, stream_id: int) -> None:
    """Let a group no longer hold a stream that none of its filters uses."""
    text = NOT_REMOVABLE.format(stream_id)
    group = administered(work, group_id, text)
    used = work.session.scalar(
        # access: whether any filter of the group that the caller administers uses the stream
        select(Filter.id).where(Filter.group_id == group.id, Filter.stream_id == stream_id).limit(1)
    )
    if used is not None:
        raise Invalid(text, fields={"stream_id": "a filter of the group uses it"})
    gone = work.session.scalar(
        delete(GroupStream)
        .where(GroupStream.group_id == group.id, GroupStream.stream_id == stream_id)
        .returning(GroupStream.id)
    )
    if gone is None:
        raise NotFound(text, fields={"stream_id": "not a stream of the group"})
    work.audit("take stream", "stream", stream_id, group_id=group.id)
    work.emit(GroupUpdated(group_id=group.id), about=group)


def _lacked_by_some(work: Work, group_id: int, stream_id: int) -> bool:
    # access: whether all members hold what their group is to hold
    holders = select(StreamUser.user_id).where(StreamUser.stream_id == stream_id)
    lacking = work.session.scalar(
        # access: as above
        select(func.count())
        .select_from(GroupUser)
        .join(User, User.id == GroupUser.user_id)
        .where(GroupUser.group_id == group_id, is_active(), GroupUser.user_id.not_in(holders))
    )
    return bool(lacking)
