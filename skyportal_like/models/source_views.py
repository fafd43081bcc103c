"""Views: who looked at an object, for the dashboard's counts."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, BigNumbered


class SourceView(BigNumbered, Base):
    """Somebody looked at an object."""

    __tablename__ = "source_views"
    __table_args__ = (
        Index("ix_source_views_created_at", "created_at"),
        Index("ix_source_views_obj_id", "obj_id"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    username_or_token_id: Mapped[str]
    is_token: Mapped[bool]
