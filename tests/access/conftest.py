"""The rows that the matrix speaks of, made once for all the tests that only read them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from skyportal_like.work import Units
from tests.access.matrix import Scene
from tests.access.scenes import build_scene
from tests.conftest import truncate
from tests.world import build


@pytest.fixture(scope="module")
def scene(_engine: Engine) -> Iterator[Scene]:
    """People and rows; nothing that uses them may change them."""
    truncate(_engine)
    yield build_scene(build(Units(_engine, lambda: None)))
    truncate(_engine)
