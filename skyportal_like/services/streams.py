"""Streams: data rights by name, and groups that come to hold them."""

from collections.abc import Iterable

from sqlalchemy import Select, literal, select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import GroupStream, GroupUser, Stream, StreamUser
from skyportal_like.work import Work


def ensure(work: Work, names: Iterable[str]) -> dict[str, int]:
    """Give the ids of streams by name, making those that are not there yet."""
    wanted = sorted(set(names))
    found = _ids(work, wanted)
    lacking = [name for name in wanted if name not in found]
    if not lacking:
        return found
    work.session.execute(
        insert(Stream).values([{"name": name} for name in lacking]).on_conflict_do_nothing()
    )
    return _ids(work, wanted)


def give(work: Work, group_id: int, stream_ids: Iterable[int]) -> None:
    """Give streams to a group and to all its members, who hold whatever their group holds."""
    wanted = sorted(set(stream_ids))
    new = work.session.scalars(
        insert(GroupStream)
        .from_select(["group_id", "stream_id"], _not_held(group_id, wanted))
        .on_conflict_do_nothing()
        .returning(GroupStream.stream_id)
    ).all()
    if not new:
        return
    # access: members get what their group gets, whoever asks
    everybody = (
        select(GroupStream.stream_id, GroupUser.user_id)
        .join(GroupUser, GroupUser.group_id == GroupStream.group_id)
        .where(GroupStream.group_id == group_id, GroupStream.stream_id.in_(new))
    )
    given = work.session.scalars(
        insert(StreamUser)
        .from_select(["stream_id", "user_id"], everybody)
        .on_conflict_do_nothing()
        .returning(StreamUser)
    ).all()
    for stream_id in sorted(new):
        work.audit("give stream", "stream", stream_id, group_id=group_id)
    for row in sorted(given, key=lambda one: (one.stream_id, one.user_id)):
        work.emit(MembershipChanged(user_id=row.user_id, stream_id=row.stream_id), about=row)


def _not_held(group_id: int, stream_ids: list[int]) -> Select[int, int]:
    held = select(GroupStream.stream_id).where(GroupStream.group_id == group_id)
    # access: which streams a group lacks, for whoever may give them
    return select(literal(group_id), Stream.id).where(
        Stream.id.in_(stream_ids), Stream.id.not_in(held)
    )


def _ids(work: Work, names: list[str]) -> dict[str, int]:
    rows = work.session.execute(
        # access: the platform itself names the streams of what it takes in
        select(Stream.name, Stream.id).where(Stream.name.in_(names))
    )
    return {row.name: row.id for row in rows}
