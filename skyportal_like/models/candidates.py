"""Candidates: objects that passed a filter, and the lists people page through."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered, Stamped


class Candidate(Numbered, Base):
    """An object passed a filter at a time; `kind` says what sort of signal it was."""

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("obj_id", "filter_id", "passed_at"),
        CheckConstraint("kind in ('optical alert', 'single pulse', 'periodic')", name="kind"),
        Index("ix_candidates_filter_id_passed_at", "filter_id", "passed_at"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    filter_id: Mapped[int] = mapped_column(ForeignKey("filters.id", ondelete="CASCADE"))
    passed_at: Mapped[datetime]
    passing_alert_id: Mapped[int | None] = mapped_column(BigInteger())
    uploader_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(server_default=text("'optical alert'"))
    measurements: Mapped[dict[str, Any] | None]


class CandidateQuery(Stamped, Base):
    """The frozen, ordered ids of one person's list of candidates."""

    __tablename__ = "candidate_queries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    obj_ids: Mapped[list[str]]
    filter_ids: Mapped[list[int]]
    rights: Mapped[str] = mapped_column(server_default=text("''"))
    """What its owner could read when it was made: with other rights it is another list."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
