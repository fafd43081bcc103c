"""The three images of an alert: the new exposure, the deep reference, and their difference."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.cosmology import microjansky
from skyportal_like.simulator.fields import (
    GALAXY_COLOUR,
    HALF_WIDTH,
    PIXEL_SCALE,
    STAR_COLOUR,
    Field,
)
from skyportal_like.simulator.galaxies import render_galaxy
from skyportal_like.simulator.transients import Image

SIZE = 2 * HALF_WIDTH + 1
GAIN = 6.2
COUNTS_PER_MICROJANSKY = 4.0
REFERENCE_DEPTH = 4.0
# Resampling onto the reference's grid correlates neighbouring pixels (Casertano et al. 2000, AJ
# 120, 2747): a single pixel shows less noise than the photometry of a star has.
RESAMPLING = 0.45
_AXIS: Image = np.arange(-HALF_WIDTH, HALF_WIDTH + 1, dtype=np.float32)
_X, _Y = _AXIS[None, :], _AXIS[:, None]
# A round Gaussian core with fainter wings stands for the atmosphere and the optics.
_CORE_SHARE, _WING_WIDTH = 0.88, 2.1
_FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))


@dataclass(frozen=True, slots=True)
class Exposure:
    """Hold what an image needs to know: band index, 5-sigma depth (AB) and seeing (arcsec)."""

    band: int
    limit: float
    seeing: float

    @property
    def sigma(self) -> float:
        """Return the width of the seeing disc in pixels."""
        return self.seeing / PIXEL_SCALE / _FWHM_PER_SIGMA

    @property
    def noise(self) -> float:
        """Return the sky noise of a pixel in counts.

        A matched filter on a Gaussian of width s sees the noise of 4 pi s^2 pixels (King 1983,
        PASP 95, 163), and the depth is where that is a fifth of the flux.
        """
        return RESAMPLING * counts_of(self.limit) / 5.0 / math.sqrt(4.0 * math.pi * self.sigma**2)


@dataclass(frozen=True, slots=True)
class Target:
    """Hold the object itself, in microjansky: in the reference, and the change since.

    `trail` is how far it moved during the exposure, in pixels along x and y.
    """

    reference: float
    change: float
    trail: tuple[float, float] = (0.0, 0.0)


def point_sources(positions: list[tuple[float, float]], counts: list[float], sigma: float) -> Image:
    """Return the image of stars with the given counts, blurred by the seeing."""
    image = np.zeros((SIZE, SIZE), dtype=np.float32)
    if not positions:
        return image
    places = np.array(positions, dtype=np.float32)
    brightness = np.array(counts, dtype=np.float32)
    for share, width in ((_CORE_SHARE, sigma), (1.0 - _CORE_SHARE, _WING_WIDTH * sigma)):
        columns = np.exp(-0.5 * ((_AXIS - places[:, :1]) / width) ** 2)
        rows = np.exp(-0.5 * ((_AXIS - places[:, 1:]) / width) ** 2)
        scale = brightness * (share / (2.0 * np.pi * width**2))
        image += (rows * scale[:, None]).T.astype(np.float32) @ columns.astype(np.float32)
    return image


def static_sky(field: Field, target: Target, band: int, sigma: float) -> Image:
    """Return all that does not change, in counts, at a seeing of `sigma` pixels."""
    positions = [(star.x, star.y) for star in field.stars]
    counts = [counts_of(star.mag + STAR_COLOUR[band]) for star in field.stars]
    if target.reference > 0.0:
        positions.append((0.0, 0.0))
        counts.append(COUNTS_PER_MICROJANSKY * target.reference)
    image = point_sources(positions, counts, sigma)
    hosts = () if field.host is None else (field.host,)
    for galaxy in (*field.galaxies, *hosts):
        brightness = counts_of(galaxy.mag + GALAXY_COLOUR[band])
        image += np.float32(brightness) * render_galaxy(galaxy, _X, _Y, sigma)
    return image


def counts_of(mag: float) -> float:
    """Return the counts of an AB magnitude in an exposure."""
    return COUNTS_PER_MICROJANSKY * microjansky(mag)


def render_cutouts(
    rng: np.random.Generator, field: Field, target: Target, exposure: Exposure
) -> dict[str, Image]:
    """Return "new", "ref" and "sub", 63 x 63 pixels in counts, with sky and photon noise."""
    sigma, noise = exposure.sigma, exposure.noise
    sky = np.float32(GAIN * noise**2)
    static = static_sky(field, target, exposure.band, sigma)
    change = _moving(target, sigma)
    reference = static_sky(field, target, exposure.band, sigma * rng.uniform(0.88, 1.02))
    photons = np.sqrt(np.float32(noise**2) + np.maximum(static + change, 0.0) / np.float32(GAIN))
    grain = photons * rng.standard_normal((SIZE, SIZE), dtype=np.float32)
    deep = rng.standard_normal((SIZE, SIZE), dtype=np.float32) * (photons / REFERENCE_DEPTH)
    # The subtraction blurs the reference to the seeing of the new image before taking it away.
    return {
        "new": sky + static + change + grain,
        "ref": sky + reference + deep,
        "sub": change + grain - deep,
    }


def _moving(target: Target, sigma: float) -> Image:
    counts = COUNTS_PER_MICROJANSKY * target.change
    steps = 1 + int(math.hypot(*target.trail) / 0.5)
    along = [(k + 0.5) / steps - 0.5 for k in range(steps)]
    path = [(a * target.trail[0], a * target.trail[1]) for a in along]
    return point_sources(path, [counts / steps] * steps, sigma)
