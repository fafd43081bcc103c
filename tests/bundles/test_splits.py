from collections import Counter

import pyarrow as pa
import pytest

from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.splits import (
    Moved,
    SplitResult,
    SplitRule,
    assign_splits,
    placements,
    placements_of,
)
from skyportal_like.bundles.tables import examples_table
from skyportal_like.bundles.values import Example

from .material import example, examples

RULE = SplitRule(salt="pepper")
ARCSEC = 1 / 3600


def placed(result: SplitResult, column: str = "split") -> dict[str, str]:
    ids, found = (result.table[name].to_pylist() for name in ("example_id", column))
    return dict(zip(ids, found, strict=True))


def split(rows: list[Example], rule: SplitRule = RULE, *versions: pa.Table) -> SplitResult:
    return assign_splits(examples_table(rows), rule, placements_of(*versions))


def test_each_class_is_shared_out_by_the_fractions() -> None:
    result = split(examples(300))
    counts = Counter(zip(result.table["label"].to_pylist(), placed(result).values(), strict=True))
    assert set(counts.values()) == {80, 10}
    assert {counts[label, "train"] for label in ("Ia", "II", "CV")} == {80}


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = examples(100)
    assert placed(split(rows)) == placed(split(rows[::-1]))


def test_another_salt_gives_another_split() -> None:
    rows = examples(100)
    assert placed(split(rows)) != placed(split(rows, SplitRule(salt="cinnamon")))


@pytest.mark.parametrize("salt", [f"salt {number}" for number in range(12)])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0.0, 10.0), (360 - 1 * ARCSEC, 10.0)),
        ((20.0, 90 - 0.5 * ARCSEC), (200.0, 90 - 0.5 * ARCSEC)),
        ((20.0, -90 + 0.5 * ARCSEC), (200.0, -90 + 0.5 * ARCSEC)),
        ((0.0, 90.0), (123.0, 90 - 1 * ARCSEC)),
        ((90.0, 45.0), (90.0, 45 + 1 * ARCSEC)),
    ],
)
def test_objects_one_arcsecond_apart_never_straddle(
    one: tuple[float, float], other: tuple[float, float], salt: str
) -> None:
    pair = [example(900, ra=one[0], dec=one[1]), example(901, ra=other[0], dec=other[1])]
    result = split([*examples(60), *pair], SplitRule(salt=salt))
    ids = [row.example_id for row in pair]
    assert len({placed(result)[one] for one in ids}) == 1
    assert len({placed(result, "group_key")[one] for one in ids}) == 1


def test_friends_of_friends_are_one_group_and_strangers_are_not() -> None:
    chain = [example(n, ra=100.0, dec=n * 1.5 * ARCSEC) for n in range(6)]
    stranger = example(6, ra=100.0, dec=-3 * ARCSEC)
    keys = placed(split([*chain, stranger], SplitRule(mode="none")), "group_key")
    assert len({keys[row.example_id] for row in chain}) == 1
    assert keys[stranger.example_id] == stranger.obj_id


def test_rows_of_one_object_or_one_declared_group_stay_together() -> None:
    beams = [
        example(n, obj_id=None, ra=None, dec=None, declared_group=f"beam {n // 5}")
        for n in range(100)
    ]
    same = [example(n, obj_id="ZTF26same", ra=n * 1.0, dec=80.0) for n in range(200, 220)]
    result = split([*beams, *same])
    by_group: dict[str, set[str]] = {}
    for key, side in zip(
        placed(result, "group_key").values(), placed(result).values(), strict=True
    ):
        by_group.setdefault(key, set()).add(side)
    assert set(by_group) == {"ZTF26same", *(f"beam {n}" for n in range(20))}
    assert all(len(sides) == 1 for sides in by_group.values())


def test_rows_with_neither_object_nor_position_are_groups_of_their_own() -> None:
    rows = [example(n, obj_id=None, ra=None, dec=None) for n in range(4)]
    assert split(rows, SplitRule(mode="none")).groups == 4


