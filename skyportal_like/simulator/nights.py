"""A whole simulated night: which objects make an alert, and what each alert says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from skyportal_like.simulator.artefacts import render_bogus
from skyportal_like.simulator.cosmology import flux_of, microjansky
from skyportal_like.simulator.cutouts import (
    COUNTS_PER_MICROJANSKY,
    Exposure,
    Target,
    render_cutouts,
)
from skyportal_like.simulator.explosions import draw_explosion
from skyportal_like.simulator.fields import draw_field
from skyportal_like.simulator.kinds import CATALOGUE, EXPLOSIONS, KINDS
from skyportal_like.simulator.scores import Detection, score, score_history, score_host
from skyportal_like.simulator.sky import Position, draw_position
from skyportal_like.simulator.survey import (
    DETECTION_SNR,
    Conditions,
    Visits,
    draw_conditions,
    draw_visits,
    observe,
    points_of,
)
from skyportal_like.simulator.transients import Floats, Image, Signal, SimulatedTransient
from skyportal_like.simulator.variables import (
    draw_agn,
    draw_dwarf_nova,
    draw_eclipsing,
    draw_long_period,
    draw_rr_lyrae,
)

# An alert carries the visits of this many days before the first detection.
HISTORY_BEFORE_DETECTION = 30.0
MJD_EPOCH = datetime(1858, 11, 17)  # noqa: DTZ001 - times are naive UTC throughout
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ALREADY_THERE: dict[str, Callable[[np.random.Generator, Visits], Signal]] = {
    "AGN": draw_agn,
    "CV": draw_dwarf_nova,
    "RR Lyrae": draw_rr_lyrae,
    "Eclipsing": draw_eclipsing,
    "LPV": draw_long_period,
}


@dataclass(frozen=True, slots=True)
class Alert:
    """Hold what was measured of an object up to the visit that made the alert, the last one."""

    visits: Visits
    redshift: float | None
    reference: float
    measured: Floats
    error: Floats
    change_error: float

    @property
    def exposure(self) -> Exposure:
        """Return the conditions of the image that made the alert."""
        last = self.visits
        return Exposure(int(last.band[-1]), float(last.limit[-1]), float(last.seeing[-1]))

    @property
    def change(self) -> float:
        """Return the measured difference from the reference, in microjansky."""
        return float(self.measured[-1]) - self.reference


def simulate_night(*, seed: int, night_mjd: float, n: int) -> Iterator[SimulatedTransient]:
    """Give `n` objects with an alert in the night of that UTC day, in order of no kind.

    The same seed and day give the same objects; a longer night begins with the shorter one.
    `seed` is not negative. Times of the alerts lie between 3 h and 12.5 h UTC.
    """
    night = int(night_mjd)
    conditions = draw_conditions(np.random.default_rng([seed, night, 0]), night)
    for index in range(n):
        # Zero is the weather's; numpy takes a missing last number for a zero.
        rng = np.random.default_rng([seed, night, index + 1])
        yield _simulate(rng, conditions, name_of(seed, night, index))


def name_of(seed: int, night: int, index: int) -> str:
    """Return a name that says "simulated" and the year; letters count night, seed and object."""
    day = MJD_EPOCH + timedelta(days=night)
    day_of_year = day.timetuple().tm_yday - 1
    letters = _in_letters(day_of_year, 2) + _in_letters(seed % 676, 2) + _in_letters(index, 3)
    return f"SIM{day:%y}{letters}"


def _in_letters(number: int, width: int) -> str:
    letters = ""
    while number or len(letters) < width:
        number, digit = divmod(number, 26)
        letters = _LETTERS[digit] + letters
    return letters


def _simulate(rng: np.random.Generator, conditions: Conditions, name: str) -> SimulatedTransient:
    kind = KINDS[int(rng.choice(len(KINDS), p=[CATALOGUE[kind].share for kind in KINDS]))]
    while True:
        where = draw_position(rng, CATALOGUE[kind].place, float(conditions.nights[-1]))
        visits = draw_visits(rng, conditions, where)
        alert = _draw_alert(rng, kind, visits)
        if alert is not None:
            return _describe(rng, name, kind, where, alert)


def _draw_alert(rng: np.random.Generator, kind: str, visits: Visits) -> Alert | None:
    """Observe a drawn object; nothing unless it differs from the reference tonight."""
    signal = _draw_signal(rng, kind, visits)
    measured, error, scatter = observe(rng, signal.flux, visits)
    changed = np.abs(measured - signal.reference) >= DETECTION_SNR * scatter
    seen = measured >= DETECTION_SNR * error
    alerts = np.flatnonzero(changed & seen & visits.tonight)
    if alerts.size == 0:
        return None
    last = int(alerts[-1])
    begin = float(visits.mjd[np.argmax(seen)]) - HISTORY_BEFORE_DETECTION
    first = int(np.searchsorted(visits.mjd, begin))
    kept = slice(first, last + 1)
    return Alert(
        visits=visits.between(first, last),
        redshift=signal.redshift,
        reference=float(signal.reference[last]),
        measured=measured[kept],
        error=error[kept],
        change_error=float(scatter[last]),
    )


def _draw_signal(rng: np.random.Generator, kind: str, visits: Visits) -> Signal:
    if kind in EXPLOSIONS:
        return draw_explosion(rng, kind, visits)
    if kind in _ALREADY_THERE:
        return _ALREADY_THERE[kind](rng, visits)
    nothing = np.zeros(visits.mjd.size)
    flux = nothing.copy()
    if kind == "asteroid":
        flux[-1] = microjansky(min(20.6, rng.normal(19.6, 0.9)))
    else:
        flux[-1] = microjansky(float(visits.limit[-1]) - rng.exponential(0.9))
        # A star that subtracts badly once has often done so before.
        again = rng.random(flux.size) < rng.choice([0.0, 0.0, 0.08])
        flux = np.where(again, flux_of(visits.limit - rng.exponential(0.5, flux.size)), flux)
    return Signal(flux, nothing)


def _describe(
    rng: np.random.Generator, name: str, kind: str, where: Position, alert: Alert
) -> SimulatedTransient:
    redshift = alert.redshift
    field = draw_field(rng, kind, where, redshift)
    points = points_of(alert.measured, alert.error, alert.visits)
    found = Detection(alert.change, alert.change_error, alert.exposure.seeing)
    scores = score(rng, kind, where, field, found)
    scores |= score_history(rng, kind, points)
    if redshift is not None:
        scores |= score_host(rng, where, field, redshift)
    if kind == "bogus":
        counts = COUNTS_PER_MICROJANSKY * alert.change
        cutouts = render_bogus(rng, field, alert.exposure, counts)
    else:
        target = Target(alert.reference, alert.change, _trail(rng, kind))
        cutouts = render_cutouts(rng, field, target, alert.exposure)
    return SimulatedTransient(
        name=name,
        kind=kind,
        ra=where.ra,
        dec=where.dec,
        redshift=redshift,
        points=points,
        cutouts=_single(cutouts),
        scores=scores,
        passed_at=MJD_EPOCH + timedelta(days=points[-1].mjd),
    )


def _trail(rng: np.random.Generator, kind: str) -> tuple[float, float]:
    if kind != "asteroid":
        return 0.0, 0.0
    length, direction = rng.gamma(2.0, 0.6), rng.uniform(0.0, 2.0 * np.pi)
    return float(length * np.cos(direction)), float(length * np.sin(direction))


def _single(cutouts: dict[str, Image]) -> dict[str, Image]:
    return {role: np.ascontiguousarray(image, dtype=np.float32) for role, image in cutouts.items()}
