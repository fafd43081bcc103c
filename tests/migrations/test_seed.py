"""A deployment with rows comes to the newest revision: its rows stay and its triggers work."""

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from skyportal_like.access import actor as actors
from skyportal_like.database.migrations import migrate
from skyportal_like.models import Base, Obj, User
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import classifications, sources
from skyportal_like.work import Units, Work
from tests.migrations.seed import tables
from tests.world import ORIGIN

KEPT_HOLDERS = text(
    """
select obj_id, kind, holder_id, reason, n from obj_holders except (
    select obj_id, 'group', group_id, 'source', count(*) from sources
    where active or requested group by obj_id, group_id
    union all
    select obj_id, 'filter', filter_id, 'candidate', count(*) from candidates
    group by obj_id, filter_id
    union all
    select obj_id, 'group', g, 'photometry', count(*) from photometry, unnest(group_ids) g
    group by obj_id, g
    union all
    select obj_id, 'user', owner_id, 'photometry', count(*) from photometry
    group by obj_id, owner_id
    union all
    select id, 'user', owner_id, 'owner', 1 from objs where owner_id is not null
)
"""
)


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.scalar(text(f'select count(*) from "{table}"')) or 0
            for table in tables(connection)
        }


def test_the_dump_has_rows_in_every_table(seeded: Engine) -> None:
    assert [table for table, count in counts(seeded).items() if not count] == []


def test_rows_survive_and_the_models_of_today_read_them(seeded: Engine) -> None:
    before = counts(seeded)
    migrate(seeded)
    after = counts(seeded)
    assert {table: after.get(table) for table in before} == before
    with Session(seeded) as session:
        for mapper in Base.registry.mappers:
            rows = session.scalars(select(mapper.class_)).all()
            assert len(rows) == session.scalar(
                text(f'select count(*) from "{mapper.class_.__tablename__}"')
            )


def test_new_rows_get_new_ids_and_the_triggers_keep_what_they_kept(seeded: Engine) -> None:
    migrate(seeded)
    units = Units(seeded, lambda: None)

    def act(work: Work) -> None:
        sources.post(work, NewSource(id="ZTF26later", ra=5.0, dec=5.0, group_ids=(2,)))
        classifications.classify(
            work,
            NewClassification(
                obj_id="ZTF26later", taxonomy_id=1, classification="Ia", group_ids=(2,)
            ),
        )

    with Session(seeded) as session:
        member = session.scalars(select(User.id).where(User.username == "member")).one()
        units.run(actors.by_user_id(member), ORIGIN, act)
        made = session.get_one(Obj, "ZTF26later")
        assert (made.group_ids, made.user_ids) == ([2], [member])
        assert session.execute(KEPT_HOLDERS).all() == []


@pytest.mark.parametrize(
    "change",
    [
        "update label_log set client = 'x'",
        "delete from audit",
        "update classifications set classification = 'AGN', version = version + 7",
        "update dataset_versions set content_id = 'x' where status = 'frozen'",
        "delete from dataset_members",
        "update dataset_files set size = 0",
    ],
)
def test_what_was_guarded_stays_guarded(seeded: Engine, change: str) -> None:
    migrate(seeded)
    with pytest.raises(IntegrityError), seeded.begin() as connection:
        assert connection.execute(text(change)).rowcount > 0


def test_tables_that_the_dump_lacks_are_newer_than_it(seeded: Engine) -> None:
    old = set(inspect(seeded).get_table_names())
    migrate(seeded)
    assert old <= set(inspect(seeded).get_table_names())
