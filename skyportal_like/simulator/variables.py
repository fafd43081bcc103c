"""True light curves of what was there before: variable stars, dwarf novae and active galaxies."""

import math
from collections.abc import Callable

import numpy as np

from skyportal_like.simulator.cosmology import flux_of
from skyportal_like.simulator.survey import HISTORY_NIGHTS, Visits
from skyportal_like.simulator.transients import Floats, Integers, Signal

_PHASES = np.linspace(0.0, 1.0, 64, endpoint=False)
# MacLeod et al. 2010, ApJ 721, 1014: amplitude goes as wavelength to the power -0.479.
_AGN_AMPLITUDE = np.array([1.155, 1.0, 0.905])


def rr_lyrae_shape(phase: Floats) -> Floats:
    """Return the saw-tooth of an RRab star: magnitudes of unit amplitude, zero in the middle."""
    rise = 0.16
    fall = np.clip(phase / (1.0 - rise), 0.0, 1.0)
    climb = np.clip((phase - 1.0 + rise) / rise, 0.0, 1.0)
    fading = (1.0 - np.exp(-2.5 * fall)) / (1.0 - math.exp(-2.5))
    result: Floats = fading - np.sin(0.5 * np.pi * climb) ** 2 - 0.5
    return result


def sinusoid(phase: Floats) -> Floats:
    """Return a sinusoid in magnitudes of unit amplitude, brightest at phase zero."""
    result: Floats = -0.5 * np.cos(2.0 * np.pi * phase)
    return result


def contact_binary_shape(phase: Floats) -> Floats:
    """Return the two almost equal minima of a W UMa star, in magnitudes of unit amplitude."""
    result: Floats = 0.46 * np.cos(4.0 * np.pi * phase) + 0.04 * np.cos(2.0 * np.pi * phase)
    return result


def detached_binary_shape(phase: Floats) -> Floats:
    """Return the narrow minima of an Algol, the second half as deep, in magnitudes."""
    first = np.minimum(phase, 1.0 - phase)
    result: Floats = np.exp(-0.5 * (first / 0.03) ** 2)
    result += 0.5 * np.exp(-0.5 * ((phase - 0.5) / 0.03) ** 2)
    return result


def draw_rr_lyrae(rng: np.random.Generator, visits: Visits) -> Signal:
    """Draw an RR Lyrae star: fundamental mode, or the first overtone in one of five.

    Periods and amplitudes after Sesar et al. 2010, ApJ 708, 717.
    """
    overtone = rng.random() < 0.2
    period = rng.uniform(0.26, 0.40) if overtone else rng.uniform(0.45, 0.80)
    amplitude = rng.uniform(0.35, 0.55) if overtone else rng.uniform(0.6, 1.25)
    mean = rng.uniform(15.0, 19.3) + np.array([0.15, 0.0, -0.05])
    swings = amplitude * np.array([1.0, 0.71, 0.57])
    shape = sinusoid if overtone else rr_lyrae_shape
    return _periodic(visits, (period, rng.random()), shape, mean, swings)


def draw_eclipsing(rng: np.random.Generator, visits: Visits) -> Signal:
    """Draw an eclipsing binary: a contact one, or a detached one that is in eclipse tonight."""
    colour = rng.uniform(0.2, 0.9)
    mean = rng.uniform(14.5, 18.8) + np.array([colour, 0.0, -0.4 * colour])
    if rng.random() < 0.6:
        clock = rng.uniform(0.24, 0.65), rng.random()
        swings = np.full(3, rng.uniform(0.25, 0.75))
        return _periodic(visits, clock, contact_binary_shape, mean, swings)
    period = rng.uniform(0.7, 6.0)
    phase = (float(visits.mjd[-1]) / period + rng.normal(0.0, 0.02)) % 1.0
    swings = rng.uniform(0.4, 1.6) * np.array([1.05, 1.0, 0.95])
    return _periodic(visits, (period, phase), detached_binary_shape, mean, swings)


def draw_long_period(rng: np.random.Generator, visits: Visits) -> Signal:
    """Draw a Mira or semiregular star: red, slow, and larger in the blue."""
    amplitude = rng.uniform(0.6, 3.5)
    red = rng.uniform(1.2, 2.0)
    mean = rng.uniform(14.0, 17.5) + np.array([red, 0.0, -0.7 * red])
    swings = amplitude * np.array([1.25, 1.0, 0.65])
    return _periodic(visits, (rng.uniform(90.0, 450.0), rng.random()), sinusoid, mean, swings)


