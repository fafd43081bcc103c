"""Filters over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, Moment, RowId
from skyportal_like.schemas.names import Kept, Name


class NewFilter(Body):
    """A selection of one stream for one group."""

    name: Name
    stream_id: RowId
    group_id: RowId
    altdata: dict[str, Any] | None = None
    broker_id: RowId | None = None
    autosave: bool = False


class FilterEdit(Body):
    """What is to change of a filter; its group and stream may be named, never changed."""

    name: Annotated[Name | None, Kept] = None
    altdata: dict[str, Any] | None = None
    autosave: Annotated[bool | None, Kept] = None
    group_id: int | None = None
    stream_id: int | None = None
    modified: Moment | None = None


class FilterView(TypedDict):
    """A filter as its readers see it."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    stream_id: int
    group_id: int
    altdata: dict[str, object] | None
    broker_id: int | None
    autosave: bool


class FilterId(TypedDict):
    """The new filter."""

    id: int
