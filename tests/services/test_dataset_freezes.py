"""Freezes that are refused, killed, overtaken, or asked for by nobody any more."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from skyportal_like.bundles.refusals import FreezeRefused
from skyportal_like.errors import NotFound, Unavailable
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.models import (
    DatasetVersion,
)
from skyportal_like.services import datasets
from skyportal_like.services.freezes import Frozen
from skyportal_like.storage import Storage
from skyportal_like.work import Units
from tests.services.labelling import (
    ask,
    dataset,
    exported,
    freeze,
    labelled,
    recipe,
    version,
)
from tests.world import ORIGIN, World


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
    assert freeze(people, storage, dataset_id, whole).number == 1, "a failure uses no number up"


KILLED = """
import os, signal, sys
from pathlib import Path
from skyportal_like.database.engines import open_engine
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.storage import Storage
from skyportal_like.work import Origin, Units

def die(step):
    if step == sys.argv[4]:
        os.kill(os.getpid(), signal.SIGKILL)

engine = open_engine(sys.argv[1], threads=1, statement_timeout=30)
units, storage = Units(engine, lambda: None), Storage(Path(sys.argv[2]))
Freezer(units, storage, Origin("test", "test"), report=die).freeze(int(sys.argv[3]))
"""


@pytest.mark.parametrize("step", ["reading", "storing"])
def test_a_killed_freeze_leaves_a_draft_that_the_next_run_completes(
    people: World, storage: Storage, database_url: str, tmp_path: Path, step: str
) -> None:
    labelled(people, 30)
    dataset_id = dataset(people)
    row = ask(people, storage, dataset_id, recipe(people))
    arguments = [database_url, str(tmp_path / "blobs"), str(row.id), step]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
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
