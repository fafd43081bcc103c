"""Writes the dump from which later migrations are tested: run once at a revision, by hand.

    python -m tests.migrations.seed

writes seed_<newest revision>.sql beside this file: every table of that revision with a few rows.
"""

import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from skyportal_like.access import actor as actors
from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate, newest_revision
from skyportal_like.models import DatasetFile, DatasetMember, DatasetVersion, User
from skyportal_like.schemas.classifications import ClassificationEdit, NewClassification
from skyportal_like.services import classifications, sign_ins
from skyportal_like.work import Units, Work, utc_now
from tests.access.scenes import JD, build_scene
from tests.world import ORIGIN, World, build

# Written by migrations themselves, or not ours.
LEFT_OUT = "tablename not in ('alembic_version', 'feed_epochs') and tablename !~ '^procrastinate_'"


def tables(connection: Connection) -> list[str]:
    """Name our tables; partitions come with the table they belong to."""
    return list(
        connection.scalars(
            text(
                "select tablename from pg_tables where schemaname = 'public'"
                f" and tablename !~ '^alerts_p' and {LEFT_OUT} order by 1"
            )
        )
    )


def dump(connection: Connection) -> str:
    """Write all rows as INSERTs; triggers and references rest while they are restored."""
    parts = [
        "set local session_replication_role = replica;",
        f"select ensure_alerts_partition({JD});",
    ]
    for table in tables(connection):
        columns = connection.scalars(
            text(
                "select column_name from information_schema.columns where table_schema = 'public'"
                " and table_name = :table order by ordinal_position"
            ),
            {"table": table},
        ).all()
        named = ", ".join(f'"{column}"' for column in columns)
        values = " || ', ' || ".join(f'quote_nullable("{column}"::text)' for column in columns)
        rows = connection.scalars(text(f'select {values} from "{table}" order by 1')).all()
        listed = ",\n".join(f"({row})" for row in rows)
        parts.append(f'insert into "{table}" ({named}) values\n{listed};')
    for name, last in connection.execute(
        text(
            "select sequencename, last_value from pg_sequences where schemaname = 'public'"
            " and last_value is not null and sequencename !~ '^procrastinate_' order by 1"
        )
    ):
        parts.append(f"select setval('{name}', {last});")
    return "\n\n".join(parts) + "\n"


def fill(engine: Engine) -> None:
    """Put a few rows into every table."""
    units = Units(engine, lambda: None)
    world = build(units)
    build_scene(world)
    world.run(world.member, lambda work: _label(work, world))
    units.run(actors.system, ORIGIN, lambda work: _freeze(work, world))


def _label(work: Work, world: World) -> None:
    new = NewClassification(
        obj_id=world.obj,
        taxonomy_id=world.taxonomy,
        classification="Ia",
        group_ids=(world.group,),
    )
    made = classifications.classify(work, new)
    classifications.edit(work, made.id, ClassificationEdit(classification="AGN"))
    sign_ins.new_link(work, work.session.get_one(User, world.member.id))


def _freeze(work: Work, world: World) -> None:
    version = work.session.scalars(select(DatasetVersion).order_by(DatasetVersion.id)).first()
    assert version is not None
    work.add(
        DatasetMember(
            version_id=version.id,
            example_id=str(UUID(int=1)),
            obj_id=world.obj,
            digest="0" * 64,
            label="Ia",
            split="train",
            group_key=world.obj,
        ),
        DatasetFile(version_id=version.id, path="data.parquet", size=1, blob="0" * 64),
    )
    version.status, version.content_id, version.frozen_at = "frozen", "0" * 64, utc_now()


def main() -> None:
    """Make a database, fill it and write its dump."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedPostgres(Path(folder) / "data")
        engine = open_engine(server.start(), threads=2, statement_timeout=60)
        try:
            migrate(engine)
            fill(engine)
            with engine.connect() as connection:
                script = dump(connection)
        finally:
            engine.dispose()
            server.stop()
    Path(__file__).with_name(f"seed_{newest_revision()}.sql").write_text(script)


if __name__ == "__main__":
    main()
