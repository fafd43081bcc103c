"""Signing in and out over HTTP, by link or into the demonstration."""

from urllib.parse import quote

from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.handlers import callers
from skyportal_like.handlers.answers import Answer, Redirect
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.platform import SESSION_COOKIE, SOCKET_TOKEN
from skyportal_like.handlers.providers import visit_of
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.sign_ins import (
    DemonstrationSignIn,
    InvitedSignIn,
    LinkQuery,
    LinkSignIn,
    ProviderChoice,
    SignInOptions,
    SignInQuery,
    SocketToken,
)
from skyportal_like.schemas.users import ProfileView
from skyportal_like.security.credentials import digest
from skyportal_like.services import identities, profiles, sign_ins, users
from skyportal_like.work import Work

ELSEWHERE = frozenset({"cross-site", "same-site"})


class SignInByLink(ApiHandler):
    """The one-time link that `run` and `users link` print."""

    @endpoint(anonymous=True)
    def get(self, work: Work, query: LinkQuery) -> Redirect:
        """Lead to the page that uses the link up.

        Looking at the address alone does not: mail programs and chats do that to every link.
        """
        del work
        # What follows the # is sent to nobody, neither in a request nor as a referrer.
        return Redirect(f"/sign-in#link={quote(query.token, safe='')}")

    @endpoint(anonymous=True)
    def post(self, work: Work, body: LinkSignIn) -> Answer[Empty]:
        """Sign in by a one-time link, which is used up."""
        if _from_elsewhere(self):
            raise NotPermitted(callers.FOREIGN, status=403)
        return _signed_in(self, sign_ins.by_link(work, body.token, visit_of(self)))


class SignInByInvitation(ApiHandler):
    """Coming in by an invitation where people sign in by link alone."""

    @endpoint(anonymous=True)
    def post(self, work: Work, body: InvitedSignIn) -> Answer[Empty]:
        """Accept an invitation under a name of one's own choice.

        Only where no sign-in provider is set up: an account made so has no other way in than
        links.
        """
        if _from_elsewhere(self):
            raise NotPermitted(callers.FOREIGN, status=403)
        if self.platform.settings.sign_in.providers:
            raise NotFound("Invitations are accepted by signing in at a provider here.")
        return _signed_in(
            self, identities.by_invitation(work, body.token, body.username, visit_of(self))
        )


class SignInPage(ApiHandler):
    """What the sign-in page needs to know."""

    @endpoint(anonymous=True)
    def get(self, work: Work, query: SignInQuery) -> SignInOptions:
        """Say how one can sign in here, and by whom one was invited."""
        settings = self.platform.settings.sign_in
        people = users.demonstration_people(work) if _may_demonstrate(self) else []
        return SignInOptions(
            demo_people=people,
            providers=[
                ProviderChoice(name=name, title=one.title)
                for name, one in settings.providers.items()
            ],
            open=settings.open,
            invitation=identities.banner(work, query.invite_token),
        )


class SignInAsDemonstration(ApiHandler):
    """Trying the demonstration out, on the machine that runs it."""

    @endpoint(anonymous=True)
    def post(self, work: Work, body: DemonstrationSignIn) -> Answer[Empty]:
        """Sign in as a person of the demonstration."""
        if not callers.from_own_page(self.request):
            raise NotPermitted(callers.FOREIGN, status=403)
        if not _may_demonstrate(self):
            raise NotFound("There is no demonstration here.")
        secret = sign_ins.as_demonstration(work, body.username, visit_of(self))
        return _signed_in(self, secret)


class SignOut(ApiHandler):
    """The end of a session."""

    @endpoint(anonymous=True)
    def get(self, work: Work) -> Redirect:
        """Sign out of this browser and go to the sign-in page."""
        if self.request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
            # A link on another site ends nobody's session.
            return Redirect("/")
        self._end(work)
        return Redirect("/sign-in", {SESSION_COOKIE: None})

    @endpoint(while_supporting=True)
    def post(self, work: Work) -> Answer[Empty]:
        """Sign out of this browser."""
        self._end(work)
        return Answer(Empty(), cookies={SESSION_COOKIE: None})

    def _end(self, work: Work) -> None:
        secret = callers.session_secret(self.request, self.platform)
        if secret is not None:
            sign_ins.sign_out(work, secret)


class SocketTokenPage(ApiHandler):
    """The browser's credential for the socket."""

    @endpoint()
    def get(self, work: Work) -> SocketToken:
        """Give a short-lived token that opens the socket as this session."""
        secret = callers.session_secret(self.request, self.platform)
        if secret is None or work.actor.token_id is not None:
            raise NotFound("A script opens the socket with its own API token.")
        return SocketToken(token=self.platform.signer.sign(SOCKET_TOKEN, digest(secret)))


class BaselayerProfile(ApiHandler):
    """The caller themselves, at the address that older clients know."""

    @endpoint()
    def get(self, work: Work) -> ProfileView:
        """Show one's own profile."""
        return profiles.of_caller(work)


def _signed_in(handler: ApiHandler, secret: str) -> Answer[Empty]:
    signed = handler.platform.signer.sign(SESSION_COOKIE, secret)
    return Answer(Empty(), cookies={SESSION_COOKIE: signed})


def _from_elsewhere(handler: ApiHandler) -> bool:
    """Tell whether a page of another site sends this; a program that is no browser says nothing."""
    headers = handler.request.headers
    by_browser = "Sec-Fetch-Site" in headers or "Origin" in headers
    return by_browser and not callers.from_own_page(handler.request)


def _may_demonstrate(handler: ApiHandler) -> bool:
    """Tell whether anybody may step into the demonstration: from this very machine only."""
    arrival = handler.arrival
    return handler.platform.settings.demo_wanted and arrival is not None and arrival.direct


ROUTES: Routes = [
    (r"/login/link", SignInByLink),
    (r"/login/demo", SignInAsDemonstration),
    (r"/login/invitation", SignInByInvitation),
    (r"/baselayer/logout", SignOut),
    (r"/baselayer/profile", BaselayerProfile),
    (r"/baselayer/socket_auth_token", SocketTokenPage),
    (r"/api/internal/sign_in", SignInPage),
]
