"""Positions on the sky; all angles in degrees, ICRS unless said otherwise."""

import math

import astropy.units as u
from astropy_healpix import lonlat_to_healpix

HEALPIX_LEVEL = 29

# Galactic north pole and the position angle of the galactic centre in J2000 (Hipparcos catalogue,
# ESA SP-1200, vol. 1, section 1.5.3).
_POLE_RA = math.radians(192.85948)
_POLE_DEC = math.radians(27.12825)
_CENTRE_ANGLE = math.radians(122.93192)


def galactic(ra: float, dec: float) -> tuple[float, float]:
    """Turn a position into galactic longitude in [0, 360) and latitude, in degrees.

    Accurate to 0.1 arcsecond against the ICRS frame tie. Source: ESA SP-1200, section 1.5.3.
    """
    alpha, delta = math.radians(ra) - _POLE_RA, math.radians(dec)
    sin_b = math.sin(_POLE_DEC) * math.sin(delta) + math.cos(_POLE_DEC) * math.cos(
        delta
    ) * math.cos(alpha)
    y = math.cos(delta) * math.sin(alpha)
    x = math.cos(_POLE_DEC) * math.sin(delta) - math.sin(_POLE_DEC) * math.cos(delta) * math.cos(
        alpha
    )
    longitude = math.degrees(_CENTRE_ANGLE - math.atan2(y, x)) % 360.0
    return longitude, math.degrees(math.asin(max(-1.0, min(1.0, sin_b))))


def healpix(ra: float, dec: float) -> int:
    """Give the nested HEALPix index at level 29 (Gorski et al. 2005, ApJ 622, 759)."""
    return int(lonlat_to_healpix(ra * u.deg, dec * u.deg, nside=2**HEALPIX_LEVEL, order="nested"))
