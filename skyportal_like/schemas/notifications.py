"""Notifications over HTTP."""

from datetime import datetime

from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, PageNumber, PerPage, Query


class NotificationSearch(Query):
    """Which of the caller's notifications to show."""

    page_number: PageNumber = 1
    num_per_page: PerPage = 500


class NotificationEdit(Body):
    """Whether it was read."""

    viewed: bool


class NotificationView(TypedDict):
    """What one person is told."""

    id: int
    created_at: datetime
    modified: datetime
    user_id: int
    text: str
    notification_type: str
    viewed: bool
    url: str | None
