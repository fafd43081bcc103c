"""Read single fields of a candidate, of any type a foreign file may hold, to checked values."""

import math
from datetime import datetime, timedelta

from skyportal_like.alerts.containers import Record
from skyportal_like.alerts.surveys import Survey

MJD_ZERO_JD = 2400000.5
MJD_ZERO = datetime(1858, 11, 17)  # noqa: DTZ001  naive UTC, as everywhere here
EARLIEST_JD, LATEST_JD = 2415020.5, 2488069.5  # the years 1900 to 2100
FAINTEST = 50.0
SIGNS = {"t": 1, "1": 1, "f": -1, "0": -1}


class LackingField(Exception):
    """What a candidate or an epoch of its history lacks."""


def number(value: object) -> float | None:
    """Give a finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def integer(value: object) -> int | None:
    """Give a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def magnitude(value: object) -> float | None:
    """Give a magnitude that can be one: surveys write 99 or -999 where there is none."""
    mag = number(value)
    return mag if mag is not None and abs(mag) < FAINTEST else None


def error(value: object) -> float | None:
    """Give a positive error of a magnitude."""
    sigma = magnitude(value)
    return sigma if sigma is not None and sigma > 0 else None


def position(entry: Record) -> tuple[float, float] | None:
    """Give ra and dec in degrees where they are a position on the sky."""
    ra, dec = number(entry.get("ra")), number(entry.get("dec"))
    if ra is None or dec is None or not (0 <= ra < 360 and -90 <= dec <= 90):
        return None
    return ra, dec


def julian_date(entry: Record) -> float:
    """Give the epoch's JD (UTC)."""
    jd = number(entry.get("jd"))
    if jd is None or not EARLIEST_JD <= jd <= LATEST_JD:
        raise LackingField("jd is no Julian date of the years 1900 to 2100")
    return jd


def modified_julian_date(entry: Record) -> float:
    """Give the epoch's MJD (UTC)."""
    return julian_date(entry) - MJD_ZERO_JD


def time_of(mjd: float) -> datetime:
    """Give the naive UTC of an MJD, to the millisecond that a Julian date resolves."""
    return MJD_ZERO + timedelta(milliseconds=round(mjd * 86_400_000))


def band(survey: Survey, entry: Record) -> str:
    """Give the sncosmo name of the epoch's bandpass."""
    code = integer(survey.band_field and entry.get(survey.band_field))
    if code not in survey.bands:
        raise LackingField(f"{survey.band_field} {code} is no filter of {survey.name}")
    return survey.bands[code]


def programme(survey: Survey, entry: Record) -> int | None:
    """Give the programme by which the epoch's stream is known; none is ever assumed."""
    code = integer(survey.programme_field and entry.get(survey.programme_field))
    if code not in survey.streams:
        raise LackingField(f"{survey.programme_field} {code} is no programme of {survey.name}")
    return code


def sign(entry: Record) -> int | None:
    """Give 1 for a positive subtraction (science minus reference), -1 for a negative one."""
    return SIGNS.get(str(entry.get("isdiffpos")).lower())
