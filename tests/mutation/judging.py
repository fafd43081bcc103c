"""Puts a mutant in the place of the page, and asks who notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from skyportal_like.access import Action
from skyportal_like.access.policies import POLICIES, Policy
from skyportal_like.models import Base
from tests.access.matrix import CASES, MATRIX, Scene
from tests.leaks import by_page, rules
from tests.leaks.people import CALLERS
from tests.leaks.world import World
from tests.mutation.mutants import Mutant


@contextmanager
def in_place(mutant: Mutant) -> Iterator[None]:
    """Let a mutant stand on the page for a while; the page is as it was afterwards."""
    page: dict[type[Base], Policy] = POLICIES  # type: ignore[assignment]
    original = page[mutant.model]
    page[mutant.model] = mutant.policy
    try:
        yield
    finally:
        page[mutant.model] = original


@dataclass(frozen=True, slots=True)
class Judges:
    """The quick tests of the page, as questions."""

    scene: Scene
    engine: Engine
    world: World

    def matrix_notices(self, model: type[Base] | None = None) -> bool:
        """Ask the matrix: every line of a model, or all of them."""
        acts = {
            (one, action)
            for one, policy in POLICIES.items()
            for action in (Action.READ, *policy.rules)
        }
        lines = {line: wanted for line, wanted in MATRIX.items() if model in {None, line[0]}}
        cases = {case: wanted for case, wanted in CASES.items() if model in {None, case[0]}}
        return _fails(
            lambda: (
                set(MATRIX) != acts
                or self.scene.matrix(lines) != lines
                or self.scene.cases(model) != cases
            )
        )

    def leaks_notice(self, model: type[Base] | None = None) -> bool:
        """Ask the leak tests' rules: who reads, who may do what, who hears."""
        acts = {
            (str(one.__tablename__), action.value)
            for one, policy in POLICIES.items()
            for action in policy.rules
        }
        return set(rules.ACTS) != acts or any(
            _fails(lambda caller=caller: self._differs(caller, model)) for caller in CALLERS
        )

    def _differs(self, caller: by_page.Caller, model: type[Base] | None) -> bool:
        with Session(self.engine) as session:
            return bool(
                by_page.differences_of_rows(session, self.world, caller, model)
                or by_page.differences_of_acts(session, self.world, caller, model)
                or by_page.differences_of_hearing(session, self.world, caller, model)
            )


def _fails(ask: Callable[[], bool]) -> bool:
    """Tell whether a test fails, by its answer or because the database refuses the question."""
    try:
        return ask()
    except (DBAPIError, TypeError, KeyError, AttributeError):
        return True
