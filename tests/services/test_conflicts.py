"""People who act on the same object at the same moment: nobody fails, nothing happens twice."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import text

from skyportal_like.errors import Invalid, NotFound, Unavailable
from skyportal_like.schemas.candidates import NewCandidate
from skyportal_like.schemas.decisions import Operation
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import candidates, decisions, sources
from skyportal_like.work import Work
from tests.world import Person, World

ROUNDS = 25


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do things in threads of their own that begin together; give what went wrong."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def operation(obj_id: str, **choices: object) -> Operation:
    return Operation.model_validate({"op_id": str(uuid4()), "obj_id": obj_id, "set": choices})


def deadlocks(world: World) -> int:
    statement = text("select deadlocks from pg_stat_database where datname = current_database()")
    return int(world.run(world.admin, lambda work: work.session.scalar(statement)))


def test_savers_letters_go_scanners_and_brokers_of_one_object_never_deadlock(
    people: World,
) -> None:
    name, group = people.candidate, people.group
    before = deadlocks(people)
    saved = NewSource(id=name, ra=30.0, dec=-10.0, group_ids=(group,))
    new = NewCandidate.model_validate(
        {
            "id": name,
            "ra": 30.0,
            "dec": -10.0,
            "filter_ids": [people.filter],
            "passed_at": "2026-11-20T01:00:00",
        }
    )

    def decide(person: Person) -> Callable[[], None]:
        def act() -> None:
            for turn in range(ROUNDS):
                choice = {"reject": {"groups": [group]}} if turn % 2 else {"save": [group]}
                people.run(person, partial(decisions.decide, operation=operation(name, **choice)))

        return act

    def save_and_let_go() -> None:
        for _ in range(ROUNDS):
            people.run(people.group_admin, lambda work: sources.post(work, saved))
            with suppress(Invalid, NotFound):  # somebody else let go of it first
                people.run(people.group_admin, lambda work: sources.unsave(work, name, group))

    def post_and_remove() -> None:
        for _ in range(ROUNDS):
            people.run(people.colleague, lambda work: candidates.post(work, new))
            people.run(people.colleague, lambda work: candidates.remove(work, name, people.filter))

    assert at_once(decide(people.member), save_and_let_go, post_and_remove) == []
    assert deadlocks(people) == before


def test_of_several_who_let_go_at_once_one_does(people: World) -> None:
    def let_go(work: Work) -> None:
        sources.unsave(work, people.obj, people.group)

    refused = at_once(*[lambda: people.run(people.group_admin, let_go)] * 4)
    assert len(refused) == 3
    assert all(isinstance(error, Invalid | NotFound) for error in refused), refused
    told = text("select count(*) from events where type = 'source.unsaved'")
    assert people.run(people.admin, lambda work: work.session.scalar(told)) == 1


def test_nobody_waits_for_an_object_that_is_hidden(people: World) -> None:
    locked, decided = threading.Event(), threading.Event()

    def hold(work: Work) -> None:
        statement = text("select 1 from objs where id = :id for no key update")
        work.session.execute(statement, {"id": people.hidden})
        locked.set()
        assert decided.wait(20)

    def decide() -> None:
        assert locked.wait(20)
        many = [operation(people.hidden, save=[people.group])]
        try:
            answer = people.run(people.member, lambda work: decisions.decide_each(work, many))
            assert answer[0]["error"]["code"] == "not_found"
        finally:
            decided.set()

    started = at_once(lambda: people.run(people.outsider, hold), decide)
    assert started == []


def test_one_poisonous_operation_stops_no_other(people: World) -> None:
    many = [
        operation(people.candidate, save=[people.group]),
        operation(people.candidate, unclassify=[2**31 - 1]),
        operation(people.obj, reject="me"),
    ]
    answer = people.run(people.member, lambda work: decisions.decide_each(work, many))
    assert ["error" in one for one in answer] == [False, True, False]


def test_a_label_taken_back_and_restored_is_who_said_it_and_how(people: World) -> None:
    label = {
        "taxonomy_id": people.taxonomy,
        "classification": "Ia",
        "ml": True,
        "origin": "robot",
    }

    def there_and_back(work: Work) -> dict[str, object]:
        made = decisions.decide(work, operation(people.candidate, classify=[label]))
        (shown,) = made["state"]["classifications"]
        gone = decisions.decide(work, operation(people.candidate, unclassify=[shown["id"]]))
        assert gone["inverse"] is not None
        back = decisions.decide(work, operation(people.candidate, **gone["inverse"]["set"]))
        return dict(back["state"]["classifications"][0])

    restored = people.run(people.member, there_and_back)
    assert (restored["ml"], restored["origin"]) == (True, "robot")


def test_a_statement_that_takes_too_long_is_said_to_be_unavailable(people: World) -> None:
    def slow(work: Work) -> None:
        work.session.execute(text("set local statement_timeout = 20"))
        work.session.execute(text("select pg_sleep(5)"))

    with pytest.raises(Unavailable, match="took too long"):
        people.run(people.member, slow)
