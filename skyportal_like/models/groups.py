"""Groups and who is in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Group(Numbered, Base):
    """A collaboration: the audience of candidates, saves and labels."""

    __tablename__ = "groups"
    __table_args__ = (
        Index("uq_groups_sitewide", "sitewide", unique=True, postgresql_where=text("sitewide")),
    )

    name: Mapped[str] = mapped_column(unique=True)
    nickname: Mapped[str | None]
    description: Mapped[str | None]
    private: Mapped[bool] = mapped_column(server_default=text("false"))
    auto_accept_requests: Mapped[bool] = mapped_column(server_default=text("false"))
    single_user_group: Mapped[bool] = mapped_column(server_default=text("false"))
    sitewide: Mapped[bool] = mapped_column(server_default=text("false"))
    archived_at: Mapped[datetime | None]
    palette: Mapped[dict[str, Any] | None]


class GroupUser(Numbered, Base):
    """A membership and what it allows inside the group.

    It is `vouched` unless somebody was enrolled by another, neither asking nor managed: such a
    one is not to be reached by those who enrolled them.
    """

    __tablename__ = "group_users"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    admin: Mapped[bool] = mapped_column(server_default=text("false"))
    can_save: Mapped[bool] = mapped_column(server_default=text("true"))
    can_share_photometry: Mapped[bool] = mapped_column(server_default=text("false"))
    vouched: Mapped[bool] = mapped_column(server_default=text("true"))
