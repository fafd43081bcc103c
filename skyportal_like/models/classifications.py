"""Classifications: what somebody says an object is, and the log of every such word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import UTC_NOW, Base, Numbered


class Classification(Numbered, Base):
    """The current state of a label; `label_log` holds its whole history."""

    __tablename__ = "classifications"
    __table_args__ = (
        CheckConstraint("probability between 0 and 1", name="probability_range"),
        Index("ix_classifications_obj_id", "obj_id"),
        Index("ix_classifications_group_ids", "group_ids", postgresql_using="gin"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    taxonomy_id: Mapped[int] = mapped_column(ForeignKey("taxonomies.id"), index=True)
    classification: Mapped[str]
    origin: Mapped[str | None]
    probability: Mapped[float | None]
    ml: Mapped[bool] = mapped_column(server_default=text("false"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    author_name: Mapped[str]
    group_ids: Mapped[list[int]]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class LabelLogLine(Base):
    """One word about a label, append-only: no foreign keys, since it outlives its subject."""

    __tablename__ = "label_log"
    __table_args__ = (
        CheckConstraint("operation in ('create', 'update', 'delete')", name="operation"),
        Index("ix_label_log_classification_id_version", "classification_id", "version"),
        Index("ix_label_log_obj_id", "obj_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=UTC_NOW)
    classification_id: Mapped[int]
    version: Mapped[int]
    operation: Mapped[str]
    obj_id: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    taxonomy_hash: Mapped[str]
    actor_id: Mapped[int]
    token_id: Mapped[UUID | None]
    client: Mapped[str]
    queue: Mapped[str | None]
    blind: Mapped[bool] = mapped_column(server_default=text("false"))
    scores_shown: Mapped[dict[str, Any] | None]
