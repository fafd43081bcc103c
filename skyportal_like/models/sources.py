"""Sources: objects that a group saved, or is asked to save."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import UTC_NOW, Base, Numbered


class Source(Numbered, Base):
    """A group's save of an object; unsaving keeps the row, inactive."""

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("obj_id", "group_id"),
        Index("ix_sources_group_id_saved_at", "group_id", "saved_at"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    saved_at: Mapped[datetime] = mapped_column(server_default=UTC_NOW)
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    requested: Mapped[bool] = mapped_column(server_default=text("false"))
    unsaved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unsaved_at: Mapped[datetime | None]
