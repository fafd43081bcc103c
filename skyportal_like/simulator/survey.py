"""The survey itself: when it looks, how deep, and what noise its photometry has."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.cosmology import flux_of, mag_of
from skyportal_like.simulator.sky import Position, sun_vector, unit_vector
from skyportal_like.simulator.transients import Booleans, Floats, Integers, SimulatedPoint

BANDS = ("ztfg", "ztfr", "ztfi")
HISTORY_NIGHTS = 110
DETECTION_SNR = 5.0
SYSTEMATIC_FLOOR = 0.015
# Flux in microjansky whose photon noise is one microjansky: 30 s on a 1.2 m telescope.
PHOTON_NOISE_FLUX = 0.05
# Palomar's darkness in fractions of a UTC day, shortened to what every season has.
DUSK, DAWN = 0.13, 0.51
# Dark-sky 5-sigma depths after Bellm et al. 2019, PASP 131, 018002, table 1.
_DARK_DEPTH = np.array([20.9, 20.7, 20.1])
# Loss at full moon: strongest in the blue, as scattered moonlight is (Krisciunas & Schaefer 1991).
_FULL_MOON_LOSS = np.array([1.3, 0.8, 0.4])
_CADENCE = ((2, 4), (2, 4), (4, 6))
_SEASON_ELONGATION = math.cos(math.radians(45.0))
_MAG_PER_RELATIVE_ERROR = 2.5 / math.log(10.0)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Hold what all fields share: one entry a night, the last is tonight."""

    nights: Floats
    clear: Booleans
    moon: Floats
    haze: Floats
    seeing: Floats
    sun: Floats


@dataclass(frozen=True, slots=True)
class Visits:
    """Hold the visits to one position in time order; `band` indexes BANDS."""

    mjd: Floats
    band: Integers
    limit: Floats
    seeing: Floats
    tonight: Booleans

    def between(self, first: int, last: int) -> "Visits":
        """Return the visits from the index `first` up to and with `last`."""
        kept = slice(first, last + 1)
        return Visits(
            self.mjd[kept], self.band[kept], self.limit[kept], self.seeing[kept], self.tonight[kept]
        )


def moon_illumination(mjd: Floats) -> Floats:
    """Return the lit fraction of the moon from its mean phase (Meeus 1998, ch. 49)."""
    phase = (mjd - 51549.76) / 29.530588853
    lit: Floats = 0.5 * (1.0 - np.cos(2.0 * np.pi * phase))
    return lit


def draw_conditions(rng: np.random.Generator, night: int) -> Conditions:
    """Draw the weather of the season that ends tonight; tonight is clear."""
    nights = np.arange(night - HISTORY_NIGHTS, night + 1, dtype=np.float64)
    clear = np.ones(nights.size, dtype=np.bool_)
    for index, chance in enumerate(rng.random(nights.size - 2), start=1):
        # A clear night is followed by a clear one more often than a cloudy one is.
        clear[index] = chance < (0.88 if clear[index - 1] else 0.40)
    return Conditions(
        nights=nights,
        clear=clear,
        moon=moon_illumination(nights + 0.32),
        haze=np.minimum(rng.exponential(0.12, nights.size), 0.8),
        seeing=np.clip(rng.lognormal(math.log(2.05), 0.16, nights.size), 1.5, 3.6),
        sun=np.array([sun_vector(mjd) for mjd in nights]),
    )


def draw_visits(rng: np.random.Generator, conditions: Conditions, where: Position) -> Visits:
    """Draw the visits to a position: every two or three nights a band, when the sky allows."""
    towards = np.array(unit_vector(where.ra, where.dec))
    usable = conditions.clear & (conditions.sun @ towards < _SEASON_ELONGATION)
    age = np.arange(usable.size)[::-1]
    leading = int(rng.integers(0, 2))
    chosen, bands = [], []
    for band, (shortest, longest) in enumerate(_CADENCE):
        cadence = int(rng.integers(shortest, longest))
        offset = 0 if band == leading else int(rng.integers(0, cadence))
        nights = np.flatnonzero(usable & (age % cadence == offset))
        chosen.append(nights)
        bands.append(np.full(nights.size, band))
    night, band_of = np.concatenate(chosen), np.concatenate(bands)
    mjd = conditions.nights[night] + rng.uniform(DUSK, DAWN, night.size)
    order = np.argsort(mjd)
    night, band_of = night[order], band_of[order]
    limit = _DARK_DEPTH[band_of] - _FULL_MOON_LOSS[band_of] * conditions.moon[night]
    limit -= conditions.haze[night] + np.abs(rng.normal(0.0, 0.1, night.size))
    return Visits(mjd[order], band_of, limit, conditions.seeing[night], age[night] == 0)


def noise_of(flux: Floats, visits: Visits) -> Floats:
    """Return the statistical 1-sigma error in microjansky: sky from the depth, and photons."""
    sky = flux_of(visits.limit) / DETECTION_SNR
    error: Floats = np.sqrt(sky**2 + PHOTON_NOISE_FLUX * np.maximum(flux, 0.0))
    return error


def observe(
    rng: np.random.Generator, flux: Floats, visits: Visits
) -> tuple[Floats, Floats, Floats]:
    """Return the measured flux, its statistical and its total error, in microjansky."""
    error = noise_of(flux, visits)
    scatter = np.hypot(error, SYSTEMATIC_FLOOR * flux / _MAG_PER_RELATIVE_ERROR)
    return flux + scatter * rng.standard_normal(flux.size), error, scatter


def points_of(measured: Floats, error: Floats, visits: Visits) -> tuple[SimulatedPoint, ...]:
    """Turn measured fluxes into magnitudes where SNR >= 5 and into upper limits elsewhere.

    A magnitude's error is 2.5/ln(10)/SNR and the systematic floor, added in quadrature.
    """
    points = []
    columns = (visits.mjd, visits.band, visits.limit, measured, error)
    for mjd, band, limit, flux, sigma in zip(*(c.tolist() for c in columns), strict=True):
        snr = flux / sigma
        seen = snr >= DETECTION_SNR
        mag = mag_of(flux) if seen else None
        magerr = math.hypot(_MAG_PER_RELATIVE_ERROR / snr, SYSTEMATIC_FLOOR) if seen else None
        points.append(SimulatedPoint(mjd, BANDS[band], mag, magerr, limit))
    return tuple(points)