def test_growth_by_a_quarter_moves_no_group() -> None:
    first = split(examples(400))
    grown = split(examples(500), RULE, first.table)
    before, after = placed(first), placed(grown)
    assert {one: after[one] for one in before} == before
    assert grown.moved == ()
    assert Counter(after.values()) == {"train": 398, "validation": 51, "test": 51}
    assert placed(first, "fold").items() <= placed(grown, "fold").items()


def test_when_groups_merge_the_stricter_side_wins_and_the_rows_are_listed() -> None:
    left = example(1, ra=50.0, dec=0.0)
    right = example(2, ra=50.0, dec=3 * ARCSEC)
    rows = [
        {"example_id": "x", "obj_id": left.obj_id, "group_key": "L", "split": "train"},
        {"example_id": "y", "obj_id": right.obj_id, "group_key": "R", "split": "test"},
    ]
    bridge = example(3, ra=50.0, dec=1.5 * ARCSEC)
    table = examples_table([left, right, bridge])
    result = assign_splits(table, RULE, placements(rows))
    assert set(placed(result).values()) == {"test"}
    assert set(placed(result, "group_key").values()) == {"R"}
    assert result.moved == (Moved(left.example_id, "R", "train", "test"),)


def test_a_newcomer_beside_an_object_that_has_gone_joins_its_split() -> None:
    for side in ("train", "validation", "test"):
        gone = {
            "example_id": "gone",
            "obj_id": "ZTF20gone",
            "group_key": "ZTF20gone",
            "ra": 359.9999,
            "dec": -5.0,
            "split": side,
        }
        newcomer = example(9, ra=0.0, dec=-5.0)
        table = examples_table([*examples(60)[10:], newcomer])
        result = assign_splits(table, RULE, placements([gone]))
        assert placed(result)[newcomer.example_id] == side
        assert placed(result, "group_key")[newcomer.example_id] == "ZTF20gone"


def test_a_group_stays_together_although_its_objects_part() -> None:
    together = [example(1, ra=50.0, dec=0.0), example(2, ra=50.0, dec=1 * ARCSEC)]
    first = split([*examples(60)[10:], *together])
    apart = [together[0], example(2, ra=50.0, dec=1.0)]
    second = split([*examples(60)[10:], *apart], RULE, first.table)
    assert len({placed(second, "group_key")[row.example_id] for row in apart}) == 1


def test_a_class_with_as_many_groups_as_splits_is_in_each_of_them() -> None:
    few = [example(n, label="rare") for n in range(1000, 1003)]
    result = split([*examples(90), *few])
    assert {placed(result)[row.example_id] for row in few} == {"train", "validation", "test"}


def test_none_puts_even_a_single_row_into_train() -> None:
    assert set(placed(split(examples(1), SplitRule(mode="none"))).values()) == {"train"}


def test_a_split_without_a_share_stays_empty() -> None:
    rule = SplitRule(fractions={"train": 0.5, "test": 0.5}, salt="s")
    assert Counter(placed(split(examples(60), rule)).values()) == {"train": 30, "test": 30}


def test_training_groups_have_folds_and_others_have_none() -> None:
    result = split(examples(300))
    folds, sides = placed(result, "fold"), placed(result)
    assert {folds[one] for one in folds if sides[one] == "train"} == set(range(5))
    assert {folds[one] for one in folds if sides[one] != "train"} == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"fractions": {"train": 0.8, "test": 0.1}},
        {"fractions": {"train": 0.0, "test": 1.0}},
        {"fractions": {"train": 0.8, "dev": 0.2}},
        {"fractions": {"train": 1.5, "test": -0.5}},
        {"radius_arcsec": 0.0},
        {"radius_arcsec": float("nan")},
        {"folds": 0},
    ],
)
def test_a_senseless_rule_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ContentsRefused):
        SplitRule(**wrong)  # type: ignore[arg-type]
