"""Decisions: the answers of scanning operations, kept so that a repeat gives the same one."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Stamped


class Decision(Stamped, Base):
    """One operation of one person, by the id that the client made for it."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_created_at", "created_at"),)

    op_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    request_hash: Mapped[str]
    answer: Mapped[dict[str, Any]]
