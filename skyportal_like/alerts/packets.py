"""The values that an alert packet decodes to, and the failure to read one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skyportal_like.errors import Invalid

MagSystem = Literal["ab", "vega"]
CutoutRole = Literal["new", "ref", "sub"]
Scalar = str | int | float | bool


class UnreadablePacket(Invalid):
    """A file that is no alert packet of a known survey, by its name and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Point:
    """One epoch of the alert's history: a detection or an upper limit.

    `mag` and `magerr` belong to a source brighter than in the reference image. Where the
    source has faded below the reference, `mag` is None, `negative_mag` is the magnitude of
    the missing flux (its flux counts as negative) and `magerr` is that magnitude's error; a
    reader who knows nothing of it sees the upper limit, which holds there too.
    """

    mjd: float
    band: str
    mag: float | None
    magerr: float | None
    limiting_mag: float | None
    ra: float | None
    dec: float | None
    programme: int | None
    candid: int | None
    magsys: MagSystem
    negative_mag: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A small image around the alert: float32, first row on top, north up, east left."""

    role: CutoutRole
    pixels: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of a survey; times are naive UTC, angles degrees, `magsys` as the survey has it.

    `scores` is what a scanner looks at, without absent values; `properties` holds every other
    scalar of the survey's candidate under its own name, ready for JSON.
    """

    survey: str
    instrument: str
    obj_id: str
    candid: int
    jd: float
    passed_at: datetime
    programme: int | None
    ra: float
    dec: float
    magsys: MagSystem
    points: tuple[Point, ...]
    cutouts: tuple[Cutout, ...]
    scores: dict[str, Scalar]
    properties: dict[str, Scalar | None]
    warnings: tuple[str, ...]
