"""Notifications over HTTP: what the caller is told."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.notifications import (
    NotificationEdit,
    NotificationSearch,
    NotificationView,
)
from skyportal_like.services import notifications
from skyportal_like.work import Work


class Notifications(ApiHandler):
    """The caller's notifications."""

    @endpoint()
    def get(self, work: Work, query: NotificationSearch) -> list[NotificationView]:
        """List what the caller was told, newest first."""
        return notifications.mine(work, query)


class AllNotifications(ApiHandler):
    """All of the caller's notifications at once."""

    @endpoint()
    def patch(self, work: Work, body: NotificationEdit) -> Empty:
        """Say of all of the caller's notifications whether they were read."""
        notifications.mark_all(work, viewed=body.viewed)
        return {}

    @endpoint()
    def delete(self, work: Work) -> Empty:
        """Take all of the caller's notifications away."""
        notifications.remove_all(work)
        return {}


class Notification(ApiHandler):
    """One notification."""

    @endpoint()
    def get(self, work: Work, notification_id: int) -> NotificationView:
        """Show a notification."""
        return notifications.get(work, notification_id)

    @endpoint()
    def patch(self, work: Work, notification_id: int, body: NotificationEdit) -> Empty:
        """Say whether a notification was read."""
        notifications.mark(work, notification_id, viewed=body.viewed)
        return {}

    @endpoint()
    def delete(self, work: Work, notification_id: int) -> Empty:
        """Take a notification away."""
        notifications.remove(work, notification_id)
        return {}


ROUTES: Routes = [
    (r"/api/internal/notifications", Notifications),
    (r"/api/internal/notifications/all", AllNotifications),
    (r"/api/internal/notifications/(?P<notification_id>[^/]+)", Notification),
]
