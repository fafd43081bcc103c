"""What stands still around an object: its host galaxy, its neighbours on the sky."""

import math
from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.cosmology import distance_modulus, kiloparsecs_per_arcsec
from skyportal_like.simulator.galaxies import Galaxy
from skyportal_like.simulator.sky import Position

PIXEL_SCALE = 1.01
HALF_WIDTH = 31
# Colours of an ordinary galaxy or star against r, in g, r, i.
GALAXY_COLOUR = (0.65, 0.0, -0.3)
STAR_COLOUR = (0.55, 0.0, -0.2)
_NUCLEAR = frozenset({"TDE", "AGN"})
_HOSTED = frozenset({"Ia", "II", "Ib/c", "TDE", "AGN"})
_FAINTEST_HOST = 23.0


@dataclass(frozen=True, slots=True)
class Star:
    """Hold a star on a cutout: offset from the centre in pixels, r magnitude."""

    x: float
    y: float
    mag: float


@dataclass(frozen=True, slots=True)
class Field:
    """Hold the neighbourhood of an object; a host has an offset, in arcseconds."""

    stars: tuple[Star, ...]
    galaxies: tuple[Galaxy, ...]
    host: Galaxy | None

    @property
    def host_offset(self) -> float | None:
        """Return the distance of the host's centre from the object, in arcseconds."""
        return None if self.host is None else PIXEL_SCALE * math.hypot(self.host.x, self.host.y)


def draw_field(
    rng: np.random.Generator, kind: str, where: Position, redshift: float | None
) -> Field:
    """Draw the neighbours, more stars near the galactic plane, and the host if the kind has one."""
    host = None
    if kind in _HOSTED and redshift is not None:
        host = _draw_host(rng, kind, redshift)
        if host.mag > _FAINTEST_HOST:
            host = None
    crowd = 0.9 + 9.0 * math.exp(-abs(where.b) / 9.0)
    stars = tuple(_draw_star(rng) for _ in range(int(rng.poisson(crowd))))
    galaxies = tuple(_draw_neighbour(rng) for _ in range(int(rng.poisson(0.5))))
    return Field(stars, galaxies, host)


def _draw_star(rng: np.random.Generator) -> Star:
    x, y = rng.uniform(-HALF_WIDTH - 2.0, HALF_WIDTH + 2.0, 2)
    # Star counts grow by a factor of about 1.8 a magnitude at these brightnesses.
    mag = 22.3 + math.log10(max(rng.random(), 1e-9)) / 0.25
    return Star(float(x), float(y), max(mag, 13.0))


def _draw_neighbour(rng: np.random.Generator) -> Galaxy:
    x, y = rng.uniform(-HALF_WIDTH, HALF_WIDTH, 2)
    mag = 21.8 + math.log10(max(rng.random(), 1e-9)) / 0.5
    return Galaxy(
        x=float(x),
        y=float(y),
        mag=mag,
        radius=0.9 * 10 ** (0.15 * (21.5 - mag)) / PIXEL_SCALE,
        axis_ratio=rng.uniform(0.35, 1.0),
        angle=rng.uniform(0.0, math.pi),
        bulge=float(rng.choice([0.0, 0.3, 1.0])),
    )


def _draw_host(rng: np.random.Generator, kind: str, redshift: float) -> Galaxy:
    """Draw a galaxy whose size follows its luminosity (Shen et al. 2003, MNRAS 343, 978)."""
    early = rng.random() < {"Ia": 0.35, "TDE": 0.6, "AGN": 0.5}.get(kind, 0.0)
    luminosity = rng.normal(-20.6 if kind != "II" else -19.8, 1.0)
    size = (3.5 if early else 4.6) * 10 ** (-0.4 * 0.3 * (luminosity + 20.8))
    size *= math.exp(rng.normal(0.0, 0.25))
    radius = min(size / kiloparsecs_per_arcsec(redshift) / PIXEL_SCALE, 16.0)
    axis_ratio = rng.uniform(0.6, 1.0) if early else rng.uniform(0.25, 1.0)
    angle = rng.uniform(0.0, math.pi)
    x, y = _offset(rng, radius, axis_ratio, angle)
    if kind in _NUCLEAR:
        x, y = rng.normal(0.0, 0.12, 2)
    spiral = not early and axis_ratio > 0.35
    return Galaxy(
        x=float(x),
        y=float(y),
        mag=luminosity + distance_modulus(redshift),
        radius=radius,
        axis_ratio=axis_ratio,
        angle=angle,
        bulge=1.0 if early else rng.uniform(0.03, 0.35),
        arms=rng.uniform(0.25, 0.8) if spiral else 0.0,
        twist=rng.choice([-1.0, 1.0]) * rng.uniform(2.5, 6.0),
    )


def _offset(
    rng: np.random.Generator, radius: float, axis_ratio: float, angle: float
) -> tuple[float, float]:
    """Draw where in a host an explosion is: as the light of an exponential disc is spread."""
    distance = min(rng.gamma(2.0, radius / 1.678), 3.5 * radius, 24.0)
    around = rng.uniform(0.0, 2.0 * math.pi)
    u, v = distance * math.cos(around), distance * axis_ratio * math.sin(around)
    return (
        u * math.cos(angle) - v * math.sin(angle),
        u * math.sin(angle) + v * math.cos(angle),
    )
