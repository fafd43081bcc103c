"""Distances from redshifts in the Planck18 cosmology (Planck Collaboration 2020, A&A 641, A6)."""

import math
from dataclasses import dataclass
from functools import lru_cache

from astropy.cosmology import Planck18

# Below about 350 km/s the redshift says more of peculiar motion than of distance.
LEAST_REDSHIFT = 350.0 / 299_792.458


@dataclass(frozen=True, slots=True)
class Distances:
    """Luminosity and angular-diameter distance in Mpc, and the distance modulus in mag."""

    luminosity: float
    angular_diameter: float
    modulus: float


@lru_cache(maxsize=65_536)
def of_redshift(redshift: float) -> Distances | None:
    """Give the distances of a cosmological redshift, or nothing where it says none."""
    if not math.isfinite(redshift) or redshift < LEAST_REDSHIFT:
        return None
    luminosity = float(Planck18.luminosity_distance(redshift).value)
    return Distances(
        luminosity=luminosity,
        angular_diameter=luminosity / (1 + redshift) ** 2,
        modulus=5 * math.log10(luminosity * 1e5),
    )
