"""The comparison itself notices: a page that is too wide shows in somebody's answers."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from skyportal_like.access.holdings import Holding, everyone
from skyportal_like.access.policies import POLICIES
from skyportal_like.models import (
    Base,
    Candidate,
    Comment,
    DatasetVersion,
    Group,
    Obj,
    Photometry,
)
from tests.leaks.comparison import Comparison
from tests.leaks.people import CALLERS

pytestmark = pytest.mark.timeout(300)

MEMBER = next(caller for caller in CALLERS if caller.name == "member")


def without_holders(holding: Holding) -> Holding:
    return replace(holding, holders=(), common=True)


# Too wide a holding, and the part of the API where that must show.
WIDER: Mapping[type[Base], tuple[Holding, str]] = {
    Comment: (without_holders(POLICIES[Comment].held_by), "/comments"),
    Photometry: (without_holders(POLICIES[Photometry].held_by), "/api/light_curves"),
    DatasetVersion: (replace(POLICIES[DatasetVersion].held_by, streams=None), "/api/datasets"),
    Candidate: (everyone(), "/api/candidates"),
    Group: (everyone(), "/api/groups"),
    Obj: (everyone(), "/api/sources/{obj_id}/classifications"),
}


@pytest.mark.parametrize("model", WIDER, ids=lambda model: model.__name__)
def test_a_rule_that_is_too_wide_shows_in_an_answer(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch, model: type[Base]
) -> None:
    wider, where = WIDER[model]
    asked = [one for one in comparison.requests() if where in one.route.template]
    before = comparison.of_caller(MEMBER, asked)
    monkeypatch.setitem(POLICIES, model, replace(POLICIES[model], held_by=wider))
    after = comparison.of_caller(MEMBER, asked)
    assert len(after.leaks) > len(before.leaks)
