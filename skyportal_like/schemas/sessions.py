"""The browsers that a person is signed in with, over HTTP."""

from datetime import datetime
from uuid import UUID

from typing_extensions import TypedDict


class SessionView(TypedDict):
    """A signed-in browser, as its person sees it."""

    id: UUID
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime
    how: str
    browser: str | None
    address: str | None
    current: bool
