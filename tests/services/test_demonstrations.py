"""The demonstration fills a database once, the same for everybody, and is marked as simulated."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from skyportal_like.access import actor as actors
from skyportal_like.access import readable
from skyportal_like.errors import Invalid
from skyportal_like.models import Obj
from skyportal_like.services import demonstrations, photometry, upkeep, users
from skyportal_like.services.sightings import SightingCounts
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Role
from skyportal_like.work import Units, Work
from tests.services.tables import picture, rows
from tests.world import ORIGIN

NOW = datetime(2026, 11, 20, 18)  # noqa: DTZ001
OBJECTS = 60

Fill = Callable[..., SightingCounts]


@pytest.fixture
def fill(units: Units, storage: Storage) -> Fill:
    def run(progress: demonstrations.Progress | None = None) -> SightingCounts:
        def act(work: Work) -> SightingCounts:
            upkeep.prepare(work, "Sitewide Group")
            return demonstrations.fill(work, storage, objects=OBJECTS, now=NOW, progress=progress)

        return units.run(actors.system, ORIGIN, act)

    return run


def visible_to(units: Units, engine: Engine, username: str) -> set[str]:
    ((user_id,),) = rows(engine, f"select id from users where username = '{username}'")
    return units.run(
        actors.by_user_id(int(str(user_id))),
        ORIGIN,
        lambda work: set(work.session.scalars(readable(work.actor, Obj, Obj.id))),
    )


def test_every_page_has_life(fill: Fill, engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    counts = fill(lambda done, total: told.append((done, total)))
    assert counts.objects == OBJECTS
    assert counts.thumbnails == 3 * OBJECTS
    assert counts.candidates >= OBJECTS
    assert told == [(50, 60), (60, 60)]
    for table in ("sources", "comments", "classifications", "rejections", "listings"):
        ((number,),) = rows(engine, f"select count(*) from {table}")
        assert int(str(number)) > 0, table
    ((unsaved,),) = rows(
        engine, "select count(*) from objs where id not in (select obj_id from sources)"
    )
    assert int(str(unsaved)) > OBJECTS / 2, "plenty is left to scan"


def test_a_second_run_changes_nothing_at_all(fill: Fill, engine: Engine) -> None:
    fill()
    before = picture(engine)
    assert fill() == SightingCounts(0, 0, 0, 0)
    assert picture(engine) == before


def test_everything_is_marked_as_simulated(fill: Fill, engine: Engine) -> None:
    fill()
    assert rows(engine, "select distinct left(id, 3), origin from objs") == [("SIM", "simulated")]
    assert rows(engine, "select distinct origin from photometry") == [("simulated",)]
    assert rows(engine, "select distinct origin from annotations") == [("Simulated night",)]
    assert rows(engine, "select username, roles from users where demonstration order by 1") == [
        (name, ["Full user"]) for name in ("ana", "ben", "cleo")
    ]


def test_the_night_is_the_last_one_before_now(fill: Fill, engine: Engine) -> None:
    fill()
    ((first, last),) = rows(engine, "select min(passed_at), max(passed_at) from candidates")
    midnight = NOW.replace(hour=0)
    assert midnight - timedelta(days=1) <= first <= last < midnight


def test_each_person_sees_what_their_groups_let_through(
    fill: Fill, units: Units, engine: Engine
) -> None:
    fill()
    ana, ben, cleo = (visible_to(units, engine, name) for name in ("ana", "ben", "cleo"))
    assert ben == ana | cleo == {str(one[0]) for one in rows(engine, "select id from objs")}
    assert ana - cleo
    assert cleo - ana
    assert rows(
        engine,
        "select distinct s.name from photometry p join streams s on s.id = any(p.stream_ids)"
        " order by 1",
    ) == [("Simulated Partnership",), ("Simulated Public",)]


def test_labels_are_in_the_log_under_the_names_of_their_authors(fill: Fill, engine: Engine) -> None:
    fill()
    same = rows(
        engine,
        "select count(*) from classifications c join label_log l on l.classification_id = c.id"
        " and l.actor_id = c.author_id and l.client = 'demonstration'",
    )
    assert same == rows(engine, "select count(*) from classifications")


def test_palettes_name_classes_of_the_taxonomy(fill: Fill, engine: Engine) -> None:
    fill()
    ((names,),) = rows(
        engine,
        "select array_agg(distinct g.palette->'classes'->8->>'key') from groups g"
        " where palette is not null",
    )
    assert names == ["9"]
    missing = rows(
        engine,
        "select one->>'classification' from groups g, taxonomies t,"
        " jsonb_array_elements(g.palette->'classes') one where t.hierarchy::text"
        " not like '%\"class\": \"' || (one->>'classification') || '\"%'",
    )
    assert missing == []


def test_the_same_seed_and_night_give_the_same_light_curves(
    fill: Fill, units: Units, engine: Engine
) -> None:
    fill()
    ids = sorted(visible_to(units, engine, "ben"))

    def curves(work: Work) -> object:
        return photometry.light_curves(work, ids[:5])["light_curves"]

    first = units.run(actors.system, ORIGIN, curves)
    with engine.begin() as connection:
        connection.exec_driver_sql("truncate users, groups, streams, telescopes, objs cascade")
    fill()
    assert units.run(actors.system, ORIGIN, curves) == first


def test_taken_names_are_refused_and_nothing_is_written(
    fill: Fill, units: Units, engine: Engine
) -> None:
    def add_ana(work: Work) -> None:
        upkeep.prepare(work, "Sitewide Group")
        users.create(work, "ana", Role.FULL_USER)

    units.run(actors.system, ORIGIN, add_ana)
    before = picture(engine)
    with pytest.raises(Invalid, match="names are taken here: ana"):
        fill()
    assert picture(engine) == before
