import numpy as np
import pytest
from astropy.coordinates import angular_separation
from hypothesis import given, settings
from hypothesis import strategies as st

from skyportal_like.bundles.neighbours import pairs_within

ARCSEC = 1 / 3600
CENTRES = st.sampled_from(
    [(0.0, 0.0), (359.9999, 45.0), (120.0, 90.0), (7.0, -90.0), (180.0, -89.9)]
)
STEPS = st.tuples(st.floats(-4, 4), st.floats(-4, 4))


def brute(ra: np.ndarray, dec: np.ndarray, radius: float) -> set[tuple[int, int]]:
    one, other = np.triu_indices(len(ra), 1)
    apart = angular_separation(*np.radians([ra[one], dec[one], ra[other], dec[other]]))
    near = np.degrees(apart) * 3600 <= radius
    return set(zip(one[near].tolist(), other[near].tolist(), strict=True))


@settings(max_examples=80, deadline=None)
@given(CENTRES, st.lists(STEPS, min_size=2, max_size=25))
def test_pairs_are_those_that_spherical_trigonometry_finds(
    centre: tuple[float, float], steps: list[tuple[float, float]]
) -> None:
    dec = np.clip([centre[1] + step[1] * ARCSEC for step in steps], -90, 90)
    widths = ARCSEC / np.maximum(np.cos(np.radians(dec)), 1e-4)
    ra = (centre[0] + np.array([step[0] for step in steps]) * widths) % 360
    found = pairs_within(ra, dec, 2.0)
    assert (
        brute(ra, dec, 1.9999) <= {tuple(pair) for pair in found.tolist()} <= brute(ra, dec, 2.0001)
    )


def test_each_pair_is_found_once_among_many_at_one_place() -> None:
    ra, dec = np.full(200, 10.0), np.full(200, 89.99999)
    found = pairs_within(ra, dec, 2.0)
    assert len(found) == len({tuple(pair) for pair in found.tolist()}) == 200 * 199 // 2


@pytest.mark.parametrize("radius", [0, -1, 3601, float("nan")])
def test_a_senseless_radius_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="radius_arcsec"):
        pairs_within(np.zeros(2), np.zeros(2), radius)
