"""Where on the sky a simulated object lies, and what of the sky the survey can see."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.kinds import Place

SOUTHERN_LIMIT = -28.0
SMALLEST_ELONGATION = 60.0
GALACTIC_GAP = 10.0
OBLIQUITY = 23.4393
# ICRS to galactic: ESA 1997, The Hipparcos and Tycho Catalogues, vol. 1, eq. 1.5.11.
_TO_GALACTIC = (
    (-0.0548755604, -0.8734370902, -0.4838350155),
    (+0.4941094279, -0.4448296300, +0.7469822445),
    (-0.8676661490, -0.1980763734, +0.4559837762),
)
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Position:
    """Hold equatorial coordinates (ICRS, degrees) and the galactic latitude."""

    ra: float
    dec: float
    b: float


def unit_vector(longitude: float, latitude: float) -> Vector:
    """Turn spherical coordinates in degrees into a unit vector."""
    lon, lat = math.radians(longitude), math.radians(latitude)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def spherical(vector: Vector) -> tuple[float, float]:
    """Turn a unit vector into (longitude in [0, 360), latitude) in degrees."""
    x, y, z = vector
    longitude = math.degrees(math.atan2(y, x)) % 360.0
    return longitude, math.degrees(math.asin(max(-1.0, min(1.0, z))))


def galactic_to_equatorial(longitude: float, latitude: float) -> tuple[float, float]:
    """Turn galactic into ICRS coordinates, in degrees (ESA 1997, eq. 1.5.11, transposed)."""
    x, y, z = unit_vector(longitude, latitude)
    first, second, third = _TO_GALACTIC
    turned = [first[k] * x + second[k] * y + third[k] * z for k in range(3)]
    return spherical((turned[0], turned[1], turned[2]))


def galactic_latitude(ra: float, dec: float) -> float:
    """Return the galactic latitude of ICRS coordinates, in degrees."""
    x, y, z = unit_vector(ra, dec)
    pole = _TO_GALACTIC[2]
    return math.degrees(math.asin(pole[0] * x + pole[1] * y + pole[2] * z))


def ecliptic_to_equatorial(longitude: float, latitude: float) -> tuple[float, float]:
    """Turn ecliptic into equatorial coordinates of J2000, in degrees."""
    x, y, z = unit_vector(longitude, latitude)
    sin, cos = math.sin(math.radians(OBLIQUITY)), math.cos(math.radians(OBLIQUITY))
    return spherical((x, cos * y - sin * z, sin * y + cos * z))


def sun_longitude(mjd: float) -> float:
    """Return the Sun's ecliptic longitude in degrees, to 0.01 (Astronomical Almanac, page C5)."""
    days = mjd - 51544.5
    anomaly = math.radians(357.528 + 0.9856003 * days)
    mean_longitude = 280.460 + 0.9856474 * days
    return (mean_longitude + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)) % 360.0


def sun_vector(mjd: float) -> Vector:
    """Return the direction of the Sun as an equatorial unit vector."""
    return unit_vector(*ecliptic_to_equatorial(sun_longitude(mjd), 0.0))


def draw_position(rng: np.random.Generator, place: Place, mjd: float) -> Position:
    """Draw a position of the given kind of place that the survey can point at on that night."""
    sun = sun_vector(mjd)
    while True:
        ra, dec = _draw_anywhere(rng, place, mjd)
        if dec < SOUTHERN_LIMIT:
            continue
        towards = unit_vector(ra, dec)
        cosine = sum(a * b for a, b in zip(sun, towards, strict=True))
        b = galactic_latitude(ra, dec)
        if cosine > math.cos(math.radians(SMALLEST_ELONGATION)):
            continue
        if place == "extragalactic" and abs(b) < GALACTIC_GAP:
            continue
        return Position(ra, dec, b)


def _draw_anywhere(rng: np.random.Generator, place: Place, mjd: float) -> tuple[float, float]:
    if place == "disc":
        return galactic_to_equatorial(rng.uniform(0, 360), _laplace_latitude(rng, 7.0))
    if place == "halo":
        return galactic_to_equatorial(rng.uniform(0, 360), _laplace_latitude(rng, 25.0))
    if place == "ecliptic":
        opposition = sun_longitude(mjd) + 180.0
        return ecliptic_to_equatorial(opposition + rng.normal(0, 35), rng.normal(0, 8))
    return rng.uniform(0, 360), math.degrees(math.asin(rng.uniform(-1, 1)))


def _laplace_latitude(rng: np.random.Generator, scale: float) -> float:
    while True:
        latitude = float(rng.laplace(0.0, scale))
        if abs(latitude) < 90.0:
            return latitude
