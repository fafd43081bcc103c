"""Galaxies as sums of Gaussians, so that blurring by the atmosphere is exact and cheap."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.transients import Floats, Image

# Hogg & Lang 2013, PASP 125, 719 (arXiv:1210.6563), table 1: Gaussian mixtures for Sersic
# profiles with n = 1 (six components) and n = 4 (eight), variances in squared half-light radii.
DISC_WEIGHTS = np.array([0.00235, 0.03080, 0.22336, 1.17950, 4.33874, 5.99821])
DISC_VARIANCES = np.array([0.00120, 0.00885, 0.03915, 0.13998, 0.46096, 1.50160])
BULGE_WEIGHTS = np.array([0.04263, 0.24013, 0.68591, 1.51937, 2.83627, 4.46467, 5.72441, 5.60990])
BULGE_VARIANCES = np.array([0.00022, 0.00100, 0.00419, 0.01694, 0.06849, 0.28721, 1.33320, 8.40216])
DISC_WEIGHTS = DISC_WEIGHTS / DISC_WEIGHTS.sum()
BULGE_WEIGHTS = BULGE_WEIGHTS / BULGE_WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class Galaxy:
    """Hold a galaxy on a cutout: offsets from its centre and sizes in pixels, angles in radians.

    `bulge` is the fraction of light in a de Vaucouleurs bulge, the rest is an exponential disc
    whose two spiral arms have the contrast `arms`.
    """

    x: float
    y: float
    mag: float
    radius: float
    axis_ratio: float
    angle: float
    bulge: float
    arms: float = 0.0
    twist: float = 0.0


def render_galaxy(galaxy: Galaxy, x: Image, y: Image, blur: float) -> Image:
    """Return a galaxy of unit flux on the pixel grid, seen through a Gaussian of sigma `blur`."""
    dx, dy = x - np.float32(galaxy.x), y - np.float32(galaxy.y)
    size = galaxy.radius
    image: Image = np.zeros(np.broadcast_shapes(x.shape, y.shape), dtype=np.float32)
    if galaxy.bulge < 1.0:
        disc = _mixture(galaxy, dx, dy, (DISC_WEIGHTS, DISC_VARIANCES * size**2), blur)
        if galaxy.arms > 0.0:
            disc *= _spiral(galaxy, dx, dy)
        image += np.float32(1.0 - galaxy.bulge) * disc
    if galaxy.bulge > 0.0:
        # A bulge is rounder than its disc, and small in it.
        inner = size if galaxy.bulge == 1.0 else 0.35 * size
        round_bulge = Galaxy(
            0.0, 0.0, galaxy.mag, inner, max(galaxy.axis_ratio, 0.6), galaxy.angle, 1.0
        )
        profile = BULGE_WEIGHTS, BULGE_VARIANCES * inner**2
        image += np.float32(galaxy.bulge) * _mixture(round_bulge, dx, dy, profile, blur)
    return image


def _mixture(
    galaxy: Galaxy, dx: Image, dy: Image, profile: tuple[Floats, Floats], blur: float
) -> Image:
    weights, variances = profile
    cos, sin = math.cos(galaxy.angle), math.sin(galaxy.angle)
    major = variances + blur**2
    minor = variances * galaxy.axis_ratio**2 + blur**2
    along = (cos * cos / major + sin * sin / minor).astype(np.float32)
    across = (sin * sin / major + cos * cos / minor).astype(np.float32)
    mixed = (cos * sin * (1.0 / major - 1.0 / minor)).astype(np.float32)
    norm = (weights / (2.0 * np.pi * np.sqrt(major * minor))).astype(np.float32)
    squares = (dx * dx, dy * dy, 2.0 * dx * dy)
    image = np.zeros(squares[2].shape, dtype=np.float32)
    for k in range(weights.size):
        exponent = along[k] * squares[0] + across[k] * squares[1] + mixed[k] * squares[2]
        exponent *= np.float32(-0.5)
        image += norm[k] * np.exp(exponent, out=exponent)
    return image


def _spiral(galaxy: Galaxy, dx: Image, dy: Image) -> Image:
    """Return the contrast of two logarithmic arms, seen at the inclination of the disc."""
    cos, sin = np.float32(math.cos(galaxy.angle)), np.float32(math.sin(galaxy.angle))
    u = cos * dx + sin * dy
    v = (cos * dy - sin * dx) / np.float32(galaxy.axis_ratio)
    radius = np.hypot(u, v) / np.float32(galaxy.radius)
    phase = 2.0 * np.arctan2(v, u) - np.float32(galaxy.twist) * np.log(radius + np.float32(0.2))
    fade = radius / (radius + np.float32(0.5))
    contrast = np.float32(1.0) + np.float32(galaxy.arms) * fade * np.cos(phase)
    return contrast.astype(np.float32, copy=False)
