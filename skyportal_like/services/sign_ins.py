"""Signing in and out: one-time links, signed-in browsers."""

from datetime import timedelta

from sqlalchemy import delete

from skyportal_like.access import Audience
from skyportal_like.errors import NotFound, Unauthenticated
from skyportal_like.events.types import TokenRevoked
from skyportal_like.models import SignIn, SignInLink, User
from skyportal_like.security.credentials import digest, new_secret
from skyportal_like.services import users
from skyportal_like.work import Work, utc_now

LINK_HOURS = 24
BAD_LINK = "This sign-in link is not valid, or was used already."


def new_link(work: Work, user: User) -> str:
    """Make the secret of a link that signs a person in once, within a day."""
    secret = new_secret()
    work.add(
        SignInLink(
            digest=digest(secret),
            user_id=user.id,
            expires_at=utc_now() + timedelta(hours=LINK_HOURS),
        )
    )
    work.audit("make sign-in link", "user", user.id)
    return secret


def by_link(work: Work, secret: str, days: float) -> str:
    """Use a link up and give the secret of the new session; a link works once."""
    user_id = work.session.scalar(
        # access: whoever holds the secret is let in by it; nobody is signed in yet
        delete(SignInLink)
        .where(
            SignInLink.digest == digest(secret),
            SignInLink.expires_at > utc_now(),
            User.id == SignInLink.user_id,
            User.deactivated_at.is_(None),
        )
        .returning(SignInLink.user_id)
    )
    if user_id is None:
        raise Unauthenticated(BAD_LINK)
    return _sign_in(work, user_id, days, "by link")


def as_demonstration(work: Work, username: str, days: float) -> str:
    """Sign in as a person of the demonstration; nobody else can be chosen."""
    user = users.named(work, username)
    if user is None or not user.demonstration:
        raise NotFound("There is no such person in the demonstration.")
    return _sign_in(work, user.id, days, "as demonstration")


def sign_out(work: Work, secret: str) -> None:
    """End a session."""
    # access: the holder of a session's secret may end it
    work.session.execute(delete(SignIn).where(SignIn.digest == digest(secret)))
    user_id = work.actor.user_id
    work.emit_to(TokenRevoked(user_id=user_id, token_id=None), Audience(users=frozenset({user_id})))


def _sign_in(work: Work, user_id: int, days: float, how: str) -> str:
    secret = new_secret()
    work.add(
        SignIn(digest=digest(secret), user_id=user_id, expires_at=utc_now() + timedelta(days=days))
    )
    work.audit(f"sign in {how}", "user", user_id)
    return secret
