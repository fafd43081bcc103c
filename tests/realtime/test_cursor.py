"""The cursor loses nothing, however transactions overlap; ids in order of their making do."""

import random
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from skyportal_like.database.engines import open_engine
from skyportal_like.live import log
from skyportal_like.live.log import Cursor, Stretch
from tests.realtime import acts
from tests.realtime.nodes import Node
from tests.world import World, settle

WRITERS = 8
TRANSACTIONS = 40
NEXT_BY_ID = text("select id from events where id > :last order by id")


@pytest.fixture
def wide(engine: Engine, database_url: str) -> Iterator[Engine]:
    """An engine with room for many writers and readers at once."""
    opened = open_engine(database_url, threads=WRITERS + 4, statement_timeout=30)
    yield opened
    opened.dispose()


def write(connection: Connection, kind: str = "comment.created") -> int:
    return int(
        connection.execute(
            text("insert into events (type, payload) values (:kind, '{}') returning id"),
            {"kind": kind},
        ).scalar_one()
    )


def read(engine: Engine, after: Cursor, limit: int = log.BATCH) -> Stretch:
    with Session(engine) as session:
        return log.read(session, after, limit)


def end(engine: Engine) -> Cursor:
    with Session(engine) as session:
        return log.standing(session).end


def ids(stretch: Stretch) -> list[int]:
    return [entry.cursor.id for entry in stretch.entries]


def test_an_event_that_commits_after_a_later_one_is_lost_by_id_and_not_by_cursor(
    people: World, wide: Engine
) -> None:
    settle(wide)  # What the fixtures told of is before this place.
    place, last, by_id = end(wide), 0, []
    with wide.connect() as first, wide.connect() as second, wide.connect() as naive:
        lower = write(first)
        higher = write(second)
        second.commit()
        assert lower < higher

        by_id += naive.scalars(NEXT_BY_ID, {"last": last}).all()
        naive.commit()
        last = max(by_id)
        held = read(wide, place)
        assert ids(held) == []
        assert held.held_back is True

        first.commit()
        by_id += naive.scalars(NEXT_BY_ID, {"last": last}).all()
        naive.commit()
    settle(people.units.engine)
    whole = read(wide, held.reached)
    assert ids(whole) == [lower, higher]
    assert whole.held_back is False
    assert {lower, higher} - set(by_id) == {lower}, "the naive reader must lose one here"


class Follower(threading.Thread):
    """Reads on until everything has been written."""

    def __init__(self, engine: Engine, after: Cursor, done: threading.Event, limit: int) -> None:
        super().__init__()
        self.engine, self.place, self.done, self.limit = engine, after, done, limit
        self.seen: list[Cursor] = []

    def run(self) -> None:
        """Follow the log as the hub does."""
        while True:
            finished = self.done.is_set()
            stretch = read(self.engine, self.place, self.limit)
            self.seen += [entry.cursor for entry in stretch.entries]
            self.place = stretch.reached
            if finished and not (stretch.more or stretch.held_back):
                return


def test_eight_writers_at_once_lose_nothing_and_all_readers_agree(wide: Engine) -> None:
    place, done = end(wide), threading.Event()
    committed: list[int] = []
    lock = threading.Lock()

    def keep_writing(seed: int) -> None:
        chance = random.Random(seed)
        with wide.connect() as connection:
            for _ in range(TRANSACTIONS):
                written = [write(connection) for _ in range(chance.randint(1, 4))]
                pause = {"seconds": chance.choice((0, 0, 0.002, 0.01))}
                connection.execute(text("select pg_sleep(:seconds)"), pause)
                written += [write(connection)]
                if chance.random() < 0.2:
                    connection.rollback()
                    continue
                connection.commit()
                with lock:
                    committed.extend(written)

    readers = [Follower(wide, place, done, limit) for limit in (3, 500)]
    writers = [threading.Thread(target=keep_writing, args=(seed,)) for seed in range(WRITERS)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for reader in readers:
        reader.join()

    assert len(committed) > WRITERS * TRANSACTIONS
    for reader in readers:
        assert sorted(one.id for one in reader.seen) == sorted(committed)
        assert reader.seen == sorted(reader.seen)
    assert readers[0].seen == readers[1].seen
    in_order_of_ids = [one.id for one in readers[0].seen]
    assert in_order_of_ids != sorted(in_order_of_ids), "the transactions must have overlapped"


def test_an_older_transaction_without_events_delays_and_its_end_needs_no_ring(
    world: World, node: Node, wide: Engine
) -> None:
    ear = node.listen(world.member)
    with wide.connect() as older:
        oldest = older.scalar(text("select pg_current_xact_id()::text::bigint"))
        number = acts.comment(world, world.colleague, "held back")
        # The hub comes to look meanwhile.
        page = world.get(world.member, "/api/events", since=ear.cursor).data
        assert page["events"] == []
        assert node.process.platform.hub.cursor.xid < oldest
    assert ear.heard("comment.created")["data"] == {"comment_id": number}


def test_the_feed_reads_at_most_three_statements_a_ring(
    world: World, node: Node, wide: Engine
) -> None:
    settle(wide)
    place = end(wide)
    for number in range(30):
        acts.comment(world, world.member, f"comment {number}")
        acts.mark(world, world.member)
    body = {"obj_id": world.obj, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    world.post(world.member, "/api/classification", body)

    settle(world.units.engine)
    statements: list[str] = []

    @event.listens_for(wide, "before_cursor_execute")
    def note(*call: object) -> None:
        statements.append(str(call[2]))

    assert len(read(wide, place).entries) == 61
    assert len(statements) == 3, statements
