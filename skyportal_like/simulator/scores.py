"""What the survey's software makes of an alert: right most of the time, and never sure."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.cosmology import mag_of
from skyportal_like.simulator.fields import PIXEL_SCALE, Field
from skyportal_like.simulator.kinds import EXPLOSIONS, VARIABLE_STARS
from skyportal_like.simulator.sky import Position
from skyportal_like.simulator.transients import SimulatedPoint

Scores = dict[str, float | int | str]
_LOOKED_FOR_WITHIN = 30.0
_POINTLIKE_BEYOND = 0.4


@dataclass(frozen=True, slots=True)
class Detection:
    """Hold the difference that made the alert: microjansky, its error, and the seeing."""

    change: float
    error: float
    seeing: float


def score(
    rng: np.random.Generator, kind: str, where: Position, field: Field, found: Detection
) -> Scores:
    """Return the scores of the images: real or bogus, shape, and the nearest catalogued object."""
    snr = abs(found.change) / found.error
    scores: Scores = {
        "drb": _real_bogus(rng, kind, snr),
        "magpsf": round(mag_of(abs(found.change)), 3),
        "sigmapsf": round(2.5 / math.log(10.0) / snr, 3),
        "isdiffpos": "t" if found.change > 0 else "f",
        "fwhm": round(_width(rng, kind, found.seeing), 2),
        "elong": round(1.0 + float(rng.exponential(0.5 if kind == "bogus" else 0.07)), 3),
        "b": round(where.b, 2),
    }
    nearest = _nearest(rng, kind, field)
    if nearest is not None:
        scores["distpsnr"], scores["sgscore"] = nearest
    return scores


def score_history(
    rng: np.random.Generator, kind: str, points: tuple[SimulatedPoint, ...]
) -> Scores:
    """Return how often the place was looked at and something was there."""
    seen = [point.mjd for point in points if point.mag is not None]
    # Only what has been there for years was caught in earlier seasons as well.
    earlier = 0 if kind in EXPLOSIONS | {"asteroid", "bogus"} else int(rng.geometric(0.02))
    return {
        "ndethist": len(seen) + earlier,
        "ncovhist": len(points) + earlier + int(rng.integers(150, 1500)),
        "age": round(seen[-1] - seen[0], 3),
    }


def score_host(rng: np.random.Generator, where: Position, field: Field, redshift: float) -> Scores:
    """Return the catalogued host: an invented name, its offset, and a photometric redshift."""
    if field.host is None or field.host_offset is None:
        return {}
    ra = where.ra - field.host.x * PIXEL_SCALE / 3600.0 / math.cos(math.radians(where.dec))
    dec = where.dec + field.host.y * PIXEL_SCALE / 3600.0
    guess = redshift + rng.normal(0.0, 0.03 * (1.0 + redshift))
    return {
        "host": f"SIMGAL J{_sexagesimal(ra % 360.0, dec)}",
        "host_offset": round(field.host_offset, 2),
        "host_mag": round(field.host.mag, 2),
        "host_photoz": round(max(guess, 0.005), 3),
    }


def _real_bogus(rng: np.random.Generator, kind: str, snr: float) -> float:
    # Fainter is harder: the classifier's doubt shrinks as the signal rises.
    doubt = 6.0 + min(snr, 40.0)
    honest = float(rng.beta(0.9, 3.2)) if kind == "bogus" else 1.0 - float(rng.beta(1.0, doubt))
    fooled = rng.random() < 0.04
    return round(1.0 - honest if fooled else honest, 4)


def _width(rng: np.random.Generator, kind: str, seeing: float) -> float:
    if kind == "bogus":
        return float(np.clip(seeing * rng.lognormal(0.0, 0.45), 0.6, 12.0))
    return seeing * float(rng.lognormal(0.0, 0.05)) * (1.6 if kind == "asteroid" else 1.0)


def _nearest(rng: np.random.Generator, kind: str, field: Field) -> tuple[float, float] | None:
    """Return (distance in arcsec, star likeness from 0 to 1) of the nearest catalogued object."""
    around = [(math.hypot(star.x, star.y), True) for star in field.stars if star.mag < 22.0]
    around += [(math.hypot(galaxy.x, galaxy.y), False) for galaxy in field.galaxies]
    if field.host is not None:
        around.append((math.hypot(field.host.x, field.host.y), False))
    if kind in VARIABLE_STARS or kind == "CV" or (kind == "AGN" and field.host is None):
        around.append((abs(float(rng.normal(0.0, 0.15))), True))
    if not around:
        return None
    pixels, stellar = min(around)
    distance = pixels * PIXEL_SCALE
    if distance > _LOOKED_FOR_WITHIN:
        return None
    likeness = rng.beta(12.0, 0.8) if stellar else rng.beta(0.7, 7.0)
    return round(distance, 2), round(float(likeness), 3)


def _sexagesimal(ra: float, dec: float) -> str:
    seconds = int(ra * 240.0)
    minutes = int(abs(dec) * 60.0)
    sign = "-" if dec < 0 else "+"
    hour, minute = seconds // 3600, seconds // 60 % 60
    return f"{hour:02d}{minute:02d}{seconds % 60:02d}{sign}{minutes // 60:02d}{minutes % 60:02d}"
