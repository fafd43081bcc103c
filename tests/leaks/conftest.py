"""The world of the leak tests, made once, and what was compared, printed at the end."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skyportal_like import config
from skyportal_like.config import Settings
from skyportal_like.database.engines import open_engine
from skyportal_like.storage import Storage
from tests.leaks.comparison import Comparison
from tests.leaks.databases import Databases
from tests.leaks.outcomes import Outcome
from tests.leaks.world import World, build
from tests.world import settle

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings as they come, without anybody's own file."""
    empty = tmp_path_factory.mktemp("settings") / "config.yaml"
    empty.write_text("{}")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("SKYPORTAL_LIKE_"):
                patch.delenv(name)
        patch.setenv("SKYPORTAL_LIKE_CONFIG", str(empty))
        yield config.load()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the world's images and files lie."""
    return tmp_path_factory.mktemp("leaks")


@pytest.fixture(scope="session")
def databases(make_database: Callable[[str], str], cluster: str) -> Databases:
    """The database of the world; nobody may be connected to it while it is cloned."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Databases(make_database(f"leaks_world_{worker}"), cluster)


@pytest.fixture(scope="session")
def leaks_world(databases: Databases, data_dir: Path) -> World:
    """Everybody and everything."""
    engine = open_engine(databases.world_url, threads=2, statement_timeout=30)
    world = build(engine, Storage(data_dir / "blobs"))
    settle(engine)
    engine.dispose()
    return world


@pytest.fixture(scope="session")
def comparison(
    leaks_world: World, databases: Databases, plain_settings: Settings, data_dir: Path
) -> Comparison:
    """What compares."""
    return Comparison(leaks_world, databases, plain_settings, data_dir)


@pytest.fixture(scope="session")
def compared(comparison: Comparison, request: pytest.FixtureRequest) -> Outcome:
    """What each caller gets, compared with what they may get."""
    outcome = comparison.run()
    request.config.stash[FIGURES] = outcome.table()
    return outcome


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the figures of the comparison."""
    if figures := config.stash.get(FIGURES, None):
        terminalreporter.section("leaks")
        for line in figures:
            terminalreporter.write_line(line)
