"""The job queue's tables: the library's own, at the library's version."""

from importlib.metadata import version

from sqlalchemy import Engine, text

from skyportal_like.database.migrations import migrate
from skyportal_like.work import Units
from tests.world import build

STANDS = text("select obj_description('procrastinate_jobs'::regclass, 'pg_class')")
RETRY = "procrastinate_retry_job_v2"
HAS_RETRY = text("select count(*) from pg_proc where proname = :name")


def stands(engine: Engine) -> str | None:
    with engine.connect() as connection:
        found: str | None = connection.scalar(STANDS)
    return found


def test_its_tables_exist_at_the_version_of_the_library(empty: Engine) -> None:
    migrate(empty)
    assert stands(empty) == version("procrastinate")


def test_a_unit_of_work_can_put_a_job_into_it(empty: Engine) -> None:
    migrate(empty)
    units = Units(empty, lambda: None)
    world = build(units)
    number = world.run(world.member, lambda work: work.enqueue("sweep", queue="io", timestamp=3))
    with empty.connect() as connection:
        row = connection.execute(
            text(
                "select task_name, queue_name, args->>'timestamp' from procrastinate_jobs"
                " where id = :id"
            ),
            {"id": number},
        ).one()
    assert tuple(row) == ("sweep", "io", "3")


def test_a_queue_of_an_older_version_gets_the_scripts_it_lacks_and_no_other(
    empty: Engine,
) -> None:
    migrate(empty)
    with empty.begin() as connection:
        # As 3.3.0 left it: without what the scripts of 3.4.0 bring.
        signature = connection.scalar(
            text("select oid::regprocedure::text from pg_proc where proname = :name"),
            {"name": RETRY},
        )
        connection.execute(text(f"drop function {signature}"))
        connection.execute(text("delete from pg_enum where enumlabel = 'retried'"))
        connection.execute(text("comment on table procrastinate_jobs is '3.3.0'"))
    migrate(empty)
    assert stands(empty) == version("procrastinate")
    with empty.connect() as connection:
        assert connection.scalar(HAS_RETRY, {"name": RETRY}) == 1
    migrate(empty)
    assert stands(empty) == version("procrastinate")
