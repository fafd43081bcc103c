"""When a credential was last used: written down at most once a minute."""

from datetime import timedelta

from sqlalchemy import or_, update

from skyportal_like.access import Actor
from skyportal_like.models import SignIn, Token
from skyportal_like.work import Work, utc_now

EVERY = timedelta(minutes=1)


def due(actor: Actor) -> bool:
    """Tell whether the use of this caller's credential is to be written down."""
    named = actor.token_id is not None or actor.sign_in is not None
    return named and (actor.seen_at is None or actor.seen_at < utc_now() - EVERY)


def note(work: Work, actor: Actor) -> None:
    """Write down that a credential was used; of many requests at once one does."""
    if not due(actor):
        return
    now = utc_now()
    before = now - EVERY
    if actor.token_id is not None:
        # access: the caller's own credential; being used is no change of it
        statement = update(Token).where(
            Token.id == actor.token_id,
            or_(Token.last_used_at.is_(None), Token.last_used_at < before),
        )
        work.session.execute(statement.values(last_used_at=now, modified=Token.modified))
    else:
        # access: as above
        seen = update(SignIn).where(
            SignIn.digest == actor.sign_in,
            or_(SignIn.seen_at.is_(None), SignIn.seen_at < before),
        )
        work.session.execute(seen.values(seen_at=now, modified=SignIn.modified))
