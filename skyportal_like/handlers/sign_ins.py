"""Signing in and out over HTTP, and the page about oneself."""

from pydantic import Field

from skyportal_like.errors import NotFound, NotPermitted, PlatformError
from skyportal_like.handlers import callers
from skyportal_like.handlers.answers import Answer, Redirect
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.platform import SESSION_COOKIE, SOCKET_TOKEN
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.inputs import SnakeQuery
from skyportal_like.schemas.users import (
    DemonstrationSignIn,
    ProfileView,
    SignInOptions,
    SocketToken,
)
from skyportal_like.security.credentials import digest
from skyportal_like.services import sign_ins, users
from skyportal_like.work import Work

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


class LinkQuery(SnakeQuery):
    """The secret of a one-time link."""

    token: str = Field(default="")


class SignInByLink(ApiHandler):
    """The one-time link that `run` and `users link` print."""

    @endpoint(anonymous=True)
    def get(self, work: Work, query: LinkQuery) -> Redirect:
        """Sign in by a one-time link and go to the front page."""
        try:
            secret = sign_ins.by_link(work, query.token, self.platform.settings.server.session_days)
        except PlatformError:
            return Redirect("/sign-in?error=link")
        signed = self.platform.signer.sign(SESSION_COOKIE, secret)
        return Redirect("/", {SESSION_COOKIE: signed})


class SignInPage(ApiHandler):
    """What the sign-in page needs to know."""

    @endpoint(anonymous=True)
    def get(self, work: Work) -> SignInOptions:
        """Say how one can sign in here."""
        people = users.demonstration_people(work) if _may_demonstrate(self) else []
        return SignInOptions(demo_people=people)


class SignInAsDemonstration(ApiHandler):
    """Trying the demonstration out, on the machine that runs it."""

    @endpoint(anonymous=True)
    def post(self, work: Work, body: DemonstrationSignIn) -> Answer[Empty]:
        """Sign in as a person of the demonstration."""
        if not callers.from_own_page(self.request):
            raise NotPermitted(callers.FOREIGN, status=403)
        if not _may_demonstrate(self):
            raise NotFound("There is no demonstration here.")
        secret = sign_ins.as_demonstration(
            work, body.username, self.platform.settings.server.session_days
        )
        return Answer(
            Empty(), cookies={SESSION_COOKIE: self.platform.signer.sign(SESSION_COOKIE, secret)}
        )


class SignOut(ApiHandler):
    """The end of a session."""

    @endpoint()
    def post(self, work: Work) -> Answer[Empty]:
        """Sign out of this browser."""
        secret = callers.session_secret(self.request, self.platform)
        if secret is not None:
            sign_ins.sign_out(work, secret)
        return Answer(Empty(), cookies={SESSION_COOKIE: None})


class SocketTokenPage(ApiHandler):
    """The browser's credential for the socket."""

    @endpoint()
    def get(self, work: Work) -> SocketToken:
        """Give a short-lived token that opens the socket as this session."""
        secret = callers.session_secret(self.request, self.platform)
        if secret is None or work.actor.token_id is not None:
            raise NotFound("A script opens the socket with its own API token.")
        return SocketToken(token=self.platform.signer.sign(SOCKET_TOKEN, digest(secret)))


class Profile(ApiHandler):
    """The caller themselves."""

    @endpoint()
    def get(self, work: Work) -> ProfileView:
        """Show one's own profile."""
        return users.profile(work)


def _may_demonstrate(handler: ApiHandler) -> bool:
    """Tell whether anybody may step into the demonstration: from this very machine only."""
    request = handler.request
    return (
        handler.platform.settings.demo_wanted
        and request.remote_ip in LOOPBACK
        and not any(name in request.headers for name in FORWARDED)
    )


ROUTES: Routes = [
    (r"/login/link", SignInByLink),
    (r"/login/demo", SignInAsDemonstration),
    (r"/baselayer/logout", SignOut),
    (r"/baselayer/socket_auth_token", SocketTokenPage),
    (r"/api/internal/sign_in", SignInPage),
    (r"/api/internal/profile", Profile),
]
