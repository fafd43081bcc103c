"""Filters: what a group lets through from a stream."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Filter(Numbered, Base):
    """A named selection of one stream for one group; read by members who hold the stream."""

    __tablename__ = "filters"
    __table_args__ = (UniqueConstraint("group_id", "stream_id", "name"),)

    name: Mapped[str]
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    altdata: Mapped[dict[str, Any] | None]
    broker_id: Mapped[int | None]
    autosave: Mapped[bool] = mapped_column(server_default=text("false"))
