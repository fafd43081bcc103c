"""The two judges of mutants: the matrix with its rows, and the leak tests with their world."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from skyportal_like.work import Units
from tests.access.matrix import Scene
from tests.access.scenes import build_scene
from tests.conftest import truncate
from tests.leaks.conftest import (  # noqa: F401 - fixtures
    comparison,
    data_dir,
    databases,
    leaks_world,
    plain_settings,
)
from tests.leaks.databases import Databases
from tests.leaks.world import World
from tests.mutation.judging import Judges
from tests.world import build


@pytest.fixture
def scene(_engine: Engine) -> Scene:
    """The people and rows of the matrix."""
    truncate(_engine)
    return build_scene(build(Units(_engine, lambda: None)))


@pytest.fixture
def judges(scene: Scene, leaks_world: World, databases: Databases) -> Iterator[Judges]:  # noqa: F811
    """Both, each with its own database."""
    with databases.cloned("mutants") as url:
        engine = create_engine(url)
        yield Judges(scene, engine, leaks_world)
        engine.dispose()
