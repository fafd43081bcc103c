"""One simulated night that the tests of the simulator look at."""

from collections.abc import Callable

import pytest

from skyportal_like.simulator import SimulatedTransient, simulate_night

NIGHT_MJD = 61300.0
Night = tuple[SimulatedTransient, ...]


@pytest.fixture(scope="session")
def night() -> Night:
    """Return a night long enough to hold many of each kind."""
    return tuple(simulate_night(seed=7, night_mjd=NIGHT_MJD, n=1000))


@pytest.fixture(scope="session")
def of_kind(night: Night) -> Callable[[str], Night]:
    """Return a function that picks the objects of a kind."""
    return lambda kind: tuple(each for each in night if each.kind == kind)
