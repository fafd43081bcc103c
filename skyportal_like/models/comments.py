"""Comments: what people say about an object to their groups."""

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Comment(Numbered, Base):
    """A text about an object, read by its groups."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_obj_id_created_at", "obj_id", "created_at"),
        Index("ix_comments_group_ids", "group_ids", postgresql_using="gin"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    text: Mapped[str]
    origin: Mapped[str | None]
    bot: Mapped[bool] = mapped_column(server_default=sa.false())
    system: Mapped[bool] = mapped_column(server_default=sa.false())
    channel: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    group_ids: Mapped[list[int]]
