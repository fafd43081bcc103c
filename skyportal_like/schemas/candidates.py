"""Candidates over HTTP."""

from datetime import datetime
from typing import Annotated, Any, NotRequired

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from skyportal_like.schemas.annotations import AnnotationView
from skyportal_like.schemas.classifications import ClassificationView
from skyportal_like.schemas.comments import CommentView
from skyportal_like.schemas.inputs import (
    Ids,
    Moment,
    Names,
    PageNumber,
    PerPage,
    Query,
    RowIds,
    Truth,
    contract_error,
    lenient_date,
)
from skyportal_like.schemas.objs import NamedObj, ObjView, ThumbnailView
from skyportal_like.schemas.photometry import PointView
from skyportal_like.schemas.users import PersonView
from skyportal_like.vocabulary import SavedStatus

MISSING = {
    "id": "Missing required parameter: `id`.",
    "filter_ids": "Missing required filter_ids parameter.",
    "passed_at": "Missing required parameter: `passed_at`.",
}


class NewCandidate(NamedObj):
    """An object that passed filters at a time."""

    filter_ids: RowIds
    passed_at: Moment
    passing_alert_id: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _say_what_is_missing(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for name, text in MISSING.items():
                if value.get(name) in (None, []):
                    raise contract_error(text)
        return value


class AnnotationCondition(BaseModel):
    """One condition on the values of one origin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origin: str
    key: str
    value: str | float | bool | None = None
    min: float | None = None
    max: float | None = None


UNREADABLE = "Could not parse JSON objects for annotation filtering"


def _conditions(value: object) -> object:
    """Read a csv of JSON objects: what stands between is a list without its brackets."""
    if not isinstance(value, str):
        return value
    try:
        items = orjson.loads(f"[{value}]")
    except orjson.JSONDecodeError as error:
        raise contract_error(UNREADABLE) from error
    for item in items:
        try:
            AnnotationCondition.model_validate(item)
        except ValidationError as error:
            lacking = [one["loc"][0] for one in error.errors() if one["type"] == "missing"]
            reason = f'"{lacking[0]}" is required' if lacking else str(error.errors()[0]["msg"])
            text = f"Invalid annotation filter list item {orjson.dumps(item).decode()}: {reason}."
            raise contract_error(text) from error
        if "value" not in item and "min" not in item and "max" not in item:
            text = orjson.dumps(item).decode()
            raise contract_error(
                f'Invalid annotation filter list item {text}: "value" or "min"/"max" is required.'
            )
    return items


def _saved_status(value: object) -> object:
    if value not in set(SavedStatus):
        text = f"Invalid savedStatus: {value}. Must be one of the enumerated options."
        raise contract_error(text)
    return value


def _date_named(name: str) -> BeforeValidator:
    def check(value: object) -> object:
        try:
            return lenient_date(value)
        except PydanticCustomError as error:
            raise contract_error(f"Invalid {name} value: {value}") from error

    return BeforeValidator(check)


class CandidateQuery(Query):
    """What the candidates' answers add."""

    include_photometry: Truth = False
    include_comments: Truth = False


class CandidateSearch(CandidateQuery):
    """How `GET /candidates` narrows and sorts."""

    group_ids: Ids = Field(default=(), alias="groupIDs")
    filter_ids: Ids = Field(default=(), alias="filterIDs")
    start_date: Annotated[datetime | None, _date_named("startDate")] = None
    end_date: Annotated[datetime | None, _date_named("endDate")] = None
    saved_status: Annotated[SavedStatus, BeforeValidator(_saved_status)] = SavedStatus.ALL
    classifications: Names = ()
    classifications_reject: Names = ()
    min_redshift: float | None = None
    max_redshift: float | None = None
    list_name: str | None = None
    list_name_reject: str | None = None
    hide_group_rejected: Truth = False
    annotation_filter_list: Annotated[
        tuple[AnnotationCondition, ...], BeforeValidator(_conditions)
    ] = ()
    sort_by_annotation_origin: str | None = None
    sort_by_annotation_key: str | None = None
    sort_by_annotation_order: str = Field(default="asc", pattern="^(asc|desc)$")
    obj_id: str | None = Field(default=None, alias="objID")
    name_only: Truth = False
    query_id: str | None = Field(default=None, alias="queryID")
    page_number: PageNumber = 1
    num_per_page: PerPage = 25


class CandidateIds(TypedDict):
    """The candidates, those that stood and the new ones."""

    ids: list[int]


class SavedToView(TypedDict):
    """A group that saved a candidate."""

    id: int
    name: str
    saved_at: datetime
    saved_by: PersonView | None


class RejectedView(TypedDict):
    """For whom a candidate is rejected."""

    me: bool
    groups: list[int]


class CandidateView(ObjView):
    """A candidate with what scanning needs."""

    thumbnails: list[ThumbnailView]
    annotations: list[AnnotationView]
    classifications: list[ClassificationView]
    is_source: bool
    saved_groups: list[SavedToView]
    rejected: RejectedView
    passing_group_ids: list[int]
    passed_at: datetime | None
    last_detected_at: datetime | None
    tags: list[dict[str, Any]]
    photometry: NotRequired[list[PointView]]
    comments: NotRequired[list[CommentView]]


class CandidateName(TypedDict):
    """An object's id alone."""

    id: str


class CandidatePage(TypedDict):
    """A page of a frozen list of candidates."""

    candidates: list[CandidateView]
    totalMatches: int
    pageNumber: int
    numPerPage: int
    queryID: str


class CandidateNames(TypedDict):
    """What a prefix may be completed to."""

    candidates: list[CandidateName]
