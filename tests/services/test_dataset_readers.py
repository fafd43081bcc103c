"""Datasets tell nobody what they may not read otherwise."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from skyportal_like.bundles.refusals import FreezeRefused
from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.models import (
    EventRow,
    StreamUser,
    User,
)
from skyportal_like.services import datasets, previews
from skyportal_like.storage import Storage
from skyportal_like.work import Work
from tests.services.labelling import (
    CURVE,
    annotate,
    ask,
    dataset,
    exported,
    freeze,
    labelled,
    observe,
    recipe,
    save,
    say,
    version,
)
from tests.world import ORIGIN, World


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
