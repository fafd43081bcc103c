"""Datasets: freezing what a group labelled, once, whole, and for those who may read it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from skyportal_like.access import actor as actors
from skyportal_like.bundles.refusals import FreezeRefused
from skyportal_like.bundles.verifying import verify_bundle
from skyportal_like.errors import Invalid, NotFound, NotPermitted, Unavailable
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.models import (
    DatasetMember,
    DatasetVersion,
    EventRow,
    Photometry,
    StreamUser,
    User,
)
from skyportal_like.schemas.datasets import DatasetEdit, Recipe, VersionDetail
from skyportal_like.services import datasets, exports, previews
from skyportal_like.services.freezes import Frozen
from skyportal_like.storage import Storage
from skyportal_like.work import Units, Work
from tests.services.labelling import annotate, dataset, labelled, recipe, save, say
from tests.world import ORIGIN, Person, World


def ask(world: World, storage: Storage, dataset_id: int, wanted: Recipe) -> DatasetVersion:
    row: DatasetVersion = world.run(
        world.member, lambda work: datasets.freeze(work, dataset_id, wanted, storage)
    )
    return row


def freeze(world: World, storage: Storage, dataset_id: int, wanted: Recipe) -> Frozen:
    row = ask(world, storage, dataset_id, wanted)
    frozen = Freezer(world.units, storage, ORIGIN).freeze(row.id)
    assert frozen is not None
    return frozen


def version(world: World, person: Person, dataset_id: int, number: int) -> VersionDetail:
    found: VersionDetail = world.run(
        person, lambda work: datasets.version(work, dataset_id, number)
    )
    return found


def exported(
    world: World, storage: Storage, dataset_id: int, number: int, folder: Path
) -> dict[str, dict[str, Any]]:
    """Write a version out and read its rows back, by object."""
    found = version(world, world.member, dataset_id, number)
    exports.write(storage, found["files"], folder)
    parts = sorted((folder / "data").rglob("*.parquet"))
    rows = [row for part in parts for row in pq.ParquetFile(part).read().to_pylist()]
    return {row["obj_id"]: row for row in rows}


def count(world: World, statement: Any) -> int:
    found: int = world.run(world.admin, lambda work: work.session.scalar(statement))
    return found


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


def test_what_only_the_freezing_person_may_read_stays_out(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    ids = labelled(people, 30)
    own = people.run(
        people.member, lambda work: min(work.actor.group_ids - {people.group, people.sitewide})
    )
    say(people, people.member, ids[0], "AGN", group_ids=(own,))
    only_mine = save(people, 500)
    say(people, people.member, only_mine, "AGN", group_ids=(own,))
    everybodys = save(people, 501)
    say(people, people.member, everybodys, "AGN", group_ids=(people.sitewide,))
    dataset_id = dataset(people)
    freeze(people, storage, dataset_id, recipe(people))
    rows = exported(people, storage, dataset_id, 1, tmp_path / "v1")
    assert rows[ids[0]]["label"] == "Ia"
    assert rows[ids[0]]["n_votes"] == 1
    assert only_mine not in rows
    assert rows[everybodys]["label"] == "AGN"


def test_an_annotation_of_another_group_stays_out(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    ids = labelled(people, 30)
    for obj_id in ids:
        annotate(people, people.colleague, obj_id, "model", {"score": 0.25, "name": "a"})
    own = people.run(
        people.member, lambda work: min(work.actor.group_ids - {people.group, people.sitewide})
    )
    people.run(
        people.member,
        lambda work: work.session.connection().exec_driver_sql(
            "update annotations set group_ids = array[%s] where obj_id = %s", (own, ids[0])
        ),
    )
    keys = [{"origin": "model", "key": "score"}, {"origin": "model", "key": "name", "name": "who"}]
    dataset_id = dataset(people)
    freeze(people, storage, dataset_id, recipe(people, features={"annotations": keys}))
    rows = exported(people, storage, dataset_id, 1, tmp_path / "v1")
    assert (rows[ids[1]]["model_score"], rows[ids[1]]["who"]) == (0.25, "a")
    assert (rows[ids[0]]["model_score"], rows[ids[0]]["who"]) == (None, None)


def observe(world: World, obj_id: str, stream: int, mjds: list[float]) -> None:
    """Add detections that one stream opens, and an upper limit after them."""

    def add(work: Work) -> None:
        from skyportal_like.services import instruments, photometry

        taken_with = instruments.ensure_survey_instruments(work, {"ZTF"})["ZTF"]
        photometry.add_points(
            work,
            [
                photometry.NewPoint(
                    obj_id=obj_id,
                    instrument_id=taken_with,
                    filter="ztfg",
                    mjd=mjd,
                    flux=flux,
                    fluxerr=1.0,
                    owner_id=world.admin.id,
                    stream_ids=frozenset({stream}),
                )
                for mjd, flux in [*((mjd, 100.0) for mjd in mjds), (max(mjds) + 1, None)]
            ],
        )

    world.units.run(actors.system, ORIGIN, add)


CURVE = {"light_curve": ["n_points", "n_detections", "first_mjd", "last_mjd"]}


def test_light_curves_count_in_streams_that_the_group_holds_and_ask_for_them(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    ids = labelled(people, 30)
    observe(people, ids[0], people.stream, [60000.0, 60001.0])
    observe(people, ids[0], people.other_stream, [60005.0])
    dataset_id = dataset(people)
    freeze(people, storage, dataset_id, recipe(people, features=CURVE))
    row = exported(people, storage, dataset_id, 1, tmp_path / "v1")[ids[0]]
    assert (row["n_points"], row["n_detections"]) == (3, 2)
    assert (row["first_mjd"], row["last_mjd"]) == (60000.0, 60001.0)
    assert row["feature_asof_mjd"] == 60002.0
    assert row["streams"] == ["ZTF Public"]
    assert version(people, people.member, dataset_id, 1)["stream_ids"] == [people.stream]


def test_a_member_who_lost_the_stream_neither_sees_nor_hears_nor_previews(
    people: World, storage: Storage
) -> None:
    ids = labelled(people, 30)
    observe(people, ids[0], people.stream, [60000.0])
    dataset_id = dataset(people)
    wanted = recipe(people, features=CURVE)

    def revoke(work: Work) -> None:
        rows = work.session.query(StreamUser).filter_by(
            user_id=people.viewer.id, stream_id=people.stream
        )
        work.session.delete(rows.one())

    people.run(people.admin, revoke)
    freeze(people, storage, dataset_id, wanted)
    assert version(people, people.colleague, dataset_id, 1)["status"] == "frozen"
    with pytest.raises(NotFound):
        version(people, people.viewer, dataset_id, 1)
    shown = people.run(people.viewer, lambda work: datasets.get(work, dataset_id))
    assert shown["versions"] == []
    with pytest.raises(NotFound):
        people.run(people.viewer, lambda work: datasets.file(work, dataset_id, 1, "README.md"))
    with pytest.raises(NotPermitted):
        people.run(people.viewer, lambda work: previews.preview(work, dataset_id, wanted, storage))
    told = people.run(
        people.admin,
        lambda work: work.session.scalars(
            select(EventRow.all_streams).where(EventRow.type == "dataset.frozen")
        ).all(),
    )
    assert told == [[people.stream]]


def test_scores_of_a_stream_that_the_group_does_not_hold_are_refused(
    people: World, storage: Storage
) -> None:
    ids = labelled(people, 30)
    people.run(
        people.admin,
        lambda work: work.session.execute(
            update(User).where(User.id == people.colleague.id).values(is_bot=True)
        ),
    )
    origin = "ZTF Partnership:scores"
    annotate(people, people.colleague, ids[0], origin, {"drb": 0.9})
    dataset_id = dataset(people)
    wanted = recipe(people, features={"annotations": [{"origin": origin, "key": "drb"}]})
    row = ask(people, storage, dataset_id, wanted)
    with pytest.raises(FreezeRefused, match="streams that the group does not hold"):
        Freezer(people.units, storage, ORIGIN).freeze(row.id)
    found = version(people, people.member, dataset_id, row.number)
    assert found["status"] == "failed"
    assert found["failure"] is not None
    assert "does not hold: ZTF Partnership" in found["failure"]


def test_a_refused_freeze_says_why_and_leaves_nothing(people: World, storage: Storage) -> None:
    labelled(people, 3)
    dataset_id = dataset(people)
    row = ask(people, storage, dataset_id, recipe(people))
    with pytest.raises(FreezeRefused):
        Freezer(people.units, storage, ORIGIN).freeze(row.id)
    found = version(people, people.member, dataset_id, 1)
    assert (found["status"], found["content_id"], found["files"]) == ("failed", None, [])
    assert "Class 'AGN' has no row in" in (found["failure"] or "")
    with pytest.raises(NotFound, match="not frozen"):
        people.run(people.member, lambda work: datasets.file(work, dataset_id, 1, "README.md"))
    whole = recipe(people, split={"mode": "none"})
    assert freeze(people, storage, dataset_id, whole).number == 2


def test_a_killed_freeze_leaves_a_draft_that_the_next_run_completes(
    people: World, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    row = ask(people, storage, dataset_id, recipe(people))

    class Killed(BaseException):
        """What no handler catches, as a kill is."""

    def die(step: str) -> None:
        if step == "storing":
            raise Killed

    with pytest.raises(Killed):
        Freezer(people.units, storage, ORIGIN, report=die).freeze(row.id)
    found = version(people, people.member, dataset_id, 1)
    assert (found["status"], found["n_rows"], found["files"]) == ("draft", None, [])
    frozen = Freezer(people.units, storage, ORIGIN).freeze(row.id)
    assert frozen is not None
    assert frozen.number == 1
    assert version(people, people.member, dataset_id, 1)["status"] == "frozen"
    assert Freezer(people.units, storage, ORIGIN).freeze(row.id) is None


def test_an_outage_leaves_the_draft_waiting(people: World, storage: Storage, units: Units) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    row = ask(people, storage, dataset_id, recipe(people))

    def go_away(step: str) -> None:
        if step == "writing":
            raise Unavailable("The database cannot be reached.")

    with pytest.raises(Unavailable):
        Freezer(units, storage, ORIGIN, report=go_away).freeze(row.id)
    assert version(people, people.member, dataset_id, 1)["status"] == "draft"


def test_two_freezes_at_once_are_numbered_apart_and_keep_each_others_split(
    people: World, storage: Storage, tmp_path: Path
) -> None:
    labelled(people, 40)
    dataset_id = dataset(people)
    every = ask(people, storage, dataset_id, recipe(people))
    some = ask(people, storage, dataset_id, recipe(people, label={"classes": ["Ia", "AGN"]}))
    assert (every.number, some.number) == (1, 2)
    at_once = threading.Barrier(2, timeout=30)
    met: set[str] = set()

    def meet(name: str) -> Callable[[str], None]:
        def wait(step: str) -> None:
            # Both have read and labelled before either stores.
            if step == "storing" and name not in met:
                met.add(name)
                at_once.wait()

        return wait

    done: dict[str, Frozen | None] = {}

    def go(name: str, row: DatasetVersion) -> None:
        done[name] = Freezer(people.units, storage, ORIGIN, report=meet(name)).freeze(row.id)

    threads = [
        threading.Thread(target=go, args=(name, row))
        for name, row in (("every", every), ("some", some))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {one.number for one in done.values() if one is not None} == {1, 2}
    parents = {
        number: version(people, people.member, dataset_id, number)["parent"] for number in (1, 2)
    }
    assert sorted(parents.values(), key=str) in ([1, None], [2, None])
    old = exported(people, storage, dataset_id, 1, tmp_path / "v1")
    new = exported(people, storage, dataset_id, 2, tmp_path / "v2")
    assert all(old[name]["split"] == row["split"] for name, row in new.items())


def test_a_freeze_fails_when_its_author_may_no_longer_ask_for_it(
    people: World, storage: Storage
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    row = ask(people, storage, dataset_id, recipe(people))
    people.run(
        people.admin,
        lambda work: work.session.connection().exec_driver_sql(
            "delete from group_users where user_id = %s and group_id = %s",
            (people.member.id, people.group),
        ),
    )
    with pytest.raises(NotFound):
        Freezer(people.units, storage, ORIGIN).freeze(row.id)
    assert version(people, people.colleague, dataset_id, 1)["status"] == "failed"


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
    from sqlalchemy import event

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
