"""The world's database, and the clones that are made of it for a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text


@contextmanager
def connected(url: str, **options: str) -> Iterator[Connection]:
    """Connect to a database and leave no connection behind, so that it can be cloned."""
    engine = create_engine(url, **options)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the world is, and who may clone it."""

    world_url: str
    administrative_url: str

    @contextmanager
    def cloned(self, purpose: str) -> Iterator[str]:
        """Clone the world for a while and give the clone's address."""
        name = f"leaks_{purpose}_{os.getpid()}"
        source = self.world_url.partition("?")[0].rpartition("/")[2]
        self._run(f"create database {name} template {source}")
        head, _, tail = self.world_url.partition("?")
        try:
            yield f"{head.rpartition('/')[0]}/{name}?{tail}"
        finally:
            self._run(f"drop database {name} with (force)")

    def _run(self, statement: str) -> None:
        with connected(self.administrative_url, isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
