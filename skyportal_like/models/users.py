"""People, how a provider names them, and the browsers they are signed in with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered, Stamped

NO_NAMES = text("'{}'::text[]")


class User(Numbered, Base):
    """A person or a bot; deleting one deactivates it, since what it authored stays.

    `contact_email` is what somebody wrote. `sign_in_email` is what a trusted provider may know
    them by before their first visit from there.
    """

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_username", text("lower(username)"), unique=True),
        CheckConstraint("username <> ''", name="username_given"),
    )

    username: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    bio: Mapped[str | None]
    affiliations: Mapped[list[str]] = mapped_column(server_default=NO_NAMES)
    contact_email: Mapped[str | None]
    sign_in_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    oauth_uid: Mapped[str | None]
    preferences: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    is_bot: Mapped[bool] = mapped_column(server_default=text("false"))
    roles: Mapped[list[str]] = mapped_column(server_default=NO_NAMES)
    acls: Mapped[list[str]] = mapped_column(server_default=NO_NAMES)
    expiration_date: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    demonstration: Mapped[bool] = mapped_column(server_default=text("false"))


class Identity(Numbered, Base):
    """What a sign-in provider calls a person: its subject, unique within the provider."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    provider: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class SignIn(Stamped, Base):
    """A signed-in browser; the cookie holds the secret, this row its hash.

    `id` is its public name. `acting_as_id` is whom a supporter sees the platform as, meanwhile.
    """

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    acting_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(server_default=text("''"))
    browser: Mapped[str | None]
    address: Mapped[str | None]


class SignInLink(Stamped, Base):
    """A link that signs a person in once; used up by the first visit."""

    __tablename__ = "sign_in_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempt(Stamped, Base):
    """A visit to a sign-in provider that has not come back; used up by the first answer."""

    __tablename__ = "sign_in_attempts"

    digest: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    next_path: Mapped[str]
    invitation: Mapped[str | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
