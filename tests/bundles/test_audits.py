from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from skyportal_like.bundles.audits import AuditReport, audit
from skyportal_like.bundles.splits import (
    NO_ANCESTORS,
    SplitResult,
    SplitRule,
    assign_splits,
    placements_of,
)
from skyportal_like.bundles.tables import examples_table, votes_table
from skyportal_like.bundles.values import Example

from .material import NOON, example, examples, votes_on

RULE = SplitRule(salt="pepper")
ARCSEC = 1 / 3600


def audited(
    rows: list[Example], rule: SplitRule = RULE, ancestors: pa.Table = NO_ANCESTORS
) -> AuditReport:
    result = assign_splits(examples_table(rows), rule)
    return audit(result, votes_table(votes_on(rows)), {"ztf_public"}, ancestors)


def codes(report: AuditReport) -> tuple[list[str], list[str]]:
    refusals, warnings = report.refusals, report.warnings
    return [one.code for one in refusals], [one.code for one in warnings]


def by_hand(rows: list[Example], sides: list[str]) -> SplitResult:
    """Split as nobody should: each row (in the order of ids) where it is told to go."""
    result = assign_splits(examples_table(rows), replace(RULE, allow_empty_classes=True))
    index = result.table.schema.get_field_index("split")
    table = result.table.set_column(index, result.table.schema.field(index), [pa.array(sides)])
    return replace(result, table=table)


def test_nothing_is_said_about_a_sound_version() -> None:
    assert codes(audited(examples(90))) == ([], [])


def test_no_rows_at_all_are_refused() -> None:
    (finding,) = audited([]).refusals
    assert finding.code == "no_rows"


def test_an_object_in_two_splits_is_refused() -> None:
    rows = [example(1), example(2, obj_id=example(1).obj_id)]
    report = audit(by_hand(rows, ["train", "test"]), votes_table([]))
    assert codes(report)[0] == ["group_in_two_splits"]
    assert report.refusals[0].examples == ("example-00001", "example-00002")


def test_neighbours_in_two_splits_are_refused_across_right_ascension_0() -> None:
    rows = [example(1, ra=0.0, dec=5.0), example(2, ra=360 - ARCSEC, dec=5.0), example(3)]
    result = by_hand(rows, ["train", "test", "train"])
    index = result.table.schema.get_field_index("group_key")
    apart = result.table.set_column(index, "group_key", [pa.array(["a", "b", "c"])])
    report = audit(replace(result, table=apart), votes_table([]))
    assert codes(report)[0] == ["pair_across_splits"]
    assert report.refusals[0].examples == ("example-00001", "example-00002")


def test_an_ancestors_test_rows_in_train_are_refused_and_named() -> None:
    first = assign_splits(examples_table(examples(90)), RULE)
    tested = pc.equal(first.table["split"], "test")
    ids = first.table.filter(tested)["example_id"].to_pylist()
    none = SplitRule(mode="none")
    report = audited(examples(90), none, placements_of(first.table))
    assert codes(report)[0] == ["ancestor_test_in_train"]
    assert report.refusals[0].examples == tuple(ids)


def test_a_newcomer_beside_an_ancestors_test_object_in_train_is_refused() -> None:
    gone = assign_splits(examples_table([example(1, ra=10.0, dec=-90.0)]), RULE).table
    index = gone.schema.get_field_index("split")
    gone = gone.set_column(index, "split", [pa.array(["test"])])
    beside = example(2, ra=200.0, dec=-90 + ARCSEC)
    report = audited([beside], SplitRule(mode="none"), placements_of(gone))
    assert codes(report)[0] == ["ancestor_test_in_train"]


def test_a_small_set_is_refused_with_words_that_say_what_to_do() -> None:
    report = audited(examples(2))
    assert codes(report)[0] == ["empty_class_in_split"] * 2
    words = report.refusals[0].message
    assert "'II' has no row in validation and test" in words
    assert "choose the split 'none'" in words


def test_a_single_row_passes_with_the_split_none() -> None:
    assert audited(examples(1), SplitRule(mode="none")).refusals == ()


def test_an_empty_class_is_a_warning_where_the_recipe_allows_it() -> None:
    rows = [*examples(90), example(900, label="rare")]
    assert codes(audited(rows)) == (["empty_class_in_split"], [])
    assert codes(audited(rows, replace(RULE, allow_empty_classes=True))) == (
        [],
        ["empty_class_in_split"],
    )


def test_a_stream_that_the_group_does_not_hold_is_refused_by_name() -> None:
    rows = [*examples(90)[1:], example(0, streams=("ztf_public", "ztf_partner"))]
    (finding,) = audited(rows).refusals
    assert (finding.code, finding.examples) == ("stream_not_held", ("example-00000",))
    assert finding.message.endswith(": ztf_partner")


def test_votes_about_a_row_that_is_not_there_are_refused() -> None:
    result = assign_splits(examples_table(examples(90)), RULE)
    report = audit(result, votes_table(votes_on(examples(91))))
    assert codes(report)[0] == ["vote_without_example"]


@pytest.mark.parametrize(("seconds", "warned"), [(-60, ["features_later_than_label"]), (60, [])])
def test_features_that_know_more_than_the_labeller_are_warned_of(
    seconds: int, warned: list[str]
) -> None:
    labelled_mjd = 61100.5 + 0.123456 / 86400
    assert str(NOON) == "2026-03-01 12:00:00.123456"
    rows = [*examples(90)[1:], example(0, feature_asof_mjd=labelled_mjd - seconds / 86400)]
    assert codes(audited(rows)) == ([], warned)


def test_one_voter_behind_most_of_a_class_is_warned_of() -> None:
    result = assign_splits(examples_table(examples(90)), RULE)
    votes = [vote for vote in votes_on(examples(90)) if vote.voter == "voter-0"]
    report = audit(result, votes_table(votes))
    assert codes(report) == ([], ["one_voter_behind_class"] * 3)
    assert report.warnings[0].count == 30


def test_low_agreement_is_warned_of() -> None:
    rows = [*examples(90)[1:], example(0, agreement=0.5), example(900, agreement=None)]
    assert codes(audited(rows)) == ([], ["low_agreement"])
