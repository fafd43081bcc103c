"""Datasets: what a group labelled becomes a version, once and whole."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import IntegrityError

from skyportal_like.bundles.verifying import verify_bundle
from skyportal_like.errors import Invalid
from skyportal_like.models import (
    DatasetMember,
    DatasetVersion,
    Photometry,
)
from skyportal_like.schemas.datasets import DatasetEdit
from skyportal_like.services import datasets, previews
from skyportal_like.storage import Storage
from tests.services.labelling import (
    CURVE,
    ask,
    count,
    dataset,
    exported,
    freeze,
    labelled,
    recipe,
    save,
    version,
)
from tests.world import World


def test_what_a_group_labelled_becomes_a_version(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    ids = labelled(people, 30)
    save(people, 999)
    dataset_id = dataset(people)
    frozen = freeze(people, storage, dataset_id, recipe(people))
    assert frozen.number == 1
    rows = exported(people, storage, dataset_id, 1, tmp_path / "v1")
    assert sorted(rows) == ids
    assert rows[ids[0]]["label_path"] == ["Time-domain Source", "Ia"]
    assert rows[ids[2]]["label_path"] == ["Time-domain Source", "Variable", "RR Lyrae"]
    report = verify_bundle(tmp_path / "v1")
    assert (report.content_id, report.rows) == (frozen.content_id, 30)
    found = version(people, people.colleague, dataset_id, 1)
    assert found["status"] == "frozen"
    assert found["counts"] is not None
    assert found["counts"]["left_out"] == {"unlabelled": 2}
    assert sum(found["counts"]["splits"].values()) == 30
    members = select(func.count()).select_from(DatasetMember)
    assert count(people, members) == 30


def test_any_flipped_byte_of_an_exported_version_is_refused(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    freeze(people, storage, dataset_id, recipe(people))
    folder = tmp_path / "v1"
    exported(people, storage, dataset_id, 1, folder)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        good = file.read_bytes()
        file.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
        with pytest.raises(Invalid, match=file.name):
            verify_bundle(folder)
        file.write_bytes(good)
    verify_bundle(folder)


def test_freezing_again_answers_with_the_version_that_is_there(
    people: World, storage: Storage
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    first = freeze(people, storage, dataset_id, recipe(people))
    again = ask(people, storage, dataset_id, recipe(people))
    assert (again.number, again.status, again.content_id) == (1, "frozen", first.content_id)


def test_a_draft_that_turns_out_to_say_the_same_is_taken_away(
    people: World, storage: Storage
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    first = freeze(people, storage, dataset_id, recipe(people))
    reworded = recipe(people, objects={"saved_after": "2020-01-01T00:00:00"})
    again = freeze(people, storage, dataset_id, reworded)
    assert (again.number, again.content_id, again.is_new) == (1, first.content_id, False)
    shown = people.run(people.member, lambda work: datasets.get(work, dataset_id))
    assert [one["number"] for one in shown["versions"]] == [1]


def test_more_labels_make_another_version_and_move_no_object(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    labelled(people, 40)
    dataset_id = dataset(people)
    first = freeze(people, storage, dataset_id, recipe(people))
    labelled(people, 10, start=40)
    second = freeze(people, storage, dataset_id, recipe(people))
    assert second.number == 2
    assert second.content_id != first.content_id
    assert version(people, people.member, dataset_id, 2)["parent"] == 1
    old = exported(people, storage, dataset_id, 1, tmp_path / "v1")
    new = exported(people, storage, dataset_id, 2, tmp_path / "v2")
    assert len(new) == 50
    assert {name: new[name]["split"] for name in old} == {
        name: row["split"] for name, row in old.items()
    }


def test_what_is_frozen_cannot_be_changed(people: World, storage: Storage) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    freeze(people, storage, dataset_id, recipe(people))
    for statement in (
        update(DatasetVersion).values(content_id="0" * 64),
        update(DatasetMember).values(label="AGN"),
    ):
        with pytest.raises(IntegrityError, match="is frozen"):
            people.run(people.admin, lambda work, one=statement: work.session.execute(one))


def test_voters_are_pseudonyms_of_the_dataset(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    labelled(people, 30)
    voters = []
    for name in ("one", "two"):
        dataset_id = dataset(people, name)
        freeze(people, storage, dataset_id, recipe(people))
        folder = tmp_path / name
        exported(people, storage, dataset_id, 1, folder)
        voters.append(set(pq.ParquetFile(folder / "votes.parquet").read()["voter"].to_pylist()))
        assert b"member" not in (folder / "votes.parquet").read_bytes()
    assert len(voters[0]) == len(voters[1]) == 1
    assert voters[0] != voters[1]


def test_the_number_of_statements_does_not_grow_with_the_rows(
    people: World, storage: Storage
) -> None:
    dataset_id = dataset(people)
    wanted = recipe(
        people,
        features=CURVE | {"annotations": [{"origin": "m", "key": "k"}], "columns": ["redshift"]},
    )
    counts = []
    for start, more in ((0, 3), (3, 27)):
        labelled(people, more, start=start)
        said: list[str] = []

        def note(*args: Any, said: list[str] = said) -> None:
            said.append(args[2])

        event.listen(people.units.engine, "before_cursor_execute", note)
        people.run(people.member, lambda work: previews.preview(work, dataset_id, wanted, storage))
        event.remove(people.units.engine, "before_cursor_execute", note)
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_a_name_becomes_an_address_once(people: World) -> None:
    dataset(people, "Été  & golden/sample")
    found = people.run(people.member, lambda work: datasets.require(work, "Ours/ete-golden-sample"))
    with pytest.raises(Invalid, match="already"):
        dataset(people, "ete golden sample")
    people.run(
        people.member,
        lambda work: datasets.edit(work, found.id, DatasetEdit(licence="MIT")),
    )
    shown = people.run(people.member, lambda work: datasets.get(work, found.id))
    assert (shown["licence"], shown["name"]) == ("MIT", "Été  & golden/sample")
    assert count(people, select(func.count()).select_from(Photometry)) == 0
