"""The revisions from nothing to the newest and back, by one process or by several at once."""

import subprocess
import sys
import time

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, event, text

from skyportal_like.database.migrations import (
    MIGRATION_LOCK,
    configuration,
    current_revision,
    downgrade,
    migrate,
    newest_revision,
)

# What a database holds besides the job queue, which is a library's, and Alembic's own table.
OURS = text(
    """
select 'relation ' || relname from pg_class
where relnamespace = 'public'::regnamespace and relname !~ '(procrastinate|alembic)_'
union all
select 'function ' || proname from pg_proc
where pronamespace = 'public'::regnamespace and proname !~ '^procrastinate_'
union all
select 'type ' || typname from pg_type
where typnamespace = 'public'::regnamespace and typname !~ '^_?procrastinate_|^_?alembic_'
order by 1
"""
)
MIGRATE = """
import sys
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
migrate(open_engine(sys.argv[1], threads=1, statement_timeout=30))
"""


def ours(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(OURS))


def test_an_empty_database_comes_to_the_newest_revision_and_a_second_time_changes_nothing(
    empty: Engine,
) -> None:
    assert current_revision(empty) is None
    migrate(empty)
    assert current_revision(empty) == newest_revision()
    made = ours(empty)
    migrate(empty)
    assert ours(empty) == made


def test_the_revisions_make_what_the_models_say(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        command.check(configuration(connection))


def test_one_revision_back_and_forth_again_gives_the_same(empty: Engine) -> None:
    migrate(empty)
    made = ours(empty)
    downgrade(empty, "-1")
    assert current_revision(empty) != newest_revision()
    assert ours(empty) != made
    migrate(empty)
    assert current_revision(empty) == newest_revision()
    assert ours(empty) == made


def test_all_the_way_back_leaves_nothing_of_ours_even_with_rows(seeded: Engine) -> None:
    migrate(seeded)
    downgrade(seeded, "base")
    assert current_revision(seeded) is None
    assert ours(seeded) == []
    migrate(seeded)
    assert current_revision(seeded) == newest_revision()


def test_every_revision_gives_up_waiting_for_a_lock(empty: Engine) -> None:
    limits = []

    def note(connection: Connection, _: object, statement: str, *__: object) -> None:
        if "alembic_version" in statement and statement.startswith(("INSERT", "UPDATE")):
            cursor = connection.connection.cursor()
            limits.append(cursor.execute("show lock_timeout").fetchone()[0])

    event.listen(empty, "after_cursor_execute", note)
    migrate(empty)
    assert len(limits) >= 2
    assert set(limits) == {"5s"}
    with empty.connect() as connection:
        assert connection.scalar(text("show lock_timeout")) == "0", "the pool's own setting"


def test_of_two_processes_one_migrates_the_other_waits_and_both_succeed(empty: Engine) -> None:
    url = empty.url.render_as_string(hide_password=False)
    with empty.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        started = [
            subprocess.Popen([sys.executable, "-c", MIGRATE, url], stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        waiting = text(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            " and database = (select oid from pg_database where datname = current_database())"
        )
        deadline = time.monotonic() + 60
        while connection.scalar(waiting) != 2:
            connection.commit()
            assert time.monotonic() < deadline, "both reach the lock"
            assert [one.poll() for one in started] == [None, None]
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    said = [one.communicate(timeout=60)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0], said
    assert current_revision(empty) == newest_revision()


def test_a_migration_that_fails_lets_go_of_its_lock(empty: Engine) -> None:
    migrate(empty, "0001")
    with empty.begin() as blocker:
        blocker.execute(text("create function refuse_change() returns int return 1"))
        blocker.execute(text("create function hold_by_owner() returns int return 1"))
    with pytest.raises(Exception, match="already exists"):
        migrate(empty)
    assert current_revision(empty) == "0001"
    with empty.begin() as connection:
        connection.execute(text("drop function refuse_change()"))
        connection.execute(text("drop function hold_by_owner()"))
    migrate(empty)
    assert current_revision(empty) == newest_revision()
    with empty.connect() as connection:
        free = connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        assert free
