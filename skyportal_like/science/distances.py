"""Distances from redshifts in the Planck18 cosmology (Planck Collaboration 2020, A&A 641, A6)."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from astropy.cosmology import Planck18

# Below about 350 km/s the redshift says more of peculiar motion than of distance.
LEAST_REDSHIFT = 350.0 / 299_792.458
# No light is older than the last scattering.
GREATEST_REDSHIFT = 1100.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True, slots=True)
class Distances:
    """Luminosity and angular-diameter distance in Mpc, and the distance modulus in mag."""

    luminosity: float
    angular_diameter: float
    modulus: float


@lru_cache(maxsize=65_536)
def of_redshift(redshift: float) -> Distances | None:
    """Give the distances of a cosmological redshift, or nothing where it says none.

    The comoving distance of a flat universe is the integral of the Hubble distance over E(z)
    (Hogg 1999, astro-ph/9905116, eq. 15), here by Gauss-Legendre quadrature; relative error
    below 1e-10 up to redshift 20.
    """
    if not LEAST_REDSHIFT <= redshift <= GREATEST_REDSHIFT:
        return None
    at = 0.5 * redshift * (_NODES + 1)
    integral = 0.5 * redshift * float(np.dot(_WEIGHTS, Planck18.inv_efunc(at)))
    comoving = float(Planck18.hubble_distance.value) * integral
    luminosity = comoving * (1 + redshift)
    return Distances(
        luminosity=luminosity,
        angular_diameter=comoving / (1 + redshift),
        modulus=5 * math.log10(luminosity * 1e5),
    )
