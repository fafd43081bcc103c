"""The simulated survey: noise, limits, cadence, sky and distances."""

from itertools import pairwise

import numpy as np
import pytest
from astropy import units
from astropy.coordinates import BarycentricMeanEcliptic, SkyCoord

from skyportal_like.simulator import SimulatedTransient
from skyportal_like.simulator.cosmology import (
    flux_of,
    kiloparsecs_per_arcsec,
    luminosity_distance,
)
from skyportal_like.simulator.sky import (
    Position,
    ecliptic_to_equatorial,
    galactic_latitude,
    galactic_to_equatorial,
)
from skyportal_like.simulator.survey import (
    DETECTION_SNR,
    SYSTEMATIC_FLOOR,
    Visits,
    draw_conditions,
    draw_visits,
    moon_illumination,
    noise_of,
    observe,
    points_of,
)

Night = tuple[SimulatedTransient, ...]


def visits_of(limit: float, count: int) -> Visits:
    flat = np.full(count, limit)
    when = 61300.0 + np.arange(count) / count
    return Visits(
        when, np.ones(count, dtype=np.int64), flat, np.full(count, 2.0), np.ones(count, dtype=bool)
    )


def test_a_point_is_a_detection_exactly_from_five_sigma_on() -> None:
    visits = visits_of(20.5, 6)
    error = noise_of(np.zeros(6), visits)
    snr = np.array([-8.0, 0.0, 4.999, 5.001, 20.0, 500.0])
    points = points_of(snr * error, error, visits)
    assert [point.mag is not None for point in points] == [False, False, False, True, True, True]
    for point, expected in zip(points[3:], snr[3:], strict=True):
        assert point.magerr is not None
        statistical = np.sqrt(point.magerr**2 - SYSTEMATIC_FLOOR**2)
        assert 2.5 / np.log(10.0) / statistical == pytest.approx(expected, rel=1e-6)


def test_a_magnitude_and_its_error_come_together(night: Night) -> None:
    for each in night:
        for point in each.points:
            assert (point.mag is None) == (point.magerr is None)


def test_no_detection_is_fainter_than_the_limit_of_its_visit(night: Night) -> None:
    for each in night:
        for point in each.points:
            assert 17.0 < point.limiting_mag < 21.0
            assert point.mag is None or point.mag <= point.limiting_mag
            assert point.magerr is None or SYSTEMATIC_FLOOR <= point.magerr < 0.2177


def test_the_limit_is_five_times_the_noise_of_the_sky() -> None:
    visits = visits_of(20.5, 1)
    assert noise_of(np.zeros(1), visits)[0] * DETECTION_SNR == pytest.approx(
        flux_of(np.array([20.5]))[0]
    )


def test_measured_fluxes_scatter_as_their_errors_say() -> None:
    visits = visits_of(20.5, 4000)
    flux = np.full(4000, flux_of(np.array([19.0]))[0])
    measured, error, scatter = observe(np.random.default_rng(3), flux, visits)
    pulls = (measured - flux) / scatter
    assert abs(pulls.mean()) < 0.06
    assert pulls.std() == pytest.approx(1.0, abs=0.05)
    assert np.all(error < scatter)


def test_each_band_returns_after_two_or_more_nights_and_clouds_make_gaps() -> None:
    rng = np.random.default_rng(5)
    conditions = draw_conditions(rng, 61300)
    assert 0.5 < conditions.clear.mean() < 0.95
    assert conditions.clear[-1]
    visits = draw_visits(rng, conditions, Position(0.0, 30.0, -32.0))
    for band in range(3):
        nights = np.floor(visits.mjd[visits.band == band])
        assert all(later - earlier >= 2 for earlier, later in pairwise(nights))
        assert max(later - earlier for earlier, later in pairwise(nights)) > 3
    assert visits.tonight.any()
    assert not set(np.floor(visits.mjd)) & set(conditions.nights[~conditions.clear])


def test_the_moon_takes_depth_from_g_most_and_from_i_least() -> None:
    rng = np.random.default_rng(5)
    losses = np.zeros((40, 3))
    for index in range(40):
        conditions = draw_conditions(rng, 61300)
        visits = draw_visits(rng, conditions, Position(0.0, 30.0, -32.0))
        moon = moon_illumination(np.floor(visits.mjd) + 0.32)
        for band in range(3):
            mine = visits.band == band
            losses[index, band] = -np.polyfit(moon[mine], visits.limit[mine], 1)[0]
    g, r, i = losses.mean(axis=0)
    assert g > r > i > 0.1


def test_the_moon_is_full_and_new_when_the_almanac_says() -> None:
    full_2024_06_22, new_2024_06_06 = 60483.05, 60467.53
    lit = moon_illumination(np.array([full_2024_06_22, new_2024_06_06]))
    assert lit[0] > 0.97
    assert lit[1] < 0.03


@pytest.mark.parametrize(
    ("redshift", "megaparsecs"), [(0.1, 460.30), (0.5, 2832.94), (1.0, 6607.66)]
)
def test_distances_are_those_of_the_concordance_universe(
    redshift: float, megaparsecs: float
) -> None:
    assert luminosity_distance(redshift) == pytest.approx(megaparsecs, rel=2e-5)


def test_nearby_distances_follow_hubble_and_sizes_shrink_with_distance() -> None:
    assert luminosity_distance(1e-4) == pytest.approx(29.979 / 70.0, rel=1e-3)
    assert kiloparsecs_per_arcsec(0.05) == pytest.approx(0.977, abs=0.002)


def test_coordinates_agree_with_astropy() -> None:
    for longitude, latitude in ((0.0, 0.0), (123.4, -56.7), (300.0, 80.0)):
        expected = SkyCoord(longitude, latitude, unit="deg", frame="galactic").icrs
        ra, dec = galactic_to_equatorial(longitude, latitude)
        assert SkyCoord(ra, dec, unit="deg").separation(expected) < 0.1 * units.arcsec
        assert galactic_latitude(ra, dec) == pytest.approx(latitude, abs=1e-6)
        frame = BarycentricMeanEcliptic(longitude * units.deg, latitude * units.deg)
        ra, dec = ecliptic_to_equatorial(longitude, latitude)
        assert SkyCoord(ra, dec, unit="deg").separation(SkyCoord(frame)) < 1 * units.arcsec
