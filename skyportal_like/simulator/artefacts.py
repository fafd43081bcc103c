"""What goes wrong in an image and looks like news: the bogus of a night."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from skyportal_like.simulator.cutouts import (
    SIZE,
    Exposure,
    Target,
    counts_of,
    point_sources,
    render_cutouts,
)
from skyportal_like.simulator.fields import HALF_WIDTH, Field, Star
from skyportal_like.simulator.transients import Image

Cutouts = dict[str, Image]
_AXIS: Image = np.arange(-HALF_WIDTH, HALF_WIDTH + 1, dtype=np.float32)
_X, _Y = np.meshgrid(_AXIS, _AXIS)
_NOTHING = Target(0.0, 0.0)


def render_bogus(
    rng: np.random.Generator, field: Field, exposure: Exposure, counts: float
) -> Cutouts:
    """Return the cutouts of a false detection of about the given counts."""
    if rng.random() < 0.36:
        return _dipole(rng, field, exposure)
    cutouts = render_cutouts(rng, field, _NOTHING, exposure)
    defects: tuple[Callable[[np.random.Generator, float, float], Image], ...]
    defects = (_cosmic_ray, _ghost, _bad_column, _satellite)
    choice = int(rng.choice(5, p=[0.34, 0.16, 0.20, 0.10, 0.20]))
    if choice == 4:
        return _edge(rng, cutouts, exposure, counts)
    defect = defects[choice](rng, counts, exposure.noise)
    return {"new": cutouts["new"] + defect, "ref": cutouts["ref"], "sub": cutouts["sub"] + defect}


def _dipole(rng: np.random.Generator, field: Field, exposure: Exposure) -> Cutouts:
    """Put a bright star in the middle and misalign the reference by a fraction of a pixel."""
    star = Star(0.0, 0.0, rng.uniform(14.0, 17.0))
    crowded = replace(field, stars=(*field.stars, star))
    cutouts = render_cutouts(rng, crowded, _NOTHING, exposure)
    shift, towards = rng.uniform(0.12, 0.45), rng.uniform(0.0, 2.0 * math.pi)
    moved = shift * math.cos(towards), shift * math.sin(towards)
    light = counts_of(star.mag)
    here = point_sources([(0.0, 0.0)], [light], exposure.sigma)
    there = point_sources([moved], [light], exposure.sigma * rng.uniform(0.97, 1.08))
    return {
        "new": cutouts["new"] + (there - here),
        "ref": cutouts["ref"],
        "sub": cutouts["sub"] + (there - here),
    }


def _cosmic_ray(rng: np.random.Generator, counts: float, noise: float) -> Image:
    """Draw a track narrower than any star, for no light came through the optics."""
    image = np.zeros((SIZE, SIZE), dtype=np.float32)
    length, direction = rng.gamma(1.6, 2.5), rng.uniform(0.0, math.pi)
    steps = 2 + int(3 * length)
    energy = max(counts, 15.0 * noise * (1.0 + length)) * rng.uniform(0.8, 2.0)
    for along in np.linspace(-0.5, 0.5, steps) * length:
        column = HALF_WIDTH + round(along * math.cos(direction))
        row = HALF_WIDTH + round(along * math.sin(direction))
        image[row, column] += energy / steps * rng.uniform(0.5, 1.5)
    return image


def _ghost(rng: np.random.Generator, counts: float, noise: float) -> Image:
    """Draw the out-of-focus ring of a bright star, with the pupil's hole in it."""
    radius = rng.uniform(9.0, 24.0)
    x, y = rng.normal(0.0, radius / 1.5, 2)
    distance = np.hypot(_X - np.float32(x), _Y - np.float32(y))
    outer, inner = np.tanh(radius - distance), np.tanh(0.4 * radius - distance)
    blob = point_sources([(0.0, 0.0)], [counts], rng.uniform(1.8, 3.2))
    ghost: Image = blob + np.float32(rng.uniform(0.5, 1.2) * noise) * (outer - inner)
    return ghost


def _bad_column(rng: np.random.Generator, counts: float, noise: float) -> Image:
    """Draw a hot or dead column, as long as the trap that feeds it."""
    image = np.zeros((SIZE, SIZE), dtype=np.float32)
    column = HALF_WIDTH + int(rng.integers(-1, 2))
    start = 0 if rng.random() < 0.6 else int(rng.integers(0, HALF_WIDTH))
    sign = 1.0 if rng.random() < 0.7 else -1.0
    image[start:, column] = sign * rng.uniform(3.0, 14.0) * noise
    if rng.random() < 0.4:
        image[start:, column + 1] = -sign * rng.uniform(1.0, 5.0) * noise
    image[HALF_WIDTH - 1 : HALF_WIDTH + 2, column] += counts / 3.0
    return image


def _satellite(rng: np.random.Generator, counts: float, noise: float) -> Image:
    """Draw a straight trail from border to border."""
    direction = rng.uniform(0.0, math.pi)
    distance = _X * np.float32(math.cos(direction)) + _Y * np.float32(math.sin(direction))
    brightness = max(rng.uniform(4.0, 20.0) * noise, counts / 12.0)
    trail: Image = (brightness * np.exp(-0.5 * (distance / 1.1) ** 2)).astype(np.float32)
    return trail


def _edge(rng: np.random.Generator, cutouts: Cutouts, exposure: Exposure, counts: float) -> Cutouts:
    """Cut the detector off close to the middle; the filling is the sky, or zero in the difference.

    The noise grows and a slope remains towards the border, which is what makes the detection.
    """
    direction = rng.choice(4)
    turned = np.rot90(_X, int(direction)) + np.float32(rng.uniform(0.02, 0.12)) * _Y
    border = np.float32(-rng.uniform(2.0, 9.0))
    outside = turned < border
    inside = np.exp(-(turned - border) / np.float32(3.5)) * np.float32(2.0 * exposure.noise)
    inside *= 1.0 + 0.7 * rng.standard_normal((SIZE, SIZE), dtype=np.float32)
    slope = np.where(outside, np.float32(0.0), inside)
    slope = slope + point_sources([(0.0, 0.0)], [0.6 * counts], 0.8 * exposure.sigma)
    filling = np.float32(np.median(cutouts["new"]))
    return {
        "new": np.where(outside, filling, cutouts["new"] + slope),
        "ref": cutouts["ref"],
        "sub": np.where(outside, np.float32(0.0), cutouts["sub"] + slope),
    }
