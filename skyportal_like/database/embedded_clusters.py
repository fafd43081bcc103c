"""The embedded PostgreSQL's files on disk: cluster, settings, password, socket folder."""

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from skyportal_like.database.embedded_accounts import (
    EmbeddedPostgresError,
    ServerAccount,
)
from skyportal_like.database.embedded_binaries import MAJOR_VERSION
from skyportal_like.database.embedded_processes import birth_mark, command_of

ROLE = "skyportal_like"
PORT = 5432
_SOCKET = f".s.PGSQL.{PORT}"
# The address of a Unix socket holds 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET = 103
# These have a meaning to the shell that pg_ctl starts the server through.
_UNQUOTABLE = frozenset('"$`\\\n')

_SETTINGS = """\
include = {initial}
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = '128MB'
jit = off
idle_in_transaction_session_timeout = '60s'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = {log}
log_filename = 'postgresql-%a.log'
log_rotation_age = '1d'
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %d '
"""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster in a folder of its own, and who owns it."""

    home: Path
    account: ServerAccount

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """The folder of the server's logs."""
        return self.home / "log"

    @property
    def startup_log(self) -> Path:
        """What the server says before it writes its logs."""
        return self.log / "startup.log"

    @property
    def settings(self) -> Path:
        """The settings file, written anew at each start of the server."""
        return self.home / "server.conf"

    def prepare(self) -> None:
        """Make the folders around the cluster."""
        for path in (self.home, self.data):
            if _UNQUOTABLE & set(str(path)):
                raise EmbeddedPostgresError(
                    f"data_dir must not contain any of {' '.join(sorted(_UNQUOTABLE))!r}: {path}"
                )
        # Another account only passes through: each thing inside has its own owner and mode.
        passage = 0o711 if self.account.switched else 0o700
        for folder in (self.home.parent, self.home):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(parents=True)
                folder.chmod(passage)
        if not os.access(self.home, os.W_OK):
            raise EmbeddedPostgresError(f"{self.home} belongs to another account; run as that one.")
        self.account.require_reach(self.home)
        self._make_private(self.log)

    def initialise(self, programs: Path) -> None:
        """Create the cluster, whole or not at all."""
        for leftover in self.home.glob("unfinished-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.home))
        self.account.own(aside)
        made = self.account.run(
            programs / "initdb",
            f"--pgdata={aside}",
            f"--username={ROLE}",
            "--auth=scram-sha-256",
            f"--pwfile={self._password_file()}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            cwd=self.home,
        )
        if made.returncode != 0:
            shutil.rmtree(aside, ignore_errors=True)
            raise EmbeddedPostgresError(f"initdb could not make a cluster: {made.stdout.strip()}")
        aside.rename(self.data)

    def require_version(self) -> None:
        """Refuse a cluster that these programs cannot read; it is left as it is."""
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            found = "an unknown version"
        if found != MAJOR_VERSION:
            raise EmbeddedPostgresError(
                f"{self.data} holds a cluster of PostgreSQL {found}, and this version of the "
                f"program brings PostgreSQL {MAJOR_VERSION}. Nothing was changed. Dump it with "
                "the older version of the program and load the dump into an empty data_dir."
            )

    def password(self) -> str:
        """Give the role's password."""
        return self._password_file().read_text().strip()

    def postmaster(self) -> int | None:
        """Give the number of this cluster's running server process."""
        pid = _number(self._pid_line(0))
        if pid is None or birth_mark(pid) is None:
            return None
        program, _, arguments = command_of(pid).partition(f" -D {self.data} ")
        return pid if arguments and program.endswith("/postgres") else None

    def is_ready(self) -> bool:
        """Tell whether the running server says that it takes connections."""
        return self.postmaster() is not None and self._pid_line(7) == "ready"

    def runs_from(self, programs: Path) -> bool:
        """Tell whether the running server is one of these programs."""
        pid = self.postmaster()
        return pid is not None and command_of(pid).startswith(f"{programs}/postgres ")

    def clear_for_launch(self) -> None:
        """Write the settings and clear what a crash left in the way of a server."""
        sockets = self.sockets() or self._make_sockets()
        for leftover in (_SOCKET, f"{_SOCKET}.lock"):
            (sockets / leftover).unlink(missing_ok=True)
        self.startup_log.unlink(missing_ok=True)
        text = _SETTINGS.format(
            initial=_quoted(self.data / "postgresql.conf"),
            port=PORT,
            sockets=_quoted(sockets),
            log=_quoted(self.log),
        )
        self._replace(self.settings, text, 0o644)
        self._disown_pid_file()

    def startup_complaint(self) -> str:
        """Give what the server said when it failed to start."""
        try:
            # The folder is not root's, and root must not follow a link planted there.
            with open(self.startup_log, opener=_open_unlinked, errors="replace") as log:
                return log.read()[-2000:].strip()
        except OSError:
            return ""

    def sockets(self) -> Path | None:
        """Give the folder of the server's socket, if it is there and nobody else's."""
        try:
            owner, _, name = (self.home / "sockets").read_text().partition("\n")
            folder = Path(name)
            found = folder.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        # A copy of the whole data folder must not use the original's socket.
        if owner != str(self.home):
            return None
        private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
        return folder if private and found.st_uid == self.account.uid else None

    def remove_sockets(self) -> None:
        """Forget the socket folder, and remove it when it lies elsewhere."""
        folder = self.sockets()
        if folder is not None and not folder.is_relative_to(self.home):
            shutil.rmtree(folder, ignore_errors=True)
        (self.home / "sockets").unlink(missing_ok=True)

    def _make_sockets(self) -> Path:
        folder = self.home / "run"
        length = len(os.fsencode(folder / _SOCKET))
        # A comma separates folders, for the server and for its clients.
        if length > _LONGEST_SOCKET or "," in str(folder):
            folder = Path(tempfile.mkdtemp(prefix="skyportal-like-", dir=self._runtime_folder()))
            self.account.own(folder)
        else:
            self._make_private(folder)
        self._replace(self.home / "sockets", f"{self.home}\n{folder}", 0o600)
        return folder

    def _runtime_folder(self) -> Path:
        private = (
            Path("/run") if self.account.switched else Path(os.environ.get("XDG_RUNTIME_DIR", ""))
        )
        usable = private.is_absolute() and private.is_dir() and os.access(private, os.W_OK)
        if usable and self.account.reaches(private):
            return private
        return Path(tempfile.gettempdir())

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.account.own(folder)
        folder.chmod(0o700)

    def _password_file(self) -> Path:
        path = self.home / "password"
        if not path.exists():
            if self.data.exists():
                raise EmbeddedPostgresError(
                    f"{path} is missing, and the cluster beside it opens with nothing else. "
                    "Restore it from a backup."
                )
            self._replace(path, secrets.token_urlsafe(32), 0o600, handed_over=True)
        return path

    def _replace(self, path: Path, text: str, mode: int, *, handed_over: bool = False) -> None:
        aside = self.home / f"{path.name}.unfinished"
        aside.unlink(missing_ok=True)
        aside.touch(mode=mode, exist_ok=False)
        aside.chmod(mode)
        aside.write_text(text)
        if handed_over:
            self.account.own(aside)
        aside.replace(path)

    def _disown_pid_file(self) -> None:
        # After a crash the number in the file may be that of a stranger, or of a dead process that
        # nobody has buried, and PostgreSQL respects both. It disregards the number of the process
        # that starts it, while its own check for orphans holding the shared memory stays in force.
        if not self._pid_line(0) or self.postmaster() is not None:
            return
        path = self.data / "postmaster.pid"
        _, _, rest = path.read_text().partition("\n")
        self._replace(path, f"{os.getpid()}\n{rest}", 0o600, handed_over=True)

    def _pid_line(self, index: int) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[index].strip() if len(lines) > index else ""


def _open_unlinked(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
