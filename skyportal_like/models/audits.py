"""The audit trail: who did what, kept apart from the live feed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import UTC_NOW, Base


class AuditLine(Base):
    """One act, append-only; no foreign keys, since it outlives its subject.

    `user_id` is the person whom it concerns, where it concerns one.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_at", "at"),
        Index("ix_audit_group_id_at", "group_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=UTC_NOW)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    impersonator_id: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(index=True)
    token_id: Mapped[UUID | None]
    request_id: Mapped[str | None]
    address: Mapped[str | None]
    action: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    group_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
