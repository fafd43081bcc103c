"""Signing in at a provider over HTTP: sent there, and back with proof."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import structlog
from pydantic import BaseModel

from skyportal_like.access import actor as actors
from skyportal_like.errors import PlatformError
from skyportal_like.handlers import callers
from skyportal_like.handlers.endpoints import ApiHandler
from skyportal_like.handlers.platform import SESSION_COOKIE
from skyportal_like.handlers.routes import Routes
from skyportal_like.security.asking import Unreachable
from skyportal_like.security.claims import NotBelieved
from skyportal_like.security.credentials import digest
from skyportal_like.security.oidc import Errand, Provider
from skyportal_like.services import identities, sign_ins
from skyportal_like.services.identities import Arrival, Refused
from skyportal_like.services.sign_ins import Visit
from skyportal_like.work import Origin, Work

T = TypeVar("T")
log = structlog.get_logger(__name__)

# What a person waits for a provider at most.
PATIENCE_SECONDS = 10.0
ATTEMPT = "attempt"
ATTEMPT_SECONDS = sign_ins.ATTEMPT_MINUTES * 60
LONGEST_NEXT = 2_000
DENIED = "access_denied"
# What letters name where no provider is set up.
BY_LINK = "link"
LONGEST_INVITATION = 500


class Bound(BaseModel):
    """What a browser keeps while its person is at a provider, signed and out of scripts' reach."""

    state: str
    invitation: str | None
    link_to: int | None


