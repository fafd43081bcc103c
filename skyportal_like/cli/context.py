"""What every command works with: settings, the database, storage."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from skyportal_like.config import Settings
from skyportal_like.database.embedded import EmbeddedPostgres, default_data_dir
from skyportal_like.database.engines import open_engine, sqlalchemy_url
from skyportal_like.database.migrations import migrate
from skyportal_like.live.bus import ring_once
from skyportal_like.storage import Storage
from skyportal_like.work import Origin, Units


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of the platform that a command needs, beside a running server or alone."""

    settings: Settings
    url: str
    data_dir: Path
    engine: Engine
    units: Units
    storage: Storage
    revive: Callable[[], None]
    """Start the embedded database again where it died; does nothing for one of your own."""

    def origin(self) -> Origin:
        """Name the command in the logs and the audit trail."""
        return Origin(uuid4().hex, "cli")


def say(line: str) -> None:
    """Tell the person at the terminal how far it is; answers go to stdout, this does not."""
    print(line, file=sys.stderr, flush=True)


def data_dir_of(settings: Settings) -> Path:
    """Choose the folder of this deployment's data and make it."""
    folder = Path(settings.data_dir).expanduser() if settings.data_dir else default_data_dir()
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    return folder.resolve()


@contextmanager
def database(settings: Settings, data_dir: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give the address of the database, starting the embedded one where none is set."""
    if not settings.embedded:
        yield sqlalchemy_url(settings.database.url.get_secret_value()), lambda: None
        return
    embedded = EmbeddedPostgres(data_dir, report=say)
    url = embedded.start()

    def revive() -> None:
        if embedded.pid() is None:
            say("PostgreSQL is gone; starting it again")
            embedded.start()

    try:
        yield url, revive
    finally:
        embedded.stop()


@contextmanager
def opened(settings: Settings, *, report: bool = False) -> Iterator[Context]:
    """Open a deployment: its database, migrated, and its storage."""
    data_dir = data_dir_of(settings)
    with database(settings, data_dir) as (url, revive):
        engine = open_engine(
            url,
            threads=settings.database.threads,
            statement_timeout=max(settings.database.statement_timeout, 300),
        )
        try:
            if report:
                say("Bringing the database to this version")
            migrate(engine)
            redis_url = settings.redis.url.get_secret_value()
            units = Units(engine, lambda: ring_once(url, redis_url))
            storage = Storage(data_dir / "blobs")
            yield Context(settings, url, data_dir, engine, units, storage, revive)
        finally:
            engine.dispose()
