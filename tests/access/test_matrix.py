"""Who may do what with a row: the whole matrix, model by model and act by act."""

import pytest
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.access.policies import POLICIES
from skyportal_like.errors import NotPermitted
from skyportal_like.models import Base, Obj
from tests.access.matrix import CASES, MATRIX, Asking, Scene


def test_the_matrix_names_every_model_and_every_act_on_it() -> None:
    assert set(MATRIX) == {
        (model, action)
        for model, policy in POLICIES.items()
        for action in (Action.READ, *policy.rules)
    }


@pytest.mark.parametrize("model", POLICIES, ids=lambda model: model.__name__)
def test_who_may_do_what(scene: Scene, model: type[Base]) -> None:
    wanted = {line: outcomes for line, outcomes in MATRIX.items() if line[0] is model}
    assert scene.matrix(wanted) == wanted


def test_every_condition_of_reading_counts_by_itself(scene: Scene) -> None:
    assert scene.cases() == CASES


def test_a_row_stands_in_the_lists_of_exactly_those_who_can_fetch_it(scene: Scene) -> None:
    wanted = {
        model: tuple("absent" if outcome == "absent" else "yes" for outcome in outcomes)
        for (model, action), outcomes in MATRIX.items()
        if action is Action.READ
    }
    assert scene.lists() == wanted


def test_an_act_that_is_not_listed_is_forbidden_to_everybody(scene: Scene) -> None:
    assert Action.ADMINISTER not in POLICIES[Obj].rules
    with Session(scene.units.engine) as session:
        for actor in (scene.actors[0], scene.actors[-1]):
            with pytest.raises(NotPermitted):
                access.get(Asking(actor, session), Obj, scene.keys[Obj], Action.ADMINISTER)  # type: ignore[arg-type]
