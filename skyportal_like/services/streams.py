"""Streams: data rights by name, people who hold them, and groups that come to hold them."""

from collections.abc import Iterable

from sqlalchemy import Select, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Audience
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import (
    DatasetVersion,
    Filter,
    GroupStream,
    GroupUser,
    Stream,
    StreamUser,
)
from skyportal_like.schemas.streams import NewStream, StreamDetail, StreamEdit
from skyportal_like.services import filters, group_rights, lineages
from skyportal_like.work import Work

MISSING = "Could not retrieve stream with ID {}."
TAKEN = "There is a stream of this name already."
IN_USE = "Stream {} cannot be deleted: {} it."
NOT_JOINABLE = (
    "Insufficient permissions: only System admins can give streams to people; others can join"
    " streams that are open to everybody, for themselves."
)


def readable(work: Work) -> list[StreamDetail]:
    """List the streams that the caller holds or may join."""
    rows = work.session.scalars(access.readable(work.actor, Stream).order_by(Stream.id))
    return [_view(row) for row in rows]


def get(work: Work, stream_id: int) -> StreamDetail:
    """Show a stream."""
    return _view(_fetch(work, stream_id))


def create(work: Work, new: NewStream) -> Stream:
    """Make a class of data rights."""
    row = work.session.scalars(
        insert(Stream).values(new.model_dump()).on_conflict_do_nothing().returning(Stream)
    ).one_or_none()
    if row is None:
        raise Invalid(TAKEN, fields={"name": "taken"})
    work.audit("create", "stream", row.id, after=_columns(row))
    return row


def edit(work: Work, stream_id: int, changes: StreamEdit) -> None:
    """Change a stream; what is not named stays."""
    row = _fetch(work, stream_id, lock=True)
    before = _columns(row)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(row, name, value)
    if _columns(row) == before:
        return
    try:
        with work.savepoint():
            work.session.flush()
    except IntegrityError as error:
        raise Invalid(TAKEN, fields={"name": "taken"}) from error
    work.audit("edit", "stream", row.id, before=before, after=_columns(row))


def remove(work: Work, stream_id: int) -> None:
    """Delete a stream with its filters; groups stay, without it."""
    row = _fetch(work, stream_id, lock=True)
    _refuse_if_frozen(work, row.id)
    # access: System admin deletes the stream
    own = select(Filter).where(Filter.stream_id == row.id).order_by(Filter.id)
    gone = work.session.scalars(own).all()
    filters.lock_objects(work, [one.id for one in gone])
    filters.take_away(work, gone)
    # Taken away one by one, so that whoever holds the stream hears that they lost it.
    # access: as above
    holders = delete(StreamUser).where(StreamUser.stream_id == row.id)
    for user_id in sorted(work.session.scalars(holders.returning(StreamUser.user_id))):
        _tell_gone(work, row.id, user_id)
    work.audit("delete", "stream", row.id, before=_columns(row))
    try:
        with work.savepoint():
            work.session.delete(row)
            work.session.flush()
    except IntegrityError as error:
        raise Invalid(
            IN_USE.format(row.id, "stored alerts came through"), fields={"stream_id": "in use"}
        ) from error


def grant(work: Work, stream_id: int, user_id: int) -> None:
    """Give a stream to a person; without System admin only an open one, to oneself."""
    actor = work.actor
    refused = NotPermitted(NOT_JOINABLE)
    absent = NotFound(MISSING.format(stream_id)) if actor.is_system_admin else refused
    stream = access.get(work, Stream, stream_id, absent=absent, lock=True)
    if not (actor.is_system_admin or (user_id == actor.user_id and stream.auto_join)):
        raise refused
    group_rights.check_people(work, [user_id], field="user_id")
    row = work.session.scalars(
        insert(StreamUser)
        .values(stream_id=stream.id, user_id=user_id)
        .on_conflict_do_nothing()
        .returning(StreamUser)
    ).one_or_none()
    if row is None:
        raise Invalid(
            f"User {user_id} already has access to stream {stream.id}.",
            fields={"user_id": "already has access"},
        )
    work.audit("grant stream", "stream", stream.id, user_id=user_id)
    work.emit(MembershipChanged(user_id=user_id, stream_id=stream.id), about=row)


def revoke(work: Work, stream_id: int, user_id: int) -> None:
    """Take a stream from a person."""
    stream = _fetch(work, stream_id)
    gone = work.session.scalar(
        # access: System admin takes a right away
        delete(StreamUser)
        .where(StreamUser.stream_id == stream.id, StreamUser.user_id == user_id)
        .returning(StreamUser.id)
    )
    if gone is None:
        raise Invalid(
            f"User {user_id} does not have access to stream {stream.id}.",
            fields={"user_id": "has no access"},
        )
    work.audit("revoke stream", "stream", stream.id, user_id=user_id)
    _tell_gone(work, stream.id, user_id)


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


def _fetch(work: Work, stream_id: int, *, lock: bool = False) -> Stream:
    return access.get(
        work, Stream, stream_id, absent=NotFound(MISSING.format(stream_id)), lock=lock
    )


def _refuse_if_frozen(work: Work, stream_id: int) -> None:
    facts = exists().where(
        DatasetVersion.stream_ids.contains([stream_id]),
        DatasetVersion.status.not_in(lineages.UNPUBLISHED),
    )
    # access: whether anything that must stay would be read by nobody any more
    if work.session.scalar(select(facts)):
        raise Invalid(
            IN_USE.format(stream_id, "frozen datasets are read by who holds"),
            fields={"stream_id": "in use"},
        )


def _tell_gone(work: Work, stream_id: int, user_id: int) -> None:
    work.emit_to(
        MembershipChanged(user_id=user_id, stream_id=stream_id),
        Audience(users=frozenset((user_id,))),
    )


def _view(row: Stream) -> StreamDetail:
    return StreamDetail(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        altdata=row.altdata,
        auto_join=row.auto_join,
    )


def _columns(row: Stream) -> dict[str, object]:
    return {"name": row.name, "altdata": row.altdata, "auto_join": row.auto_join}
