"""Browsers that go to providers and come back, and what the database says of who they are."""

import json
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlalchemy import text

from skyportal_like.work import Work
from tests.world import Reply, World


@dataclass
class Browser:
    """Follows redirects and keeps cookies, as a browser does."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Send a request to the platform."""
        assert self.world.http is not None
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = ({"Cookie": kept} if kept else {}) | named
        raw = None if body is None else json.dumps(body).encode()
        reply = self.world.http.ask(method, path, headers=sent, body=raw)
        for line in reply.headers.get("Set-Cookie", "").split(",attempt"):
            for morsel in SimpleCookie(line if line[:1] != "_" else "attempt" + line).values():
                self.cookies[morsel.key] = morsel.value
                if not morsel.value:
                    del self.cookies[morsel.key]
        return reply

    def set_out(self, name: str = "university", **query: str) -> str:
        """Go to a provider and give the address that it sends this browser back to."""
        out = self.ask("GET", f"/login/{name}/?{urlencode(query)}", Sec_Fetch_Site="same-origin")
        assert out.status == 302, out.body
        return visited(self.world, out.headers["Location"])

    def come_back(self, address: str) -> Reply:
        """Follow the way back."""
        parts = urlsplit(address)
        return self.ask("GET", f"{parts.path}?{parts.query}")

    def sign_in(self, name: str = "university", **query: str) -> str:
        """Sign in, and give the path to which that led."""
        return self.come_back(self.set_out(name, **query)).headers["Location"]

    def me(self) -> dict[str, Any]:
        """Say who is signed in with this browser."""
        sessions = self.ask("GET", "/api/internal/sessions").data
        current = next(one["id"] for one in sessions if one["current"])
        return person_of(self.world, current)


def visited(world: World, address: str) -> str:
    """Visit the provider, which sends back whoever comes."""
    assert world.http is not None
    parts = urlsplit(address)
    there = type(world.http)(world.http.io_loop, world.http.client, f"http://{parts.netloc}")
    back = there.ask("GET", f"{parts.path}?{parts.query}")
    assert back.status == 302, back.raw
    return back.headers["Location"]


def rows(world: World, statement: str, **values: object) -> list[Any]:
    """Read rows behind the platform's back."""

    def read(work: Work) -> list[Any]:
        return [tuple(row) for row in work.session.execute(text(statement), values)]

    found: list[Any] = world.run(world.admin, read)
    return found


def person_of(world: World, session_id: str) -> dict[str, Any]:
    """Find whose session it is."""
    statement = text(
        "select u.* from users u join sign_ins s on s.user_id = u.id where s.id = cast(:id as uuid)"
    )

    def read(work: Work) -> dict[str, Any]:
        return dict(work.session.execute(statement, {"id": session_id}).mappings().one())

    found: dict[str, Any] = world.run(world.admin, read)
    return found


def people(world: World) -> int:
    count: int = rows(world, "select count(*) from users")[0][0]
    return count


def error_of(location: str) -> str:
    parts = urlsplit(location)
    assert parts.path == "/sign-in"
    return parse_qs(parts.query)["error"][0]
