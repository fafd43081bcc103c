"""The words in which policies say who holds a row.

Each word gives its meaning twice over from one declaration: as SQL, which decides reading, and
as an audience, which decides hearing. A test holds the two together for every event.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    and_,
    any_,
    false,
    literal,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from skyportal_like.access.actor import Actor
from skyportal_like.models import Base

Condition: TypeAlias = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears: members of any of the first five who hold all of the last."""

    groups: frozenset[int] = frozenset()
    streams: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    filters: frozenset[int] = frozenset()
    keepers: frozenset[int] = frozenset()
    """People who hold data of their own; a limited token does not reach that."""
    all_streams: frozenset[int] = frozenset()

    def includes(self, actor: Actor) -> bool:
        """Tell whether the actor is among them."""
        if actor.is_system_admin:
            return True
        if not self.all_streams <= actor.stream_ids:
            return False
        return (
            not self.groups.isdisjoint(actor.group_ids)
            or actor.user_id in self.users
            or (actor.user_id in self.keepers and not actor.limited)
            or not self.filters.isdisjoint(actor.filter_ids)
            or not self.streams.isdisjoint(actor.stream_ids)
        )


@dataclass(frozen=True, slots=True)
class Holder:
    """One way in which a row is held: by the ids in a column, compared with those of the actor."""

    kind: str
    name: str
    column: (
        SQLColumnExpression[int]
        | SQLColumnExpression[int | None]
        | SQLColumnExpression[list[int]]
        | SQLColumnExpression[UUID]
    )
    is_array: bool

    def condition(self, actor: Actor) -> Condition:
        """Give the SQL that is true of rows held by the actor."""
        if self.kind == "bearer":
            return self.column == actor.token_id if actor.token_id else false()
        ids = sorted(self.ids_of(actor))
        if not ids:
            return false()
        bound = literal(ids, ARRAY(Integer))
        if self.is_array:
            return self.column.op("&&", is_comparison=True)(bound)
        return self.column == any_(bound)

    def ids_in(self, row: object) -> frozenset[int]:
        """Give the ids that hold this row; a credential has none of this sort."""
        if self.kind == "bearer":
            return frozenset()
        value = getattr(row, self.name)
        if value is None:
            return frozenset()
        return frozenset(value) if self.is_array else frozenset((value,))

    def ids_of(self, actor: Actor) -> frozenset[int]:
        """Give what the actor has of this kind."""
        if self.kind == "users":
            return frozenset((actor.user_id,))
        if self.kind == "keepers":
            return frozenset() if actor.limited else frozenset((actor.user_id,))
        return {
            "admins": actor.admin_group_ids,
            "groups": actor.group_ids,
            "streams": actor.stream_ids,
            "filters": actor.filter_ids,
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Parent:
    """A row that must be readable too."""

    name: str
    column: SQLColumnExpression[str] | SQLColumnExpression[int]
    model: type[Base]


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a row: any of the holders, all of the streams, every parent readable.

    `common` rows (bandpasses, telescopes) are everybody's; `shared_when` opens some of a kind.
    """

    holders: tuple[Holder, ...] = ()
    streams: Holder | None = None
    parents: tuple[Parent, ...] = ()
    common: bool = False
    shared_when: Callable[[], SQLColumnExpression[bool]] | None = None

    def __or__(self, other: "Holding") -> "Holding":
        """Widen by another way of holding."""
        if self.parents or other.parents or self.streams or other.streams:
            raise TypeError("only plain holders can be alternatives")
        return Holding(
            self.holders + other.holders,
            common=self.common or other.common,
            shared_when=self.shared_when or other.shared_when,
        )

    def __and__(self, other: "Holding") -> "Holding":
        """Narrow by streams or parents."""
        if self.holders and other.holders:
            raise TypeError("holders are alternatives: join them with |")
        return Holding(
            self.holders + other.holders,
            self.streams or other.streams,
            self.parents + other.parents,
            self.common or other.common,
            self.shared_when or other.shared_when,
        )

    def own_condition(self, actor: Actor) -> Condition:
        """Give the SQL of this row's own columns, parents left aside."""
        anyone: list[SQLColumnExpression[bool]] = [
            holder.condition(actor) for holder in self.holders
        ]
        if self.shared_when is not None:
            anyone.append(self.shared_when())
        held: Condition = true() if self.common or not anyone else or_(*anyone)
        if self.streams is None:
            return held
        mine = literal(sorted(actor.stream_ids), ARRAY(Integer))
        return and_(held, self.streams.column.op("<@", is_comparison=True)(mine))

    def audience(self, row: object) -> Audience:
        """Say who hears about this row, parents left aside."""
        if not self.holders:
            raise TypeError("a row that only its parent holds: tell about the parent instead")
        ids: dict[str, frozenset[int]] = {}
        for holder in self.holders:
            ids[holder.kind] = ids.get(holder.kind, frozenset()) | holder.ids_in(row)
        needed = frozenset[int]() if self.streams is None else self.streams.ids_in(row)
        return Audience(
            groups=ids.get("groups", frozenset()),
            streams=ids.get("streams", frozenset()),
            users=ids.get("users", frozenset()),
            filters=ids.get("filters", frozenset()),
            keepers=ids.get("keepers", frozenset()),
            all_streams=needed,
        )


def group_column(column: InstrumentedAttribute[int]) -> Holding:
    """Held by members of the one group in this column."""
    return Holding((Holder("groups", column.key, column, is_array=False),))


def group_admins(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Holding:
    """Held by admins of the one group in this column; such rows are never told about."""
    return Holding((Holder("admins", column.key, column, is_array=False),))


def group_array(column: InstrumentedAttribute[list[int]]) -> Holding:
    """Held by members of any of the groups in this column."""
    return Holding((Holder("groups", column.key, column, is_array=True),))


def stream_column(column: InstrumentedAttribute[int]) -> Holding:
    """Held by whoever holds the stream in this column."""
    return Holding((Holder("streams", column.key, column, is_array=False),))


def stream_array(column: InstrumentedAttribute[list[int]]) -> Holding:
    """Held by whoever holds any of the streams in this column."""
    return Holding((Holder("streams", column.key, column, is_array=True),))


def filter_column(column: InstrumentedAttribute[int]) -> Holding:
    """Held by whoever reads the filter: members of its group who hold its stream."""
    return Holding((Holder("filters", column.key, column, is_array=False),))


def filter_array(column: InstrumentedAttribute[list[int]]) -> Holding:
    """Held by whoever reads any of the filters in this column."""
    return Holding((Holder("filters", column.key, column, is_array=True),))


def owner(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Holding:
    """Held by the person in this column."""
    return Holding((Holder("users", column.key, column, is_array=False),))


def keeper(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Holding:
    """Held by the person in this column, but not through a token limited to groups."""
    return Holding((Holder("keepers", column.key, column, is_array=False),))


def keeper_array(column: InstrumentedAttribute[list[int]]) -> Holding:
    """Held by any of the people in this column, but not through a token limited to groups."""
    return Holding((Holder("keepers", column.key, column, is_array=True),))


def bearer(column: InstrumentedAttribute[UUID]) -> Holding:
    """Held by whoever asks with the very token in this column."""
    return Holding((Holder("bearer", column.key, column, is_array=False),))


def all_streams(column: InstrumentedAttribute[list[int]]) -> Holding:
    """Only for those who hold every stream in this column."""
    return Holding(streams=Holder("streams", column.key, column, is_array=True))


def parent(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[int], model: type[Base]
) -> Holding:
    """Only where the row that this column names is readable too."""
    return Holding(parents=(Parent(column.key, column, model),))


def everyone() -> Holding:
    """Hold nothing back from those who may sign in."""
    return Holding(common=True)


def when(condition: Callable[[], SQLColumnExpression[bool]]) -> Holding:
    """Hold nothing back where the condition is true."""
    return Holding(shared_when=condition)
