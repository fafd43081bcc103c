"""The dashboard: what is looked at most, and what was saved last."""

from datetime import datetime

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.classifications import ClassificationView
from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import MAX_PAGE, Query, RowId
from skyportal_like.schemas.objs import ThumbnailView


class TeamQuery(Query):
    """Whose part of the dashboard is asked for; without a team, all that the caller reads."""

    team_id: RowId | None = Field(default=None, alias="teamID")


class CountQuery(TeamQuery):
    """How far back to count."""

    since_days_ago: float = Field(default=7, gt=0, le=36_500, allow_inf_nan=False)


class ViewedQuery(CountQuery):
    """How many of the most viewed objects, and since when they were viewed."""

    max_num_sources: int = Field(default=10, ge=1, le=MAX_PAGE)


class RecentQuery(TeamQuery):
    """How many of the objects that were saved last."""

    max_num_sources: int = Field(default=5, ge=1, le=MAX_PAGE)


class GlimpseView(TypedDict):
    """An object as a dashboard shows it."""

    obj_id: str
    ra: float | None
    dec: float | None
    tns_name: str | None
    thumbnails: list[ThumbnailView]
    classifications: list[ClassificationView]


class ViewedSource(GlimpseView):
    """An object and how often it was looked at."""

    views: int


class RecentSource(GlimpseView):
    """An object, when it was saved last, and to which groups."""

    created_at: datetime
    resaved: bool
    groups: list[GroupView]


class SourceCount(TypedDict):
    """How many objects were saved since when."""

    count: int
    sinceDaysAgo: float
