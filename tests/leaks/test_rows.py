"""The page of permission says what the contract says, row by row, act by act, caller by caller."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from tests.leaks.by_page import (
    differences_of_acts,
    differences_of_hearing,
    differences_of_rows,
)
from tests.leaks.databases import Databases
from tests.leaks.people import CALLERS, Caller
from tests.leaks.world import World


@pytest.fixture
def engine(leaks_world: World, databases: Databases) -> Iterator[Engine]:
    with databases.cloned("rows") as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_everybody_reads_exactly_what_the_contract_says(
    engine: Engine, leaks_world: World, caller: Caller
) -> None:
    with Session(engine) as session:
        assert differences_of_rows(session, leaks_world, caller) == []


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_everybody_may_do_exactly_what_the_contract_says(
    engine: Engine, leaks_world: World, caller: Caller
) -> None:
    with Session(engine) as session:
        assert differences_of_acts(session, leaks_world, caller) == []


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_everybody_hears_exactly_of_what_they_read(
    engine: Engine, leaks_world: World, caller: Caller
) -> None:
    with Session(engine) as session:
        assert differences_of_hearing(session, leaks_world, caller) == []
