"""Distances in a flat universe, and the unit of flux."""

import math

import numpy as np

from skyportal_like.simulator.transients import Floats

HUBBLE_CONSTANT = 70.0
MATTER_DENSITY = 0.3
LIGHT_SPEED = 299792.458
MICROJANSKY_ZERO_POINT = 23.9
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


def luminosity_distance(redshift: float) -> float:
    """Return the luminosity distance in Mpc.

    Flat LCDM, H0 = 70 km/s/Mpc, Omega_m = 0.3 (Hogg 1999, astro-ph/9905116, eqs. 14, 15, 21),
    integrated by 16-point Gauss-Legendre quadrature.
    """
    z = 0.5 * redshift * (_NODES + 1.0)
    expansion = np.sqrt(MATTER_DENSITY * (1.0 + z) ** 3 + 1.0 - MATTER_DENSITY)
    comoving = 0.5 * redshift * float(np.sum(_WEIGHTS / expansion))
    return (1.0 + redshift) * comoving * LIGHT_SPEED / HUBBLE_CONSTANT


def distance_modulus(redshift: float) -> float:
    """Return m - M in magnitudes (Hogg 1999, eq. 25)."""
    return 5.0 * math.log10(luminosity_distance(redshift)) + 25.0


def kiloparsecs_per_arcsec(redshift: float) -> float:
    """Return the transverse scale in kpc per arcsecond (Hogg 1999, eq. 18)."""
    angular_diameter_distance = luminosity_distance(redshift) / (1.0 + redshift) ** 2
    return angular_diameter_distance * 1000.0 * math.radians(1.0 / 3600.0)


def flux_of(mag: Floats) -> Floats:
    """Turn AB magnitudes into microjansky."""
    flux: Floats = 10.0 ** (0.4 * (MICROJANSKY_ZERO_POINT - mag))
    return flux


def microjansky(mag: float) -> float:
    """Turn one AB magnitude into microjansky."""
    return float(10.0 ** (0.4 * (MICROJANSKY_ZERO_POINT - mag)))


def mag_of(flux: float) -> float:
    """Turn a positive flux in microjansky into an AB magnitude."""
    return MICROJANSKY_ZERO_POINT - 2.5 * math.log10(flux)
