"""Asks the platform's page of permission for rows and acts, to compare with the rules here."""

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Action, Actor
from skyportal_like.access import actor as actors
from skyportal_like.access.policies import POLICIES
from skyportal_like.models import Base, Obj, Taxonomy
from skyportal_like.security.credentials import digest
from tests.leaks import rules
from tests.leaks.occurrences import ABOUT
from tests.leaks.people import Caller
from tests.leaks.world import World, secret_of


def actor_of(session: Session, caller: Caller) -> Actor:
    """Recognise a caller as the platform does."""
    return actors.by_token(digest(secret_of(caller)))(session)


def differences_of_rows(
    session: Session, world: World, caller: Caller, only: type[Base] | None = None
) -> list[str]:
    """Name the tables of which a caller reads other rows than the rules here say."""
    rights, actor = world.rights(caller), actor_of(session, caller)
    found = []
    for model in POLICIES if only is None else [only]:
        table = str(model.__tablename__)
        key = inspect(model).primary_key
        read = {tuple(row) for row in session.execute(access.readable(actor, model, *key))}
        wanted = rules.rows(session.connection(), table, rules.reads(table, rights))
        if read != wanted:
            found.append(_said(f"reads {table}", read, wanted))
    return found


def differences_of_acts(
    session: Session, world: World, caller: Caller, only: type[Base] | None = None
) -> list[str]:
    """Name the acts that the page allows a caller with other rows than the rules here say."""
    rights, actor = world.rights(caller), actor_of(session, caller)
    found = []
    for model in POLICIES if only is None else [only]:
        for action in POLICIES[model].rules:
            table = str(model.__tablename__)
            read = _allowed(session, actor, model, action)
            wanted = rules.rows(session.connection(), table, rules.may(table, action.value, rights))
            if read != wanted:
                found.append(_said(f"may {action} {table}", read, wanted))
    return found


def differences_of_hearing(
    session: Session, world: World, caller: Caller, only: type[Base] | None = None
) -> list[str]:
    """Name the tables of whose rows a caller hears otherwise than the rules here say."""
    rights, actor = world.rights(caller), actor_of(session, caller)
    found = []
    for model in {*ABOUT.values()} if only is None else {*ABOUT.values()} & {only}:
        table = str(model.__tablename__)
        told = f"select event_id from told where kind = '{table}'"
        wanted = rules.rows(
            session.connection(), "events", f"id in ({told}) and {rules.reads('events', rights)}"
        )
        heard = _heard(session, actor, model, told)
        if heard != wanted:
            found.append(_said(f"hears of {table}", heard, wanted))
    return found


def _heard(session: Session, actor: Actor, model: type[Base], told: str) -> set[tuple[object, ...]]:
    """Ask of each event whether its row's audience includes this caller, who sees its object."""
    statement = text(
        f"select e.id, t.key, e.obj_id from events e join told t on t.event_id = e.id"
        f" where e.id in ({told})"
    )
    rows = {str(inspect(row).identity[0]): row for row in session.scalars(select(model))}
    seen = {*session.scalars(access.readable(actor, Obj, Obj.id)), None}
    trees = {*session.scalars(access.readable(actor, Taxonomy, Taxonomy.id)), None}
    return {
        (event_id,)
        for event_id, row_key, obj_id in session.execute(statement)
        if obj_id in seen
        and getattr(rows[row_key], "taxonomy_id", None) in trees
        and access.audience(rows[row_key]).includes(actor)
    }


def _allowed(
    session: Session, actor: Actor, model: type[Base], action: Action
) -> set[tuple[object, ...]]:
    statement = select(*inspect(model).primary_key).where(
        access.condition(actor, model), access.allowed(actor, model, action)
    )
    return {tuple(row) for row in session.execute(statement)}


def _said(what: str, got: set[tuple[object, ...]], wanted: set[tuple[object, ...]]) -> str:
    more, less = sorted(got - wanted, key=str)[:5], sorted(wanted - got, key=str)[:5]
    return f"{what}: {len(got - wanted)} too many {more}, {len(wanted - got)} too few {less}"
