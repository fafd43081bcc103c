"""What every answer wears: pages and data, successes, refusals, errors and redirects alike."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tornado.web import Application

from skyportal_like import app as composition
from skyportal_like import openapi
from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.handlers.operation import PAGES
from skyportal_like.openapi import path_of
from tests.api.test_sign_in import link_of, use
from tests.world import Http, Reply, World

ROUTES = [re.sub(r"{\w+}", "999", path_of(pattern)) for pattern, _ in composition.routes()]
DOCUMENTS = ["/api/openapi.json", "/api/docs"]
UNKNOWN = ["/api/nothing", "/api/", "/api/sources/%7Bid%7D"]
DEEP = ["/", "/source/ZTF26a", "/nothing.js", "/%ff", "/assets/main-0123456789.js"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def app(process: Process, tmp_path: Path) -> Application:
    """The application with a small web UI."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>the page</title>")
    (folder / "assets" / "main-0123456789.js").write_text("1")
    platform = {"platform": replace(process.platform, static_dir=folder)}
    routes = composition.routes()
    return Application(
        [
            *((path, handler, platform) for path, handler in routes),
            *openapi.routes(routes, process.platform),
            (r"/api/.*", composition.endpoints.UnknownPath, platform),
            *((path, handler, platform) for path, handler in PAGES),
        ]
    )


@pytest.fixture
def http(world: World) -> Http:
    """The client of the application."""
    assert world.http is not None
    return world.http


def policy(reply: Reply) -> dict[str, str]:
    """Read the rules about content, by directive."""
    rules = [
        one.strip().partition(" ") for one in reply.headers["Content-Security-Policy"].split(";")
    ]
    return {name: value for name, _, value in rules}


def check(reply: Reply, what: str) -> None:
    worn = {name: reply.headers.get(name) for name in COMMON}
    assert worn == COMMON, (what, reply.status)
    assert reply.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, what
    assert "camera=()" in reply.headers["Permissions-Policy"], what
    assert "Server" not in reply.headers, what
    rules = policy(reply)
    assert rules["frame-ancestors"] == "'none'", what
    scripts = rules.get("script-src", rules["default-src"])
    assert scripts in {"'self'", "'none'"}, what


@pytest.mark.parametrize("method", METHODS)
def test_every_route_wears_them_whatever_it_answers(world: World, http: Http, method: str) -> None:
    signed = {"Authorization": f"token {world.viewer.token}"}
    seen = set()
    for path in [*ROUTES, *DOCUMENTS, *UNKNOWN, *DEEP]:
        for headers in ({}, signed):
            reply = http.ask(method, path, headers=headers)
            check(reply, f"{method} {path}")
            seen.add(reply.status)
    assert len(seen) > 1 or method in {"OPTIONS", "TRACE"}


@pytest.mark.parametrize("method", METHODS)
def test_every_error_is_json_in_the_envelope(world: World, http: Http, method: str) -> None:
    for path in [*ROUTES, *DOCUMENTS, *UNKNOWN, *DEEP]:
        reply = http.ask(method, path, headers={"Authorization": f"token {world.viewer.token}"})
        if reply.status >= 400 and method != "HEAD" and path != "/websocket":
            assert reply.body["status"] == "error", (method, path)
            assert reply.code, (method, path)
            assert reply.headers["X-Request-Id"], (method, path)


def test_a_method_that_a_path_does_not_take_names_those_that_it_takes(http: Http) -> None:
    for path, taken in (
        ("/api/sources", "GET, POST"),
        ("/api/nothing", "GET"),
        ("/healthz", "GET"),
        ("/", "GET, HEAD"),
    ):
        refused = http.ask("DELETE", path)
        assert (refused.status, refused.code) == (405, "method_not_allowed"), path
        assert refused.headers["Allow"] == taken, path


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_unknown_path_takes_only_get(world: World, http: Http, method: str) -> None:
    for headers in ({}, {"Authorization": f"token {world.member.token}"}):
        refused = http.ask(method, "/api/photometry/1/annotation", headers=headers)
        assert (refused.status, refused.body["status"]) == (405, "error")
    assert http.ask("GET", "/api/photometry/1/annotation").status == 401
    known = world.get(world.member, "/api/photometry/1/annotation")
    assert (known.status, known.message) == (400, "Invalid API endpoint")
    assert known.body["version"]


def test_data_runs_nothing_and_pages_run_only_our_own_scripts(world: World, http: Http) -> None:
    data = policy(world.get(world.member, "/api/groups"))
    assert data == {"default-src": "'none'", "frame-ancestors": "'none'"}
    page = policy(http.ask("GET", "/"))
    assert page["script-src"] == "'self'"
    assert page["object-src"] == page["base-uri"] == "'none'"
    assert page["form-action"] == "'self'"


def test_redirects_and_refused_links_wear_them_too(world: World, http: Http) -> None:
    for path in ("/login/link?token=x", link_of(world, world.member)):
        reply = http.ask("GET", path)
        assert reply.status == 302
        check(reply, path)
        assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_an_error_of_ours_wears_them_too(world: World, http: Http, process: Process) -> None:
    process.engine.dispose()
    process.platform.threads.shutdown()
    reply = world.get(world.member, "/api/groups")
    assert (reply.status, reply.code) == (500, "internal")
    check(reply, "an error")
    assert http.ask("GET", "/healthz").status == 200


def test_without_tls_nobody_is_told_to_come_by_tls(world: World) -> None:
    assert "Strict-Transport-Security" not in world.get(None, "/api/sysinfo").headers


class TestByTls:
    """A deployment that people reach by TLS."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """People reach us by TLS."""
        changed = {"public_url": "https://sky.example.org"}
        server = settings.server.model_copy(update=changed)
        return settings.model_copy(update={"server": server})

    def test_every_answer_asks_for_tls_for_a_year(self, world: World, http: Http) -> None:
        for path in ("/", "/api/sysinfo", "/api/groups", "/api/nothing", "/healthz", "/%ff"):
            for method in ("GET", "DELETE"):
                worn = http.ask(method, path).headers["Strict-Transport-Security"]
                assert worn == "max-age=31536000", (method, path)
        made = use(world, link_of(world, world.member))
        cookie = made.headers["Set-Cookie"].lower()
        assert all(flag in cookie for flag in ("; secure", "; httponly", "; samesite=lax"))
