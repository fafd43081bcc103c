"""API tokens: scripts act with them in their owner's name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Stamped


class Token(Stamped, Base):
    """A credential, kept as the hash of its secret; `id` is its public name."""

    __tablename__ = "tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    acls: Mapped[list[str]]
    expires_at: Mapped[datetime | None]
