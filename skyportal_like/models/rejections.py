"""Rejections: what a group has looked at and does not want."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Rejection(Numbered, Base):
    """A candidate rejected for a whole group."""

    __tablename__ = "rejections"
    __table_args__ = (UniqueConstraint("obj_id", "group_id"),)

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    rejected_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
