"""Filters: what a group lets through from a stream."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like.events.types import FilterChanged
from skyportal_like.models import Filter
from skyportal_like.work import Work


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
