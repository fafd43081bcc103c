import json
import random
import subprocess
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import yaml

from skyportal_like.bundles.identities import example_digests, examples_tree, split_tree
from skyportal_like.bundles.parts import Layout
from skyportal_like.bundles.refusals import ContentsRefused, FreezeRefused
from skyportal_like.bundles.splits import SplitRule
from skyportal_like.bundles.tables import examples_table
from skyportal_like.bundles.trees import Difference, Tree, diff
from skyportal_like.bundles.verifying import verify_bundle
from skyportal_like.bundles.writing import Contents, sealed, write_bundle

from .material import contents, example, examples, facts

# Of examples(90): an identity that drifts makes every published one a lie.
GOLDEN_ID = "8fd36f1c300dccc42ac19e57efbc6d33d3fb9c63277f88029d343ae28838f939"


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def identity(whole: Contents) -> str:
    return sealed(whole.split.table, whole.votes, whole.taxonomy).identity.content_id


def tree_of(whole: Contents) -> Tree:
    table = whole.split.table
    return examples_tree(table, example_digests(table))


def test_a_bundle_has_the_files_of_its_format(tmp_path: Path) -> None:
    manifest = write_bundle(tmp_path / "v1", contents(examples(90)))
    assert {path.name for path in tmp_path.iterdir()} == {"v1"}
    assert sorted(bytes_of(tmp_path / "v1")) == [
        "CITATION.cff",
        "README.md",
        "SHA256SUMS",
        "audit.json",
        "data/test/part-00000.parquet",
        "data/train/part-00000.parquet",
        "data/validation/part-00000.parquet",
        "manifest.json",
        "recipe.json",
        "split.json",
        "stats.json",
        "taxonomy.json",
        "votes.parquet",
    ]
    assert verify_bundle(tmp_path / "v1").manifest == manifest


def test_freezing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_bundle(tmp_path / "one", contents(examples(90)))
    write_bundle(tmp_path / "other", contents(examples(90)))
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")


def test_the_identity_of_a_known_set_never_changes() -> None:
    whole = contents(examples(90))
    assert identity(whole) == GOLDEN_ID


def test_order_batches_and_row_groups_make_no_difference_to_the_identity(tmp_path: Path) -> None:
    rows = examples(90)
    whole = contents(rows)
    shuffled = list(rows)
    random.Random(5).shuffle(shuffled)
    small = contents(shuffled, layout=Layout(row_group_rows=7, part_rows=20))
    table, votes = small.split.table, small.votes
    pieces = [table.slice(start, 11) for start in range(0, 90, 11)]
    backwards = votes.take(list(reversed(range(len(votes)))))
    mixed = replace(
        small, split=replace(small.split, table=pa.concat_tables(pieces[::-1])), votes=backwards
    )
    one = write_bundle(tmp_path / "one", whole)
    other = write_bundle(tmp_path / "other", mixed)
    assert one.content_id == other.content_id
    assert one.bundle_id != other.bundle_id
    assert (tmp_path / "other/data/train/part-00003.parquet").exists()
    assert verify_bundle(tmp_path / "other").content_id == one.content_id
    coarse = replace(mixed, layout=Layout())
    assert write_bundle(tmp_path / "coarse", coarse).bundle_id == one.bundle_id


def test_one_changed_cell_gives_another_identity_and_the_diff_names_its_row() -> None:
    rows = examples(90)
    before = contents(rows)
    changed = replace(rows[41], features={**rows[41].features, "drb": 5.857142857142858})
    assert changed.features["drb"] != rows[41].features["drb"]
    after = contents([changed if row is rows[41] else row for row in rows])
    assert identity(before) != identity(after)
    assert diff(tree_of(before), tree_of(after)) == Difference((), (), ("example-00041",))


def test_rows_that_only_moved_to_another_split_are_told_from_changed_rows() -> None:
    one = contents(examples(90))
    other = contents(examples(90), SplitRule(mode="none"))
    assert identity(one) != identity(other)
    assert diff(tree_of(one), tree_of(other)) == Difference((), (), ())
    moved = diff(split_tree(one.split.table), split_tree(other.split.table)).changed
    assert 18 <= len(moved) < 90


@pytest.mark.parametrize("what", ["votes", "taxonomy"])
def test_votes_and_taxonomy_belong_to_the_identity(what: str) -> None:
    whole = contents(examples(90))
    fewer = {"votes": whole.votes.slice(1), "taxonomy": {"class": "another"}}
    other = replace(whole, **{what: fewer[what]})
    assert identity(whole) != identity(other)


def test_what_is_said_about_a_version_is_not_part_of_its_identity(tmp_path: Path) -> None:
    whole = contents(examples(90))
    renamed = replace(whole, facts=facts(title="Renamed", number=2))
    one, other = write_bundle(tmp_path / "1", whole), write_bundle(tmp_path / "2", renamed)
    assert one.content_id == other.content_id
    assert one.bundle_id != other.bundle_id


def test_pyarrow_reads_it_with_types_and_units(tmp_path: Path) -> None:
    write_bundle(tmp_path / "v1", contents(examples(90)))
    whole = ds.dataset(tmp_path / "v1/data", format="parquet")
    assert whole.count_rows() == 90
    assert whole.schema.field("ra").metadata[b"unit"] == b"deg"
    assert whole.schema.field("first_mjd").metadata[b"unit"] == b"d"
    table = pq.read_table(tmp_path / "v1/data/train")
    assert table.schema.field("drb").metadata[b"role"] == b"feature"
    row = table.slice(0, 1).to_pylist()[0]
    source = next(one for one in examples(90) if one.example_id == row["example_id"])
    assert row["candid"] == source.features["candid"] > 2**53
    assert row["labelled_at"].astimezone(UTC).replace(tzinfo=None) == source.labelled_at
    assert row["label_path"] == list(source.label_path)
    assert row["split"] == "train"


