"""Filters: what a group lets through from a stream."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.errors import Conflict, Invalid, NotFound, NotPermitted
from skyportal_like.events.types import FilterChanged, RowHidden
from skyportal_like.models import Candidate, Filter, Group, GroupUser, Obj, Stream, StreamUser
from skyportal_like.schemas.filters import FilterEdit, FilterView, NewFilter
from skyportal_like.work import Work

MISSING = "Cannot find a filter with ID: {}."
NOT_CREATABLE = (
    "Insufficient permissions: a filter is made by a member of its group who holds its stream."
)
NOT_ADMIN = "Insufficient permissions: you are not a group admin of the filter's group."
TAKEN = "This group has a filter of this name on this stream already."
ARCHIVED = "Group {} is archived; nothing new can come into it."


def readable(work: Work) -> list[FilterView]:
    """List the filters that the caller may read."""
    rows = work.session.scalars(access.readable(work.actor, Filter).order_by(Filter.id))
    return [view(row) for row in rows]


def of_group(work: Work, group_id: int) -> list[FilterView]:
    """List the filters of a group that the caller may read."""
    rows = access.readable(work.actor, Filter).where(Filter.group_id == group_id)
    return [view(row) for row in work.session.scalars(rows.order_by(Filter.id))]


def get(work: Work, filter_id: int) -> FilterView:
    """Show a filter."""
    return view(access.get(work, Filter, filter_id, absent=NotFound(MISSING.format(filter_id))))


def create(work: Work, new: NewFilter) -> Filter:
    """Make a filter of a group to which the caller belongs, on a stream that they hold."""
    refused = NotPermitted(NOT_CREATABLE, status=401)
    group = access.get(
        work,
        Group,
        new.group_id,
        Action.CONTRIBUTE,
        absent=refused,
        refused=refused,
        lock=True,
    )
    # Locked, so that neither goes away before the filter stands.
    stream = access.get(work, Stream, new.stream_id, absent=refused, lock=True)
    if not (stream.id in work.actor.stream_ids or work.actor.is_system_admin):
        raise refused
    if group.archived_at is not None:
        raise Invalid(ARCHIVED.format(group.id), fields={"group_id": "archived"})
    row = work.session.scalars(
        insert(Filter).values(new.model_dump()).on_conflict_do_nothing().returning(Filter)
    ).one_or_none()
    if row is None:
        raise Invalid(TAKEN, fields={"name": "taken"})
    work.audit("create", "filter", row.id, group_id=row.group_id, after=_columns(row))
    work.emit(FilterChanged(filter_id=row.id), about=row)
    return row


def edit(work: Work, filter_id: int, changes: FilterEdit) -> None:
    """Change a filter, as an admin of its group."""
    row = _administered(work, filter_id)
    given = changes.model_dump(exclude_unset=True, exclude={"modified"})
    for name in ("group_id", "stream_id"):
        if name in given and given.pop(name) != getattr(row, name):
            raise Invalid(f"The {name} of a filter cannot change.", fields={name: "cannot change"})
    if changes.modified is not None and changes.modified != row.modified:
        raise Conflict(
            "Somebody changed this filter since you looked.",
            fields={"modified": row.modified.isoformat()},
        )
    before = _columns(row)
    for name, value in given.items():
        setattr(row, name, value)
    if _columns(row) == before:
        return
    try:
        with work.savepoint():
            work.session.flush()
    except IntegrityError as error:
        raise Invalid(TAKEN, fields={"name": "taken"}) from error
    work.audit("edit", "filter", row.id, group_id=row.group_id, before=before, after=_columns(row))
    work.emit(FilterChanged(filter_id=row.id), about=row)


def remove(work: Work, filter_id: int) -> None:
    """Take a filter away with its candidates, as an admin of its group."""
    row = _administered(work, filter_id)
    lock_objects(work, [row.id])
    take_away(work, [row])


def lock_objects(work: Work, filter_ids: Sequence[int]) -> None:
    """Lock the objects of the candidates of filters, in the order of their ids."""
    # access: the candidates go with their filters, and their triggers write the objects
    held = select(Candidate.obj_id).where(Candidate.filter_id.in_(filter_ids))
    # access: as above
    objs = select(Obj.id).where(Obj.id.in_(held)).order_by(Obj.id)
    work.session.execute(objs.with_for_update(key_share=True))


def take_away(work: Work, rows: Sequence[Filter]) -> None:
    """Delete filters whose objects are locked, and tell who could read them."""
    if not rows:
        return
    ids = [row.id for row in rows]
    readers: dict[int, set[int]] = defaultdict(set)
    pairs = work.session.execute(
        # access: who loses sight of the filters
        select(Filter.id, GroupUser.user_id)
        .join(GroupUser, GroupUser.group_id == Filter.group_id)
        .join(
            StreamUser,
            (StreamUser.stream_id == Filter.stream_id) & (StreamUser.user_id == GroupUser.user_id),
        )
        .where(Filter.id.in_(ids))
    )
    for filter_id, user_id in pairs:
        readers[filter_id].add(user_id)
    for row in rows:
        work.audit("delete", "filter", row.id, group_id=row.group_id, before=_columns(row))
        losers = Audience(users=frozenset(readers[row.id]))
        work.emit_to(FilterChanged(filter_id=row.id), losers)
        work.emit_to(RowHidden(kind="filter", id=row.id), losers)
    # access: whoever calls was allowed to take them away
    work.session.execute(delete(Filter).where(Filter.id.in_(ids)))


def view(row: Filter) -> FilterView:
    """Show a filter."""
    return FilterView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        stream_id=row.stream_id,
        group_id=row.group_id,
        altdata=row.altdata,
        broker_id=row.broker_id,
        autosave=row.autosave,
    )


def ensure(
    work: Work, group_id: int, named: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Filter]:
    """Give a group's filters by name and stream, making those that are not there yet."""
    wanted = sorted(set(named))
    found = _of_group(work, group_id, wanted)
    lacking = [key for key in wanted if key not in found]
    if not lacking:
        return found
    made = work.session.scalars(
        insert(Filter)
        .values(
            [
                {"name": name, "stream_id": stream_id, "group_id": group_id}
                for name, stream_id in lacking
            ]
        )
        .on_conflict_do_nothing()
        .returning(Filter)
    ).all()
    for row in sorted(made, key=lambda one: one.id):
        work.audit("create", "filter", row.id, group_id=group_id, after={"name": row.name})
        work.emit(FilterChanged(filter_id=row.id), about=row)
    return _of_group(work, group_id, wanted)


def _of_group(
    work: Work, group_id: int, wanted: list[tuple[str, int]]
) -> dict[tuple[str, int], Filter]:
    rows = work.session.scalars(
        # access: the platform itself chooses the filters of what it takes in
        select(Filter).where(
            Filter.group_id == group_id,
            Filter.name.in_({name for name, _ in wanted}),
            Filter.stream_id.in_({stream_id for _, stream_id in wanted}),
        )
    )
    return {(row.name, row.stream_id): row for row in rows if (row.name, row.stream_id) in wanted}


def _administered(work: Work, filter_id: int) -> Filter:
    return access.get(
        work,
        Filter,
        filter_id,
        Action.ADMINISTER,
        absent=NotFound(MISSING.format(filter_id)),
        refused=NotPermitted(NOT_ADMIN, status=403),
        lock=True,
    )


def _columns(row: Filter) -> dict[str, object]:
    return {
        "name": row.name,
        "stream_id": row.stream_id,
        "altdata": row.altdata,
        "autosave": row.autosave,
    }