class ProviderHandler(ApiHandler):
    """A step of signing in: units of work, and between them, outside of any, the provider."""

    next_path = "/"
    invitation: str | None = None

    async def walk(self, steps: Callable[[Provider], Awaitable[str]], name: str) -> None:
        """Take the steps and send the browser on; what fails is said by the sign-in page."""
        self.stop_waiting()
        if self.refusal is not None:
            self.refuse(self.refusal)
            return
        try:
            location = await steps(self._provider(name))
        except Refused as error:
            location = self._sign_in_page(error.reason)
        except Unreachable as error:
            log.warning("sign_in.unavailable", provider=name, reason=error.message)
            location = self._sign_in_page("unavailable")
        except NotBelieved as error:
            log.warning("sign_in.not_believed", provider=name, reason=error.message)
            location = self._sign_in_page("failed")
        except PlatformError as error:
            self.refuse(error)
            return
        self.redirect(location)

    def _provider(self, name: str) -> Provider:
        provider = self.platform.providers.by_name.get(name)
        if provider is None:
            raise Refused("provider")
        return provider

    def _sign_in_page(self, reason: str) -> str:
        query = {"error": reason} | ({"next": self.next_path} if self.next_path != "/" else {})
        # What follows the # stays in the browser.
        kept = f"#invite_token={quote(self.invitation)}" if self.invitation else ""
        return f"/sign-in?{urlencode(query)}{kept}"

    async def ask(self, provider: Provider, question: Callable[[], T]) -> T:
        """Ask a provider in a thread of its own, for so long as a person waits."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await loop.run_in_executor(provider.threads, question)
        except TimeoutError as error:
            raise Unreachable("It did not answer in time.") from error

    async def in_unit(self, act: Callable[[Work], T]) -> T:
        """Run a unit of work of somebody who need not be anyone yet."""
        origin = Origin(self.request_id, "browser", self.address)
        run = partial(self.platform.units.run, actors.nobody, origin, act)
        return await asyncio.get_running_loop().run_in_executor(self.platform.threads, run)

    def signed_in(self, work: Work) -> int | None:
        """Say who is signed in with this browser, and acts for themselves."""
        if self.credential is None or self.credential.client != "browser":
            return None
        try:
            actor = actors.by_sign_in(self.credential.digest)(work.session)
        except PlatformError:
            return None
        return actor.user_id if actor.supporter_id is None else None

    def redirect_uri(self, name: str) -> str:
        """Give the address to which a provider sends people back."""
        return f"{self.platform.settings.public_url}/complete/{name}/"

    def cookie_of(self, state: str) -> str:
        """Name the cookie that binds an attempt to this browser; each tab may have one."""
        return f"{ATTEMPT}_{digest(state)[:16]}"


class Login(ProviderHandler):
    """The way to a provider."""

    async def get(self, provider: str) -> None:
        """Send the browser to a provider."""
        self.next_path = local_path(self.get_query_argument("next", "/"))
        self.invitation = self.get_query_argument("invite_token", "")[:LONGEST_INVITATION] or None
        if self.invitation and self._is_letter and len(self.platform.providers.by_name) > 1:
            # The letter names one provider; who was invited may have their account at another.
            self.redirect(f"/sign-in#invite_token={quote(self.invitation)}")
            return
        if provider == BY_LINK:
            kept = f"#invite_token={quote(self.invitation)}" if self.invitation else ""
            self.redirect(f"/sign-in{kept}")
            return
        await self.walk(partial(self._set_out, provider), provider)

    @property
    def _is_letter(self) -> bool:
        """Whether a browser comes here by an address that was not on a page of ours."""
        return self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"

    async def _set_out(self, name: str, provider: Provider) -> str:
        errand = Errand()
        question = partial(provider.address, errand, self.redirect_uri(name))
        location = await self.ask(provider, question)
        linking = bool(self.get_query_argument("link", ""))
        if linking and not callers.from_own_page(self.request):
            raise Refused("failed")

        def remember(work: Work) -> int | None:
            sign_ins.set_out(work, name, errand, self.next_path, self.invitation)
            return self.signed_in(work) if linking else None

        link_to = await self.in_unit(remember)
        if linking and link_to is None:
            raise Refused("expired")
        bound = Bound(state=errand.state, invitation=self.invitation, link_to=link_to)
        self.set_cookie(
            self.cookie_of(errand.state),
            self.platform.signer.sign(ATTEMPT, bound.model_dump_json()),
            path="/complete/",
            max_age=ATTEMPT_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=self.secure,
        )
        return location


class Complete(ProviderHandler):
    """The way back from a provider."""

    async def get(self, provider: str) -> None:
        """Sign in whom a provider vouches for."""
        await self.walk(partial(self._come_back, provider), provider)

    async def _come_back(self, name: str, provider: Provider) -> str:
        state = self.get_query_argument("state", "")
        attempt = await self.in_unit(lambda work: sign_ins.come_back(work, name, state))
        bound = self._bound(state)
        self.clear_cookie(self.cookie_of(state), path="/complete/")
        # Some providers say no without the state; that opens nothing, so it is passed on.
        said = self.get_query_argument("error", "")
        if attempt is None or bound is None:
            raise Refused("denied" if said == DENIED else "state")
        self.next_path = local_path(attempt.next_path)
        if bound.invitation and digest(bound.invitation) == attempt.invitation:
            self.invitation = bound.invitation
        if said:
            raise Refused("denied" if said == DENIED else "failed")
        code = self.get_query_argument("code", "")
        issuer = self.get_query_argument("iss", None)
        question = partial(provider.person, attempt.errand, self.redirect_uri(name), code, issuer)
        person = await self.ask(provider, question)
        arrival = Arrival(name, provider.settings, person, self.invitation, bound.link_to)
        secret = await self.in_unit(partial(self._let_in, arrival))
        self._put_cookie(SESSION_COOKIE, self.platform.signer.sign(SESSION_COOKIE, secret))
        return self.next_path

    def _bound(self, state: str) -> Bound | None:
        """Read what this browser was given on its way out; nothing where it was another one."""
        cookie = self.request.cookies.get(self.cookie_of(state))
        if cookie is None:
            return None
        value = self.platform.signer.read(ATTEMPT, cookie.value, ATTEMPT_SECONDS)
        bound = None if value is None else Bound.model_validate_json(value)
        return bound if bound is not None and bound.state == state else None

    def _let_in(self, arrival: Arrival, work: Work) -> str:
        if arrival.link_to is not None and self.signed_in(work) != arrival.link_to:
            raise Refused("expired")
        everybody = self.platform.settings.sign_in.open
        user_id = identities.arrive(work, arrival, everybody=everybody)
        return sign_ins.begin(work, user_id, arrival.provider, visit_of(self))


def visit_of(handler: ApiHandler) -> Visit:
    """Describe the browser that signs in."""
    request = handler.request
    return Visit(
        days=handler.platform.settings.server.session_days,
        user_agent=request.headers.get("User-Agent", ""),
        former=callers.session_secret(request, handler.platform),
    )


def local_path(text: str) -> str:
    r"""Give a path of this site, and the front page for anything that might lead elsewhere.

    Browsers read `\` as `/` and drop tabs and line ends, so neither may be in it.
    """
    if len(text) > LONGEST_NEXT or not text.startswith("/") or text.startswith("//"):
        return "/"
    if "\\" in text or any(ord(character) < 0x21 or ord(character) == 0x7F for character in text):
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else text


NAME = r"(?P<provider>[0-9a-z][0-9a-z_-]*)"
ROUTES: Routes = [
    (rf"/login/{NAME}/", Login),
    (rf"/complete/{NAME}/", Complete),
]
