"""What every view of an object shares."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, field_validator
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, ObjId


class ObjColumns(Body):
    """The columns of an object that a caller may write."""

    ra: float | None = Field(default=None, ge=0, lt=360, allow_inf_nan=False)
    dec: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    ra_err: float | None = Field(default=None, allow_inf_nan=False)
    dec_err: float | None = Field(default=None, allow_inf_nan=False)
    ra_dis: float | None = Field(default=None, allow_inf_nan=False)
    dec_dis: float | None = Field(default=None, allow_inf_nan=False)
    t0: float | None = Field(default=None, allow_inf_nan=False)
    redshift: float | None = Field(default=None, allow_inf_nan=False)
    redshift_error: float | None = Field(default=None, allow_inf_nan=False)
    redshift_origin: str | None = None
    summary: str | None = None
    altdata: dict[str, Any] | None = None
    transient: bool = False
    varstar: bool = False
    is_roid: bool = False
    mpc_name: str | None = None
    tns_name: str | None = None
    score: float | None = Field(default=None, allow_inf_nan=False)
    origin: str | None = None
    alias: list[str] | None = None
    dist_nearest_source: float | None = Field(default=None, allow_inf_nan=False)
    mag_nearest_source: float | None = Field(default=None, allow_inf_nan=False)
    e_mag_nearest_source: float | None = Field(default=None, allow_inf_nan=False)


class NamedObj(ObjColumns):
    """An object by its id; brokers send numbers, which are stored as text."""

    id: ObjId

    @field_validator("id", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class ObjView(TypedDict):
    """An object's own columns, and what follows from its position and redshift."""

    id: str
    created_at: datetime
    modified: datetime
    ra: float | None
    dec: float | None
    ra_dis: float | None
    dec_dis: float | None
    ra_err: float | None
    dec_err: float | None
    offset: float
    t0: float | None
    redshift: float | None
    redshift_error: float | None
    redshift_origin: str | None
    redshift_history: list[Any] | None
    host_id: int | None
    summary: str | None
    summary_history: list[Any] | None
    altdata: dict[str, Any] | None
    dist_nearest_source: float | None
    mag_nearest_source: float | None
    e_mag_nearest_source: float | None
    transient: bool
    varstar: bool
    is_roid: bool
    mpc_name: str | None
    tns_name: str | None
    tns_info: dict[str, Any] | None
    score: float | None
    origin: str | None
    alias: list[str] | None
    healpix: int | None
    internal_key: UUID
    detect_photometry_count: int | None
    gal_lon: float | None
    gal_lat: float | None
    luminosity_distance: float | None
    dm: float | None
    angular_diameter_distance: float | None


class ThumbnailView(TypedDict):
    """An image of an object, and where to fetch it."""

    id: int
    created_at: datetime
    modified: datetime
    obj_id: str
    type: str
    public_url: str
    origin: str | None
    survey: str | None
    is_grayscale: bool
