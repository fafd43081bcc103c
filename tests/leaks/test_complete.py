"""Whatever exists is in the comparison: no new endpoint, parameter, event or row is left out."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from skyportal_like.access.policies import POLICIES
from skyportal_like.events.types import BY_NAME
from skyportal_like.handlers.datasets import CONTENT_TYPES
from skyportal_like.models import Base
from tests.leaks import labels, occurrences, registry, requests, rules, words
from tests.leaks.comparison import Comparison
from tests.leaks.databases import connected
from tests.leaks.people import CALLERS
from tests.leaks.requests import Request
from tests.leaks.world import World

EVERYBODYS = {table for table, rule in rules.READABLE.items() if rule == rules.EVERYBODY}
NOBODYS = {table for table, rule in rules.READABLE.items() if rule == rules.NOTHING}


@pytest.fixture(scope="module")
def asked(comparison: Comparison) -> list[Request]:
    return comparison.requests()


@pytest.fixture
def connection(comparison: Comparison) -> Iterator[Connection]:
    with connected(comparison.databases.world_url) as made:
        yield made


def test_every_endpoint_that_reads_is_asked(asked: list[Request]) -> None:
    assert {route.key for route in requests.routes()} == {one.route.key for one in asked}


def test_the_rows_of_every_path_are_known(connection: Connection) -> None:
    for route in (*requests.routes(), *requests.writing_routes()):
        assert requests.places(connection, route), route.key


def test_every_exception_is_about_an_endpoint_that_exists() -> None:
    known = {route.key for route in requests.routes()}
    named = {*registry.ABOUT, *registry.NEVER_ANSWERED}
    named |= {f"{key.split()[0]} {key.split()[1]}" for key in registry.VALUES if "/" in key}
    assert named - known == set()


def test_every_parameter_is_tried(asked: list[Request]) -> None:
    tried = {(one.route.key, name) for one in asked for name, _ in one.query}
    wanted = {(route.key, name) for route in requests.routes() for name in route.query}
    assert wanted - tried == set()


def test_every_value_of_a_closed_set_is_tried(asked: list[Request]) -> None:
    tried = {(one.route.key, name, value) for one in asked for name, value in one.query}
    wanted = {
        (route.key, name, value)
        for route in requests.routes()
        for name, one in route.query.items()
        for value in requests.closed_values(one)
    }
    assert wanted - tried == set()


def test_every_sort_key_is_named() -> None:
    lacking = {
        f"{route.key} {name}"
        for route in requests.routes()
        for name, one in route.query.items()
        if re.search(r"sort|order", name, re.IGNORECASE)
        and not requests.closed_values(one)
        and not registry.is_chosen(route.key, name)
        and words.by_name(name, words.Words(dict.fromkeys(words.WORDS, ()))) is None
    }
    assert lacking == set(), f"name their values in {registry.__name__}.VALUES"


def test_every_event_is_heard_by_some_and_not_by_others(
    connection: Connection, leaks_world: World
) -> None:
    assert {name for name in BY_NAME if not occurrences.is_known(name)} == set()
    rights = [leaks_world.rights(caller) for caller in CALLERS]
    for name in BY_NAME:
        of_type = f"type = '{name}' and "
        heard = [
            rules.rows(connection, "events", of_type + rules.reads("events", one)) for one in rights
        ]
        happened = rules.rows(connection, "events", f"type = '{name}'")
        assert any(heard), name
        assert any(one != happened for one in heard), name


def test_every_table_has_a_rule_and_every_rule_a_table() -> None:
    assert {*rules.READABLE, "events"} == set(Base.metadata.tables)
    assert {str(model.__tablename__) for model in POLICIES} <= {*rules.READABLE}


def test_every_act_has_a_rule_and_every_rule_an_act() -> None:
    acts = {
        (str(model.__tablename__), action.value)
        for model, policy in POLICIES.items()
        for action in policy.rules
    }
    assert set(rules.ACTS) == acts


@pytest.mark.parametrize("table", sorted(set(rules.READABLE) - EVERYBODYS - NOBODYS))
def test_of_every_table_some_rows_are_read_and_others_not(
    connection: Connection, leaks_world: World, table: str
) -> None:
    rights = [leaks_world.rights(caller) for caller in CALLERS]
    read = [
        rules.rows(connection, table, rules.reads(table, one))
        for one in rights
        if not one.reads_everything
    ]
    everything = rules.rows(connection, table, rules.EVERYBODY)
    assert any(read)
    assert any(one != everything for one in read)


@pytest.mark.parametrize("table", sorted(EVERYBODYS | NOBODYS))
def test_every_table_holds_rows(connection: Connection, table: str) -> None:
    assert connection.execute(text(f"select exists (select 1 from {table})")).scalar_one()


def test_every_kind_of_file_of_a_dataset_is_served() -> None:
    endings = {path.rpartition(".")[2] for path in labels.FILES}
    assert set(CONTENT_TYPES) <= endings
    assert any("." not in path for path in labels.FILES), "and one of another kind"