def test_page_checksums_are_on_and_no_engine_leaves_its_own_notes(tmp_path: Path) -> None:
    write_bundle(tmp_path / "v1", contents(examples(90)))
    path = tmp_path / "v1/data/train/part-00000.parquet"
    data = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(0).column(3).data_page_offset
    data[start + 120] ^= 1
    path.write_bytes(data)
    with pytest.raises(OSError, match="could not verify page integrity"):
        pq.read_table(path, page_checksum_verification=True)
    assert list(pq.ParquetFile(path).metadata.metadata) == [b"ARROW:schema"]


def test_sha256sum_accepts_the_folder(tmp_path: Path) -> None:
    write_bundle(tmp_path / "v1", contents(examples(90)))
    subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "v1", check=True)


def test_the_card_and_citation_are_readable_by_machines(tmp_path: Path) -> None:
    manifest = write_bundle(tmp_path / "v1", contents(examples(90)))
    card = (tmp_path / "v1/README.md").read_text()
    _, front, text = card.split("---\n", 2)
    about = yaml.safe_load(front)
    assert about["pretty_name"] == 'A "golden" | set'
    configs = {one["config_name"]: one["data_files"] for one in about["configs"]}
    assert [one["split"] for one in configs["examples"]] == ["train", "validation", "test"]
    assert configs["votes"] == "votes.parquet"
    for one in configs["examples"]:
        assert len(list((tmp_path / "v1").glob(one["path"]))) == 1
    assert "| Ia | 24 | 3 | 3 | 30 |" in text
    cited = yaml.safe_load((tmp_path / "v1/CITATION.cff").read_text())
    assert cited["identifiers"][0]["value"] == f"sha256:{manifest.content_id}"


def test_a_label_with_a_bar_does_not_break_the_table(tmp_path: Path) -> None:
    rows = [example(n, label="a|b\nc") for n in range(3)]
    write_bundle(tmp_path / "v1", contents(rows, SplitRule(mode="none")))
    assert "| a\\|b c | 3 | 3 |" in (tmp_path / "v1/README.md").read_text()


def test_a_single_row_without_votes_is_a_whole_bundle(tmp_path: Path) -> None:
    whole = contents(examples(1), SplitRule(mode="none"))
    write_bundle(tmp_path / "v1", replace(whole, votes=whole.votes.slice(0, 0)))
    report = verify_bundle(tmp_path / "v1")
    assert (report.rows, report.votes) == (1, 0)
    stats = json.loads((tmp_path / "v1/stats.json").read_text())
    assert stats["classes"] == {"Ia": {"train": 1, "validation": 0, "test": 0}}


def test_infinities_and_nulls_are_counted_and_never_written_into_json(tmp_path: Path) -> None:
    odd = [float("inf"), float("nan"), None, 1.0, 3.0, 1e308 * 1.7]
    rows = [example(n, features={"x": value, "y": None}) for n, value in enumerate(odd)]
    write_bundle(tmp_path / "v1", contents(rows, SplitRule(mode="none")))
    stats = json.loads((tmp_path / "v1/stats.json").read_text())["columns"]["x"]
    assert (stats["nulls"], stats["not_finite"], stats["min"]) == (1, 2, 1.0)
    assert verify_bundle(tmp_path / "v1").rows == 6


def test_a_version_that_the_audit_refuses_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FreezeRefused, match="choose the split 'none'") as refused:
        write_bundle(tmp_path / "v1", contents(examples(2)))
    assert [one.code for one in refused.value.findings] == ["empty_class_in_split"] * 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_frozen_is_not_overwritten(tmp_path: Path) -> None:
    write_bundle(tmp_path / "v1", contents(examples(90)))
    before = bytes_of(tmp_path / "v1")
    with pytest.raises(ContentsRefused, match="v1 exists already"):
        write_bundle(tmp_path / "v1", contents(examples(60)))
    assert bytes_of(tmp_path / "v1") == before


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    whole = replace(contents(examples(90)), recipe={"limit": float("nan")})
    with pytest.raises(ContentsRefused, match="not a JSON document"):
        write_bundle(tmp_path / "v1", whole)
    assert list(tmp_path.iterdir()) == []


def test_a_time_with_a_zone_is_refused(tmp_path: Path) -> None:
    aware = facts(as_of=facts().as_of.replace(tzinfo=UTC))
    with pytest.raises(ContentsRefused, match="naive UTC"):
        write_bundle(tmp_path / "v1", replace(contents(examples(90)), facts=aware))


def test_the_sign_of_zero_does_not_reach_the_files(tmp_path: Path) -> None:
    none = SplitRule(mode="none")
    for name, zero in (("plus", 0.0), ("minus", -0.0)):
        rows = [example(0, features={"x": zero}, dec=zero)]
        assert examples_table(rows)["x"].to_pylist() == [0.0]
        write_bundle(tmp_path / name, contents(rows, none))
    assert bytes_of(tmp_path / "plus") == bytes_of(tmp_path / "minus")
