"""The explanation says what the gate does, for every line of the matrix."""

import pytest
from sqlalchemy.orm import Session

from skyportal_like.access import Action
from skyportal_like.access.explaining import Explainer, deciding
from skyportal_like.access.policies import POLICIES
from skyportal_like.models import Base
from tests.access.matrix import CASES, MATRIX, PEOPLE, Scene


def explained(scene: Scene, model: type[Base], key: object, action: Action) -> tuple[bool, ...]:
    with Session(scene.units.engine) as session:
        column = model.__mapper__.primary_key[0]
        row = session.query(model).filter(column == key).one()
        return tuple(Explainer(session, actor).acting(row, action).holds for actor in scene.actors)


@pytest.mark.parametrize("model", POLICIES, ids=lambda model: model.__name__)
def test_it_holds_exactly_where_the_gate_opens(scene: Scene, model: type[Base]) -> None:
    lines = {line: outcomes for line, outcomes in MATRIX.items() if line[0] is model}
    said = {
        (model, action): explained(scene, model, scene.keys[model], action) for _, action in lines
    }
    wanted = {line: tuple(one == "yes" for one in outcomes) for line, outcomes in lines.items()}
    assert said == wanted


def test_it_holds_exactly_where_one_of_several_conditions_decides(scene: Scene) -> None:
    said = {case: explained(scene, case[0], scene.case_keys[case], Action.READ) for case in CASES}
    assert said == {case: tuple(one == "yes" for one in got) for case, got in CASES.items()}


def test_the_line_that_decided_has_the_same_outcome_as_the_whole(scene: Scene) -> None:
    with Session(scene.units.engine) as session:
        for model, action in MATRIX:
            column = model.__mapper__.primary_key[0]
            row = session.query(model).filter(column == scene.keys[model]).one()
            for who, actor in zip(PEOPLE, scene.actors, strict=True):
                whole = Explainer(session, actor).acting(row, action)
                assert deciding(whole).holds == whole.holds, (model, action, who)
