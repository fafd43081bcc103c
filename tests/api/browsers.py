"""Signed-in browsers of the people every test talks about."""

from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie

from skyportal_like.app import Process
from skyportal_like.handlers.platform import SESSION_COOKIE
from skyportal_like.models import SignIn
from skyportal_like.security.credentials import digest, new_secret
from skyportal_like.work import utc_now
from tests.world import Person, Reply, World


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is signed in."""

    world: World
    cookie: str
    digest: str

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Send a request from the site's own page."""
        assert self.world.http is not None
        sent = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        return self.world.http.ask(method, path, headers=sent, body=body)


def signed_in(process: Process, world: World, person: Person) -> Browser:
    """Sign a person in, as any way of signing in does."""
    secret = new_secret()
    row = SignIn(digest=digest(secret), user_id=person.id, expires_at=utc_now() + timedelta(days=1))
    world.run(world.admin, lambda work: work.add(row))
    made: SimpleCookie = SimpleCookie()
    made[SESSION_COOKIE] = process.platform.signer.sign(SESSION_COOKIE, secret)
    return Browser(world, made.output(header="").strip(), digest(secret))
