"""Coordinates, distances and magnitudes against known values."""

import math

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord

from skyportal_like.science import coordinates, distances, magnitudes

# Planck18.luminosity_distance of astropy 8.0 with scipy's quadrature, in Mpc.
LUMINOSITY = {0.05: 229.88062846485786, 0.5: 2919.6249521806776, 1.0: 6791.2689423031325}


def test_galactic_coordinates_agree_with_the_reference_frame() -> None:
    generator = np.random.default_rng(3)
    for ra, dec in zip(
        generator.uniform(0, 360, 200), generator.uniform(-90, 90, 200), strict=True
    ):
        longitude, latitude = coordinates.galactic(float(ra), float(dec))
        wanted = SkyCoord(ra=ra * u.deg, dec=dec * u.deg).galactic
        given = SkyCoord(l=longitude * u.deg, b=latitude * u.deg, frame="galactic")
        assert wanted.separation(given).arcsec < 0.1


def test_the_poles_have_coordinates_too() -> None:
    assert coordinates.galactic(0.0, 90.0)[1] == pytest.approx(27.12825, abs=1e-6)
    assert coordinates.galactic(192.85948, 27.12825)[1] == pytest.approx(90.0, abs=1e-4)


def test_healpix_indices_are_nested_and_of_level_29() -> None:
    assert coordinates.healpix(0.0, 90.0) // 4**29 == 0
    near = coordinates.healpix(10.0, 20.0), coordinates.healpix(10.0 + 1e-9, 20.0)
    assert near[0] >> 20 == near[1] >> 20
    assert 0 <= coordinates.healpix(359.999999, -90.0) < 12 * 4**29


@pytest.mark.parametrize(("redshift", "wanted"), LUMINOSITY.items())
def test_distances_are_those_of_planck18(redshift: float, wanted: float) -> None:
    found = distances.of_redshift(redshift)
    assert found is not None
    assert found.luminosity == pytest.approx(wanted, abs=1e-7)
    assert found.angular_diameter == pytest.approx(found.luminosity / (1 + redshift) ** 2)
    assert found.modulus == pytest.approx(5 * math.log10(found.luminosity * 1e6 / 10))


@pytest.mark.parametrize("redshift", [0.0, -0.1, 0.001, math.nan, math.inf])
def test_a_redshift_that_tells_no_distance_gives_none(redshift: float) -> None:
    assert distances.of_redshift(redshift) is None


def test_magnitudes_and_fluxes_are_each_others_inverse() -> None:
    for mag in (10.0, 19.2, 20.3, 23.9):
        assert magnitudes.magnitude(magnitudes.flux(mag)) == pytest.approx(mag, abs=1e-12)
    assert magnitudes.flux(23.9) == 1.0
    assert magnitudes.magnitude(-1.0) is None
    assert magnitudes.magnitude(None) is None


def test_errors_and_limits_follow_from_the_flux() -> None:
    flux = magnitudes.flux(19.0)
    error = magnitudes.flux_error(0.1, flux)
    assert magnitudes.magnitude_error(flux, error) == pytest.approx(0.1)
    sigma = magnitudes.limit_flux_error(20.5)
    assert magnitudes.limiting_magnitude(sigma) == pytest.approx(20.5)
    assert magnitudes.is_detection(3.1, 1.0)
    assert not magnitudes.is_detection(3.0, 1.0)
    assert not magnitudes.is_detection(None, 1.0)


def test_vega_magnitudes_become_ab_by_the_band() -> None:
    assert magnitudes.to_ab(14.0, "vega", "2massj") == pytest.approx(14.91)
    assert magnitudes.to_ab(14.0, "ab", "ztfg") == 14.0
