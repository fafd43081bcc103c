"""Who sees an object, kept by triggers, and lists that hold exactly what can be fetched."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from skyportal_like import access
from skyportal_like.access.policies import POLICIES
from skyportal_like.errors import NotFound
from skyportal_like.models import (
    Base,
    Candidate,
    Classification,
    Comment,
    Filter,
    Obj,
    Photometry,
    Source,
    StreamUser,
)
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.comments import NewComment
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import classifications, comments, sources
from skyportal_like.work import Work
from tests.world import Person, World

# What the triggers keep, computed anew from the rows themselves.
RECOMPUTED = text(
    """
select o.id,
    array(select distinct g from (
        select group_id as g from sources where obj_id = o.id and (active or requested)
        union select unnest(group_ids) from photometry where obj_id = o.id) x order by 1) as groups,
    array(select distinct filter_id from candidates where obj_id = o.id order by 1) as filters,
    array(select distinct u from (
        select o.owner_id as u where o.owner_id is not null
        union select owner_id from photometry where obj_id = o.id) x order by 1) as users
from objs o order by o.id
"""
)


def sees(world: World, person: Person, obj_id: str) -> bool:
    try:
        world.run(person, lambda work: access.get(work, Obj, obj_id))
    except NotFound:
        return False
    return True


def assert_holders_are_right(world: World) -> None:
    def check(work: Work) -> None:
        wanted = work.session.execute(RECOMPUTED).all()
        kept = work.session.execute(
            select(Obj.id, Obj.group_ids, Obj.filter_ids, Obj.user_ids).order_by(Obj.id)
        ).all()
        assert [tuple(row) for row in kept] == [tuple(row) for row in wanted]

    world.run(world.admin, check)


def test_an_object_is_seen_by_those_who_hold_it(people: World) -> None:
    assert sees(people, people.viewer, people.obj)
    assert sees(people, people.viewer, people.candidate)
    assert not sees(people, people.viewer, people.hidden)
    assert not sees(people, people.outsider, people.obj)
    assert sees(people, people.admin, people.hidden)
    assert_holders_are_right(people)


def test_who_lost_the_stream_no_longer_sees_the_candidate(people: World) -> None:
    def revoke(work: Work) -> None:
        rows = work.session.query(StreamUser).filter_by(
            user_id=people.viewer.id, stream_id=people.stream
        )
        work.session.delete(rows.one())

    people.run(people.admin, revoke)
    assert not sees(people, people.viewer, people.candidate)
    assert sees(people, people.viewer, people.obj), "the save does not hang on the stream"


def test_letting_go_of_an_object_hides_it_again(people: World) -> None:
    assert sees(people, people.colleague, people.obj)
    people.run(people.member, lambda work: sources.unsave(work, people.obj, people.group))
    assert not sees(people, people.colleague, people.obj)
    assert sees(people, people.member, people.obj), "its first poster keeps seeing it"
    assert_holders_are_right(people)


def test_a_comment_or_a_label_makes_no_object_visible(people: World) -> None:
    def speak(work: Work) -> None:
        comments.comment(work, people.obj, NewComment(text="x", group_ids=(people.sitewide,)))
        classifications.classify(
            work,
            NewClassification(
                obj_id=people.obj,
                taxonomy_id=people.taxonomy,
                classification="Ia",
                group_ids=(people.sitewide,),
            ),
        )

    people.run(people.member, speak)
    assert not sees(people, people.outsider, people.obj)

    def read(work: Work) -> list[int]:
        return [
            len(work.session.scalars(access.readable(work.actor, model)).all())
            for model in (Comment, Classification)
        ]

    assert people.run(people.outsider, read) == [0, 0]
    assert people.run(people.viewer, read) == [1, 1]


def test_points_of_a_group_show_the_object_and_points_of_a_stream_do_not(people: World) -> None:
    def upload(groups: list[int], streams: list[int]) -> Callable[[Work], None]:
        def act(work: Work) -> None:
            instrument = work.session.scalar(text("select id from instruments limit 1"))
            if instrument is None:
                work.session.execute(
                    text("insert into telescopes (name, nickname, diameter) values ('t','t',1)")
                )
                instrument = work.session.scalar(
                    text(
                        "insert into instruments (name, type, telescope_id, filters)"
                        " values ('i', 'imager', 1, '{ztfg}') returning id"
                    )
                )
            work.add(
                Photometry(
                    obj_id=people.hidden,
                    instrument_id=instrument,
                    filter="ztfg",
                    mjd=60000.0 + len(groups),
                    flux=1.0,
                    fluxerr=0.1,
                    upload_id="00000000-0000-0000-0000-000000000000",
                    owner_id=people.outsider.id,
                    group_ids=groups,
                    stream_ids=streams,
                )
            )

        return act

    people.run(people.outsider, upload([], [people.stream]))
    assert not sees(people, people.viewer, people.hidden)
    people.run(people.outsider, upload([people.group], []))
    assert sees(people, people.viewer, people.hidden)
    assert_holders_are_right(people)


@pytest.mark.parametrize("model", [model for model in POLICIES if hasattr(model, "id")])
def test_a_list_holds_exactly_what_can_be_fetched_one_by_one(
    people: World, model: type[Base]
) -> None:
    everything = people.run(
        people.admin,
        lambda work: [row.id for row in work.session.scalars(access.readable(work.actor, model))],
    )
    for person in people.people.values():

        def compare(work: Work) -> None:
            listed = {row.id for row in work.session.scalars(access.readable(work.actor, model))}
            fetched = set()
            for key in everything:
                try:
                    access.get(work, model, key)
                except NotFound:
                    continue
                fetched.add(key)
            assert listed == fetched

        people.run(person, compare)


def test_many_savers_of_the_same_objects_at_once_all_succeed(people: World) -> None:
    names = [f"ZTF26many{number}" for number in range(6)]
    failures: list[BaseException] = []

    def save_all(person: Person, group: int, order: list[str]) -> None:
        try:
            for name in order:
                new = NewSource(id=name, ra=1.0, dec=1.0, group_ids=(group,))
                people.run(person, lambda work, new=new: sources.post(work, new))
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [
        threading.Thread(target=save_all, args=(person, group, order))
        for person, group in ((people.member, people.group), (people.outsider, people.other_group))
        for order in (names, names[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_holders_are_right(people)
    held = people.run(
        people.admin,
        lambda work: work.session.scalars(select(Obj.group_ids).where(Obj.id.in_(names))).all(),
    )
    assert held == [[people.group, people.other_group]] * len(names)


def test_deleting_a_filter_takes_its_candidates_and_their_visibility(people: World) -> None:
    def drop(work: Work) -> None:
        work.session.delete(work.session.get_one(Filter, people.filter))

    people.run(people.admin, drop)
    assert not sees(people, people.viewer, people.candidate)
    assert_holders_are_right(people)
    left = people.run(people.admin, lambda work: work.session.query(Candidate).count())
    assert left == 1
    assert people.run(people.admin, lambda work: work.session.query(Source).count()) == 2
