"""API tokens over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, Date, RowId

TokenName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
# Without any group a token would reach nothing, and one who sends none means all.
GroupLimit = Annotated[
    tuple[RowId, ...],
    Field(min_length=1, max_length=1000),
    AfterValidator(lambda ids: tuple(sorted(set(ids)))),
]


class NewToken(Body):
    """A token to be made; without `group_ids` it reaches all groups of its owner."""

    name: TokenName
    acls: tuple[str, ...] = Field(max_length=100)
    user_id: RowId | None = None
    group_ids: GroupLimit | None = None
    expires_at: Date = None


class TokenEdit(Body):
    """What is to change about a token; what is left out stays."""

    name: TokenName | None = None
    acls: tuple[str, ...] | None = Field(default=None, max_length=100)
    group_ids: GroupLimit | None = None
    expires_at: Date = None


class TokenSecret(TypedDict):
    """A token's secret, which is shown this once, and the token's public name."""

    token_id: str
    id: UUID


class TokenView(TypedDict):
    """A token without its secret."""

    id: UUID
    created_at: datetime
    modified: datetime
    name: str
    created_by_id: int
    acls: list[str]
    group_ids: list[int] | None
    expires_at: datetime | None
    last_used_at: datetime | None
    former_until: datetime | None
