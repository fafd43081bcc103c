"""The light of simulated objects obeys the physics of their kind."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from skyportal_like.simulator import SimulatedTransient
from skyportal_like.simulator.cosmology import distance_modulus
from skyportal_like.simulator.explosions import FAMILIES, Explosion
from skyportal_like.simulator.sky import OBLIQUITY, unit_vector
from skyportal_like.simulator.survey import Visits
from skyportal_like.simulator.variables import draw_dwarf_nova, rr_lyrae_shape

Night = tuple[SimulatedTransient, ...]
Floats = NDArray[np.float64]
NIGHT_MJD = 61300.0


def typical(kind: str, redshift: float = 0.03) -> Explosion:
    return Explosion(FAMILIES[kind], redshift, 0.0, 1.0, 0.0, 0.0, 20_000.0)


def magnitudes(explosion: Explosion, days: Floats, band: int) -> Floats:
    with np.errstate(divide="ignore"):
        flux = explosion.flux(days, np.full(days.size, band))
        result: Floats = 23.9 - 2.5 * np.log10(flux)
    return result


def detections(each: SimulatedTransient, band: str) -> tuple[Floats, Floats]:
    pairs = [(p.mjd, p.mag) for p in each.points if p.band == band and p.mag is not None]
    table = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@pytest.mark.parametrize("kind", ["Ia", "II", "Ib/c", "TDE"])
def test_an_explosion_rises_to_its_peak_and_fades(kind: str) -> None:
    days = np.arange(-9.5, 100.0, 0.5)
    mags = magnitudes(typical(kind), days, 0)
    peak = int(np.argmin(mags))
    assert -3.0 <= days[peak] <= 4.0
    assert np.all(np.diff(mags[: peak + 1]) <= 0.0)
    assert np.all(np.diff(mags[peak:]) >= 0.0)


@pytest.mark.parametrize("kind", ["Ia", "II", "Ib/c"])
def test_there_is_no_light_before_the_explosion(kind: str) -> None:
    flux = typical(kind).flux(np.array([-200.0, -60.0, -25.0]), np.array([0, 1, 2]))
    assert np.all(flux == 0.0)


def test_the_young_fireball_brightens_as_time_squared() -> None:
    flux = typical("Ia", 0.0041).flux(np.array([-16.5, -15.5]) * 1.0041, np.array([1, 1]))
    assert flux[1] / flux[0] == pytest.approx(4.0, rel=1e-6)


def test_a_type_ia_has_a_second_maximum_in_i_only() -> None:
    days = np.arange(8.0, 35.0, 0.5)
    assert np.any(np.diff(magnitudes(typical("Ia"), days, 2)) < 0.0)
    assert np.all(np.diff(magnitudes(typical("Ia"), days, 0)) > 0.0)


def test_a_supernova_reddens_after_its_peak() -> None:
    for kind in ("Ia", "II", "Ib/c"):
        days = np.array([0.0, 25.0])
        colour = magnitudes(typical(kind), days, 0) - magnitudes(typical(kind), days, 1)
        assert colour[1] > colour[0] + 0.3


def test_a_type_ii_stays_on_its_plateau_and_then_drops() -> None:
    start, end, after = magnitudes(typical("II", 0.0041), np.array([15.0, 70.0, 110.0]), 1)
    assert end - start < 0.4
    assert after - end > 1.5


def test_a_tidal_disruption_is_blue_and_follows_the_fall_back_rate() -> None:
    days = np.array([30.0, 300.0])
    mags = magnitudes(typical("TDE"), days, 0)
    rest = days / 1.03
    expected = 2.5 * (5.0 / 3.0) * np.log10((45.0 + rest[1]) / (45.0 + rest[0]))
    assert mags[1] - mags[0] == pytest.approx(expected, abs=1e-6)
    colour = mags - magnitudes(typical("TDE"), days, 1)
    assert np.all((colour > -0.5) & (colour < -0.15))


def test_distance_dims_and_dilates() -> None:
    days = np.array([0.0])
    near, far = (magnitudes(typical("Ia", z), days, 0)[0] for z in (0.01, 0.1))
    assert far - near == pytest.approx(distance_modulus(0.1) - distance_modulus(0.01), abs=1e-9)
    faded = [
        magnitudes(typical("Ia", z), np.array([0.0, 20.0 * (1.0 + z)]), 0) for z in (0.01, 0.1)
    ]
    assert np.ptp(faded[0]) == pytest.approx(np.ptp(faded[1]), abs=1e-9)


def test_observed_peaks_of_type_ia_follow_the_distance_modulus(
    of_kind: Callable[[str], Night],
) -> None:
    peaks, moduli = [], []
    for each in of_kind("Ia"):
        _, mags = detections(each, "ztfr")
        if mags.size > 5 and 1 < int(np.argmin(mags)) < mags.size - 2:
            peaks.append(float(mags.min()))
            moduli.append(distance_modulus(each.redshift or 0.0))
    absolute = np.array(peaks) - np.array(moduli)
    assert len(peaks) > 15
    assert -19.6 < np.median(absolute) < -18.7
    assert np.corrcoef(peaks, moduli)[0, 1] > 0.8


def test_explosions_begin_with_upper_limits(of_kind: Callable[[str], Night]) -> None:
    young = [
        each
        for kind in ("Ia", "II", "Ib/c")
        for each in of_kind(kind)
        if float(each.scores["age"]) < 40.0
    ]
    quiet = [sum(point.mag is None for point in each.points) for each in young]
    assert len(young) > 50
    assert np.mean([count > 0 for count in quiet]) > 0.95


def test_dwarf_novae_repeat_their_outbursts_from_below_the_limit() -> None:
    mjd = NIGHT_MJD - np.arange(110.0, -0.001, -0.25)
    shape = mjd.size
    visits = Visits(
        mjd, np.ones(shape, dtype=np.int64), np.full(shape, 20.6), np.full(shape, 2.0), mjd > 61299
    )
    outbursts = []
    for seed in range(20):
        signal = draw_dwarf_nova(np.random.default_rng(seed), visits)
        brightening = 2.5 * np.log10(signal.flux / signal.reference)
        assert brightening.min() == pytest.approx(0.0, abs=1e-9)
        assert 2.0 < brightening.max() < 6.0
        risen = brightening > 1.0
        outbursts.append(int(np.sum(risen[1:] & ~risen[:-1])) + int(risen[0]))
    assert np.mean(outbursts) > 1.5


def explained_by_one_period(mjd: Floats, mags: Floats, frequencies: Floats) -> float:
    """Return the largest share of variance that a sinusoid with one harmonic explains."""
    best, rest = 0.0, mags - mags.mean()
    for frequency in frequencies:
        angle = 2.0 * np.pi * frequency * mjd
        waves = [np.ones_like(mjd), *(f(k * angle) for k in (1, 2) for f in (np.sin, np.cos))]
        design = np.stack(waves, axis=1)
        model = design @ np.linalg.lstsq(design, rest, rcond=None)[0]
        best = max(best, 1.0 - float(np.var(rest - model) / np.var(rest)))
    return best


def test_rr_lyrae_repeat_in_less_than_a_day(of_kind: Callable[[str], Night]) -> None:
    frequencies = np.arange(1.2, 4.0, 0.0015)
    bright = [each for each in of_kind("RR Lyrae") if detections(each, "ztfg")[0].size > 30]
    shares = []
    for each in bright[:3]:
        mjd, mags = detections(each, "ztfg")
        shares.append(explained_by_one_period(mjd - mjd[0], mags, frequencies))
        assert np.ptp(mags) > 0.3
    assert len(shares) == 3
    assert min(shares) > 0.85


def test_an_rr_lyrae_climbs_faster_than_it_falls() -> None:
    phase = np.linspace(0.0, 1.0, 1000, endpoint=False)
    shape = rr_lyrae_shape(phase)
    assert np.ptp(shape) == pytest.approx(1.0, abs=0.01)
    assert np.mean(np.diff(shape) < 0.0) < 0.2


def test_the_variability_of_active_nuclei_grows_with_the_time_between_looks(
    of_kind: Callable[[str], Night],
) -> None:
    lags, squares = [], []
    for each in of_kind("AGN"):
        mjd, mags = detections(each, "ztfr")
        if mags.size > 15 and np.median(mags) < 18.8:
            first, second = np.triu_indices(mags.size, 1)
            lags.append(mjd[second] - mjd[first])
            squares.append((mags[second] - mags[first]) ** 2)
    lag, square = np.concatenate(lags), np.concatenate(squares)
    spread = [
        np.sqrt(square[(lag >= low) & (lag < high)].mean())
        for low, high in ((0, 6), (12, 25), (40, 80))
    ]
    assert spread[0] < spread[1] < spread[2]
    assert 0.03 < spread[2] < 0.5


def test_asteroids_are_seen_once_and_near_the_ecliptic(of_kind: Callable[[str], Night]) -> None:
    for each in of_kind("asteroid"):
        detected = [point for point in each.points if point.mag is not None]
        assert len(detected) <= 2, "one visit, and at most a stray five-sigma noise peak"
        _, y, z = unit_vector(each.ra, each.dec)
        tilt = np.radians(OBLIQUITY)
        latitude = np.degrees(np.arcsin(z * np.cos(tilt) - y * np.sin(tilt)))
        assert abs(latitude) < 40.0
