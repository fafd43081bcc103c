"""Which processes share the embedded PostgreSQL, told from later ones with a recycled number."""

import json
import os
import subprocess
from pathlib import Path
from typing import TypedDict

from skyportal_like.database.embedded_accounts import EmbeddedPostgresError

_LINUX = Path("/proc/self/stat").exists()


class Member(TypedDict):
    """One living user of the server: several may be in one process."""

    key: str
    pid: int
    mark: str


def birth_mark(pid: int) -> str | None:
    """Give what tells this process from a later one of the same number; None when it is dead."""
    if not _LINUX:
        return _birth_mark_from_ps(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name, in parentheses, may itself hold spaces and parentheses.
    state, *numbers = stat.rpartition(b")")[2].split()
    if state in (b"Z", b"X"):
        return None
    # Ticks since boot, unlike a date, stay the same when the clock is set.
    return f"{boot}:{int(numbers[18])}"


def command_of(pid: int) -> str:
    """Give a process's command line, its words joined by spaces; empty when it is dead."""
    if not _LINUX:
        return _ask_ps(pid, "args")
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""
    return os.fsdecode(line.replace(b"\0", b" ")).strip()


class Registry:
    """The living processes that use one server; every call needs the server's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def join(self, key: str) -> None:
        """Enter this process."""
        pid = os.getpid()
        mark = birth_mark(pid)
        if mark is None:
            raise EmbeddedPostgresError("The system does not tell when this process began.")
        others = [member for member in self.living() if member["key"] != key]
        self._write([*others, Member(key=key, pid=pid, mark=mark)])

    def leave(self, key: str) -> None:
        """Strike out one user."""
        self._write([member for member in self.living() if member["key"] != key])

    def living(self) -> list[Member]:
        """List the users whose process lives; the dead ones no longer count."""
        return [one for one in self._read() if birth_mark(one["pid"]) == one["mark"]]

    def _read(self) -> list[Member]:
        try:
            entries: list[Member] = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            # Replaced as a whole at each change, it is only ever broken by a crash of the machine,
            # which no process outlived.
            return []
        return entries

    def _write(self, members: list[Member]) -> None:
        aside = self._path.with_suffix(".unfinished")
        aside.write_text(json.dumps(members))
        aside.replace(self._path)


def _birth_mark_from_ps(pid: int) -> str | None:
    state = _ask_ps(pid, "state")
    return None if not state or state.startswith("Z") else _ask_ps(pid, "lstart")


def _ask_ps(pid: int, column: str) -> str:
    asked = subprocess.run(  # noqa: S603 - a fixed program, asked about a number
        ["/bin/ps", "-ww", "-o", f"{column}=", "-p", str(pid)],
        env={"LC_ALL": "C", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()
