"""Labels: what the votes on an object add up to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from skyportal_like.errors import Invalid
from skyportal_like.schemas.datasets import LabelClause, Recipe
from skyportal_like.services.labels import (
    CONFLICT,
    OTHER,
    TOO_FEW,
    UNLABELLED,
    Judge,
    Verdict,
    Word,
)
from tests.world import HIERARCHY

NOON = datetime.fromisoformat("2026-03-01T12:00:00")


def judge(**clause: Any) -> Judge:
    return Judge(LabelClause(taxonomy_id=1, **clause), HIERARCHY)


def votes(*names: str, **more: Any) -> list[Word]:
    """Make one vote of each of so many people, an hour apart."""
    plain = {"probability": None, "ml": False, "origin": ""} | more
    return [
        Word(voter=number, classification=name, at=NOON + timedelta(hours=number), **plain)
        for number, name in enumerate(names)
    ]


def label(judge: Judge, words: list[Word]) -> str:
    decided = judge.decide(judge.heard(words))
    return decided.label if isinstance(decided, Verdict) else decided


def test_the_last_word_decides() -> None:
    decided = judge().decide(votes("Ia", "AGN", "Ia"))
    assert isinstance(decided, Verdict)
    assert (decided.label, decided.agreement) == ("Ia", 2 / 3)
    assert decided.at == NOON + timedelta(hours=2)
    assert decided.path == ("Time-domain Source", "Ia")


def test_a_majority_is_more_than_half() -> None:
    one = judge(policy="majority")
    assert label(one, votes("Ia", "Ia", "AGN")) == "Ia"
    assert label(one, votes("Ia", "AGN")) == CONFLICT
    assert label(one, votes("Ia", "Ia", "AGN", "RR Lyrae")) == CONFLICT
    assert label(one, []) == UNLABELLED
    assert label(judge(policy="majority", min_votes=2), votes("Ia")) == TOO_FEW


def test_a_conflict_can_be_a_class_of_its_own() -> None:
    decided = judge(policy="majority", conflict="own_class").decide(votes("Ia", "AGN"))
    assert isinstance(decided, Verdict)
    assert (decided.label, decided.path, decided.agreement) == (CONFLICT, (CONFLICT,), 0.5)


def test_classes_are_cut_at_a_depth_or_gathered_under_named_ones() -> None:
    assert label(judge(depth=1), votes("RR Lyrae")) == "Variable"
    assert label(judge(classes=["Variable"]), votes("RR Lyrae")) == "Variable"
    assert label(judge(classes=["Variable"]), votes("Ia")) == OTHER
    # A vote for a class that is not wanted is still a vote.
    wanted = judge(classes=["Ia"], policy="majority")
    assert label(wanted, votes("Ia", "AGN", "AGN")) == OTHER


def test_a_probability_too_low_is_no_vote_and_none_is_certainty() -> None:
    one = judge(min_probability=0.5)
    assert label(one, votes("Ia", probability=0.4)) == UNLABELLED
    assert label(one, votes("Ia", probability=0.5)) == "Ia"
    assert label(one, votes("Ia")) == "Ia"


def test_a_label_is_a_models_when_no_person_gave_it() -> None:
    models = votes("Ia", ml=True)
    decided = judge(policy="majority").decide(models)
    assert isinstance(decided, Verdict)
    assert decided.origin == "ml"
    joined = judge(policy="majority").decide([*models, *votes("Ia")])
    assert isinstance(joined, Verdict)
    assert joined.origin == "human"


def test_a_class_that_the_tree_lacks_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="Kilonova"):
        judge(classes=["Ia", "Kilonova"])


@pytest.mark.parametrize(
    ("clauses", "named"),
    [
        ({"features": {"spectra": True}}, "features.spectra"),
        ({"features": {"light_curve": ["amplitude"]}}, "features.light_curve"),
        ({"objects": {"ids": ["a"]}}, "objects.ids"),
        ({"split": {"mode": "time"}}, "split.mode"),
        ({"split": {"strata": "redshift"}}, "split.strata"),
        ({"embargo": "2030-01-01"}, "embargo"),
        ({"recipe_version": 2}, "recipe_version"),
        ({"label": {"taxonomy_id": 1, "policy": "consensus"}}, "label.policy"),
        ({"label": {"taxonomy_id": 1, "depth": 1, "classes": ["Ia"]}}, "label"),
        ({"label": {"taxonomy_id": 1, "conflict": "fail"}}, "label"),
    ],
)
def test_what_a_recipe_cannot_do_is_refused_by_name(clauses: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Recipe.model_validate({"label": {"taxonomy_id": 1}} | clauses)
    places = {".".join(str(step) for step in one["loc"]) for one in refused.value.errors()}
    assert any(place.startswith(named) for place in places), places