def draw_dwarf_nova(rng: np.random.Generator, visits: Visits) -> Signal:
    """Draw a dwarf nova in outburst tonight, with its earlier outbursts.

    Rise of about a day, slow fading, then a decline at one magnitude in one to two days: Warner
    1995, Cataclysmic Variable Stars, ch. 3.
    """
    quiet = rng.uniform(20.3, 22.8) + np.array([0.0, -0.1, -0.2])
    height, plateau = rng.uniform(2.8, 5.5), rng.uniform(2.5, 11.0)
    rise, decline = rng.uniform(0.5, 1.5), rng.uniform(0.5, 1.0)
    recurrence = max(rng.lognormal(math.log(40.0), 0.6), plateau + height / decline + 4.0)
    latest = float(visits.mjd[-1]) - rng.uniform(0.4 * rise, plateau + 2.0)
    count = int(HISTORY_NIGHTS / recurrence) + 2
    starts = latest - recurrence * (np.arange(count) + rng.uniform(-0.12, 0.12, count))
    starts[0] = latest
    brightening = np.zeros(visits.mjd.size)
    for start, scale in zip(starts, rng.uniform(0.85, 1.0, count), strict=True):
        since = visits.mjd - start
        up = height * np.clip(since / rise, 0.0, 1.0)
        down = 0.08 * np.maximum(since - rise, 0.0)
        down += decline * np.maximum(since - rise - plateau, 0.0)
        brightening = np.maximum(brightening, scale * np.maximum(up - down, 0.0))
    # The outbursting disc is hotter than the quiet binary, hence bluer.
    blueing = 1.0 - np.array([0.0, 0.02, 0.05])[visits.band]
    flux = flux_of(quiet[visits.band] - brightening * blueing)
    return Signal(flux, flux_of(quiet[visits.band]))


def draw_agn(rng: np.random.Generator, visits: Visits) -> Signal:
    """Draw an active nucleus whose magnitude is a damped random walk.

    Kelly, Bechtold & Siemiginowska 2009, ApJ 698, 895; time scales and long-term amplitudes as in
    MacLeod et al. 2010, ApJ 721, 1014. The walk is made night by night.
    """
    redshift = float(np.clip(rng.lognormal(math.log(0.25), 0.9), 0.01, 2.5))
    damping = rng.lognormal(math.log(200.0), 0.5) * (1.0 + redshift)
    deviation = rng.lognormal(math.log(0.28), 0.35) / math.sqrt(2.0)
    memory = math.exp(-1.0 / damping)
    kick = deviation * math.sqrt(1.0 - memory**2)
    level, then = rng.normal(0.0, deviation, 2)
    walk = []
    for step in rng.normal(0.0, kick, HISTORY_NIGHTS + 2).tolist():
        level = memory * level + step
        walk.append(level)
    nights = math.floor(visits.mjd[-1]) - HISTORY_NIGHTS + np.arange(HISTORY_NIGHTS + 2)
    change = np.interp(visits.mjd, nights, np.array(walk))
    mean = rng.triangular(16.8, 19.6, 20.2) + np.array([0.2, 0.0, -0.1])
    amplitude = _AGN_AMPLITUDE[visits.band]
    flux = flux_of(mean[visits.band] + amplitude * change)
    return Signal(flux, flux_of(mean[visits.band] + amplitude * then), redshift)


def _periodic(
    visits: Visits,
    clock: tuple[float, float],
    shape: Callable[[Floats], Floats],
    mean: Floats,
    swings: Floats,
) -> Signal:
    period, offset = clock
    phase: Floats = (visits.mjd / period - offset) % 1.0
    flux = flux_of(mean[visits.band] + swings[visits.band] * shape(phase))
    return Signal(flux, _average_flux(visits.band, shape, mean, swings))


def _average_flux(
    band: Integers, shape: Callable[[Floats], Floats], mean: Floats, swings: Floats
) -> Floats:
    # A reference is a stack of many epochs, so it shows the average light.
    curve = shape(_PHASES)
    averages = flux_of(mean[:, None] + swings[:, None] * curve[None, :]).mean(axis=1)
    result: Floats = averages[band]
    return result
