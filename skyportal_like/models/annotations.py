"""Annotations: named values that somebody attached to an object."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Annotation(Numbered, Base):
    """A set of keys and values under one origin, read by its groups."""

    __tablename__ = "annotations"
    __table_args__ = (
        UniqueConstraint("obj_id", "origin"),
        CheckConstraint("origin ~ '^\\w'", name="origin_form"),
        Index("ix_annotations_group_ids", "group_ids", postgresql_using="gin"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    group_ids: Mapped[list[int]]
