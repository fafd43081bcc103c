"""People, and the browsers they are signed in with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered, Stamped

NO_NAMES = text("'{}'::text[]")


class User(Numbered, Base):
    """A person or a bot; deleting one deactivates it, since what it authored stays."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_username", text("lower(username)"), unique=True),
        CheckConstraint("username <> ''", name="username_given"),
    )

    username: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    is_bot: Mapped[bool] = mapped_column(server_default=text("false"))
    roles: Mapped[list[str]] = mapped_column(server_default=NO_NAMES)
    acls: Mapped[list[str]] = mapped_column(server_default=NO_NAMES)
    expiration_date: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    demonstration: Mapped[bool] = mapped_column(server_default=text("false"))


class SignIn(Stamped, Base):
    """A signed-in browser; the cookie holds the secret, this row its hash."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Stamped, Base):
    """A link that signs a person in once; used up by the first visit."""

    __tablename__ = "sign_in_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
