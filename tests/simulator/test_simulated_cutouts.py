"""Simulated cutouts look like those of a difference-imaging survey."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from skyportal_like.simulator import SimulatedTransient
from skyportal_like.simulator.cutouts import (
    COUNTS_PER_MICROJANSKY,
    Exposure,
    Target,
    render_cutouts,
)
from skyportal_like.simulator.fields import Field, Star
from skyportal_like.simulator.galaxies import Galaxy, render_galaxy

Night = tuple[SimulatedTransient, ...]
Image = NDArray[np.float32]
_AXIS = np.arange(-31, 32, dtype=np.float32)
FROM_CENTRE = np.hypot(*np.meshgrid(_AXIS, _AXIS))


def aperture(image: Image, radius: float) -> float:
    return float(image[radius >= FROM_CENTRE].sum(dtype=np.float64))


def excess(image: Image, radius: float) -> float:
    """Return the light in an aperture above the sky, as a multiple of the sky's noise in it."""
    ring = image[(FROM_CENTRE > 24.0) & (FROM_CENTRE < 31.0)]
    sky = float(np.median(ring))
    noise = 1.4826 * float(np.median(np.abs(ring - sky)))
    pixels = int((radius >= FROM_CENTRE).sum())
    return (aperture(image, radius) - pixels * sky) / (noise * math.sqrt(pixels))


def test_every_cutout_is_a_finite_image_of_the_agreed_form(night: Night) -> None:
    for each in night:
        assert set(each.cutouts) == {"new", "ref", "sub"}
        for image in each.cutouts.values():
            assert image.shape == (63, 63)
            assert image.dtype == np.float32
            assert np.isfinite(image).all()
            assert image.flags.c_contiguous


def test_the_difference_is_new_minus_reference_of_what_is_real(night: Night) -> None:
    shares = []
    for each in night:
        if each.kind != "bogus":
            new, ref, sub = (each.cutouts[role] for role in ("new", "ref", "sub"))
            # In a wide aperture a difference of seeing does not matter, only light does.
            taken = aperture(new, 5.0) - aperture(ref, 5.0)
            shares.append((taken - aperture(sub, 5.0)) / aperture(ref, 5.0))
    assert np.abs(np.median(shares)) < 0.01
    assert np.quantile(np.abs(shares), 0.95) < 0.05


def test_the_object_stands_out_in_the_difference(night: Night) -> None:
    real = [each for each in night if each.kind not in {"bogus", "asteroid"}]
    signs = [1.0 if each.scores["isdiffpos"] == "t" else -1.0 for each in real]
    peaks = [sign * excess(x.cutouts["sub"], 1.5) for x, sign in zip(real, signs, strict=True)]
    assert np.quantile(peaks, 0.02) > 3.0


def test_the_light_in_the_difference_is_the_magnitude_of_the_alert(night: Night) -> None:
    ratios = []
    for each in night:
        magpsf = float(each.scores["magpsf"])
        if each.kind in {"Ia", "CV", "TDE"} and magpsf < 17.5:
            expected = COUNTS_PER_MICROJANSKY * 10 ** (0.4 * (23.9 - magpsf))
            ratios.append(aperture(each.cutouts["sub"], 8.0) / expected)
    assert len(ratios) > 10
    assert np.median(ratios) == pytest.approx(1.0, abs=0.02)
    assert np.std(ratios) < 0.06


def test_supernovae_have_a_host_in_the_reference(of_kind: Callable[[str], Night]) -> None:
    offsets = [
        (each, float(each.scores["host_offset"]))
        for each in of_kind("Ia")
        if float(each.scores.get("host_mag", 99.0)) < 19.5
    ]
    close = [each for each, offset in offsets if offset < 4.0]
    assert len(close) > 20
    assert np.quantile([excess(each.cutouts["ref"], 6.0) for each in close], 0.05) > 5.0


def test_asteroids_have_nothing_in_the_reference(of_kind: Callable[[str], Night]) -> None:
    fluxes = [excess(each.cutouts["ref"], 2.0) for each in of_kind("asteroid")]
    assert np.median(np.abs(fluxes)) < 3.0


