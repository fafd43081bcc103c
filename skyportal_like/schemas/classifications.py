"""Classifications over HTTP."""

from datetime import datetime

from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import (
    Body,
    Date,
    Moment,
    PageNumber,
    PerPage,
    Query,
    RowId,
    RowIds,
)


class NewClassification(Body):
    """What somebody says an object is."""

    obj_id: str
    taxonomy_id: RowId
    classification: str
    probability: float | None = None
    origin: str | None = None
    ml: bool = False
    group_ids: RowIds | None = None


class ClassificationEdit(Body):
    """What is to change; `modified` as the editor saw it guards against overwriting."""

    obj_id: str | None = None
    taxonomy_id: RowId | None = None
    classification: str | None = None
    probability: float | None = None
    group_ids: RowIds | None = None
    modified: Moment | None = None


class ClassificationSearch(Query):
    """How `GET /classification` narrows."""

    start_date: Date = None
    end_date: Date = None
    page_number: PageNumber = 1
    num_per_page: PerPage = 100


class ClassificationView(TypedDict):
    """A label as its readers see it."""

    id: int
    created_at: datetime
    modified: datetime
    obj_id: str
    taxonomy_id: int
    taxname: str
    classification: str
    origin: str | None
    probability: float | None
    ml: bool
    author_id: int
    author_name: str
    version: int
    groups: list[GroupView]


class ClassificationId(TypedDict):
    """The new classification."""

    classification_id: int


class ClassificationPage(TypedDict):
    """A page of classifications."""

    classifications: list[ClassificationView]
    totalMatches: int
