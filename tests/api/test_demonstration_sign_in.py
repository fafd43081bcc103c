"""Stepping into the demonstration: only as its people, only from the machine that runs it."""

import asyncio
import http.client
import json
from contextlib import closing

import pytest
from tornado.ioloop import IOLoop

from skyportal_like.config import Settings
from tests.api.test_sign_in import FOREIGN, OWN_PAGE, ask, change, cookie_in
from tests.world import World

NO_DEMONSTRATION = "There is no demonstration here."


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings as they come, without a demonstration where a test asks for that."""
    demo = settings.demo.model_copy(update={"enabled": getattr(request, "param", None)})
    return settings.model_copy(update={"demo": demo})


@pytest.fixture
def demonstrated(world: World) -> World:
    """The people, of whom the viewer belongs to the demonstration."""
    change(world, "update users set demonstration = true where id = :me", me=world.viewer.id)
    return world


def offered(world: World, **headers: str) -> list[str]:
    shown = ask(world, "GET", "/api/internal/sign_in", **headers).data
    return [person["username"] for person in shown["demo_people"]]


def step_in(world: World, username: str, **headers: str) -> tuple[int, str]:
    body = json.dumps({"username": username}).encode()
    reply = ask(world, "POST", "/login/demo", body, **headers)
    assert ("Set-Cookie" in reply.headers) == (reply.status == 200)
    return reply.status, reply.body.get("message", "")


def test_one_steps_in_as_a_person_of_the_demonstration(demonstrated: World) -> None:
    assert offered(demonstrated) == ["viewer"]
    made = ask(demonstrated, "POST", "/login/demo", b'{"username": "viewer"}', **OWN_PAGE)
    assert made.status == 200
    cookie = f"session={cookie_in(made).value}"
    shown = ask(demonstrated, "GET", "/api/internal/profile", Cookie=cookie).data
    assert shown["username"] == "viewer"


@pytest.mark.parametrize("username", ["member", "admin", "nobody", "", "viewer' or true --"])
def test_nobody_else_can_be_chosen(demonstrated: World, username: str) -> None:
    said = "There is no such person in the demonstration."
    assert step_in(demonstrated, username, **OWN_PAGE) == (400, said)


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_Ip"])
def test_who_comes_through_a_proxy_is_not_on_this_machine(demonstrated: World, header: str) -> None:
    through = {header: "127.0.0.1"}
    assert offered(demonstrated, **through) == []
    assert step_in(demonstrated, "viewer", **OWN_PAGE, **through) == (400, NO_DEMONSTRATION)


def test_who_comes_from_another_address_is_not_on_this_machine(
    demonstrated: World, io_loop: IOLoop, http_port: int
) -> None:
    def from_elsewhere() -> tuple[int, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", http_port, timeout=20, source_address=("127.0.0.2", 0)
        )
        with closing(connection):
            connection.request("POST", "/login/demo", b'{"username": "viewer"}', OWN_PAGE)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())["message"]

    got = io_loop.run_sync(lambda: asyncio.to_thread(from_elsewhere), 30)
    assert got == (400, NO_DEMONSTRATION)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", [False], indirect=True)
def test_without_a_demonstration_there_is_nothing_to_step_into(demonstrated: World) -> None:
    assert offered(demonstrated) == []
    assert step_in(demonstrated, "viewer", **OWN_PAGE) == (400, NO_DEMONSTRATION)


@pytest.mark.parametrize("headers", [{}, {"Sec_Fetch_Site": "cross-site"}], ids=str)
def test_another_sites_page_signs_nobody_in(demonstrated: World, headers: dict[str, str]) -> None:
    assert step_in(demonstrated, "viewer", **headers) == (403, FOREIGN)
