"""Sources over HTTP."""

from datetime import datetime

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.annotations import AnnotationView
from skyportal_like.schemas.classifications import ClassificationView
from skyportal_like.schemas.comments import CommentView
from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import (
    Body,
    Date,
    Ids,
    Names,
    PageNumber,
    PerPage,
    Query,
    RowIds,
    Truth,
)
from skyportal_like.schemas.objs import NamedObj, ObjView, ThumbnailView
from skyportal_like.schemas.photometry import PointView
from skyportal_like.schemas.users import PersonView


class NewSource(NamedObj):
    """An object and the groups that save it."""

    group_ids: RowIds | None = None
    ignore_if_in_group_ids: dict[int, RowIds] = Field(default_factory=dict)


class Unsave(Body):
    """Which group lets go of an object."""

    group_id: int


class SourceId(TypedDict):
    """The saved object, and the groups that had not saved it before."""

    id: str
    saved_to_groups: list[int]


class SourceQuery(Query):
    """What `GET /sources/{id}` adds."""

    include_thumbnails: Truth = False
    include_comments: Truth = False
    include_photometry: Truth = False


class SourceSearch(SourceQuery):
    """How `GET /sources` narrows and sorts."""

    group_ids: Ids = Field(default=(), alias="group_ids")
    source_id: str | None = Field(default=None, alias="sourceID")
    classifications: Names = ()
    classified: Truth = False
    unclassified: Truth = False
    saved_before: Date = None
    saved_after: Date = None
    min_redshift: float | None = None
    max_redshift: float | None = None
    sort_by: str = "saved_at"
    sort_order: str = "desc"
    page_number: PageNumber = 1
    num_per_page: PerPage = 100


class SavedGroupView(GroupView):
    """A group that saved an object, by whom and when."""

    active: bool
    requested: bool
    saved_at: datetime
    saved_by: PersonView | None


class SourceView(ObjView, total=False):
    """An object with what people said of it."""

    annotations: list[AnnotationView]
    classifications: list[ClassificationView]
    groups: list[SavedGroupView]
    thumbnails: list[ThumbnailView]
    comments: list[CommentView]
    photometry: list[PointView]


class SourcePage(TypedDict):
    """A page of sources."""

    sources: list[SourceView]
    totalMatches: int
    pageNumber: int
    numPerPage: int
