"""Alerts come in once, complete, for whom they are, and nothing of them goes further."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import Engine, event

from skyportal_like.access import actor as actors
from skyportal_like.access import readable
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Obj
from skyportal_like.services import photometry, users
from skyportal_like.services.alerts import IngestCounts, Scanning
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Role
from skyportal_like.work import Units
from tests.alerts.conftest import CANDID, JD
from tests.services.packets import epoch, pgir, prepared, take_in, ztf
from tests.services.tables import picture, rows
from tests.world import ORIGIN, Person, World

OURS = Scanning("Ours")


def sees(people: World, person: Person, obj_id: str) -> bool:
    return (
        people.run(
            person,
            lambda work: work.session.scalar(
                readable(work.actor, Obj, Obj.id).where(Obj.id == obj_id)
            ),
        )
        == obj_id
    )


def test_an_alert_brings_all_its_rows(units: Units, storage: Storage, engine: Engine) -> None:
    data = ztf(history=[epoch(jd=JD - 2, candid=7, magpsf=18.5)])
    counts = take_in(units, prepared(storage, data))
    assert counts == IngestCounts(
        alerts=1, known=0, objects=1, candidates=1, points=2, thumbnails=3
    )
    ((survey, candid, packet, drb),) = rows(
        engine, "select survey, candid, packet, properties->>'rcid' from alerts"
    )
    assert (survey, candid, drb) == ("ZTF", CANDID, "4")
    assert storage.get(str(packet)) == data
    assert rows(engine, "select id, owner_id, origin from objs") == [("ZTF26abc", None, "ZTF")]
    assert rows(
        engine,
        "select passed_at, passing_alert_id, name from candidates"
        " join filters on filters.id = filter_id",
    ) == [
        (datetime(2023, 10, 12, 10, 24, 45, 3000), CANDID, "ZTF alerts")  # noqa: DTZ001
    ]
    assert rows(engine, "select role, survey, taken_jd from thumbnails order by 1") == [
        (role, "ZTF", JD) for role in ("new", "ref", "sub")
    ]
    ((origin, drb, jd),) = rows(engine, "select origin, data->>'drb', data->'jd' from annotations")
    assert (origin, drb, jd) == ("ZTF Public:scores", "0.9999", JD)


def test_a_second_run_changes_nothing_at_all(
    units: Units, storage: Storage, engine: Engine
) -> None:
    files = [ztf(history=[epoch(jd=JD - 2, candid=7)]), pgir(), ztf("ZTF26def", candid=8)]
    take_in(units, prepared(storage, *files))
    before = picture(engine)
    counts = take_in(units, prepared(storage, *files))
    assert counts == IngestCounts(known=3)
    assert picture(engine) == before


def test_the_programme_decides_the_stream_and_so_who_sees_it(
    people: World, units: Units, storage: Storage
) -> None:
    take_in(units, prepared(storage, ztf("ZTF26open", programid=1)), OURS)
    assert sees(people, people.member, "ZTF26open")
    assert not sees(people, people.outsider, "ZTF26open")
    # The other group gets the partnership's stream, with all its members; ours gets nothing.
    take_in(units, prepared(storage, ztf("ZTF26closed", programid=2)), Scanning("Theirs"))
    assert sees(people, people.outsider, "ZTF26closed")
    assert not sees(people, people.member, "ZTF26closed")


def test_members_hold_what_their_group_is_given(
    people: World, units: Units, storage: Storage, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf(programid=2)), OURS)
    without = rows(
        engine,
        "select m.user_id, s.stream_id from group_users m join group_streams s using (group_id)"
        " where not exists (select 1 from stream_users u where u.user_id = m.user_id"
        " and u.stream_id = s.stream_id)",
    )
    assert without == []
    told = rows(
        engine,
        "select any_users from events where type = 'membership.changed' order by any_users",
    )
    ours = [people.member, people.colleague, people.group_admin, people.viewer]
    assert told == [([person.id],) for person in sorted(ours, key=lambda one: one.id)]


def test_a_point_that_another_programme_repeats_gets_both_streams(
    units: Units, storage: Storage, engine: Engine
) -> None:
    earlier = epoch(jd=JD - 2, candid=7, programid=1)
    take_in(units, prepared(storage, ztf(history=[earlier])))
    counts = take_in(
        units, prepared(storage, ztf(history=[earlier], programid=2, candid=9, jd=JD + 1))
    )
    assert counts.points == 1
    names = rows(
        engine,
        "select mjd, array(select name from streams where id = any(stream_ids) order by name)"
        " from photometry order by mjd",
    )
    assert [one[1] for one in names] == [
        ["ZTF Public", "ZTF Public+Partnership"],
        ["ZTF Public"],
        ["ZTF Public+Partnership"],
    ]


def test_a_point_of_a_closer_programme_stays_there(
    units: Units, storage: Storage, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf(history=[epoch(jd=JD - 2, candid=7, programid=2)])))
    names = rows(
        engine,
        "select array(select name from streams where id = any(stream_ids)) from photometry"
        " order by mjd",
    )
    assert names == [(["ZTF Public+Partnership"],), (["ZTF Public"],)]


def test_the_newest_scores_and_images_stay_whatever_comes_later(
    units: Units, storage: Storage, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf(candid=2, jd=JD, drb=0.2)))
    take_in(units, prepared(storage, ztf(candid=3, jd=JD + 1, drb=0.3)))
    take_in(units, prepared(storage, ztf(candid=1, jd=JD - 1, drb=0.1)))
    assert rows(engine, "select data->>'drb' from annotations") == [("0.3",)]
    assert rows(engine, "select count(*) from candidates") == [(3,)]
    told = rows(engine, "select type from events where type like 'annotation%' order by id")
    assert told == [("annotation.created",), ("annotation.updated",)]


def test_one_event_a_filter_tells_of_a_whole_batch(
    units: Units, storage: Storage, engine: Engine
) -> None:
    files = [ztf(f"ZTF26a{number}", candid=number) for number in range(3)]
    take_in(units, prepared(storage, *files, pgir()))
    told = rows(
        engine,
        "select payload->>'count', payload->'obj_ids', cardinality(any_filters) from events"
        " where type = 'candidate.posted' order by 1",
    )
    assert told == [
        ("1", ["PGIR26abc"], 1),
        ("3", ["ZTF26a0", "ZTF26a1", "ZTF26a2"], 1),
    ]


def test_points_are_told_to_their_own_readers_only(
    units: Units, storage: Storage, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf(history=[epoch(jd=JD - 2, candid=7, programid=2)])))
    told = rows(
        engine,
        "select payload->>'count', array(select name from streams where id = any(any_streams))"
        " from events where type = 'photometry.added' order by any_streams",
    )
    assert sorted(told, key=str) == [("1", ["ZTF Public"]), ("1", ["ZTF Public+Partnership"])]


def test_magnitudes_become_fluxes_of_the_right_system_and_sign(
    people: World, units: Units, storage: Storage
) -> None:
    history = [
        epoch(jd=JD - 3, candid=7, isdiffpos="f", magpsf=19.2),
        epoch(jd=JD - 2, candid=None, magpsf=None, sigmapsf=None, isdiffpos=None, diffmaglim=20.3),
    ]
    take_in(units, prepared(storage, ztf(history=history), pgir()), OURS)

    def curves(work: object) -> object:
        return photometry.light_curves(work, ["ZTF26abc", "PGIR26abc"])

    found = people.run(people.member, curves)
    assert found["bands"] == ["2massj", "ztfg"]
    seen = found["light_curves"]["ZTF26abc"]
    assert seen["mag"] == [None, None, 17.72]
    assert seen["magerr"] == [None, None, 0.064]
    assert seen["limiting_mag"] == [20.15, 20.3, 20.15]
    # 2MASS J: AB is Vega plus 0.91 (Blanton & Roweis 2007).
    assert found["light_curves"]["PGIR26abc"]["mag"] == [pytest.approx(11.601 + 0.91)]


def test_the_group_that_ingest_makes_is_of_those_who_administer(
    units: Units, storage: Storage, people: World, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf()))
    members = rows(
        engine,
        "select user_id, admin from group_users m join groups g on g.id = m.group_id"
        " where g.name = 'Alert scanners'",
    )
    assert members == [(people.admin.id, True)]
    assert not sees(people, people.member, "ZTF26abc")


def test_a_group_that_is_not_there_is_refused_and_nothing_is_written(
    people: World, units: Units, storage: Storage, engine: Engine
) -> None:
    before = picture(engine)
    with pytest.raises(NotFound, match="There is no group named Our"):
        take_in(units, prepared(storage, ztf()), Scanning("Our"))
    with pytest.raises(Invalid, match="a person's own group"):
        take_in(units, prepared(storage, ztf()), Scanning("member"))
    assert picture(engine) == before


def test_a_person_is_never_taken_for_the_bot(people: World, units: Units, storage: Storage) -> None:
    units.run(
        actors.system, ORIGIN, lambda work: users.create(work, "alert-ingest", Role.FULL_USER)
    )
    with pytest.raises(Invalid, match="belongs to a person"):
        take_in(units, prepared(storage, ztf()))


def test_a_batch_costs_the_same_statements_however_large(
    units: Units, storage: Storage, engine: Engine
) -> None:
    take_in(units, prepared(storage, ztf("ZTF26first")))
    executed: list[str] = []

    def note(*arguments: object) -> None:
        executed.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    numbers = []
    for size in (1, 30):
        executed.clear()
        files = [ztf(f"ZTF26x{size}n{one}", candid=1000 * size + one) for one in range(size)]
        take_in(units, prepared(storage, *files))
        numbers.append(len(executed))
    event.remove(engine, "before_cursor_execute", note)
    assert numbers[0] == numbers[1] < 25


def test_two_writers_of_the_same_objects_wait_for_each_other(
    units: Units, storage: Storage, engine: Engine
) -> None:
    names = [f"ZTF26both{number}" for number in range(20)]
    first = prepared(storage, *(ztf(name, candid=n) for n, name in enumerate(names)))
    second = prepared(
        storage,
        *(ztf(name, candid=100 + n, jd=JD + 1) for n, name in reversed(list(enumerate(names)))),
    )
    take_in(units, prepared(storage, ztf("ZTF26setup", candid=999)))
    counts: list[IngestCounts] = []
    together = threading.Barrier(2)

    def write(taken: object) -> None:
        together.wait()
        counts.append(take_in(units, taken))

    threads = [threading.Thread(target=write, args=(taken,)) for taken in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.objects for one in counts) == 20
    assert sum(one.candidates for one in counts) == 40
    assert rows(engine, "select count(*) from photometry") == [(41,)]
