"""Invitations by e-mail, and requests to be let into a group."""

from datetime import datetime

from sqlalchemy import ARRAY, Boolean, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import NO_IDS, Base, Numbered

NO_FLAGS = text("'{}'::boolean[]")


class Invitation(Numbered, Base):
    """Somebody who is not here yet is asked in; the mailed link holds the secret, this its hash.

    The three lists of flags stand beside `group_ids`, one flag a group.
    """

    __tablename__ = "invitations"

    digest: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    user_email: Mapped[str]
    role: Mapped[str]
    group_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    stream_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    admin_for_groups: Mapped[list[bool]] = mapped_column(ARRAY(Boolean()), server_default=NO_FLAGS)
    can_save_to_groups: Mapped[list[bool]] = mapped_column(
        ARRAY(Boolean()), server_default=NO_FLAGS
    )
    can_share_photometry_for_groups: Mapped[list[bool]] = mapped_column(
        ARRAY(Boolean()), server_default=NO_FLAGS
    )
    user_expiration_date: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    used: Mapped[bool] = mapped_column(server_default=text("false"))
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class GroupAdmissionRequest(Numbered, Base):
    """Somebody asks to be let into a group."""

    __tablename__ = "group_admission_requests"
    __table_args__ = (
        CheckConstraint("status in ('pending', 'accepted', 'declined')", name="status"),
        Index("ix_group_admission_requests_group_id", "group_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(server_default=text("'pending'"))
