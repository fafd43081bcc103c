"""The live feed over HTTP."""

from typing import Any

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Names, SnakeQuery


class EventSearch(SnakeQuery):
    """How `GET /events` narrows."""

    since: str | None = None
    types: Names = ()
    obj_id: str | None = None
    limit: int = Field(default=500, ge=1, le=500)


class EventPage(TypedDict):
    """What happened since, and where to go on from."""

    events: list[dict[str, Any]]
    cursor: str
    resync: bool
