"""Streams: classes of data rights, and who holds them."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Stream(Numbered, Base):
    """A data-rights class, for example a survey's public alerts."""

    __tablename__ = "streams"

    name: Mapped[str] = mapped_column(unique=True)
    altdata: Mapped[dict[str, Any] | None]
    auto_join: Mapped[bool] = mapped_column(server_default=text("false"))


class StreamUser(Numbered, Base):
    """A person holds a stream."""

    __tablename__ = "stream_users"
    __table_args__ = (UniqueConstraint("stream_id", "user_id"),)

    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class GroupStream(Numbered, Base):
    """A group holds a stream; all its members hold it too."""

    __tablename__ = "group_streams"
    __table_args__ = (UniqueConstraint("group_id", "stream_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"), index=True)
