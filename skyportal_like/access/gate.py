"""The only way to rows: lists, single rows and audiences, all from the policies."""

from collections.abc import Collection
from typing import Any, Protocol, TypeVar, overload
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Select,
    SQLColumnExpression,
    and_,
    false,
    inspect,
    literal,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from skyportal_like.access.actions import Action
from skyportal_like.access.actor import Actor
from skyportal_like.access.holdings import Audience, Condition
from skyportal_like.access.policies import POLICIES, Policy
from skyportal_like.errors import NotFound, NotPermitted, PlatformError
from skyportal_like.models import Base
from skyportal_like.vocabulary import Acl

M = TypeVar("M", bound=Base)


class Asking(Protocol):
    """A caller with the session that answers: a unit of work."""

    @property
    def actor(self) -> Actor:
        """Who asks."""

    @property
    def session(self) -> Session:
        """What answers."""


def policy_of(model: type[Base]) -> Policy:
    """Give the policy of a model; a model without one has no way in."""
    return POLICIES[model]


def condition(actor: Actor, model: type[Base]) -> Condition:
    """Give the SQL that is true of the rows of a model that the actor may read."""
    policy = policy_of(model)
    if actor.is_system_admin or (policy.by_person and actor.owner_holds(Acl.SYSTEM_ADMIN)):
        return true()
    holding = policy.held_by
    parts = [holding.own_condition(actor)]
    for parent in holding.parents:
        key = _primary_key(parent.model)
        parts.append(
            select(literal(1))
            .where(key == parent.column, condition(actor, parent.model))
            .correlate(model)
            .exists()
        )
    return and_(*parts)


@overload
def readable(actor: Actor, model: type[M]) -> Select[M]: ...


@overload
def readable(
    actor: Actor, model: type[M], *columns: SQLColumnExpression[Any] | type[Base]
) -> Select[*tuple[Any, ...]]: ...


def readable(
    actor: Actor, model: type[M], *columns: SQLColumnExpression[Any] | type[Base]
) -> Select[M] | Select[*tuple[Any, ...]]:
    """Start a list: the rows of a model that the actor may read, or some of their columns."""
    if columns:
        return select(*columns).select_from(model).where(condition(actor, model))
    return select(model).where(condition(actor, model))


def allowed(actor: Actor, model: type[Base], action: Action) -> Condition:
    """Give the SQL that is true of the readable rows with which the actor may do this."""
    if action is Action.READ:
        return condition(actor, model)
    rule = policy_of(model).rules.get(action)
    if rule is None:
        return false()
    if actor.is_system_admin:
        return true()
    return rule(actor)


def get(
    asking: Asking,
    model: type[M],
    key: str | int | UUID,
    action: Action = Action.READ,
    *,
    absent: PlatformError | None = None,
    refused: PlatformError | None = None,
    lock: bool = False,
) -> M:
    """Fetch a row for an act, or raise: hidden as absent first, then forbidden."""
    actor = asking.actor
    if isinstance(key, int) and not _fits(model, key):
        raise absent or NotFound(f"Cannot find {model.__name__} with ID: {key}.")
    statement = (
        select(model, allowed(actor, model, action).label("permitted"))
        .where(_primary_key(model) == key, condition(actor, model))
        .execution_options(populate_existing=lock)
    )
    if lock:
        statement = statement.with_for_update(of=model, key_share=True)
    found = asking.session.execute(statement).one_or_none()
    if found is None:
        raise absent or NotFound(f"Cannot find {model.__name__} with ID: {key}.")
    row, permitted = found
    if not permitted:
        raise refused or NotPermitted(
            f"Insufficient permissions: you may not {action} this {model.__name__}."
        )
    return row


def audience(row: Base) -> Audience:
    """Say who hears about a row, from its own columns; parents are checked when fanning out."""
    return policy_of(type(row)).held_by.audience(row)


def parents(row: Base) -> dict[str, str | int]:
    """Name the rows that must be readable too, by table."""
    return {
        parent.model.__tablename__: getattr(row, parent.name)
        for parent in policy_of(type(row)).held_by.parents
    }


def holders_now(
    session: Session, model: type[Base], keys: Collection[str] | Collection[int]
) -> dict[str | int, Audience]:
    """Say who holds each of these rows at this moment; a row that is gone is left out."""
    if not keys:
        return {}
    holding = policy_of(model).held_by
    key = _primary_key(model)
    columns = [holder.column for holder in holding.holders]
    rows = session.execute(select(key, *columns).where(key.in_(list(keys))))
    return {row[0]: holding.audience(row) for row in rows}


def _fits(model: type[Base], key: int) -> bool:
    """Tell whether the database can hold such an id at all: one that it cannot is absent."""
    column = inspect(model).primary_key[0]
    return 0 <= key < (1 << (63 if isinstance(column.type, BigInteger) else 31))


def _primary_key(model: type[Base]) -> InstrumentedAttribute[Any]:
    columns = inspect(model).primary_key
    attribute: InstrumentedAttribute[Any] = getattr(model, columns[0].key or "id")
    return attribute
