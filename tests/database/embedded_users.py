"""Processes that use an embedded PostgreSQL, started, interrupted and killed by the tests."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]
_DEADLINE = 20.0

_PROGRAM = """
import signal, sys
from pathlib import Path
import psycopg
from skyportal_like.database.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
with server as url:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        try:
            # The interrupt may come as soon as the address was read.
            print(url, flush=True)
            signal.pause()
        except KeyboardInterrupt:
            print(connection.execute("SELECT 'still there'").fetchone()[0], flush=True)
"""


class User:
    """A process of its own, with a terminal's process group of its own."""

    def __init__(self, data_dir: Path, *, site: Path | None = None) -> None:
        inherited = os.environ.get("PYTHONPATH")
        path = [str(part) for part in (site, _REPOSITORY, inherited) if part is not None]
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(data_dir)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            # Inside the test's folder, where the test's end finds it.
            cwd=next(folder for folder in data_dir.parents if folder.exists()),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def url(self) -> str:
        """Wait until the server answers this process, and give its URL."""
        return self._line()

    def interrupt(self) -> str:
        """Press Ctrl-C, wait for the end, and give the answer of a last statement."""
        os.killpg(self.process.pid, signal.SIGINT)
        said = self._line()
        assert self.process.wait(_DEADLINE) == 0
        self._close()
        return said

    def interrupt_early(self) -> None:
        """Press Ctrl-C before the server answers, and wait for the end."""
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.wait(_DEADLINE) != 0
        self._close()

    def kill(self) -> None:
        """Kill the process so that it can clean nothing up."""
        self.process.kill()
        self.process.wait(_DEADLINE)
        self._close()

    def _line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], _DEADLINE)
        assert ready, "the process says nothing"
        return self.process.stdout.readline().strip()

    def _close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()


def servers_in(folder: Path) -> set[int]:
    """List the processes that work inside a folder, zombies aside."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                place = (entry / "cwd").readlink()
            except OSError:
                continue
            if place.is_relative_to(folder):
                found.add(int(entry.name))
    return found


def eventually(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; fail when it never does."""
    deadline = time.monotonic() + _DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "the condition never came to hold"
        time.sleep(0.005)


def slay(folder: Path) -> None:
    """Kill every process that works inside a folder."""
    for pid in servers_in(folder):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    eventually(lambda: not servers_in(folder))


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a short temporary folder that the server's account can pass through."""
    # Another account must reach the data, and the test runner's own folders are closed to it.
    folder = Path(tempfile.mkdtemp(prefix="sky-")).resolve()
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        slay(folder)
        shutil.rmtree(folder)
