"""skyportal-like ingest alerts: files in, a line of counts out, broken ones named."""

import argparse
from pathlib import Path

import pytest
from sqlalchemy import Engine

from skyportal_like.cli import ingest
from skyportal_like.cli.context import Context
from skyportal_like.config import Settings
from skyportal_like.storage import Storage
from skyportal_like.work import Units
from tests.services.packets import ztf
from tests.services.tables import picture, rows


@pytest.fixture
def context(
    settings: Settings, engine: Engine, units: Units, storage: Storage, tmp_path: Path
) -> Context:
    return Context(settings, "unused", tmp_path, engine, units, storage, lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "night"
    (place / "deeper").mkdir(parents=True)
    return place


def run(context: Context, *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    ingest.add_parser(parser.add_subparsers())
    return ingest.run(
        parser.parse_args(["ingest", "alerts", *(str(one) for one in arguments)]), context
    )


def test_a_folder_goes_in_and_a_second_run_changes_nothing(
    context: Context, folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "one.avro").write_bytes(ztf("ZTF26one", candid=1))
    (folder / "deeper" / "two.avro").write_bytes(ztf("ZTF26two", candid=2))
    assert run(context, folder) == 0
    assert capsys.readouterr().out == (
        "files 2, alerts 2 new and 0 known, objects 2, candidates 2, points 2, thumbnails 6,"
        " skipped 0\n"
    )
    before = picture(engine)
    assert run(context, folder) == 0
    assert capsys.readouterr().out == (
        "files 2, alerts 0 new and 2 known, objects 0, candidates 0, points 0, thumbnails 0,"
        " skipped 0\n"
    )
    assert picture(engine) == before


def test_broken_and_foreign_files_are_named_and_the_rest_goes_in(
    context: Context, folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = ztf("ZTF26whole", candid=1)
    (folder / "a_cut.avro").write_bytes(whole[:-500])
    (folder / "b_empty.avro").write_bytes(b"")
    (folder / "c_whole.avro").write_bytes(whole)
    (folder / "d_foreign.avro").write_bytes(ztf("LSST26abc", candid=2))
    assert run(context, folder, folder / "absent.avro") == 1
    said = capsys.readouterr()
    assert said.out.endswith(
        "alerts 1 new and 0 known, objects 1, candidates 1, points 1, thumbnails 3, skipped 4\n"
    )
    named = [line for line in said.err.splitlines() if line.startswith("skipped ")]
    assert [Path(line.split(": ")[0]).name for line in named] == [
        "a_cut.avro",
        "b_empty.avro",
        "d_foreign.avro",
        "absent.avro",
    ]
    assert rows(engine, "select obj_id from alerts") == [("ZTF26whole",)]


def test_a_folder_without_packets_is_no_success(
    context: Context, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(context, folder / "deeper") == 1
    assert "no *.avro in this folder" in capsys.readouterr().err


def test_many_packets_go_in_by_batches_under_a_named_filter(
    context: Context, folder: Path, engine: Engine
) -> None:
    for number in range(ingest.BATCH + 2):
        (folder / f"{number:03}.avro").write_bytes(ztf(f"ZTF26n{number}", candid=number))
    assert run(context, folder, "--filter", "everything") == 0
    assert rows(
        engine,
        "select f.name, count(*) from candidates c join filters f on f.id = c.filter_id group by 1",
    ) == [("everything", ingest.BATCH + 2)]
