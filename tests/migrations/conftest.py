"""An empty database a test, and the seeded one of an older version."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text

from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
from tests.conftest import _named

SEED = Path(__file__).with_name("seed_0002.sql")
SEED_REVISION = "0002"


@pytest.fixture
def empty(cluster: str) -> Iterator[Engine]:
    """A database without a table."""
    name = f"migrations_{uuid4().hex}"
    administrative = create_engine(cluster, isolation_level="AUTOCOMMIT")
    with administrative.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine = open_engine(_named(cluster, name), threads=4, statement_timeout=60)
    yield engine
    engine.dispose()
    with administrative.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    administrative.dispose()


@pytest.fixture
def seeded(empty: Engine) -> Engine:
    """The database of a deployment that stands at an older revision."""
    migrate(empty, SEED_REVISION)
    with empty.begin() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(SEED.read_text())
    return empty
