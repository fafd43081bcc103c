"""Photometry over HTTP."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import Names, Query

MAX_LIGHT_CURVES = 200

PointFormat = Literal["mag", "flux", "both"]


class PhotometryQuery(Query):
    """How `GET /sources/{id}/photometry` writes its points."""

    format: PointFormat = "mag"
    magsys: Literal["ab"] = "ab"


class LightCurvesQuery(Query):
    """Of which objects `GET /light_curves` gives the points."""

    ids: Names = Field(min_length=1, max_length=MAX_LIGHT_CURVES)


class BarePointView(TypedDict):
    """A point without its brightness."""

    id: int
    created_at: datetime
    obj_id: str
    ra: float | None
    dec: float | None
    filter: str
    mjd: float
    snr: float | None
    instrument_id: int
    instrument_name: str
    origin: str
    altdata: dict[str, Any] | None
    groups: list[GroupView]
    annotations: list[dict[str, Any]]


class PointView(BarePointView, total=False):
    """A point in magnitudes, in µJy, or both; a point that is no detection has no magnitude."""

    magsys: str
    mag: float | None
    magerr: float | None
    limiting_mag: float | None
    flux: float | None
    fluxerr: float
    zp: float


class LightCurveView(TypedDict):
    """The points of one object by time, a list a column; `band` counts in the list of bands."""

    mjd: list[float]
    mag: list[float | None]
    magerr: list[float | None]
    limiting_mag: list[float | None]
    band: list[int]


class LightCurvesView(TypedDict):
    """Light curves of many objects; one without a readable point is not listed."""

    light_curves: dict[str, LightCurveView]
    bands: list[str]
