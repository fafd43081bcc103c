"""Reads the log of events below the oldest running transaction, in the order of commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Actor, Audience
from skyportal_like.errors import Invalid
from skyportal_like.models import Obj, Taxonomy

BATCH = 500

_COLUMNS = """
select e.id, e.xid::text::bigint as xid, e.epoch, e.at, e.type, e.actor_id, u.username,
    e.obj_id, e.taxonomy_id, e.any_groups, e.any_streams, e.any_users, e.any_filters,
    e.all_streams, e.payload
from events e left join users u on u.id = e.actor_id
where e.epoch = :epoch and (e.xid, e.id) > (cast(:xid as xid8), :id)
    and e.xid < pg_snapshot_xmin(pg_current_snapshot())
"""
_ORDER = " order by e.xid, e.id limit :batch"
_READ = text(_COLUMNS + _ORDER)
# For one reader the log is narrowed in SQL to what may concern them, up to a known place.
_READ_FOR_ONE = text(
    _COLUMNS
    + """
    and (e.xid, e.id) <= (cast(:upto_xid as xid8), :upto_id)
    and (:everything or e.any_groups && cast(:groups as integer[])
        or e.any_users && cast(:users as integer[])
        or e.any_filters && cast(:filters as integer[])
        or e.any_streams && cast(:streams as integer[]))
"""
    + _ORDER
)
_HELD_BACK = text(
    """
select exists (
    select 1 from events
    where epoch = :epoch and xid >= pg_snapshot_xmin(pg_current_snapshot())
)
"""
)
_END = text(
    """
select current_feed_epoch() as epoch,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 as xid
"""
)
_PRUNED = text("select pruned_xid from feed_epochs where epoch = :epoch")


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the log; `epoch` is the life of the cluster that gave the transaction ids."""

    epoch: int
    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.epoch}:{self.xid}:{self.id}"

    @staticmethod
    def parse(value: str) -> "Cursor":
        """Read a cursor that a client kept."""
        try:
            epoch, xid, event_id = (int(part) for part in value.split(":"))
        except ValueError as error:
            raise Invalid("since: not a cursor", fields={"since": "not a cursor"}) from error
        if min(epoch, xid, event_id) < 0 or max(epoch, xid, event_id) >= 1 << 63:
            raise Invalid("since: not a cursor", fields={"since": "not a cursor"})
        return Cursor(epoch, xid, event_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the log with the audiences that decide who hears it."""

    cursor: Cursor
    at: datetime
    type: str
    actor_id: int | None
    username: str | None
    obj_id: str | None
    groups: frozenset[int]
    payload: dict[str, object]
    must_hear: tuple[Audience, ...]

    def heard_by(self, actor: Actor) -> bool:
        """Tell whether the actor is in the audience and may read every parent now."""
        return all(audience.includes(actor) for audience in self.must_hear)


NOBODY = Audience()


def end(session: Session) -> Cursor:
    """Give the place after everything that has been committed in order."""
    row = session.execute(_END).one()
    return Cursor(row.epoch, row.xid, (1 << 63) - 1)


def is_covered(session: Session, cursor: Cursor, now: Cursor) -> bool:
    """Tell whether all that came after this cursor is still in the log."""
    if cursor.epoch != now.epoch:
        return False
    pruned = session.scalar(_PRUNED, {"epoch": now.epoch})
    return pruned is None or cursor.xid >= int(pruned)


def read(session: Session, after: Cursor, limit: int = BATCH) -> list[Entry]:
    """Read the next events of everybody."""
    place = {"epoch": after.epoch, "xid": str(after.xid), "id": after.id, "batch": limit}
    return _entries(session, session.execute(_READ, place).all())


def read_for(
    session: Session, actor: Actor, after: Cursor, upto: Cursor, limit: int = BATCH
) -> tuple[list[Entry], Cursor]:
    """Read the next events that one actor may hear, and say how far that reached."""
    rows = session.execute(
        _READ_FOR_ONE,
        {
            "epoch": after.epoch,
            "xid": str(after.xid),
            "id": after.id,
            "upto_xid": str(upto.xid),
            "upto_id": upto.id,
            "everything": actor.is_system_admin,
            "groups": sorted(actor.group_ids),
            "users": [actor.user_id],
            "filters": sorted(actor.filter_ids),
            "streams": sorted(actor.stream_ids),
            "batch": limit,
        },
    ).all()
    entries = _entries(session, rows)
    reached = entries[-1].cursor if len(entries) == limit else upto
    return [entry for entry in entries if entry.heard_by(actor)], reached


def is_held_back(session: Session, epoch: int) -> bool:
    """Tell whether committed events wait for an older transaction to end."""
    return bool(session.scalar(_HELD_BACK, {"epoch": epoch}))


def _entries(session: Session, rows: Sequence[Row[Any]]) -> list[Entry]:
    """Join each event with the present holders of its parents."""
    objs = access.holders_now(session, Obj, {row.obj_id for row in rows if row.obj_id})
    taxonomies = access.holders_now(
        session, Taxonomy, {row.taxonomy_id for row in rows if row.taxonomy_id}
    )
    return [_entry(row, objs, taxonomies) for row in rows]


def _entry(
    row: Row[Any],
    objs: Mapping[str | int, Audience],
    taxonomies: Mapping[str | int, Audience],
) -> Entry:
    own = Audience(
        groups=frozenset(row.any_groups),
        streams=frozenset(row.any_streams),
        users=frozenset(row.any_users),
        filters=frozenset(row.any_filters),
        all_streams=frozenset(row.all_streams),
    )
    must_hear = [own]
    if row.obj_id is not None:
        must_hear.append(objs.get(row.obj_id, NOBODY))
    if row.taxonomy_id is not None:
        must_hear.append(taxonomies.get(row.taxonomy_id, NOBODY))
    return Entry(
        cursor=Cursor(row.epoch, row.xid, row.id),
        at=row.at,
        type=row.type,
        actor_id=row.actor_id,
        username=row.username,
        obj_id=row.obj_id,
        groups=own.groups,
        payload=row.payload,
        must_hear=tuple(must_hear),
    )
