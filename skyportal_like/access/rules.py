"""The words in which policies say who may do what with a row that they read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, and_, any_, false, literal, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from skyportal_like.access.actor import Actor
from skyportal_like.access.holdings import Condition
from skyportal_like.vocabulary import Acl


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on the row and the caller, and how it is said to people."""

    says: str
    condition: Callable[[Actor], Condition]
    alternatives: tuple["Rule", ...] = ()
    demands: tuple["Rule", ...] = ()

    def __call__(self, actor: Actor) -> Condition:
        """Give the SQL that is true of the rows with which the caller may do it."""
        return self.condition(actor)


def own(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Rule:
    """Allow the person in this column."""
    return Rule(f"is the row's {column.key}", lambda actor: column == actor.user_id)


def admin_of(column: InstrumentedAttribute[int]) -> Rule:
    """Allow admins of the group in this column."""
    return Rule(
        "is an admin of the row's group",
        lambda actor: _in(column, sorted(actor.admin_group_ids)),
    )


def admin_of_any(column: InstrumentedAttribute[list[int]]) -> Rule:
    """Allow admins of any of the groups in this column."""

    def condition(actor: Actor) -> Condition:
        ids = sorted(actor.admin_group_ids)
        return column.op("&&", is_comparison=True)(literal(ids, ARRAY(Integer)))

    return Rule("is an admin of any of the row's groups", condition)


def member_of(column: InstrumentedAttribute[int]) -> Rule:
    """Allow members of the group in this column."""
    return Rule(
        "is a member of the row's group", lambda actor: _in(column, sorted(actor.group_ids))
    )


def saver_of(column: InstrumentedAttribute[int]) -> Rule:
    """Allow members of the group in this column who may save to it."""
    return Rule(
        "may save to the row's group",
        lambda actor: _in(column, sorted(actor.saving_group_ids)),
    )


def holder_of(acl: Acl) -> Rule:
    """Allow whoever holds an ACL."""
    return Rule(f"holds {acl}", lambda actor: true() if actor.holds(acl) else false())


def person_holds(acl: Acl) -> Rule:
    """Allow whose owner holds an ACL, whatever the token itself was given."""
    return Rule(
        f"is, or acts for, a person who holds {acl}",
        lambda actor: true() if actor.owner_holds(acl) else false(),
    )


def anyone_who_reads() -> Rule:
    """Allow everybody to whom the row is readable."""
    return Rule("reads the row", lambda _: true())


def either(*rules: Rule) -> Rule:
    """Allow what any of the rules allows."""
    return Rule(
        " or ".join(rule.says for rule in rules),
        lambda actor: or_(*(rule(actor) for rule in rules)),
        alternatives=rules,
    )


def both(*rules: Rule) -> Rule:
    """Allow what all of the rules allow."""
    return Rule(
        " and ".join(rule.says for rule in rules),
        lambda actor: and_(*(rule(actor) for rule in rules)),
        demands=rules,
    )


def _in(column: InstrumentedAttribute[int], ids: Sequence[int]) -> Condition:
    return column == any_(literal(list(ids), ARRAY(Integer)))
