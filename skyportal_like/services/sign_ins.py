"""Signing in and out: one-time links, visits to providers, signed-in browsers."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from skyportal_like.access import actor as actors
from skyportal_like.errors import NotFound, Unauthenticated
from skyportal_like.models import SignIn, SignInAttempt, SignInLink, User
from skyportal_like.security.credentials import digest, new_secret
from skyportal_like.security.oidc import Errand
from skyportal_like.services import sessions, users
from skyportal_like.work import Work, utc_now

LINK_HOURS = 24
ATTEMPT_MINUTES = 10
BAD_LINK = "This sign-in link is not valid, or was used already."


@dataclass(frozen=True, slots=True)
class Visit:
    """The browser that signs in, for how long, and the session it had until now."""

    days: float
    user_agent: str = ""
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A visit to a provider that came back in time."""

    errand: Errand
    next_path: str
    invitation: str | None


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
    work.audit("make sign-in link", "user", user.id, user_id=user.id)
    return secret


def by_link(work: Work, secret: str, visit: Visit) -> str:
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
    return begin(work, user_id, "link", visit)


def as_demonstration(work: Work, username: str, visit: Visit) -> str:
    """Sign in as a person of the demonstration; nobody else can be chosen."""
    user = users.named(work, username)
    if user is None or not user.demonstration:
        raise NotFound("There is no such person in the demonstration.")
    return begin(work, user.id, "demonstration", visit)


def begin(work: Work, user_id: int, how: str, visit: Visit) -> str:
    """Sign a person in, unless they may not come in, and give the secret of the session."""
    work.actor = actors.by_user_id(user_id)(work.session)
    if visit.former is not None:
        sign_out(work, visit.former)
    secret = new_secret()
    row = SignIn(
        digest=digest(secret),
        user_id=user_id,
        expires_at=utc_now() + timedelta(days=visit.days),
        how=how,
        browser=sessions.browser_of(visit.user_agent),
        address=work.origin.address,
    )
    work.add(row)
    work.audit("sign in", "session", row.id, user_id=user_id, after={"how": how})
    return secret


def sign_out(work: Work, secret: str) -> None:
    """End a session."""
    ended = work.session.execute(
        # access: the holder of a session's secret may end it
        delete(SignIn)
        .where(SignIn.digest == digest(secret))
        .returning(SignIn.id, SignIn.user_id, SignIn.acting_as_id)
    ).one_or_none()
    if ended is None:
        return
    work.audit("sign out", "session", ended.id, user_id=ended.user_id)
    sessions.tell(work, ended.user_id, ended.acting_as_id)


def set_out(
    work: Work, provider: str, errand: Errand, next_path: str, invitation: str | None
) -> None:
    """Remember who is sent to a provider, for ten minutes; forget who never came back."""
    now = utc_now()
    work.session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at < now))
    work.add(
        SignInAttempt(
            digest=digest(errand.state),
            provider=provider,
            nonce=errand.nonce,
            verifier=errand.verifier,
            next_path=next_path,
            # The invitation's own secret stays with the browser.
            invitation=None if invitation is None else digest(invitation),
            expires_at=now + timedelta(minutes=ATTEMPT_MINUTES),
        )
    )


def come_back(work: Work, provider: str, state: str) -> Attempt | None:
    """Use an attempt up; the first answer does, whatever it says."""
    row = work.session.execute(
        delete(SignInAttempt)
        .where(
            SignInAttempt.digest == digest(state),
            SignInAttempt.provider == provider,
            SignInAttempt.expires_at > utc_now(),
        )
        .returning(
            SignInAttempt.nonce,
            SignInAttempt.verifier,
            SignInAttempt.next_path,
            SignInAttempt.invitation,
        )
    ).one_or_none()
    if row is None:
        return None
    errand = Errand(state=state, nonce=row.nonce, verifier=row.verifier)
    return Attempt(errand, row.next_path, row.invitation)
