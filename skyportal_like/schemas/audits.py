"""The audit trail over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Date, PageNumber, PerPage, Query, RowId
from skyportal_like.schemas.users import PersonView

LONGEST = 200


class AuditLineView(TypedDict):
    """One act: who, in whose name, what, on which row, for whom, and what it changed."""

    id: int
    at: datetime
    actor: PersonView | None
    impersonator: PersonView | None
    user: PersonView | None
    token_id: str | None
    request_id: str | None
    address: str | None
    action: str
    kind: str
    target: str
    group_id: int | None
    before: dict[str, object] | None
    after: dict[str, object] | None


class AuditPage(TypedDict):
    """Some of the trail, newest first; `after` leads on to what is older."""

    lines: list[AuditLineView]
    after: int | None
    pageNumber: int
    numPerPage: int


class AuditSearch(Query):
    """How the trail is narrowed."""

    actor_id: RowId | None = None
    user_id: RowId | None = None
    group_id: RowId | None = Field(default=None, alias="groupID")
    action: Annotated[str | None, Field(max_length=LONGEST)] = None
    kind: Annotated[str | None, Field(max_length=LONGEST)] = None
    target: Annotated[str | None, Field(max_length=LONGEST)] = None
    start_date: Date = None
    end_date: Date = None
    after: Annotated[int | None, Field(ge=0, lt=2**63)] = None
    page_number: PageNumber = 1
    num_per_page: PerPage = 100


class AuditExport(AuditSearch):
    """The same as a file."""

    format: Literal["csv", "ndjson"] = "csv"
