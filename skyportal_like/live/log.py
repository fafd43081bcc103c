"""Reads the log of events below the oldest running transaction, in the order of their cursors."""

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

# So few that a quick reader's buffer holds a batch, and empties while the next one is read.
BATCH = 100
LAST_ID = (1 << 63) - 1
NOBODY = Audience()

# The limit, the rows below it and what waits above it come from one snapshot: were they asked
# for one after the other, a transaction that ends between them would leave its rows to the poll.
_READ = """
select s.xmin::text::bigint - 1 as settled_xid,
    exists (select 1 from events w where w.epoch = :epoch and w.xid >= s.xmin) as held_back, e.*
from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) s
left join lateral (
    select e.id, e.xid::text::bigint as xid, e.epoch, e.at, e.type, e.actor_id, u.username,
        e.obj_id, e.taxonomy_id, e.any_groups, e.any_streams, e.any_users, e.any_filters,
        e.any_keepers, e.all_streams, e.payload
    from events e left join users u on u.id = e.actor_id
    where e.epoch = :epoch and (e.xid, e.id) > (cast(:xid as xid8), :id) and e.xid < s.xmin
        {narrowed}
    order by e.xid, e.id limit :batch
) e on true
order by e.xid, e.id
"""
_READ_ALL = text(_READ.format(narrowed=""))
# For one reader the log is narrowed in SQL to what may concern them, up to a known place.
_READ_FOR_ONE = text(
    _READ.format(
        narrowed="""
        and (e.xid, e.id) <= (cast(:upto_xid as xid8), :upto_id)
        and (:everything or e.any_groups && cast(:groups as integer[])
            or e.any_users && cast(:users as integer[])
            or e.any_keepers && cast(:keepers as integer[])
            or e.any_filters && cast(:filters as integer[])
            or e.any_streams && cast(:streams as integer[]))
        """
    )
)
_STANDING = text(
    """
select f.epoch, f.pruned_xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 as xid
from feed_epochs f where f.epoch = current_feed_epoch()
"""
)


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
        if min(epoch, xid, event_id) < 0 or max(epoch, xid, event_id) > LAST_ID:
            raise Invalid("since: not a cursor", fields={"since": "not a cursor"})
        return Cursor(epoch, xid, event_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the log ends now, and up to where it was pruned."""

    end: Cursor
    pruned_xid: int | None

    def covers(self, cursor: Cursor) -> bool:
        """Tell whether the cursor is a place of this log with everything after it still there."""
        if cursor.epoch != self.end.epoch or cursor > self.end:
            return False
        # A place within the last pruned transaction may have lost what followed it there.
        return self.pruned_xid is None or cursor >= Cursor(self.end.epoch, self.pruned_xid, LAST_ID)


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the log: its entries, how far they reach, and what is known of the rest."""

    entries: list[Entry]
    reached: Cursor
    more: bool
    held_back: bool
    """Whether committed events wait for an older transaction to end."""


def standing(session: Session) -> Standing:
    """Say where the log begins and ends at this moment."""
    row = session.execute(_STANDING).one()
    return Standing(Cursor(row.epoch, row.xid, LAST_ID), row.pruned_xid)


def read(session: Session, after: Cursor, limit: int = BATCH) -> Stretch:
    """Read the next events of everybody."""
    rows = session.execute(_READ_ALL, _place(after, limit)).all()
    end = Cursor(after.epoch, rows[0].settled_xid, LAST_ID)
    return _stretch(session, rows, max(end, after), limit)


def read_for(
    session: Session, actor: Actor, after: Cursor, upto: Cursor, limit: int = BATCH
) -> Stretch:
    """Read the next events that one actor may hear, no further than a place in the past."""
    concerning = {
        "upto_xid": str(upto.xid),
        "upto_id": upto.id,
        "everything": actor.is_system_admin,
        "groups": sorted(actor.group_ids),
        "users": [actor.user_id],
        "keepers": [] if actor.limited else [actor.user_id],
        "filters": sorted(actor.filter_ids),
        "streams": sorted(actor.stream_ids),
    }
    heard: list[Entry] = []
    place = after
    # What may not be heard leaves no gap: a page is full or the last one, whatever was left out.
    while True:
        rows = session.execute(_READ_FOR_ONE, _place(place, BATCH) | concerning).all()
        whole = _stretch(session, rows, upto, BATCH)
        heard += [entry for entry in whole.entries if entry.heard_by(actor)]
        if len(heard) > limit:
            return Stretch(heard[:limit], heard[limit - 1].cursor, True, whole.held_back)
        if not whole.more:
            return Stretch(heard, whole.reached, False, whole.held_back)
        place = whole.reached


def _place(after: Cursor, limit: int) -> dict[str, object]:
    return {"epoch": after.epoch, "xid": str(after.xid), "id": after.id, "batch": limit}


def _stretch(session: Session, rows: Sequence[Row[Any]], end: Cursor, limit: int) -> Stretch:
    entries = _entries(session, [row for row in rows if row.id is not None])
    more = len(entries) == limit
    return Stretch(entries, entries[-1].cursor if more else end, more, rows[0].held_back)


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
        keepers=frozenset(row.any_keepers),
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
        payload=row.payload if isinstance(row.payload, dict) else {},
        must_hear=tuple(must_hear),
    )
