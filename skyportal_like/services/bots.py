"""Bots: whoever stands as the author of what no person wrote."""

from sqlalchemy import text

from skyportal_like.errors import Invalid
from skyportal_like.models import User
from skyportal_like.services import users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work


def ensure(work: Work, username: str) -> int:
    """Give the id of a bot, which can do nothing itself, making it when it is not there yet."""
    user = users.named(work, username)
    if user is None:
        # Of two processes that start at once, one makes it and the other finds it.
        work.session.execute(text("select pg_advisory_xact_lock(hashtext('bots'))"))
        user = users.named(work, username) or _make(work, username)
    if not user.is_bot:
        raise Invalid(
            f"The username {username} belongs to a person.", fields={"username": "not a bot"}
        )
    return user.id


def _make(work: Work, username: str) -> User:
    user = users.create(work, username, Role.VIEW_ONLY)
    user.is_bot = True
    work.session.flush()
    return user