def test_the_reference_is_deeper_than_the_new_image(of_kind: Callable[[str], Night]) -> None:
    quieter = []
    for each in of_kind("asteroid"):
        new, ref = (np.diff(each.cutouts[role], axis=0) for role in ("new", "ref"))
        quieter.append(np.median(np.abs(new)) / np.median(np.abs(ref)))
    assert np.median(quieter) > 2.5


def test_a_bogus_difference_does_not_look_like_a_star(of_kind: Callable[[str], Night]) -> None:
    core = np.exp(-0.5 * (FROM_CENTRE / 0.86) ** 2)[21:42, 21:42]

    def likeness(image: Image) -> float:
        patch = image[21:42, 21:42]
        return abs(float(np.corrcoef(patch.ravel(), core.ravel())[0, 1]))

    stars = [likeness(x.cutouts["sub"]) for x in of_kind("CV") if float(x.scores["magpsf"]) < 18.5]
    bogus = [likeness(each.cutouts["sub"]) for each in of_kind("bogus")]
    assert np.median(stars) > 0.8
    assert np.median(bogus) < 0.55


def test_many_kinds_of_bogus_occur(of_kind: Callable[[str], Night]) -> None:
    differences = [each.cutouts["sub"] for each in of_kind("bogus")]
    masked = np.mean([np.mean(image == 0.0) > 0.1 for image in differences])
    two_faced = np.mean(
        [image.min() < -6 * image.std() and image.max() > 4 * image.std() for image in differences]
    )
    columns = np.mean(
        [np.abs(image.mean(axis=0)).max() > 3.0 * image.std() / 8.0 for image in differences]
    )
    assert 0.05 < masked < 0.25
    assert two_faced > 0.05
    assert columns > 0.08


def test_a_rendered_disc_has_the_profile_and_the_light_of_an_exponential() -> None:
    axis = np.arange(-80, 81, dtype=np.float32)
    disc = Galaxy(0.0, 0.0, 18.0, 10.0, 1.0, 0.0, 0.0)
    image = render_galaxy(disc, axis[None, :], axis[:, None], 0.01)
    assert image.sum(dtype=np.float64) == pytest.approx(1.0, abs=0.01)
    radius = np.array([5, 10, 15, 25])
    expected = np.exp(-1.67835 * radius / 10.0) * 1.67835**2 / (2.0 * np.pi * 100.0)
    assert image[80, 80 + radius] == pytest.approx(expected, rel=0.05)


def test_half_the_light_of_a_galaxy_is_within_its_radius() -> None:
    axis = np.arange(-150, 151, dtype=np.float32)
    distance = np.hypot(axis[None, :], axis[:, None])
    for bulge in (0.0, 1.0):
        galaxy = Galaxy(0.0, 0.0, 18.0, 12.0, 1.0, 0.0, bulge)
        image = render_galaxy(galaxy, axis[None, :], axis[:, None], 0.5)
        assert image[distance <= 12.0].sum() == pytest.approx(0.5, abs=0.03)


def test_a_galaxy_lies_along_its_angle() -> None:
    axis = np.arange(-31, 32, dtype=np.float32)
    tilted = Galaxy(0.0, 0.0, 18.0, 6.0, 0.3, math.pi / 4.0, 0.0)
    image = render_galaxy(tilted, axis[None, :], axis[:, None], 0.9)
    assert image[31 + 6, 31 + 6] > 5.0 * image[31 - 6, 31 + 6]


def test_a_fading_star_is_dark_in_the_difference() -> None:
    target = Target(reference=400.0, change=-150.0)
    empty = Field((), (), None)
    cutouts = render_cutouts(np.random.default_rng(2), empty, target, Exposure(1, 20.5, 2.0))
    assert cutouts["sub"][31, 31] < -10.0 * cutouts["sub"].std() / 2.0
    assert cutouts["new"][31, 31] > np.median(cutouts["new"])


def test_a_constant_star_vanishes_from_the_difference() -> None:
    field = Field((Star(10.0, -5.0, 17.0),), (), None)
    cutouts = render_cutouts(
        np.random.default_rng(2), field, Target(0.0, 0.0), Exposure(1, 20.5, 2.0)
    )
    patch = cutouts["sub"][31 - 5 - 3 : 31 - 5 + 4, 31 + 10 - 3 : 31 + 10 + 4]
    assert cutouts["new"][31 - 5, 31 + 10] > np.median(cutouts["new"]) + 300.0
    assert abs(float(patch.mean())) < 10.0
