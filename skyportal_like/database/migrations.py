"""Brings a database to the tables of this version."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, Engine, text

# An advisory lock: of several processes that start at once, one migrates and the others wait.
MIGRATION_LOCK = 0x5C1_0FEED


def script_location() -> Path:
    """Find the revisions: inside an installed wheel, else at the top of the checkout."""
    packaged = Path(__file__).parents[1] / "migrations"
    return packaged if packaged.exists() else Path(__file__).parents[2] / "migrations"


def configuration(connection: Connection) -> Config:
    """Point Alembic at the revisions and at this connection."""
    config = Config()
    config.set_main_option("script_location", str(script_location()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to a revision, and the job queue's own tables with it."""
    with engine.connect() as connection:
        connection.execute(text("set statement_timeout = 0"))
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        try:
            command.upgrade(configuration(connection), revision)
            connection.commit()
            _migrate_job_queue(connection)
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()
            connection.invalidate()  # its settings are not those of the pool


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an older revision."""
    with engine.connect() as connection:
        command.downgrade(configuration(connection), revision)
        connection.commit()
        connection.invalidate()  # its settings are not those of the pool


def current_revision(engine: Engine) -> str | None:
    """Say at which revision the database stands."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Say which revision this version of the code needs."""
    return ScriptDirectory(str(script_location())).get_current_head()


def _migrate_job_queue(connection: Connection) -> None:
    """Install the job queue's tables, or bring them from the version that stands to this one."""
    ours = version("procrastinate")
    stands = connection.scalar(
        text(
            "select obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"
            " from (select 1) as one where to_regclass('procrastinate_jobs') is not null"
        )
    )
    if stands == ours:
        return
    if stands is None:
        scripts = [SchemaManager.get_schema()]
    else:
        scripts = _scripts_between(str(stands), ours)
    cursor = connection.connection.cursor()
    for script in scripts:
        cursor.execute(script)
    cursor.execute(f"comment on table procrastinate_jobs is '{ours}'")


def _scripts_between(older: str, newer: str) -> list[str]:
    """Pick the library's own upgrade scripts, named by the version that brought them."""
    folder = files("procrastinate.sql") / "migrations"
    chosen = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
        and _release(older) < _release(entry.name.partition("_")[0]) <= _release(newer)
    )
    return [(folder / name).read_text(encoding="utf-8") for name in chosen]


def _release(version_text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version_text.split(".")[:3])
