"""The values that a simulated night consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SimulatedPoint:
    """Hold one visit: an AB magnitude, or only the 5-sigma limit when nothing was detected."""

    mjd: float
    band: str
    mag: float | None
    magerr: float | None
    limiting_mag: float


@dataclass(frozen=True, slots=True)
class SimulatedTransient:
    """Hold all a survey tells about an object at its alert of the night, and the truth behind it.

    `kind` and `redshift` are the truth; `scores` are what imperfect software made of the images.
    Points of AGN and variable stars are total brightness; `scores["magpsf"]` is the difference.
    """

    name: str
    kind: str
    ra: float
    dec: float
    redshift: float | None
    points: tuple[SimulatedPoint, ...]
    cutouts: Mapping[str, Image]
    scores: Mapping[str, float | int | str]
    passed_at: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """Hold the true light of an object at each visit, and what the reference image has of it."""

    flux: Floats
    reference: Floats
    redshift: float | None = None
