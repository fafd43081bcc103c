"""Notifications: what one person is told, kept until they have read it."""

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class UserNotification(Numbered, Base):
    """A line for one person."""

    __tablename__ = "user_notifications"
    __table_args__ = (Index("ix_user_notifications_user_id_id", "user_id", "id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str]
    notification_type: Mapped[str]
    viewed: Mapped[bool] = mapped_column(server_default=false())
    url: Mapped[str | None]
