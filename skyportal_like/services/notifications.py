"""Notifications: what one person is told, and keeps until they take it away."""

from sqlalchemy import delete, update

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import NotFound
from skyportal_like.events.types import NotificationCreated
from skyportal_like.models import UserNotification
from skyportal_like.schemas.notifications import NotificationSearch, NotificationView
from skyportal_like.work import Work

MISSING = "Cannot find notification with ID {}."


def notify(
    work: Work, user_id: int, kind: str, text: str, url: str | None = None
) -> UserNotification:
    """Tell one person something, now and until they have read it."""
    row = UserNotification(user_id=user_id, notification_type=kind, text=text, url=url)
    work.add(row)
    work.emit(NotificationCreated(notification_id=row.id), about=row)
    return row


def mine(work: Work, query: NotificationSearch) -> list[NotificationView]:
    """List what the caller was told, newest first."""
    rows = work.session.scalars(
        access.readable(work.actor, UserNotification)
        .where(UserNotification.user_id == work.actor.user_id)
        .order_by(UserNotification.id.desc())
        .offset((query.page_number - 1) * query.num_per_page)
        .limit(query.num_per_page)
    )
    return [_view(row) for row in rows]


def get(work: Work, notification_id: int) -> NotificationView:
    """Show one notification."""
    return _view(_fetch(work, notification_id, Action.READ))


def mark(work: Work, notification_id: int, *, viewed: bool) -> None:
    """Say whether one notification was read."""
    _fetch(work, notification_id, Action.EDIT).viewed = viewed


def mark_all(work: Work, *, viewed: bool) -> None:
    """Say of all of the caller's notifications whether they were read."""
    work.session.execute(
        # access: the caller's own rows, also for System admin
        update(UserNotification)
        .where(UserNotification.user_id == work.actor.user_id)
        .values(viewed=viewed)
    )


def remove(work: Work, notification_id: int) -> None:
    """Take one notification away."""
    row = _fetch(work, notification_id, Action.DELETE)
    work.audit("delete", "notification", row.id, user_id=row.user_id)
    work.session.delete(row)


def remove_all(work: Work) -> None:
    """Take all of the caller's notifications away."""
    # access: as in mark_all
    own = delete(UserNotification).where(UserNotification.user_id == work.actor.user_id)
    if work.session.scalars(own.returning(UserNotification.id)).all():
        work.audit("delete all", "notification", "all", user_id=work.actor.user_id)


def _fetch(work: Work, notification_id: int, action: Action) -> UserNotification:
    return access.get(
        work,
        UserNotification,
        notification_id,
        action,
        absent=NotFound(MISSING.format(notification_id)),
        lock=action is not Action.READ,
    )


def _view(row: UserNotification) -> NotificationView:
    return NotificationView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        user_id=row.user_id,
        text=row.text,
        notification_type=row.notification_type,
        viewed=row.viewed,
        url=row.url,
    )
