"""Which build runs: its version, the latest changes in it, and the web UI beside it."""

import subprocess
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from skyportal_like import __version__
from skyportal_like.schemas.deployment import CommitView

PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent
SHOWN_COMMITS = 25
# Hash, time and subject of a commit: nothing that names a person or a machine.
FORMAT = "%h%x1f%ct%x1f%s"


def version() -> str:
    """Give the version; a development one ends in the commit where there is a checkout."""
    if "dev" not in __version__ or not commits():
        return __version__
    return f"{__version__}+git{commits()[0]['sha']}"


@lru_cache(maxsize=1)
def commits() -> tuple[CommitView, ...]:
    """Give the latest changes of the code that was started, newest first."""
    if not (CHECKOUT / ".git").exists():
        return ()
    try:
        said = subprocess.run(  # noqa: S603 - a fixed command
            ["git", "-C", str(CHECKOUT), "log", f"-{SHOWN_COMMITS}", f"--format={FORMAT}"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    lines = (line.split("\x1f", 2) for line in said.stdout.splitlines())
    return tuple(
        CommitView(
            sha=sha, time=datetime.fromtimestamp(int(at), UTC).replace(tzinfo=None), subject=subject
        )
        for sha, at, subject in lines
    )


def static_dir() -> Path:
    """Find the built web UI: inside an installed wheel, else in the checkout."""
    packaged = PACKAGE / "static"
    return packaged if packaged.exists() else CHECKOUT / "static" / "dist"


def build_id(pages: Path) -> str:
    """Name the build of the web UI, so that an open page notices a newer one."""
    index = pages / "index.html"
    return str(int(index.stat().st_mtime)) if index.exists() else "none"
