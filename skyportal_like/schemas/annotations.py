"""Annotations over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import StringConstraints
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import LenientBody, RowIds

Origin = Annotated[str, StringConstraints(pattern=r"^\w+", max_length=500)]


class NewAnnotation(LenientBody):
    """Named values under an origin; brokers send further fields, which are ignored."""

    origin: Origin
    data: dict[str, Any]
    group_ids: RowIds | None = None


class AnnotationEdit(LenientBody):
    """What is to change of an annotation."""

    origin: Origin | None = None
    data: dict[str, Any] | None = None
    group_ids: RowIds | None = None


class AnnotationView(TypedDict):
    """An annotation as its readers see it."""

    id: int
    created_at: datetime
    modified: datetime
    obj_id: str
    origin: str
    data: dict[str, Any]
    author_id: int
    groups: list[GroupView]


class AnnotationId(TypedDict):
    """The new annotation."""

    annotation_id: int
