"""Streams over HTTP: classes of data rights, and who holds them."""

from datetime import datetime
from typing import Annotated, Any

from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, RowId
from skyportal_like.schemas.names import Kept, Name


class NewStream(Body):
    """A class of data rights."""

    name: Name
    altdata: dict[str, Any] | None = None
    auto_join: bool = False


class StreamEdit(Body):
    """What is to change of a stream; existing clients always send its name."""

    name: Name
    altdata: dict[str, Any] | None = None
    auto_join: Annotated[bool | None, Kept] = None


class StreamDetail(TypedDict):
    """A stream as its holders see it."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    altdata: dict[str, object] | None
    auto_join: bool


class StreamId(TypedDict):
    """The new stream."""

    id: int


class NewHolder(Body):
    """Who is to hold a stream."""

    user_id: RowId


class HolderView(TypedDict):
    """A stream and who holds it now."""

    stream_id: int
    user_id: int


class NewGroupStream(Body):
    """Which stream a group is to hold."""

    stream_id: RowId


class GroupStreamView(TypedDict):
    """A group and the stream that it holds now."""

    group_id: int
    stream_id: int
