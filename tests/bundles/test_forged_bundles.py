import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skyportal_like.bundles.canonical import hexadecimal
from skyportal_like.bundles.identities import example_digests
from skyportal_like.bundles.refusals import BundleRefused
from skyportal_like.bundles.verifying import verify_bundle

from .forging import TRAIN, edited, refusal, resealed, rewritten, with_cell


def test_a_changed_cell_is_found_under_forged_checksums(bundle: Path) -> None:
    edited(bundle, lambda table: with_cell(table, "drb", 3, 0.123))
    resealed(bundle)
    refused = refusal(bundle)
    assert (refused.file, refused.row) == (TRAIN, 3)
    assert "not what its digest says" in refused.reason


def test_a_changed_vote_is_found_under_forged_checksums(bundle: Path) -> None:
    edited(bundle, lambda table: with_cell(table, "voter", 269, "somebody"), "votes.parquet")
    resealed(bundle)
    refused = refusal(bundle)
    assert (refused.file, refused.row) == ("votes.parquet", 269)


def test_a_changed_cell_with_a_forged_digest_does_not_hash_to_the_root(bundle: Path) -> None:
    def forged(table: pa.Table) -> pa.Table:
        table = with_cell(table, "drb", 3, 0.123)
        index = table.schema.get_field_index("row_digest")
        digests = hexadecimal(example_digests(table))
        return table.set_column(index, table.schema.field(index), digests)

    edited(bundle, forged)
    resealed(bundle)
    assert "roots" in refusal(bundle).reason


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("split", "test", "belongs to test"),
        ("fold", 77, "roots"),
        ("group_key", "ZTF26other", "roots"),
    ],
)
def test_a_row_put_elsewhere_is_refused(
    bundle: Path, column: str, value: object, words: str
) -> None:
    edited(bundle, lambda table: with_cell(table, column, 5, value))
    resealed(bundle)
    assert words in refusal(bundle).reason


def test_a_group_in_two_splits_is_refused(bundle: Path) -> None:
    tested = pq.read_table(bundle / "data/test/part-00000.parquet")["group_key"][0].as_py()
    edited(bundle, lambda table: with_cell(table, "group_key", 0, tested))
    resealed(bundle)
    assert "two splits" in refusal(bundle).reason


@pytest.mark.parametrize(
    ("change", "file", "words"),
    [
        (lambda table: table.slice(1), "votes.parquet", "which is no row here"),
        (lambda table: pa.concat_tables([table, table.slice(0, 1)]), TRAIN, "occurs twice"),
        (lambda table: table.drop_columns(["drb"]), TRAIN, "columns are not those"),
        (lambda table: table.drop_columns(["ra"]), TRAIN, "columns"),
        (lambda table: table.append_column("extra", table["dec"]), TRAIN, "columns are not those"),
        (
            lambda table: table.append_column("EXTRA", table["streams"]),
            TRAIN,
            "columns are not those",
        ),
        (lambda table: table.replace_schema_metadata({"pandas": "x"}), TRAIN, "columns"),
    ],
)
def test_rows_that_are_lost_doubled_or_of_another_table_are_refused(
    bundle: Path, change: Callable[[pa.Table], pa.Table], file: str, words: str
) -> None:
    edited(bundle, change)
    resealed(bundle)
    refused = refusal(bundle)
    assert refused.file == file
    assert words in refused.reason


def test_parts_may_not_be_missing_in_between(bundle: Path) -> None:
    (bundle / TRAIN).rename(bundle / "data/train/part-00001.parquet")

    def renamed(document: dict[str, object]) -> None:
        (entry,) = [one for one in document["files"] if one["path"] == TRAIN]  # type: ignore[attr-defined]
        entry["path"] = "data/train/part-00001.parquet"

    rewritten(bundle, renamed)
    assert "the part before it is missing" in refusal(bundle).reason


