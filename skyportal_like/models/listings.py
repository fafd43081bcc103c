"""Listings: a person's own lists of objects."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Listing(Numbered, Base):
    """An object on one of a person's lists, such as `rejected_candidates`."""

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("user_id", "obj_id", "list_name"),
        Index("ix_listings_obj_id", "obj_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    list_name: Mapped[str]
    params: Mapped[dict[str, Any] | None]
