"""Recognises the caller of a request: by token, or by the cookie of a signed-in browser."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from skyportal_like.access import actor as actors
from skyportal_like.errors import NotPermitted, Unauthenticated
from skyportal_like.handlers.platform import SESSION_COOKIE, Platform
from skyportal_like.security.credentials import digest
from skyportal_like.work import ANONYMOUS

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = "This request did not come from this site's own pages."


@dataclass(frozen=True, slots=True)
class Credential:
    """The hash of what a request shows, and what kind of client shows it."""

    client: str
    digest: str


@dataclass(frozen=True, slots=True)
class Caller:
    """How to recognise whose a credential is."""

    client: str
    identify: actors.Identify


def credential(request: HTTPServerRequest, platform: Platform) -> Credential | None:
    """Find the credential of a request; a token wins over a cookie, even a malformed one."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "token" or not token.strip():
            return None
        return Credential("token", digest(token.strip()))
    secret = session_secret(request, platform)
    return None if secret is None else Credential("browser", digest(secret))


def of_request(
    request: HTTPServerRequest, shown: Credential | None, anonymous_username: str
) -> Caller:
    """Say how to recognise the caller by what the request shows."""
    if shown is None:
        shows_nothing = (
            "Authorization" not in request.headers and SESSION_COOKIE not in request.cookies
        )
        if anonymous_username and shows_nothing and request.method in SAFE:
            return Caller(ANONYMOUS, actors.by_name_to_look(anonymous_username))
        raise Unauthenticated(actors.MALFORMED)
    if shown.client == "token":
        return Caller(shown.client, actors.by_token(shown.digest))
    if request.method not in SAFE and not from_own_page(request):
        raise NotPermitted(FOREIGN, status=403)
    return Caller(shown.client, actors.by_sign_in(shown.digest))


def session_secret(request: HTTPServerRequest, platform: Platform) -> str | None:
    """Read the session's secret from its signed cookie."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if cookie is None:
        return None
    return platform.signer.read(
        SESSION_COOKIE, cookie.value, platform.settings.server.session_days * 86_400
    )


def from_own_page(request: HTTPServerRequest) -> bool:
    """Tell whether a browser says that the request comes from this very site.

    Every browser sends `Sec-Fetch-Site`, older ones `Origin`; a request with neither is no
    page's, so a cookie does not speak for it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host
