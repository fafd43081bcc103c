"""Looking through a person's eyes, for support: read only, and both can see that it happened."""

from sqlalchemy import select, update

from skyportal_like import access
from skyportal_like.access import Actor, Audience
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import SignIn, User
from skyportal_like.services import tokens
from skyportal_like.work import Work, utc_now

BY_BROWSER = "Looking through somebody's eyes is for signed-in browsers, not for tokens."
MORE_THAN_YOU = "This person holds more than you do; you may not look through their eyes."


def start(work: Work, user_id: int) -> None:
    """See the platform as a person does from now on, in this browser."""
    sign_in = _browser(work)
    absent = NotFound(f"Cannot find user with ID {user_id}.")
    user = access.get(work, User, user_id, absent=absent)
    if user.deactivated_at is not None:
        raise absent
    if user.id == work.actor.user_id:
        raise Invalid("You are this person.", fields={"user_id": "yourself"})
    if user.expiration_date is not None and user.expiration_date < utc_now():
        raise Invalid("The account of this person has expired.", fields={"user_id": "expired"})
    if not actors.may_become(work.actor, tokens.acls_of(user)):
        raise NotPermitted(MORE_THAN_YOU, status=403)
    _look(work, sign_in, user.id)
    work.audit("start impersonation", "user", user.id, user_id=user.id)
    _renew_sockets(work, work.actor.user_id)


def end(work: Work) -> None:
    """Be oneself again."""
    browser = _browser(work)
    # access: the caller's own session, recognised by its secret
    seen_id = work.session.scalar(select(SignIn.acting_as_id).where(SignIn.digest == browser))
    if seen_id is None:
        raise Invalid("You are looking through nobody else's eyes.")
    _look(work, browser, None)
    work.actor = actors.by_sign_in(browser)(work.session)
    work.audit("end impersonation", "user", seen_id, user_id=seen_id)
    _renew_sockets(work, seen_id)


def supporter(work: Work) -> Actor | None:
    """Give who looks through the caller's eyes."""
    if work.actor.supporter_id is None:
        return None
    return actors.by_user_id(work.actor.supporter_id)(work.session)


def _browser(work: Work) -> str:
    if work.actor.sign_in is None:
        raise Invalid(BY_BROWSER)
    return work.actor.sign_in


def _look(work: Work, sign_in: str, user_id: int | None) -> None:
    work.session.execute(
        # access: the caller's own session, recognised by its secret
        update(SignIn).where(SignIn.digest == sign_in).values(acting_as_id=user_id)
    )


def _renew_sockets(work: Work, user_id: int) -> None:
    """Close this browser's sockets: they were opened as somebody else."""
    work.emit_to(MembershipChanged(user_id=user_id), Audience(users=frozenset({user_id})))
