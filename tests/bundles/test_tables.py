from dataclasses import replace

import pyarrow as pa
import pytest

from skyportal_like.bundles.columns import feature_name, features_of
from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.tables import examples_table, inferred_features, votes_table
from skyportal_like.bundles.values import Example, Feature

from .material import example, examples, votes_on


def test_features_become_typed_columns_and_a_missing_one_is_null() -> None:
    rows = [
        example(0, features={"a": 1, "b": 1, "c": "x", "d": True}),
        example(1, features={"a": 0.5, "b": 2**60, "e": None}),
    ]
    table = examples_table(rows)
    kinds = {feature.name: feature.kind for feature in features_of(table.schema)}
    assert kinds == {"a": "float64", "b": "int64", "c": "utf8", "d": "bool", "e": "float64"}
    assert table["b"].to_pylist() == [1, 2**60]
    assert table["c"].to_pylist() == ["x", None]


def test_none_and_a_missing_feature_are_the_same_once_the_columns_are_declared() -> None:
    declared = [Feature("x", "float64", "mag", "Peak")]
    given = examples_table([example(0, features={"x": None})], declared)
    missing = examples_table([example(0, features={})], declared)
    assert given.equals(missing, check_metadata=True)
    assert given.schema.field("x").metadata[b"unit"] == b"mag"


def test_rows_are_sorted_by_id_and_streams_are_a_set() -> None:
    rows = [example(2, streams=("b", "a", "b")), example(1)]
    table = examples_table(rows)
    assert table["example_id"].to_pylist() == ["example-00001", "example-00002"]
    assert table["streams"].to_pylist() == [["ztf_public"], ["a", "b"]]


def test_healpix_follows_the_position_and_is_null_without_one() -> None:
    here, nowhere = example(0, ra=0.0, dec=90.0), example(1, ra=None, dec=None)
    pixels = examples_table([here, nowhere])["healpix"].to_pylist()
    assert pixels == [4**29 - 1, None]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ra": 360.0}, "ra and dec"),
        ({"ra": float("nan")}, "ra and dec"),
        ({"dec": -90.1}, "ra and dec"),
        ({"dec": None}, "both or neither"),
        ({"label": None}, "label: every example needs one"),
        ({"example_id": ""}, "may not be empty"),
        ({"features": {"ra": 1.0}}, "collides with 'ra'"),
        ({"features": {"RA": 1.0}}, "collides with 'ra'"),
        ({"features": {"a b": 1.0}}, "rename it in the recipe"),
        ({"features": {"x": 2**63}}, "x: "),
        ({"features": {"x": "\ud800"}}, "x: "),
        ({"features": {"x": [1]}}, "holds a list"),
        ({"n_votes": "three"}, "n_votes: "),
    ],
)
def test_a_bad_value_is_refused_with_the_name_of_its_column(
    changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ContentsRefused, match=words):
        examples_table([example(0, **changes)])


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (True, 1, "mixes bool and int64"),
        ("a", 1.0, "mixes float64 and utf8"),
        (2**53 + 1, 0.5, "beyond 2"),
    ],
)
def test_a_feature_that_cannot_be_one_column_is_refused(
    one: float | str, other: float | str, words: str
) -> None:
    rows = [example(0, features={"x": one}), example(1, features={"x": other})]
    with pytest.raises(ContentsRefused, match=words):
        inferred_features(rows)


def test_an_id_that_occurs_twice_is_refused() -> None:
    twice = [*examples(3), replace(example(7), example_id="example-00001")]
    with pytest.raises(ContentsRefused, match="'example-00001' occurs more than once"):
        examples_table(twice)


def test_no_rows_make_an_empty_table() -> None:
    assert len(examples_table([])) == 0
    assert len(votes_table([])) == 0


def test_a_vote_without_a_voter_is_refused() -> None:
    rows: list[Example] = examples(1)
    (first, *_) = votes_on(rows)
    with pytest.raises(ContentsRefused, match="voter: every vote needs one"):
        votes_table([replace(first, voter=None)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "name"),
    [(("kowalski", "drb"), "kowalski_drb"), (("2MASS J-K",), "_2MASS_J_K"), (("é",), "_")],
)
def test_an_annotation_key_becomes_a_column_name(parts: tuple[str, ...], name: str) -> None:
    feature = Feature(feature_name(*parts), "float64")
    assert feature.name == name
    declared = examples_table([example(0, features={})], [feature])
    assert declared.schema.field(name).type == pa.float64()
