"""What every test shares: a real PostgreSQL, a database a worker, a running application."""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine, create_engine, text
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop
from tornado.web import Application

from skyportal_like import app as composition
from skyportal_like import config
from skyportal_like.config import Settings
from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
from skyportal_like.storage import Storage
from skyportal_like.work import Units
from tests.world import Http, World, build

# Tracebacks that print every local take minutes where a test is about a deep one.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
TEMPLATE = "template_world"
KEPT = {"alembic_version", "feed_epochs"}


@pytest.fixture(scope="session", autouse=True)
def _first_loop() -> Iterator[None]:
    """Close the loop that would be made unasked, and dropped by the first `asyncio.run`."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()


def _cluster_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name one folder for all workers of a run, open to the account that runs PostgreSQL."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    marker = run / "cluster"
    with (run / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            folder = tempfile.mkdtemp(prefix="skyportal-like-tests-")
            Path(folder).chmod(0o711)
            marker.write_text(folder)
        return Path(marker.read_text())


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of this run alone, shared by its workers."""
    folder = _cluster_folder(tmp_path_factory)
    server = EmbeddedPostgres(folder)
    url = server.start()
    yield url
    server.stop()
    if server.pid() is None:
        shutil.rmtree(folder, ignore_errors=True)


def _named(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{tail}"


@pytest.fixture(scope="session")
def make_database(
    cluster: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Clone the migrated template under a name; the clones go with the run."""
    administrative = create_engine(cluster, isolation_level="AUTOCOMMIT")
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent

    def make(name: str) -> str:
        with (run / "template.lock").open("w") as lock, administrative.connect() as connection:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = "select 1 from pg_database where datname = :name"
            if connection.scalar(text(known), {"name": TEMPLATE}) is None:
                connection.execute(text("alter system set fsync = off"))
                connection.execute(text("select pg_reload_conf()"))
                connection.execute(text(f"create database {TEMPLATE}_new"))
                engine = open_engine(
                    _named(cluster, f"{TEMPLATE}_new"), threads=1, statement_timeout=60
                )
                migrate(engine)
                engine.dispose()
                connection.execute(text(f"alter database {TEMPLATE}_new rename to {TEMPLATE}"))
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"create database {name} template {TEMPLATE}"))
        return _named(cluster, name)

    yield make
    administrative.dispose()


@pytest.fixture(scope="session")
def database_url(make_database: Callable[[str], str]) -> str:
    """The database of this worker."""
    return make_database("tests_" + os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def _engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, threads=8, statement_timeout=30)
    yield engine
    engine.dispose()


def truncate(engine: Engine) -> None:
    """Empty every table; ids start from 1 again."""
    with engine.begin() as connection:
        names = connection.scalars(
            text(
                "select tablename from pg_tables where schemaname = 'public'"
                " and tablename not like 'alerts_p%' and tablename <> all(:kept)"
            ),
            {"kept": list(KEPT)},
        ).all()
        # The append-only tables refuse to be emptied.
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(f"truncate {', '.join(names)} restart identity cascade"))


@pytest.fixture
def engine(_engine: Engine) -> Engine:
    """An engine on an empty, migrated database."""
    truncate(_engine)
    return _engine


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A folder of blobs."""
    return Storage(tmp_path / "blobs")


@pytest.fixture
def units(engine: Engine) -> Units:
    """Units of work that ring nobody."""
    return Units(engine, lambda: None)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The settings as they come, without anybody's own file."""
    for name in os.environ:
        if name.startswith("SKYPORTAL_LIKE_"):
            monkeypatch.delenv(name)
    empty = tmp_path / "config.yaml"
    empty.write_text("{}")
    monkeypatch.setenv("SKYPORTAL_LIKE_CONFIG", str(empty))
    monkeypatch.setenv("SKYPORTAL_LIKE_SERVER__PORT", "0")
    return config.load()


@pytest.fixture
def process(
    io_loop: IOLoop, engine: Engine, database_url: str, settings: Settings, tmp_path: Path
) -> Iterator[composition.Process]:
    """The application as it runs, checking each of its answers against its contract."""
    made = composition.compose(settings, database_url, tmp_path, check_answers=True)
    io_loop.run_sync(lambda: made.start(listen=False, with_jobs=False))
    yield made
    io_loop.run_sync(made.stop)


@pytest.fixture
def app(process: composition.Process) -> Application:
    """What pytest-tornado serves on a loopback port."""
    return process.web


@pytest.fixture
def people(units: Units) -> World:
    """The people every test talks about, without a server."""
    return build(units)


@pytest.fixture
def world(people: World, io_loop: IOLoop, http_client: AsyncHTTPClient, http_port: int) -> World:
    """The people every test talks about, who can ask the running application."""
    people.http = Http(io_loop, http_client, f"http://127.0.0.1:{http_port}")
    return people
