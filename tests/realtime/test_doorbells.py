"""Several processes: what commits through one is heard at the sockets of the others at once."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import Engine, text
from tornado.ioloop import IOLoop

from skyportal_like.live import bus
from tests.realtime import acts
from tests.realtime.nodes import SECONDS, Ear, Node, eventually, join
from tests.realtime.redis_servers import RedisServer
from tests.world import World

KILL = text(
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where application_name = :name and datname = current_database()"
)


@dataclass
class Doorbell:
    """One kind of bus, and how to break it."""

    redis_url: str
    lose: Callable[[], None]
    """Break every connection; whoever listens must connect again."""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis server of this test alone."""
    server = RedisServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture(params=["postgresql", "redis"])
def doorbell(request: pytest.FixtureRequest, engine: Engine) -> Doorbell:
    """Both kinds of bus, one after the other."""
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis")

        def restart() -> None:
            server.stop()
            server.start()

        return Doorbell(server.url, restart)

    def kill() -> None:
        with engine.begin() as connection:
            assert connection.scalars(KILL, {"name": bus.NAME}).all()

    return Doorbell("", kill)


@pytest.fixture
def nodes(people: World, start: Callable[..., Node], doorbell: Doorbell) -> list[Node]:
    """Two processes that look at the log only when rung; people act through the first one."""
    made = [start(redis_url=doorbell.redis_url) for _ in range(2)]
    join(people, made[0])
    return made


def expect(world: World, ear: Ear, words: str) -> None:
    number = acts.comment(world, world.colleague, words)
    assert ear.heard("comment.created")["data"] == {"comment_id": number}


def test_an_event_of_one_process_is_heard_at_another(people: World, nodes: list[Node]) -> None:
    there, here = nodes[1].listen(people.member), nodes[0].listen(people.member)
    for number in range(5):
        expect(people, there, f"comment {number}")
    assert [here.heard("comment.created")["data"]["comment_id"] for _ in range(5)]


def test_one_may_go_on_at_another_process_where_one_was(people: World, nodes: list[Node]) -> None:
    ear = nodes[0].listen(people.member)
    expect(people, ear, "first")
    ear.close()
    missed = acts.comment(people, people.colleague, "missed")
    ear = nodes[1].listen(people.member, since=ear.cursor)
    assert ear.heard("comment.created")["data"] == {"comment_id": missed}
    expect(people, ear, "live")


def test_a_process_that_stops_says_so_and_another_one_goes_on(
    people: World, nodes: list[Node]
) -> None:
    ear = nodes[1].listen(people.member)
    expect(people, ear, "before")
    nodes[1].stop()
    assert ear.closed() == 1001
    missed = acts.comment(people, people.colleague, "while it was away")
    again = nodes[0].listen(people.member, since=ear.cursor)
    assert again.heard("comment.created")["data"] == {"comment_id": missed}
    expect(people, again, "live")


def test_a_doorbell_that_breaks_loses_nothing_and_rings_again(
    people: World, nodes: list[Node], doorbell: Doorbell
) -> None:
    ear = nodes[1].listen(people.member)
    expect(people, ear, "before")
    for number in range(3):
        doorbell.lose()
        expect(people, ear, f"while it is broken {number}")
        expect(people, ear, f"afterwards {number}")


def test_rights_taken_at_one_process_end_what_is_heard_at_another(
    people: World, nodes: list[Node]
) -> None:
    ear, witness = nodes[1].listen(people.viewer), nodes[1].listen(people.member)
    acts.remove_member(people, people.viewer, people.group)
    expect_after = acts.comment(people, people.colleague, "after")
    witness.until(lambda message: message["data"] == {"comment_id": expect_after})
    assert [one for one in acts.up_to_mark(people, people.viewer, ear) if one["group_ids"]] == []


def test_a_command_beside_the_server_rings_too(
    people: World, nodes: list[Node], doorbell: Doorbell, database_url: str
) -> None:
    ear = nodes[1].listen(people.member)
    expect(people, ear, "before")
    people.units = type(people.units)(
        people.units.engine, lambda: bus.ring_once(database_url, doorbell.redis_url)
    )
    expect(people, ear, "from the command line")


def test_a_ring_from_a_command_fails_nobody_when_the_bus_is_away(database_url: str) -> None:
    bus.ring_once(database_url, "unix:///nowhere/socket")
    bus.ring_once("postgresql+psycopg://nobody@127.0.0.1:1/none", "")


def test_a_lost_ring_is_made_good_by_looking_now_and_then(
    people: World, start: Callable[..., Node]
) -> None:
    node = start(poll_seconds=0.1)
    ear = node.listen(people.member)
    expect(people, ear, "nobody rang for this")


def test_a_redis_that_is_away_at_the_start_is_found_when_it_comes(
    people: World, start: Callable[..., Node], redis: RedisServer
) -> None:
    redis.stop()
    ringing, listening = (start(redis_url=redis.url) for _ in range(2))
    join(people, ringing)
    ear = listening.listen(people.member)
    here = ringing.listen(people.member)
    expect(people, here, "its own process needs no doorbell")
    redis.start()
    ear.heard("comment.created")
    expect(people, ear, "and now it rings")


def test_a_process_stops_although_its_doorbell_breaks_at_that_very_moment(
    io_loop: IOLoop,
) -> None:
    class Breaking(bus.PostgresBus):
        async def _session(self, on_ring: Callable[[], None]) -> None:
            on_ring()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                raise OSError("broken") from None

    async def start_and_stop() -> None:
        up = asyncio.Event()
        task = asyncio.create_task(Breaking("postgresql://nowhere").run(up.set))
        await up.wait()
        await asyncio.wait_for(bus.stop(task), SECONDS)

    io_loop.run_sync(start_and_stop)


def test_a_ring_wakes_the_others_and_not_who_rang(
    io_loop: IOLoop, doorbell: Doorbell, database_url: str
) -> None:
    def new() -> bus.Bus:
        if doorbell.redis_url:
            return bus.RedisBus(doorbell.redis_url)
        return bus.PostgresBus(database_url)

    async def ring_around() -> None:
        heard: list[str] = []
        both = {"a": new(), "b": new()}
        tasks = [
            asyncio.create_task(one.run(partial(heard.append, name))) for name, one in both.items()
        ]

        async def up_to(*wanted: str) -> None:
            async def is_so() -> bool:
                return len(heard) >= len(wanted)

            await eventually(is_so)
            assert sorted(heard) == sorted(wanted)

        # Each looks once when it is up; b's ring reaches a after a's own would have.
        await up_to("a", "b")
        both["a"].ring()
        await up_to("a", "b", "b")
        both["b"].ring()
        await up_to("a", "a", "b", "b")
        for task in tasks:
            await bus.stop(task)

    io_loop.run_sync(ring_around)
