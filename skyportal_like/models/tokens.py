"""API tokens: scripts act with them in their owner's name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Stamped


class Token(Stamped, Base):
    """A credential, kept as the hash of its secret; `id` is its public name.

    `group_ids` limits it to these groups of its owner; `former_digest` is the secret before the
    last rotation, which works until `former_until`.
    """

    __tablename__ = "tokens"
    __table_args__ = (UniqueConstraint("created_by_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    acls: Mapped[list[str]]
    group_ids: Mapped[list[int] | None]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    former_digest: Mapped[str | None] = mapped_column(unique=True)
    former_until: Mapped[datetime | None]
