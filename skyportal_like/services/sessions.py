"""The browsers that a person is signed in with: listed, and ended one by one or all at once."""

import re
from uuid import UUID

from sqlalchemy import delete

from skyportal_like import access
from skyportal_like.access import Audience
from skyportal_like.errors import NotFound
from skyportal_like.events.types import TokenRevoked
from skyportal_like.models import SignIn
from skyportal_like.schemas.sessions import SessionView
from skyportal_like.work import Work, utc_now

# The first that fits names the browser: many call themselves by several of these names.
BROWSERS = (
    (re.compile(r"\bEdg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"\bOPR/|\bOpera\b"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|CriOS|HeadlessChrome|Chromium)/"), "Chrome"),
    (re.compile(r"\bVersion/\S+.*\bSafari/"), "Safari"),
    (re.compile(r"^curl/"), "curl"),
    (re.compile(r"^(?:python|Python|aiohttp|httpx)"), "Python"),
)
SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b|\bMacintosh\b"), "macOS"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bLinux\b|\bX11\b"), "Linux"),
)


def browser_of(user_agent: str) -> str | None:
    """Say in a few words which browser this is, as a person would."""
    text = user_agent[:500]
    browser = next((name for pattern, name in BROWSERS if pattern.search(text)), None)
    system = next((name for pattern, name in SYSTEMS if pattern.search(text)), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system


def of_caller(work: Work) -> list[SessionView]:
    """List the caller's sessions, the one they saw last first."""
    rows = work.session.scalars(
        access.readable(work.actor, SignIn)
        .where(SignIn.user_id == work.actor.user_id, SignIn.expires_at > utc_now())
        .order_by(SignIn.created_at.desc(), SignIn.id)
    )
    return [
        SessionView(
            id=row.id,
            created_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            how=row.how,
            browser=row.browser,
            address=row.address,
            current=row.digest == work.actor.sign_in,
        )
        for row in sorted(rows, key=lambda row: row.seen_at or row.created_at, reverse=True)
    ]


def end(work: Work, session_id: UUID) -> bool:
    """End one of the caller's sessions; tell whether it was the one that asks."""
    row = work.session.scalars(
        access.readable(work.actor, SignIn).where(
            SignIn.id == session_id, SignIn.user_id == work.actor.user_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"Cannot find session with ID {session_id}.")
    work.session.delete(row)
    work.session.flush()
    work.audit("sign out", "session", row.id, user_id=row.user_id)
    tell(work, row.user_id, row.acting_as_id)
    return row.digest == work.actor.sign_in


def end_all(work: Work) -> None:
    """Sign the caller out everywhere."""
    seen_as = work.session.scalars(
        # access: the caller's own sessions
        delete(SignIn).where(SignIn.user_id == work.actor.user_id).returning(SignIn.acting_as_id)
    ).all()
    work.audit("sign out everywhere", "user", work.actor.user_id, user_id=work.actor.user_id)
    tell(work, work.actor.user_id, *seen_as)


def tell(work: Work, user_id: int, *seen_as: int | None) -> None:
    """Let the sockets of a person's ended sessions close, also those that saw as somebody else."""
    told = Audience(users=frozenset({user_id}))
    for one in sorted({user_id, *(other for other in seen_as if other is not None)}):
        work.emit_to(TokenRevoked(user_id=one, token_id=None), told)
