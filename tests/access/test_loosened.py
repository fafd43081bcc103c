"""Loosening anything on the page of permission is noticed: each rule is loosened in turn."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from skyportal_like.access import Action
from skyportal_like.access.holdings import Holding, everyone
from skyportal_like.access.policies import POLICIES, Policy
from skyportal_like.access.rules import anyone_who_reads
from skyportal_like.models import (
    Base,
    Filter,
    Instrument,
    Invitation,
    Listing,
    Obj,
    SignIn,
    Taxonomy,
    Team,
    Telescope,
    Token,
    User,
    UserNotification,
)
from tests.access.matrix import CASES, MATRIX, Scene

# Common knowledge already, so nothing can be loosened.
COMMON = {User, Team, Telescope, Instrument}
# Whoever reads the row may do this already.
OPEN_TO_READERS = {
    (Obj, Action.CONTRIBUTE),
    (Taxonomy, Action.CONTRIBUTE),
    (Filter, Action.CONTRIBUTE),
}
# Only the owner reads the row, so that anyone who reads it is the owner.
READ_BY_OWNER_ALONE = {
    (Listing, Action.DELETE),
    (Token, Action.EDIT),
    (Token, Action.DELETE),
    (Invitation, Action.EDIT),
    (Invitation, Action.DELETE),
    (UserNotification, Action.EDIT),
    (UserNotification, Action.DELETE),
    (SignIn, Action.DELETE),
}


def loosened(holding: Holding) -> Iterator[tuple[str, Holding]]:
    """Give every way in which a holding could be written too widely."""
    yield "everyone", everyone()
    for dropped in holding.parents:
        kept = tuple(one for one in holding.parents if one is not dropped)
        yield f"without parent {dropped.model.__name__}", replace(holding, parents=kept)
    if holding.streams is not None:
        yield "without streams", replace(holding, streams=None)
    if holding.holders and holding.parents:
        yield "without holders", replace(holding, holders=(), common=True)


HOLDINGS = [
    pytest.param(model, wider, id=f"{model.__name__} {name}")
    for model, policy in POLICIES.items()
    if model not in COMMON
    for name, wider in loosened(policy.held_by)
]
RULES = [
    pytest.param(model, action, id=f"{model.__name__} {action}")
    for model, policy in POLICIES.items()
    for action in policy.rules
    if (model, action) not in OPEN_TO_READERS | READ_BY_OWNER_ALONE
]


def test_what_is_left_out_is_open_already() -> None:
    assert {model for model, policy in POLICIES.items() if policy.held_by.common} == COMMON
    for model, action in OPEN_TO_READERS:
        assert MATRIX[model, action] == MATRIX[model, Action.READ]
    for model, _ in READ_BY_OWNER_ALONE:
        holders = POLICIES[model].held_by.holders
        assert {holder.kind for holder in holders} <= {"users", "keepers", "bearer"}
        assert not any(holder.is_array for holder in holders)


@pytest.mark.parametrize(("model", "wider"), HOLDINGS)
def test_a_holding_that_is_too_wide_is_noticed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, model: type[Base], wider: Holding
) -> None:
    rules = POLICIES[model].rules
    monkeypatch.setitem(POLICIES, model, Policy(held_by=wider, rules=rules))
    line = (model, Action.READ)
    read = scene.matrix({line: MATRIX[line]})
    cases = scene.cases(model)
    wanted = {case: CASES[case] for case in cases}
    assert (read[line], cases) != (MATRIX[line], wanted)


@pytest.mark.parametrize(("model", "action"), RULES)
def test_a_rule_that_allows_every_reader_is_noticed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, model: type[Base], action: Action
) -> None:
    policy = POLICIES[model]
    rules = {**policy.rules, action: anyone_who_reads()}
    monkeypatch.setitem(POLICIES, model, Policy(policy.held_by, rules))
    line = (model, action)
    assert scene.matrix({line: MATRIX[line]}) != {line: MATRIX[line]}


def test_the_outsider_finds_nothing_of_the_group_in_any_list(scene: Scene) -> None:
    outsider = 4
    seen = {model for model, outcomes in scene.lists().items() if outcomes[outsider] == "yes"}
    assert {model.__name__ for model in seen - COMMON} == {"Group"}, "a group that is not private"
