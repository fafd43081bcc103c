"""Requests to be let into a group, over HTTP."""

from datetime import datetime
from typing import Literal

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, Query, RowId
from skyportal_like.schemas.users import PersonView


class NewAdmission(Body):
    """Who wants to be let into which group."""

    group_id: RowId = Field(alias="groupID")
    user_id: RowId = Field(alias="userID")


class AdmissionEdit(Body):
    """The answer of the group."""

    status: Literal["pending", "accepted", "declined"]


class AdmissionSearch(Query):
    """How `GET /group_admission_requests` narrows."""

    group_id: RowId | None = Field(default=None, alias="groupID")


class AdmissionView(TypedDict):
    """A request to be let into a group."""

    id: int
    created_at: datetime
    modified: datetime
    user_id: int
    group_id: int
    status: str
    user: PersonView


class AdmissionId(TypedDict):
    """The new request."""

    id: int
