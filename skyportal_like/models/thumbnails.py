"""Thumbnails: images of an object, stored by content hash."""

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Thumbnail(Numbered, Base):
    """An image attached as (kind, role, blob); the contract's types are roles of `cutout`."""

    __tablename__ = "thumbnails"
    __table_args__ = (UniqueConstraint("obj_id", "kind", "role"),)

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(server_default=text("'cutout'"))
    role: Mapped[str]
    blob: Mapped[str] = mapped_column(index=True)
    survey: Mapped[str | None]
    origin: Mapped[str | None]
    is_grayscale: Mapped[bool] = mapped_column(server_default=text("true"))
    taken_jd: Mapped[float | None]
