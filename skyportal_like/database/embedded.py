"""The PostgreSQL that comes with the program: started, shared by processes, stopped by the last."""

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql
from sqlalchemy import URL

from skyportal_like.database.embedded_accounts import EmbeddedPostgresError, account_of
from skyportal_like.database.embedded_binaries import prune_copies, reachable_programs
from skyportal_like.database.embedded_clusters import PORT, ROLE, Cluster
from skyportal_like.database.embedded_processes import Registry, birth_mark

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "default_data_dir"]

_DATABASE = "skyportal_like"
# Recovery after a crash reads up to a gigabyte of write-ahead log.
_START_SECONDS = 300
_STOP_SECONDS = 60
# Orphans of a killed server keep its shared memory until they notice.
_ORPHAN_SECONDS = 30
_POLL_SECONDS = 0.02


def default_data_dir() -> Path:
    """Give the folder for data when the settings name none."""
    if os.geteuid() == 0:
        return Path("/var/lib/skyportal-like")
    shared = Path(os.environ.get("XDG_DATA_HOME", ""))
    # The XDG specification has relative paths ignored.
    return (shared if shared.is_absolute() else Path.home() / ".local/share") / "skyportal-like"


def _say_nothing(line: str) -> None:
    del line


class EmbeddedPostgres:
    """One user of the PostgreSQL server that lives in a data folder."""

    def __init__(self, data_dir: Path, *, report: Callable[[str], None] = _say_nothing) -> None:
        self._home = data_dir.expanduser().resolve() / "postgres"
        self._report = report
        self._registry = Registry(self._home / "processes.json")
        self._key = secrets.token_hex(8)
        self._joined_by: int | None = None

    def start(self) -> str:
        """Join the running server, or start one, and give its SQLAlchemy URL."""
        self._cluster.prepare()
        with self._locked():
            self._joined_by = os.getpid()
            try:
                self._registry.join(self._key)
                self._ensure_running()
                self._ensure_database()
            except BaseException:
                self._leave()
                raise
            return self._url()

    def stop(self) -> None:
        """Leave the server; the last living user stops it."""
        # A forked child holds a copy of this object, but the place is its parent's.
        if self._joined_by != os.getpid():
            return
        with self._locked():
            self._leave()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def pid(self) -> int | None:
        """Give the number of the server process, None when it is not running."""
        return self._cluster.postmaster()

    def binary(self, name: str) -> Path:
        """Find a PostgreSQL program, for example pg_dump."""
        self._cluster.prepare()
        with self._locked():
            program = self._programs / name
        if not program.exists():
            raise EmbeddedPostgresError(f"PostgreSQL brings no program named {name}.")
        return program

    @cached_property
    def _cluster(self) -> Cluster:
        return Cluster(self._home, account_of(self._home / "cluster"))

    @cached_property
    def _programs(self) -> Path:
        return reachable_programs(self._home / "programs", self._cluster.account, self._report)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self._home / "lock", "a", opener=_open_privately) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._report("Waiting for another process to finish with the database server")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_running(self) -> None:
        cluster = self._cluster
        alone = len(self._registry.living()) == 1
        if not cluster.data.exists():
            self._report("Creating the database cluster")
            cluster.initialise(self._programs)
        cluster.require_version()
        running = cluster.postmaster()
        if running is not None:
            stale = alone and not cluster.runs_from(self._programs)
            if stale or cluster.sockets() is None:
                self._shut_down(running)
        deadline = time.monotonic() + _START_SECONDS
        while not cluster.is_ready():
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL is not ready after {_START_SECONDS} s; see {cluster.log}."
                )
            if cluster.postmaster() is None:
                self._launch(alone=alone)
            time.sleep(_POLL_SECONDS)

    def _launch(self, *, alone: bool) -> None:
        cluster = self._cluster
        self._report("Starting PostgreSQL")
        if alone:
            prune_copies(self._home / "programs", self._programs)
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while True:
            cluster.clear_for_launch()
            complaint = self._control(
                "start",
                _START_SECONDS,
                f"--log={cluster.startup_log}",
                f'--options=-c config_file="{cluster.settings}"',
            )
            if complaint is None:
                return
            orphaned = "shared memory block" in cluster.startup_complaint()
            if not orphaned or time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start; see {cluster.log}. It said:\n"
                    f"{complaint}\n{cluster.startup_complaint()}"
                )
            time.sleep(_POLL_SECONDS)

    def _ensure_database(self) -> None:
        with self._connection() as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,)
            ).fetchone()
            if found is None:
                create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_DATABASE))
                # A killed process's statement may still be at it, and then ours waits and fails.
                with contextlib.suppress(
                    psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
                ):
                    connection.execute(create)

    def _connection(self) -> psycopg.Connection[tuple[object, ...]]:
        try:
            return psycopg.connect(
                host=str(self._cluster.sockets()),
                port=PORT,
                user=ROLE,
                password=self._cluster.password(),
                dbname="postgres",
                autocommit=True,
                connect_timeout=10,
            )
        except psycopg.OperationalError as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL runs but refuses a connection: {error}"
            ) from error

    def _url(self) -> str:
        # The port is spelled out because PGPORT in the environment would otherwise win.
        where = {"host": str(self._cluster.sockets()), "port": str(PORT)}
        url = URL.create(
            "postgresql+psycopg",
            username=ROLE,
            password=self._cluster.password(),
            database=_DATABASE,
            query=where,
        )
        return url.render_as_string(hide_password=False)

    def _leave(self) -> None:
        self._registry.leave(self._key)
        self._joined_by = None
        if self._registry.living():
            return
        running = self._cluster.postmaster()
        if running is not None:
            self._shut_down(running)
        self._cluster.remove_sockets()

    def _shut_down(self, pid: int) -> None:
        self._report("Stopping PostgreSQL")
        mark = birth_mark(pid)
        # A fast shutdown may hang on a client that does not go; an immediate one loses nothing
        # either, it only leaves a recovery to the next start.
        complaint = self._control("stop", _STOP_SECONDS, "--mode=fast")
        if complaint is not None and self._cluster.postmaster() is not None:
            complaint = self._control("stop", _STOP_SECONDS, "--mode=immediate")
        deadline = time.monotonic() + _STOP_SECONDS
        while mark is not None and birth_mark(pid) == mark:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL (process {pid}) does not stop: {complaint}"
                )
            time.sleep(_POLL_SECONDS)

    def _control(self, verb: str, seconds: int, *options: str) -> str | None:
        cluster = self._cluster
        done = cluster.account.run(
            self._programs / "pg_ctl",
            verb,
            f"--pgdata={cluster.data}",
            "--wait",
            f"--timeout={seconds}",
            *options,
            cwd=self._home,
        )
        return None if done.returncode == 0 else done.stdout.strip()


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
