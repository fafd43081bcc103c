"""Cutouts of many objects over HTTP."""

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Names, Query

MAX_PACKED = 100


class CutoutPackQuery(Query):
    """Of which objects the cutouts are packed."""

    ids: Names = Field(min_length=1, max_length=MAX_PACKED)


class PackedCutout(TypedDict):
    """Where in a pack the pixels of one cutout lie."""

    id: str
    role: str
    width: int
    height: int
    dtype: str
    offset: int
    length: int
