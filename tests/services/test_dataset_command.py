"""skyportal-like dataset: freeze, list, export and verify at the terminal."""

import argparse
import json
from pathlib import Path

import pytest

from skyportal_like.cli import dataset
from skyportal_like.cli.context import Context
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.storage import Storage
from tests.services.labelling import labelled
from tests.world import World


@pytest.fixture
def context(settings: Settings, people: World, storage: Storage, tmp_path: Path) -> Context:
    labelled(people, 30)
    return Context(
        settings, "unused", tmp_path, people.units.engine, people.units, storage, lambda: None
    )


def run(context: Context, *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    dataset.add_parser(parser.add_subparsers())
    args = parser.parse_args(["dataset", *(str(one) for one in arguments)])
    return dataset.verify(args) if args.verb == "verify" else dataset.run(args, context)


def test_a_version_is_frozen_written_out_and_verified(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "v1"
    assert run(context, "freeze", "Ours/golden", "--taxonomy", "Classes", "--out", folder) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["version 1", "rows 30"]
    assert said[3] == f"bundle {folder}"
    assert run(context, "verify", folder) == 0
    assert said[2] in capsys.readouterr().out
    assert run(context, "list") == 0
    assert capsys.readouterr().out.startswith("Ours/golden@1  frozen  30 rows  ")

    assert run(context, "freeze", "Ours/golden", "--taxonomy", "Classes") == 0
    again = capsys.readouterr()
    assert again.out.splitlines()[:3] == said[:3]
    assert "Nothing has changed" in again.err

    assert run(context, "export", "Ours/golden@1", tmp_path / "copy") == 0
    assert run(context, "verify", tmp_path / "copy") == 0


def test_a_flipped_byte_is_refused_with_the_file_and_the_row(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "v1"
    run(context, "freeze", "Ours/golden", "--taxonomy", "Classes", "--out", folder)
    part = folder / "data" / "train" / "part-00000.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 3] ^= 1
    part.write_bytes(content)
    capsys.readouterr()
    assert run(context, "verify", folder) == 1
    assert "refused: data/train/part-00000.parquet" in capsys.readouterr().err
    assert run(context, "verify", tmp_path / "absent") == 1


def test_a_recipe_in_a_file_is_followed_or_refused_by_name(
    context: Context, people: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "recipe.json"
    label = {"taxonomy_id": people.taxonomy, "classes": ["Ia", "AGN"]}
    file.write_text(json.dumps({"label": label, "split": {"mode": "none"}}))
    assert run(context, "freeze", "Ours/two", "--recipe", file, "--user", "member") == 0
    assert capsys.readouterr().out.splitlines()[1] == "rows 20"
    file.write_text(json.dumps({"label": label, "embargo": "2030"}))
    with pytest.raises(Invalid, match="embargo"):
        run(context, "freeze", "Ours/two", "--recipe", file)
    with pytest.raises(NotFound, match="no group named Nobody"):
        run(context, "freeze", "Nobody/two", "--taxonomy", "Classes")
    with pytest.raises(NotFound, match="no dataset Ours/none"):
        run(context, "export", "Ours/none@1", tmp_path / "none")


def test_a_version_whose_blobs_are_damaged_is_not_written_out(
    context: Context, storage: Storage, tmp_path: Path
) -> None:
    assert run(context, "freeze", "Ours/golden", "--taxonomy", "Classes") == 0
    for blob in storage.older_than(-3600):
        content = bytearray(storage.get(blob))
        if content[:4] == b"PAR1":
            content[-20] ^= 1
            storage.path(blob).write_bytes(content)
    with pytest.raises(Invalid, match="SHA-256"):
        run(context, "export", "Ours/golden@1", tmp_path / "v1")
    assert not (tmp_path / "v1").exists()
