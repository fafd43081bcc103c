"""Comments over HTTP."""

from datetime import datetime

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import LenientBody, RowIds
from skyportal_like.schemas.users import PersonView


class NewComment(LenientBody):
    """A text about an object; clients send further fields, which are ignored."""

    text: str = Field(min_length=1, max_length=100_000)
    group_ids: RowIds | None = None
    attachment: None = None
    """Attachments are not kept yet: one that is sent is refused rather than dropped."""


class CommentEdit(LenientBody):
    """What is to change of a comment."""

    text: str | None = Field(default=None, min_length=1, max_length=100_000)
    group_ids: RowIds | None = None


class CommentView(TypedDict):
    """A comment as its readers see it."""

    id: int
    created_at: datetime
    modified: datetime
    obj_id: str
    text: str
    origin: str | None
    bot: bool
    system: bool
    channel: str | None
    author_id: int
    author: PersonView
    groups: list[GroupView]
    resourceType: str


class CommentId(TypedDict):
    """The new comment, or the one that says the same already."""

    comment_id: int
