"""Recognises the caller of a request: by token, or by the cookie of a signed-in browser."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from skyportal_like.access import actor as actors
from skyportal_like.errors import NotPermitted, Unauthenticated
from skyportal_like.handlers.platform import SESSION_COOKIE, Platform
from skyportal_like.security.credentials import digest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = "This request did not come from this site's own pages."


@dataclass(frozen=True, slots=True)
class Caller:
    """A credential that was read from a request, and how to recognise whose it is."""

    client: str
    identify: actors.Identify


def of_request(request: HTTPServerRequest, platform: Platform) -> Caller:
    """Find the credential; a token wins over a cookie."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "token" or not token.strip():
            raise Unauthenticated(actors.MALFORMED)
        return Caller("token", actors.by_token(digest(token.strip())))
    secret = session_secret(request, platform)
    if secret is None:
        raise Unauthenticated(actors.MALFORMED)
    if request.method not in SAFE and not from_own_page(request):
        raise NotPermitted(FOREIGN, status=403)
    return Caller("browser", actors.by_sign_in(digest(secret)))


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
