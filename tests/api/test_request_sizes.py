"""How large and how slow a request may be, and what is said of one that is neither."""

import asyncio
import json
from typing import Any

import pytest
from tornado.ioloop import IOLoop

from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.handlers.edge import MAX_ADDRESS
from skyportal_like.handlers.endpoints import MAX_PARAMETERS
from tests.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Small bodies that come soon."""
    changed = {"max_body_seconds": 0.2, "max_body_bytes": 2_000_000}
    server = settings.server.model_copy(update=changed)
    return settings.model_copy(update={"server": server})


class Wire:
    """A connection on which a test writes what it likes."""

    def __init__(self, io_loop: IOLoop, port: int) -> None:
        self.io_loop, self.port = io_loop, port

    def send(self, *pieces: bytes, wait: bool = True) -> tuple[int, dict[str, Any], bytes]:
        """Write, and read one answer and whatever follows until the other side closes."""

        async def talk() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                return await asyncio.wait_for(reader.read(), 20) if wait else b""
            finally:
                writer.close()

        said: bytes = self.io_loop.run_sync(talk, 30)
        head, _, body = said.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 0
        return status, json.loads(body) if body.startswith(b"{") else {}, head


@pytest.fixture
def wire(world: World, io_loop: IOLoop, http_port: int) -> Wire:
    """A connection to the application."""
    del world
    return Wire(io_loop, http_port)


def head(world: World, *lines: str, path: str = "/api/sources") -> bytes:
    sent = [f"POST {path} HTTP/1.1", "Host: x", f"Authorization: token {world.member.token}"]
    return "\r\n".join([*sent, *lines, "", ""]).encode()


@pytest.mark.parametrize("lines", [("Content-Length: 100",), ("Transfer-Encoding: chunked",)])
def test_a_body_that_does_not_come_to_its_end_is_given_up(
    world: World, wire: Wire, lines: tuple[str, ...]
) -> None:
    status, said, top = wire.send(head(world, *lines), b'5\r\n{"id"\r\n')
    assert (status, said["data"]["code"]) == (408, "too_slow")
    assert said["message"] == "The request body took longer than 0.2 s to come."
    assert b"connection: close" in top.lower()


def test_who_leaves_in_the_middle_of_a_body_leaves_no_timer(
    world: World, wire: Wire, process: Process
) -> None:
    del process
    wire.send(head(world, "Content-Length: 100"), b"{", wait=False)
    status, _, _ = wire.send(head(world, "Content-Length: 100"), b"{")
    assert status == 408
    assert world.get(world.member, "/api/groups").status == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/docs", "/websocket"])
def test_a_body_that_nobody_wants_is_bounded_too(world: World, wire: Wire, path: str) -> None:
    status, said, top = wire.send(head(world, "Content-Length: 3000000", path=path))
    assert (status, said["data"]["code"]) == (413, "too_large")
    assert b"connection: close" in top.lower()


@pytest.mark.parametrize("size", ["2000001", "99999999999", "9" * 30, "9" * 5000])
def test_a_body_that_says_it_is_too_large_is_not_waited_for(
    world: World, wire: Wire, size: str
) -> None:
    status, said, _ = wire.send(head(world, f"Content-Length: {size}"))
    assert (status, said.get("data", {}).get("code")) in {(413, "too_large"), (400, None)}
    assert (status == 413) or len(size) > 10


def test_a_body_that_is_shorter_than_it_says_changes_nothing(world: World, wire: Wire) -> None:
    body = b'{"id": "ZTF26short", "ra": 1, "dec": 1}'
    status, _, _ = wire.send(head(world, f"Content-Length: {len(body) + 1}"), body)
    assert status == 408
    assert world.get(world.admin, "/api/sources/ZTF26short").status == 404


def test_an_address_that_is_too_long_is_refused(world: World) -> None:
    path = "/api/sources?sourceID="
    fits = world.get(world.member, path + "x" * (MAX_ADDRESS - len(path)))
    assert fits.status == 200
    refused = world.get(world.member, path + "x" * (MAX_ADDRESS - len(path) + 1))
    assert (refused.status, refused.code) == (414, "too_large")
    assert str(MAX_ADDRESS) in refused.message


def test_too_many_parameters_are_refused_after_the_caller_is_known(world: World) -> None:
    many = "/api/sources?" + "&".join(f"a{number}=1" for number in range(MAX_PARAMETERS + 1))
    refused = world.get(world.member, many)
    assert (refused.status, refused.code) == (400, "invalid")
    assert str(MAX_PARAMETERS) in refused.message
    assert world.get(None, many).status == 401
    assert world.get(world.member, many.rpartition("&")[0]).status == 200
    same = "/api/sources?" + "&".join(["classifications=x"] * (MAX_PARAMETERS + 1))
    assert world.get(world.member, same).status == 400


def test_a_head_that_is_too_long_is_cut_off_and_others_are_served(world: World, wire: Wire) -> None:
    status, _, _ = wire.send(head(world, "X-Filler: " + "x" * 70_000))
    assert status in {0, 400, 431}
    assert world.get(world.member, "/api/groups").status == 200
