import os
import random
import shutil
from pathlib import Path

import pytest

from skyportal_like.bundles.verifying import verify_bundle

from .forging import TRAIN, edited, refusal, with_cell


def test_a_whole_bundle_is_accepted(whole: Path) -> None:
    report = verify_bundle(whole)
    assert (report.rows, report.votes) == (90, 270)
    assert report.bytes == sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())


def test_one_flipped_bit_anywhere_is_refused_with_the_name_of_the_file(bundle: Path) -> None:
    chance = random.Random(11)
    for path in sorted(bundle.rglob("*")):
        if path.is_dir():
            continue
        name, data = path.relative_to(bundle).as_posix(), path.read_bytes()
        last = len(data) - 1
        places = {0, 1, last // 2, last - 1, last, *(chance.randrange(len(data)) for _ in range(9))}
        for place in sorted(places & set(range(len(data)))):
            flipped = bytearray(data)
            flipped[place] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            # The manifest's own line in SHA256SUMS accuses the manifest.
            named = {name, "manifest.json"} if name == "SHA256SUMS" else {name}
            assert refusal(bundle).file in named, (name, place)
        path.write_bytes(data)
    assert verify_bundle(bundle).rows == 90


def test_every_length_of_a_cut_file_is_refused(bundle: Path) -> None:
    for name in (TRAIN, "manifest.json", "SHA256SUMS", "README.md", "votes.parquet"):
        data = (bundle / name).read_bytes()
        for length in (0, 1, len(data) // 2, len(data) - 1):
            (bundle / name).write_bytes(data[:length])
            assert refusal(bundle).file in {name, "manifest.json"}
        (bundle / name).write_bytes(data + b"\n")
        assert refusal(bundle).file in {name, "manifest.json"}
        (bundle / name).write_bytes(data)


def test_a_changed_cell_is_refused_with_its_row(bundle: Path) -> None:
    edited(bundle, lambda table: with_cell(table, "label", 17, "II?"))
    refused = refusal(bundle)
    assert (refused.file, refused.row) == (TRAIN, 17)


@pytest.mark.parametrize(
    "name", ["README.md", "votes.parquet", "manifest.json", "SHA256SUMS", TRAIN]
)
def test_a_missing_file_is_refused_by_name(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    refused = refusal(bundle)
    assert refused.file in {name, "data/train"}
    assert refused.reason in {"missing", "an empty folder that no file needs"}


@pytest.mark.parametrize(
    "name", [".hidden", "data/train/part-00001.parquet", "data/extra/x", "é\n"]
)
def test_an_extra_file_is_refused_by_name(bundle: Path, name: str) -> None:
    (bundle / name).parent.mkdir(exist_ok=True)
    (bundle / name).write_bytes(b"x")
    refused = refusal(bundle)
    assert (refused.file, refused.reason) == (name, "not in the manifest")


def test_extra_folders_links_and_pipes_are_refused(bundle: Path, whole: Path) -> None:
    (bundle / "empty").mkdir()
    assert refusal(bundle).file == "empty"
    (bundle / "empty").rmdir()
    os.mkfifo(bundle / "pipe")
    assert refusal(bundle).reason == "not a regular file"
    (bundle / "pipe").unlink()
    (bundle / "README.md").unlink()
    (bundle / "README.md").symlink_to(whole / "README.md")
    assert refusal(bundle).reason == "a link is not followed"
    (bundle / "README.md").unlink()
    shutil.copy(whole / "README.md", bundle)
    shutil.rmtree(bundle / "data/test")
    (bundle / "data/test").symlink_to(whole / "data/test")
    assert refusal(bundle).file == "data/test"


def test_what_is_not_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing").reason == "not a folder"
    (tmp_path / "file").write_bytes(b"")
    assert refusal(tmp_path / "file").reason == "not a folder"


def test_a_name_that_is_not_unicode_is_refused_in_words_that_can_be_printed(bundle: Path) -> None:
    Path(os.fsdecode(os.fsencode(bundle) + b"/\xff")).touch()
    assert str(refusal(bundle)).encode() == "\ufffd: not in the manifest".encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]\n",
        b"null\n",
        b"[" * 200_000,
        b'{"a": 1}\n',
        b"\xff",
        b'{"format":1,"format":1}\n',
    ],
)
def test_a_malformed_manifest_is_refused(bundle: Path, data: bytes) -> None:
    (bundle / "manifest.json").write_bytes(data)
    assert refusal(bundle).file == "manifest.json"