@pytest.mark.parametrize(
    "path",
    [
        "../README.md",
        "/etc/passwd",
        "data/../README.md",
        "data//x",
        "data\\x",
        "",
        ".",
        ".hidden",
        "a" * 5 + "/" + "b/" * 20 + "c",
        "manifest.json",
        "SHA256SUMS",
        "README.md\n",
        "readme.md",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(bundle: Path, path: str) -> None:
    def added(document: dict[str, object]) -> None:
        files: list[dict[str, object]] = document["files"]  # type: ignore[assignment]
        files.append({"path": path, "size": 1, "sha256": "0" * 64})
        files.sort(key=lambda entry: str(entry["path"]))

    rewritten(bundle, added)
    assert refusal(bundle).file == "manifest.json"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "another"),
        ("format_version", 2),
        ("format_version", "1"),
        ("files", {}),
        ("files", [3]),
        ("files", [{"path": "x", "size": "1", "sha256": "0" * 64}]),
        ("files", [{"path": "x", "size": -1, "sha256": "0" * 64}]),
        ("files", [{"path": "x", "size": True, "sha256": "0" * 64}]),
        ("files", [{"path": "x", "size": 10**40, "sha256": "0" * 64}]),
        ("files", [{"path": "x", "size": 1, "sha256": "0" * 63}]),
        ("files", [{"path": "x", "size": 1, "sha256": 5}]),
        ("files", [{"path": "x", "size": 1}]),
        ("content_id", "0" * 64),
        ("content_id", None),
        ("roots", {}),
        ("counts", {"examples": 10**9}),
        ("schemas", []),
        ("surplus", 1),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(bundle: Path, key: str, value: object) -> None:
    rewritten(bundle, lambda document: document.update({key: value}))
    assert refusal(bundle).file == "manifest.json"


@pytest.mark.parametrize("size", [0, 1, 2**62])
def test_a_wrong_size_is_refused_before_the_file_is_read(bundle: Path, size: int) -> None:
    def resized(document: dict[str, object]) -> None:
        document["files"][0]["size"] = size  # type: ignore[index]

    rewritten(bundle, resized)
    refused = refusal(bundle)
    assert (refused.file, "size" in refused.reason) == ("CITATION.cff", True)


@pytest.mark.parametrize("data", [b'{"b":1,"a":1}\n', b"{", b"[NaN]\n", b"[" * 200_000])
def test_a_document_that_is_not_canonical_is_refused(bundle: Path, data: bytes) -> None:
    (bundle / "recipe.json").write_bytes(data)
    resealed(bundle)
    assert refusal(bundle).file == "recipe.json"


def test_another_taxonomy_under_forged_checksums_is_refused(bundle: Path) -> None:
    (bundle / "taxonomy.json").write_bytes(b"{}\n")
    resealed(bundle)
    assert "roots" in refusal(bundle).reason


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\xff" * 64 + b"PAR1", b"no table"])
def test_a_table_that_is_none_is_refused_under_forged_checksums(bundle: Path, data: bytes) -> None:
    for name in (TRAIN, "votes.parquet"):
        before = (bundle / name).read_bytes()
        (bundle / name).write_bytes(data)
        resealed(bundle)
        refused = refusal(bundle)
        assert (refused.file, "cannot be read" in refused.reason) == (name, True)
        (bundle / name).write_bytes(before)


def test_under_forged_checksums_a_flipped_bit_is_refused_unless_all_rows_are_whole(
    bundle: Path,
) -> None:
    chance = random.Random(7)
    data = (bundle / TRAIN).read_bytes()
    rows = pq.read_table(bundle / TRAIN)
    for _ in range(150):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (bundle / TRAIN).write_bytes(flipped)
        resealed(bundle)
        try:
            verify_bundle(bundle)
        except BundleRefused:
            continue
        # A statistic or a library's name in the footer is no part of the data.
        assert pq.read_table(bundle / TRAIN).equals(rows, check_metadata=True)
