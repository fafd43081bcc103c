"""The dashboard: views of people and scripts, what is looked at most, what was saved last."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tornado.ioloop import IOLoop

from skyportal_like import app as composition
from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.errors import Unavailable
from skyportal_like.models import Team
from skyportal_like.services import source_views
from skyportal_like.services.source_views import Notebook
from skyportal_like.work import Units, utc_now
from tests.api.browsers import signed_in
from tests.api.test_sign_in import change
from tests.world import SETTLE_SECONDS, Person, World

VIEWS = "/api/internal/source_views"
COUNTS = "/api/internal/source_counts"
RECENT = "/api/internal/recent_sources"


def written(world: World) -> list[tuple[str, str, bool]]:
    """Read the views as they are written down."""
    statement = "select obj_id, username_or_token_id, is_token from source_views order by id"

    def read(work: Any) -> list[tuple[str, str, bool]]:
        return [tuple(row) for row in work.session.execute(text(statement))]

    rows: list[tuple[str, str, bool]] = world.run(world.admin, read)
    return rows


def save(world: World, person: Person, obj_id: str, *groups: int) -> None:
    body = {"id": obj_id, "ra": 5.0, "dec": 6.0, "group_ids": list(groups)}
    assert world.post(person, "/api/sources", body).status == 200


def team(world: World, *groups: int) -> int:
    def make(work: Any) -> int:
        row = Team(name=f"Team {groups}", group_ids=list(groups))
        work.add(row)
        return row.id

    made: int = world.run(world.admin, make)
    return made


@pytest.fixture
def look(process: Process, world: World) -> Callable[[Person, str], int]:
    """Look at an object in a browser."""
    browsers = {one.id: signed_in(process, world, one) for one in world.people.values()}

    def ask(person: Person, obj_id: str) -> int:
        return browsers[person.id].ask("POST", f"{VIEWS}/{obj_id}").status

    return ask


def test_a_person_who_looks_is_counted(world: World, look: Callable[[Person, str], int]) -> None:
    assert [look(world.member, world.obj), look(world.viewer, world.obj)] == [200, 200]
    assert written(world) == [(world.obj, "member", False), (world.obj, "viewer", False)]


def test_a_script_may_not_say_that_somebody_looked(world: World) -> None:
    refused = world.post(world.member, f"{VIEWS}/{world.obj}", {})
    assert (refused.status, refused.code) == (403, "forbidden")
    assert written(world) == []


def test_what_is_hidden_cannot_be_looked_at(
    world: World, look: Callable[[Person, str], int]
) -> None:
    assert look(world.member, world.hidden) == look(world.member, "ZTF26nothing") == 404
    assert written(world) == []


def test_what_scripts_read_is_written_apart_from_their_requests(
    world: World, process: Process
) -> None:
    for obj_id in (world.obj, world.candidate, world.hidden, "ZTF26nothing"):
        world.get(world.member, f"/api/sources/{obj_id}")
    assert written(world) == []
    process.platform.views.write()
    rows = written(world)
    seen = {(obj_id, is_token) for obj_id, _, is_token in rows}
    assert (len(rows), seen) == (2, {(world.obj, True), (world.candidate, True)})
    (token,) = {name for _, name, _ in rows}
    assert token not in {world.member.token, "member"}
    process.platform.views.write()
    assert len(written(world)) == 2


def test_what_browsers_read_is_not_counted_by_itself(world: World, process: Process) -> None:
    browser = signed_in(process, world, world.member)
    assert browser.ask("GET", f"/api/sources/{world.obj}").status == 200
    process.platform.views.write()
    assert written(world) == []


def test_views_of_an_object_that_is_gone_go_with_it(world: World, process: Process) -> None:
    save(world, world.member, "ZTF26gone", world.group)
    for obj_id in ("ZTF26gone", world.obj):
        world.get(world.member, f"/api/sources/{obj_id}")
    change(world, "delete from objs where id = 'ZTF26gone'")
    process.platform.views.write()
    assert [obj_id for obj_id, _, _ in written(world)] == [world.obj]


def test_views_wait_while_the_database_is_away(world: World, process: Process) -> None:
    world.get(world.member, f"/api/sources/{world.obj}")
    notebook = process.platform.views
    away = replace(process.platform.units, engine=_nowhere())
    there, notebook._units = notebook._units, away
    with pytest.raises(Unavailable):
        notebook.write()
    notebook._units = there
    notebook.write()
    assert [obj_id for obj_id, _, _ in written(world)] == [world.obj]


def _nowhere() -> Any:
    from sqlalchemy import create_engine

    return create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_the_oldest_views_are_lost_beyond_the_bound(
    monkeypatch: pytest.MonkeyPatch, world: World, units: Units
) -> None:
    monkeypatch.setattr(source_views, "MOST_WAITING", 3)
    notebook = Notebook(units)
    browser = world.actor(world.member)
    script = replace(browser, token_id="7d4a1b8e-0000-4000-8000-000000000001")
    notebook.note(browser, world.hidden)
    for obj_id in (world.hidden, world.candidate, world.obj, world.obj):
        notebook.note(script, obj_id)
    notebook.write()
    kept = sorted(obj_id for obj_id, _, _ in written(world))
    assert kept == sorted([world.candidate, world.obj, world.obj])


def test_a_process_that_stops_writes_what_it_noted(
    people: World, io_loop: IOLoop, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    made = composition.compose(settings, database_url, tmp_path, check_answers=True)
    io_loop.run_sync(lambda: made.start(listen=False, with_jobs=False))
    script = replace(people.actor(people.member), token_id="7d4a1b8e-0000-4000-8000-000000000001")
    made.platform.views.note(script, people.obj)
    io_loop.run_sync(made.stop)
    assert [obj_id for obj_id, _, _ in written(people)] == [people.obj]


def test_a_running_process_writes_by_itself(
    monkeypatch: pytest.MonkeyPatch, people: World, io_loop: IOLoop, database_url: str,
    settings: Settings, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setattr(composition, "VIEW_SECONDS", 0.01)
    made = composition.compose(settings, database_url, tmp_path, check_answers=True)
    script = replace(people.actor(people.member), token_id="7d4a1b8e-0000-4000-8000-000000000001")

    def wait() -> list[tuple[str, str, bool]]:
        deadline = time.monotonic() + SETTLE_SECONDS
        while not (rows := written(people)):
            assert time.monotonic() < deadline, "nothing was written"
            time.sleep(0.002)
        return rows

    async def run() -> list[tuple[str, str, bool]]:
        await made.start(listen=False, with_jobs=False)
        try:
            made.platform.views.note(script, people.obj)
            return await asyncio.to_thread(wait)
        finally:
            await made.stop()

    assert len(io_loop.run_sync(run, 30)) == 1


def test_the_most_viewed_come_first_and_only_those_that_one_sees(
    world: World, look: Callable[[Person, str], int]
) -> None:
    save(world, world.member, "ZTF26often", world.group)
    for person in (world.member, world.viewer, world.colleague):
        look(person, "ZTF26often")
    look(world.member, world.obj)
    for _ in range(5):
        look(world.outsider, world.hidden)
    shown = world.get(world.member, VIEWS).data
    assert [(one["obj_id"], one["views"]) for one in shown] == [("ZTF26often", 3), (world.obj, 1)]
    assert (shown[0]["ra"], shown[0]["dec"]) == (5.0, 6.0)
    assert shown[0]["classifications"] == shown[0]["thumbnails"] == []
    other = world.get(world.outsider, VIEWS).data
    assert [(one["obj_id"], one["views"]) for one in other] == [(world.hidden, 5)]
    everything = world.get(world.admin, VIEWS, maxNumSources=2).data
    assert [one["obj_id"] for one in everything] == [world.hidden, "ZTF26often"]


def test_views_of_long_ago_do_not_count(world: World, look: Callable[[Person, str], int]) -> None:
    look(world.member, world.obj)
    change(world, "update source_views set created_at = :at", at=utc_now() - timedelta(days=8))
    assert world.get(world.member, VIEWS).data == []
    assert len(world.get(world.member, VIEWS, sinceDaysAgo=9).data) == 1


def test_counts_are_of_objects_saved_lately_each_once(world: World) -> None:
    assert world.get(world.member, COUNTS).data == {"count": 1, "sinceDaysAgo": 7.0}
    save(world, world.admin, world.obj, world.sitewide)
    save(world, world.member, "ZTF26new", world.group)
    assert world.get(world.member, COUNTS).data["count"] == 2
    assert world.get(world.outsider, COUNTS).data["count"] == 2
    assert world.get(world.admin, COUNTS).data["count"] == 3
    change(
        world,
        "update sources set saved_at = :at where obj_id = 'ZTF26new'",
        at=utc_now() - timedelta(days=3),
    )
    assert world.get(world.member, COUNTS, sinceDaysAgo=2).data["count"] == 1
    world.delete(world.group_admin, "/api/sources/ZTF26new", {"group_id": world.group})
    assert world.get(world.member, COUNTS).data["count"] == 1


def test_the_newest_saves_come_first_with_what_is_known_of_them(world: World) -> None:
    save(world, world.member, "ZTF26a", world.group)
    save(world, world.member, "ZTF26b", world.group)
    save(world, world.admin, world.obj, world.sitewide)
    labelled = {
        "obj_id": "ZTF26b",
        "taxonomy_id": world.taxonomy,
        "classification": "Ia",
        "group_ids": [world.group],
    }
    assert world.post(world.member, "/api/classification", labelled).status == 200
    shown = world.get(world.member, RECENT).data
    assert [one["obj_id"] for one in shown] == [world.obj, "ZTF26b", "ZTF26a"]
    assert [one["resaved"] for one in shown] == [True, False, False]
    assert [group["id"] for group in shown[0]["groups"]] == [world.group, world.sitewide]
    assert [group["name"] for group in shown[1]["groups"]] == ["Ours"]
    assert [one["classification"] for one in shown[1]["classifications"]] == ["Ia"]
    assert (shown[1]["ra"], shown[1]["dec"]) == (5.0, 6.0)
    times = [one["created_at"] for one in shown]
    assert times == sorted(times, reverse=True)
    two = world.get(world.member, RECENT, maxNumSources=2).data
    assert [one["obj_id"] for one in two] == [world.obj, "ZTF26b"]


def test_saves_of_other_groups_shape_nothing(world: World) -> None:
    save(world, world.outsider, world.hidden, world.other_group)
    save(world, world.admin, world.obj, world.other_group)
    shown = world.get(world.member, RECENT).data
    assert [one["obj_id"] for one in shown] == [world.obj]
    assert shown[0]["resaved"] is False
    assert [group["id"] for group in shown[0]["groups"]] == [world.group]


def test_a_team_narrows_to_its_groups(world: World, look: Callable[[Person, str], int]) -> None:
    save(world, world.admin, "ZTF26wide", world.sitewide)
    ours, theirs = team(world, world.group), team(world, world.other_group)
    look(world.member, world.obj)
    look(world.member, "ZTF26wide")
    for path in (VIEWS, RECENT):
        listed = [one["obj_id"] for one in world.get(world.member, path, teamID=ours).data]
        assert listed == [world.obj], path
        assert len(world.get(world.member, path).data) == 2
        assert world.get(world.member, path, teamID=theirs).data == []
    assert world.get(world.member, COUNTS, teamID=ours).data["count"] == 1
    assert world.get(world.member, COUNTS, teamID=theirs).data["count"] == 0
    assert world.get(world.admin, COUNTS, teamID=theirs).data["count"] == 1


@pytest.mark.parametrize("path", [VIEWS, COUNTS, RECENT])
def test_an_unknown_team_is_said_to_be(world: World, path: str) -> None:
    unknown = world.get(world.member, path, teamID=999)
    assert (unknown.status, unknown.message) == (400, "Cannot find Team with id 999.")
    assert world.get(world.member, path, teamID="x").status == 400


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (VIEWS, "maxNumSources", 0), (VIEWS, "maxNumSources", 501), (VIEWS, "sinceDaysAgo", "nan"),
        (COUNTS, "sinceDaysAgo", -1), (COUNTS, "sinceDaysAgo", 1e9), (RECENT, "maxNumSources", "x"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_named(world: World, path: str, name: str, value: object) -> None:
    refused = world.get(world.member, path, **{name: value})
    assert (refused.status, refused.code) == (400, "invalid")
    assert name in refused.body["data"]["fields"]
