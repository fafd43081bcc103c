"""The embedded PostgreSQL after kills and crashes: nothing blocks the next start."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from skyportal_like.database.embedded import EmbeddedPostgres
from tests.database.embedded_users import User, eventually, open_folder, servers_in, slay

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_after_a_kill_the_next_start_adopts_the_server_and_ctrl_c_ends_it(place: Path) -> None:
    killed = User(place / "data")
    url = killed.url()
    server = EmbeddedPostgres(place / "data")
    running = server.pid()
    killed.kill()
    assert server.pid() == running is not None

    following = User(place / "data")
    assert following.url() == url
    assert server.pid() == running
    assert following.interrupt() == "still there"
    assert server.pid() is None
    eventually(lambda: not servers_in(place))


def test_a_killed_process_does_not_keep_the_server_up(place: Path) -> None:
    killed, living = User(place / "data"), User(place / "data")
    killed.url()
    living.url()
    killed.kill()
    assert living.interrupt() == "still there"
    eventually(lambda: not servers_in(place))


def test_a_killed_server_recovers_at_the_next_start(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server:
        run(server.start(), "CREATE TABLE kept AS SELECT 7 AS number")
        killed = server.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        assert run(server.start(), "SELECT number FROM kept") == [(7,)]
        assert server.pid() != killed
    eventually(lambda: not servers_in(place))


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server as url:
        run(url, "CREATE TABLE kept AS SELECT 7 AS number")
        cluster = place / "data" / "postgres" / "cluster"
        slay(cluster)
        owner = cluster.stat().st_uid
        stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
        try:
            pid_file = cluster / "postmaster.pid"
            _, _, rest = pid_file.read_text().partition("\n")
            pid_file.write_text(f"{stranger.pid}\n{rest}")
            lock = place / "data" / "postgres" / "run" / ".s.PGSQL.5432.lock"
            lock.write_text(f"{stranger.pid}\n")
            assert server.pid() is None
            assert run(server.start(), "SELECT number FROM kept") == [(7,)]
            server.stop()
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()


def test_a_recycled_process_number_is_not_a_living_user(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server:
        registry = place / "data" / "postgres" / "processes.json"
        (own,) = json.loads(registry.read_text())
        recycled = {"key": "someone", "pid": os.getppid(), "mark": own["mark"]}
        registry.write_text(json.dumps([own, recycled]))
    assert server.pid() is None
    eventually(lambda: not servers_in(place))


def test_an_initdb_killed_half_way_does_not_block_the_next_start(place: Path) -> None:
    home = place / "data" / "postgres"
    user = User(place / "data")
    eventually(lambda: list(home.glob("unfinished-*/PG_VERSION")))
    user.kill()
    slay(place)
    assert not (home / "cluster").exists()
    assert list(home.glob("unfinished-*"))

    with EmbeddedPostgres(place / "data") as url:
        assert run(url, "SELECT 1") == [(1,)]
    assert not list(home.glob("unfinished-*"))


def test_ctrl_c_during_the_first_start_leaves_no_process(place: Path) -> None:
    home = place / "data" / "postgres"
    user = User(place / "data")
    eventually(lambda: list(home.glob("unfinished-*/PG_VERSION")))
    user.interrupt_early()
    eventually(lambda: not servers_in(place))
    with EmbeddedPostgres(place / "data") as url:
        assert run(url, "SELECT 1") == [(1,)]


def test_a_broken_registry_counts_nobody(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server:
        (place / "data" / "postgres" / "processes.json").write_text("")
    assert server.pid() is None
    eventually(lambda: not servers_in(place))
