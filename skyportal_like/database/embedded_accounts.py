"""The system account that the embedded PostgreSQL runs under."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

# PostgreSQL refuses to run as root, and initdb refuses an account without a passwd line. An account
# of our own comes first: nobody else's processes share its files. `postgres`, made for databases,
# is next; `nobody`, which other daemons may share, is last but exists in the barest container.
_CANDIDATES = ("skyportal-like", "postgres", "nobody")


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says why and what helps."""


@dataclass(frozen=True)
class ServerAccount:
    """Who owns the cluster and runs its programs."""

    uid: int
    gid: int
    switched: bool

    def own(self, path: Path) -> None:
        """Hand a path over to this account."""
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, out of the terminal's reach, and give its outcome."""
        # The caller's own variables stay out: PGOPTIONS and its kin would change what runs,
        # and root's secrets do not belong in a process of an unprivileged account.
        kept = ("PATH", "LD_LIBRARY_PATH")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        try:
            return subprocess.run(  # noqa: S603 - programs of the wheel, no shell in between
                [str(part) for part in command],
                cwd=cwd,
                env={**environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                # Ctrl-C reaches every process of the terminal's group, and PostgreSQL must outlive
                # the server's last transactions.
                start_new_session=True,
                user=self.uid if self.switched else None,
                group=self.gid if self.switched else None,
                extra_groups=[] if self.switched else None,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            return subprocess.CompletedProcess(command, 126, stdout=str(error))

    def reaches(self, folder: Path) -> bool:
        """Tell whether this account may enter a folder."""
        if not self.switched:
            return True
        entered = self.run("/bin/sh", "-c", 'cd -- "$0"', folder, cwd=Path("/"))
        return entered.returncode == 0

    def require_reach(self, folder: Path) -> None:
        """Refuse a folder below one that is closed to this account, naming the closed one."""
        if self.reaches(folder):
            return
        closed = next(
            (part for part in reversed(folder.parents) if not self.reaches(part)),
            folder,
        )
        raise EmbeddedPostgresError(
            f"PostgreSQL runs as {self.name()} because it refuses to run as root, and that account "
            f"cannot enter {closed}. Choose another data_dir (the default for root is "
            f"/var/lib/skyportal-like), or open the folder with: chmod o+x {closed}"
        )

    def name(self) -> str:
        """Give the account's name, or its number when it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid {self.uid}"


def account_of(cluster: Path) -> ServerAccount:
    """Choose the account for a cluster: for good, since an existing cluster keeps its owner."""
    if os.geteuid() != 0:
        return ServerAccount(os.geteuid(), os.getegid(), switched=False)
    if cluster.is_dir():
        owner = cluster.lstat()
        if owner.st_uid == 0:
            raise EmbeddedPostgresError(
                f"{cluster} belongs to root, but PostgreSQL refuses to run as root. Give it back "
                "to the unprivileged account that it belonged to (chown -R)."
            )
        return ServerAccount(owner.st_uid, owner.st_gid, switched=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ServerAccount(entry.pw_uid, entry.pw_gid, switched=True)
    raise EmbeddedPostgresError(
        "PostgreSQL refuses to run as root, and this system has none of the accounts "
        f"{', '.join(_CANDIDATES)}. Make one: useradd --system {_CANDIDATES[0]}"
    )
