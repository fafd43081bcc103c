"""True light curves of what happens once in another galaxy: supernovae and tidal disruptions."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.cosmology import distance_modulus, flux_of
from skyportal_like.simulator.survey import Visits
from skyportal_like.simulator.templates import TYPE_IA, TYPE_IBC, TYPE_II, Template
from skyportal_like.simulator.transients import Booleans, Floats, Integers, Signal

# A(band)/E(B-V) for R_V = 3.1: Schlafly & Finkbeiner 2011, ApJ 737, 103, table 6.
REDDENING = np.array([3.303, 2.285, 1.698])
_WAVELENGTHS_NM = np.array([476.6, 643.7, 793.0])
_FAINTER_THAN_LIMIT = 0.3


@dataclass(frozen=True, slots=True)
class Family:
    """Hold how a family of explosions scatters."""

    farthest: float
    oldest: float
    mag_scatter: float
    stretch_scatter: float
    brighter_slower: float
    mean_reddening: float
    template: Template | None


# The slope of the width-luminosity relation is that of Guy et al. 2007, A&A 466, 11, in stretch.
FAMILIES: dict[str, Family] = {
    "Ia": Family(0.20, 60.0, 0.12, 0.09, 1.4, 0.06, TYPE_IA),
    "II": Family(0.10, 100.0, 0.60, 0.12, 0.0, 0.10, TYPE_II),
    "Ib/c": Family(0.11, 60.0, 0.45, 0.15, 0.0, 0.12, TYPE_IBC),
    "TDE": Family(0.30, 90.0, 0.60, 0.25, 0.0, 0.03, None),
}


@dataclass(frozen=True, slots=True)
class Explosion:
    """Hold the parameters of one explosion; `peak_mjd` is its maximum as seen from here."""

    family: Family
    redshift: float
    peak_mjd: float
    stretch: float
    mag_offset: float
    reddening: float
    temperature: float

    def flux(self, mjd: Floats, band: Integers) -> Floats:
        """Return the flux in microjansky, with time dilation and host extinction.

        There is no K-correction: at these redshifts it is smaller than the scatter of the family.
        """
        phase = (mjd - self.peak_mjd) / ((1.0 + self.redshift) * self.stretch)
        if self.family.template is None:
            mags = tidal_disruption(phase, band, self.temperature)
        else:
            mags = self.family.template.magnitudes(phase, band)
        dimming = distance_modulus(self.redshift) + self.mag_offset
        return flux_of(mags + dimming + self.reddening * REDDENING[band])


def tidal_disruption(phase: Floats, band: Integers, temperature: float) -> Floats:
    """Return absolute magnitudes: a Gaussian rise, then the fall-back rate t^(-5/3).

    Rees 1988, Nature 333, 523; rise and constant hot black body as in van Velzen et al. 2021,
    ApJ 908, 4. Phases in days from peak, temperature in kelvin.
    """
    rise = np.exp(-0.5 * (np.minimum(phase, 0.0) / 13.0) ** 2)
    decay = (1.0 + np.maximum(phase, 0.0) / 45.0) ** (-5.0 / 3.0)
    x = 1.43877688e7 / (_WAVELENGTHS_NM * temperature)
    planck = 1.0 / (_WAVELENGTHS_NM**3 * np.expm1(x))
    colour = -2.5 * np.log10(planck / planck[0])
    result: Floats = -19.7 + colour[band] - 2.5 * np.log10(np.maximum(rise * decay, 1e-12))
    return result


def draw_explosion(rng: np.random.Generator, kind: str, visits: Visits) -> Signal:
    """Draw an explosion that is bright enough tonight; the reference has nothing of it."""
    now = visits.tonight
    while True:
        explosion = _draw(rng, FAMILIES[kind], float(visits.mjd[-1]))
        bright = explosion.flux(visits.mjd[now], visits.band[now])
        if _above_limit(bright, visits.limit[now]).any():
            flux = explosion.flux(visits.mjd, visits.band)
            return Signal(flux, np.zeros_like(flux), explosion.redshift)


def _draw(rng: np.random.Generator, family: Family, now: float) -> Explosion:
    # The cube root is what a constant rate per volume means at these distances.
    redshift = max(0.004, family.farthest * rng.random() ** (1.0 / 3.0))
    stretch = math.exp(rng.normal(0.0, family.stretch_scatter))
    offset = rng.normal(0.0, family.mag_scatter) - family.brighter_slower * (stretch - 1.0)
    return Explosion(
        family=family,
        redshift=redshift,
        peak_mjd=now - rng.uniform(-14.0, family.oldest) * (1.0 + redshift),
        stretch=stretch,
        mag_offset=offset,
        reddening=float(rng.exponential(family.mean_reddening)),
        temperature=float(rng.uniform(15_000.0, 32_000.0)),
    )


def _above_limit(flux: Floats, limit: Floats) -> Booleans:
    result: Booleans = flux > flux_of(limit + _FAINTER_THAN_LIMIT)
    return result
