"""Why a person may, or may not, do something with a row: the page of permission, step by step."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import SQLColumnExpression, inspect, literal, select, text
from sqlalchemy.orm import Session

from skyportal_like.access.actions import Action
from skyportal_like.access.actor import Actor
from skyportal_like.access.gate import policy_of
from skyportal_like.access.holdings import Holder
from skyportal_like.access.rules import Rule
from skyportal_like.models import Base, Filter, Obj
from skyportal_like.vocabulary import Acl

M = TypeVar("M", bound=Base)
EVERYTHING = "holds System admin, to whom every row is open"
NO_RULE = "this is done with such a row by nobody: the page of permission does not list it"
HOLDS = {
    "groups": "is a member of a group that holds the row",
    "admins": "is an admin of the row's group",
    "streams": "holds a stream that holds the row",
    "filters": "reads a filter that holds the row: its group and its stream",
    "users": "is the person who holds the row",
    "bearer": "asks with this very token",
    "keepers": "owns data of the row, and does not ask by a token limited to groups",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; `ids` are the row's, `matching` those that the person has."""

    says: str
    holds: bool
    kind: str = "rule"
    ids: tuple[int, ...] = ()
    matching: tuple[int, ...] = ()
    steps: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains what the page says of one person.

    For an `asker` who is no System admin, what groups decide that are not theirs is left out.
    """

    session: Session
    actor: Actor
    asker: Actor | None = None
    _filters: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Leave out of the person's rights what the asker has no say in."""
        if self.asker is None or self.asker.is_system_admin:
            return
        theirs = self.asker.admin_group_ids
        known = replace(
            self.actor,
            group_ids=self.actor.group_ids & theirs,
            admin_group_ids=self.actor.admin_group_ids & theirs,
            saving_group_ids=self.actor.saving_group_ids & theirs,
            stream_ids=self.actor.stream_ids & self.asker.stream_ids,
        )
        object.__setattr__(self, "actor", known)

    def acting(self, row: Base, action: Action) -> Step:
        """Explain an act on a row: it must be readable, and the act allowed."""
        reading = self.reading(row)
        if action is Action.READ:
            return reading
        rule = policy_of(type(row)).rules.get(action)
        if rule is None:
            allowed = Step(NO_RULE, holds=False)
        elif self.actor.is_system_admin:
            allowed = Step(EVERYTHING, holds=True)
        else:
            allowed = self._rule(row, rule)
        return _all(f"may {action} this {type(row).__name__}", (reading, allowed))

    def reading(self, row: Base) -> Step:
        """Explain whether a row is readable."""
        policy = policy_of(type(row))
        holding = policy.held_by
        by_right = self.actor.is_system_admin or (
            policy.by_person and self.actor.owner_holds(Acl.SYSTEM_ADMIN)
        )
        ways = [Step(EVERYTHING, holds=True)] if by_right else []
        ways += [self._holder(row, holder) for holder in holding.holders]
        if holding.common:
            ways.append(Step("is signed in, which is enough for such a row", holds=True))
        if holding.shared_when is not None:
            open_now = self._is_true(row, holding.shared_when())
            ways.append(Step("the row is open to everybody who is signed in", holds=open_now))
        needed = [] if not ways else [_any("holds the row in one of these ways", tuple(ways))]
        if not by_right:
            if holding.streams is not None:
                needed.append(self._streams(row, holding.streams))
            for parent in holding.parents:
                named = self._fetch(parent.model, getattr(row, parent.name))
                needed.append(
                    Step(f"the {parent.model.__name__} it belongs to is there", holds=False)
                    if named is None
                    else self.reading(named)
                )
        return _all(f"may read this {type(row).__name__}", tuple(needed))

    def groups_of(self, row: Base) -> frozenset[int]:
        """Name all groups that hold a row, by themselves or through filters and parents."""
        holding = policy_of(type(row)).held_by
        found: set[int] = set()
        for holder in holding.holders:
            ids = holder.ids_in(row)
            if holder.kind in {"groups", "admins"}:
                found |= ids
            elif holder.kind == "filters":
                found |= {group_id for group_id, _ in self._about_filters(ids).values()}
        for parent in holding.parents:
            named = self._fetch(parent.model, getattr(row, parent.name))
            if named is not None:
                found |= self.groups_of(named)
        return frozenset(found)

    def _holder(self, row: Base, holder: Holder) -> Step:
        if holder.kind == "bearer":
            asked_with = getattr(row, holder.name) == self.actor.token_id
            return Step(HOLDS[holder.kind], holds=asked_with, kind=holder.kind)
        ids = self._shown(holder.kind, holder.ids_in(row))
        matching = ids & holder.ids_of(self.actor)
        details: tuple[Step, ...] = ()
        if holder.kind == "filters":
            details = tuple(self._filter(*one) for one in sorted(self._about_filters(ids).items()))
        elif holder.kind == "groups" and isinstance(row, Obj):
            details = self._reasons(row, ids)
        return Step(
            HOLDS[holder.kind],
            holds=bool(matching),
            kind=holder.kind,
            ids=tuple(sorted(ids)),
            matching=tuple(sorted(matching)),
            steps=details,
        )

    def _filter(self, filter_id: int, needs: tuple[int, int]) -> Step:
        group_id, stream_id = needs
        return _all(
            f"reads filter {filter_id}",
            (
                self._has("groups", group_id, self.actor.group_ids, "is a member of its group"),
                self._has("streams", stream_id, self.actor.stream_ids, "holds its stream"),
            ),
        )

    def _reasons(self, row: Obj, group_ids: frozenset[int]) -> tuple[Step, ...]:
        found = self.session.execute(
            text(
                "select holder_id, reason from obj_holders where obj_id = :obj_id"
                " and kind = 'group' and holder_id = any(:ids) order by 1, 2"
            ),
            {"obj_id": row.id, "ids": sorted(group_ids)},
        )
        return tuple(
            self._has("groups", one.holder_id, self.actor.group_ids, f"through a {one.reason}")
            for one in found
        )

    def _streams(self, row: Base, holder: Holder) -> Step:
        ids = holder.ids_in(row)
        return Step(
            "holds every stream that the row needs",
            holds=ids <= self.actor.stream_ids,
            kind="streams",
            ids=tuple(sorted(ids)),
            matching=tuple(sorted(ids & self.actor.stream_ids)),
        )

    def _rule(self, row: Base, rule: Rule) -> Step:
        parts = rule.alternatives or rule.demands
        return Step(
            rule.says,
            holds=self._is_true(row, rule(self.actor)),
            kind="any" if rule.alternatives else "all" if rule.demands else "rule",
            steps=tuple(self._rule(row, part) for part in parts),
        )

    def _has(self, kind: str, one: int, mine: frozenset[int], says: str) -> Step:
        held = one in mine
        return Step(says, holds=held, kind=kind, ids=(one,), matching=(one,) if held else ())

    def _shown(self, kind: str, ids: frozenset[int]) -> frozenset[int]:
        if self.asker is None or self.asker.is_system_admin:
            return ids
        theirs = self.asker.admin_group_ids
        if kind in {"groups", "admins"}:
            return ids & theirs
        if kind == "filters":
            about = self._about_filters(ids)
            return frozenset(one for one in ids if about.get(one, (0, 0))[0] in theirs)
        if kind == "keepers":
            # Who keeps data of their own on an object is told to nobody else.
            return frozenset()
        return ids & self.asker.stream_ids if kind == "streams" else ids

    def _about_filters(self, ids: frozenset[int]) -> dict[int, tuple[int, int]]:
        if lacking := sorted(ids - self._filters.keys()):
            rows = self.session.execute(
                select(Filter.id, Filter.group_id, Filter.stream_id).where(Filter.id.in_(lacking))
            )
            self._filters.update({row[0]: (row[1], row[2]) for row in rows})
        return {one: self._filters[one] for one in ids if one in self._filters}

    def _is_true(self, row: Base, condition: SQLColumnExpression[bool]) -> bool:
        key = inspect(type(row)).primary_key[0]
        own_key = inspect(row).identity
        found = self.session.scalar(
            select(literal(1))
            .select_from(type(row))
            .where(key == (own_key or (None,))[0], condition)
        )
        return found is not None

    def _fetch(self, model: type[M], key: object) -> M | None:
        return self.session.get(model, key)


def _any(says: str, steps: tuple[Step, ...]) -> Step:
    return Step(says, holds=any(step.holds for step in steps), kind="any", steps=steps)


def _all(says: str, steps: tuple[Step, ...]) -> Step:
    return Step(says, holds=all(step.holds for step in steps), kind="all", steps=steps)


def deciding(step: Step) -> Step:
    """Find the line that decided: what opened the way, or the first demand that failed."""
    if step.kind == "any" and not step.holds:
        return step
    alike = [one for one in step.steps if one.holds == step.holds]
    if not alike:
        return step
    # All demands were met: the last of them, the act itself, is what people ask about.
    return deciding(alike[-1] if step.kind == "all" and step.holds else alike[0])
