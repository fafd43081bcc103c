"""The database goes away and comes back: nothing half-written, nothing lost, no socket closed."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from tornado.httpclient import HTTPRequest, HTTPResponse

from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
from skyportal_like.live import hub
from skyportal_like.work import Units
from tests.database.embedded_users import open_folder
from tests.realtime import acts
from tests.realtime.nodes import Node, eventually, join
from tests.world import Person, World, build

pytestmark = pytest.mark.slow

WAITING = text(
    "select pid from pg_stat_activity where datname = current_database()"
    " and application_name = 'skyportal_like' and wait_event_type = 'Lock'"
)
KILL = text("select pg_terminate_backend(:pid)")
SAVE = {"id": "ZTF26public1", "ra": 10.0, "dec": 20.0}


async def send(node: Node, person: Person, path: str, body: object) -> HTTPResponse:
    request = HTTPRequest(
        node.url + path,
        method="POST",
        body=json.dumps(body),
        headers={"Authorization": f"token {person.token}"},
        request_timeout=30,
    )
    return await node.client.fetch(request, raise_error=False)


def kill_what_waits(engine: Engine, how_often: int) -> Callable[[], Any]:
    """Give a coroutine that kills the connection that waits for a lock, this often."""
    killed: set[int] = set()

    def kill() -> bool:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for pid in set(connection.scalars(WAITING)) - killed:
                connection.execute(KILL, {"pid": pid})
                killed.add(pid)
        return len(killed) >= how_often

    async def enough() -> bool:
        return await asyncio.to_thread(kill)

    return lambda: eventually(enough)


def post_while_locked(
    world: World, node: Node, engine: Engine, how_often: int
) -> tuple[HTTPResponse, list[Any]]:
    """Save the object while its row is locked and connections that wait for it are killed."""
    ear = node.listen(world.colleague)
    body = SAVE | {"group_ids": [world.sitewide]}

    async def save() -> HTTPResponse:
        locking = engine.connect()
        locking.execute(text("select 1 from objs where id = :id for update"), SAVE)
        try:
            asking = asyncio.ensure_future(send(node, world.member, "/api/sources", body))
            await kill_what_waits(engine, how_often)()
        finally:
            locking.rollback()
            locking.close()
        return await asking

    answer = node.io_loop.run_sync(save)
    return answer, acts.up_to_mark(world, world.colleague, ear)


def test_a_connection_killed_in_mid_request_is_made_good_once_and_unseen(
    world: World, node: Node, engine: Engine
) -> None:
    answer, heard = post_while_locked(world, node, engine, how_often=1)
    assert answer.code == 200, answer.body
    assert [(one["type"], one["data"]) for one in heard] == [
        ("source.saved", {"group_id": world.sitewide})
    ]
    saved = world.get(world.member, f"/api/sources/{world.obj}").data["groups"]
    assert {one["id"] for one in saved} == {world.group, world.sitewide}


def test_a_connection_killed_twice_is_an_outage_that_leaves_nothing(
    world: World, node: Node, engine: Engine
) -> None:
    answer, heard = post_while_locked(world, node, engine, how_often=2)
    assert answer.code == 503
    assert json.loads(answer.body)["data"]["code"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0
    assert heard == []
    saved = world.get(world.member, f"/api/sources/{world.obj}").data["groups"]
    assert {one["id"] for one in saved} == {world.group}


def test_a_read_whose_connections_died_while_idle_is_answered(
    world: World, node: Node, engine: Engine
) -> None:
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200
    with engine.begin() as connection:
        connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        )
    engine.dispose()  # The test's own connections died too.
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200


class OwnServer:
    """A database server of this test alone, which it may stop."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self.url = server.start()
        self.engine = open_engine(self.url, threads=2, statement_timeout=30)
        migrate(self.engine)

    def stop(self) -> None:
        """Stop it while it is used."""
        self._server.stop()

    def start(self) -> None:
        """Start it again."""
        assert self._server.start() == self.url

    def remove(self) -> None:
        """Stop it for good."""
        self.engine.dispose()
        self._server.stop()


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    """A server that may go away without anybody else's harm."""
    with open_folder() as folder:
        made = OwnServer(EmbeddedPostgres(folder / "data"))
        yield made
        made.remove()


def test_the_database_goes_away_and_comes_back(
    own_server: OwnServer, start: Callable[..., Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "OUTAGE_SECONDS", 0.05)
    world = build(Units(own_server.engine, lambda: None))
    node = start(url=own_server.url)
    join(world, node)
    ear = node.listen(world.colleague)
    acts.comment(world, world.member, "before")
    ear.heard("comment.created")
    page = f"/api/sources/{world.obj}"
    comments = f"{page}/comments"
    said = {"text": "never said", "group_ids": [world.group]}

    async def stop_in_mid_request() -> HTTPResponse:
        locking = own_server.engine.connect()
        locking.execute(text("select 1 from objs where id = :id for update"), SAVE)
        asking = asyncio.ensure_future(
            send(node, world.member, "/api/sources", SAVE | {"group_ids": [world.sitewide]})
        )

        async def it_waits() -> bool:
            # One transaction would see the same activity again and again.
            with own_server.engine.connect() as looking:
                return bool(looking.scalars(WAITING).all())

        await eventually(it_waits)
        await asyncio.to_thread(own_server.stop)
        locking.invalidate()
        locking.close()
        return await asking

    answer = node.io_loop.run_sync(stop_in_mid_request)
    assert (answer.code, json.loads(answer.body)["data"]["code"]) == (503, "unavailable")
    for refused in (
        world.get(world.member, page),
        world.post(world.member, comments, said),
        world.get(world.member, "/api/events"),
        world.get(None, "/readyz"),
    ):
        assert (refused.status, refused.code) == (503, "unavailable")
        assert int(refused.headers["Retry-After"]) > 0
    assert world.get(None, "/healthz").status == 200
    newcomer = node.open()
    newcomer.tell(world.member.token)
    assert newcomer.closed() == 1013, "who comes now is asked to try again, not refused"

    own_server.start()

    async def it_answers() -> bool:
        got = await node.client.fetch(f"{node.url}/readyz", raise_error=False)
        return got.code == 200

    node.io_loop.run_sync(lambda: eventually(it_answers))
    number = acts.comment(world, world.member, "after")
    assert ear.heard("comment.created")["data"] == {"comment_id": number}
    shown = world.get(world.member, comments).data
    assert sorted(one["text"] for one in shown) == ["after", "before"]
    saved = world.get(world.member, page).data["groups"]
    assert {one["id"] for one in saved} == {world.group}
    again = node.listen(world.colleague, since=ear.cursor)
    later = acts.comment(world, world.member, "later")
    assert again.heard("comment.created")["data"] == {"comment_id": later}
