"""How large and how slow a request may be, and what is said of one that is neither."""

import asyncio
import json
from typing import Any

import pytest
from structlog.testing import capture_logs
from tornado.ioloop import IOLoop

from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.handlers.edge import MAX_ADDRESS, MAX_UNKNOWN_BODY
from skyportal_like.handlers.endpoints import MAX_PARAMETERS
from tests.world import World


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Small bodies that come soon, unless a test gives them more time."""
    changed = {
        "max_body_seconds": getattr(request, "param", 0.2),
        "max_body_bytes": 2_000_000,
        "max_inflight_bytes": 4_000_000,
    }
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


def head(world: World, *lines: str, path: str = "/api/sources", token: str | None = None) -> bytes:
    shown = world.member.token if token is None else token
    sent = [f"POST {path} HTTP/1.1", "Host: x", *([f"Authorization: token {shown}"] * bool(shown))]
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


@pytest.mark.parametrize("token", ["", "wrong"])
@pytest.mark.parametrize("line", ["Content-Length: 1900000", "Transfer-Encoding: chunked"])
def test_a_body_of_nobody_is_not_waited_for(
    world: World, wire: Wire, process: Process, token: str, line: str
) -> None:
    with capture_logs() as logged:
        status, said, top = wire.send(head(world, line, token=token))
    assert (status, said["data"]["code"]) == (401, "unauthenticated")
    assert b"connection: close" in top.lower()
    assert process.platform.bodies.known.taken == 0
    assert [one["status"] for one in logged if one["event"] == "request"] == [401]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", [20.0], indirect=True)
def test_who_leaves_after_a_refusal_stands_in_the_log(
    world: World, wire: Wire, io_loop: IOLoop
) -> None:
    async def read_and_leave() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(head(world, "Content-Length: 1900000", token="wrong"))
        said = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        writer.close()
        while not logged:  # noqa: ASYNC110 - a log tells nobody
            await asyncio.sleep(0.01)
        return said

    with capture_logs() as logged:
        said = io_loop.run_sync(read_and_leave, 30)
    assert said.startswith(b"HTTP/1.1 401")
    assert [one["status"] for one in logged] == [401]


def test_to_announce_a_body_takes_no_room_where_nobody_need_be_known(
    world: World, wire: Wire, process: Process
) -> None:
    process.platform.bodies.anonymous.most = 100
    status, _, _ = wire.send(head(world, "Content-Length: 5000", path="/login/link"), b"{")
    assert status == 408
    assert world.post(None, "/login/link", {"token": "x"}).status == 401
    assert world.post(None, "/login/link", {"token": "x" * 100}).status == 503
    assert process.platform.bodies.anonymous.taken == 0


def test_who_sends_a_body_to_its_end_reads_why_it_was_refused(world: World, wire: Wire) -> None:
    body = b"x" * 1_900_000
    for _ in range(10):
        status, _, top = wire.send(head(world, f"Content-Length: {len(body)}", token="wrong"), body)
        assert status == 401
        assert b"connection: close" in top.lower()


def test_who_asks_before_sending_a_body_is_told_only_the_refusal(world: World, wire: Wire) -> None:
    lines = ("Content-Length: 1900000", "Expect: 100-continue")
    status, said, top = wire.send(head(world, *lines, token="wrong"))
    assert (status, said["status"]) == (401, "error")
    assert b"100" not in top.splitlines()[0]


def test_nobody_hears_of_other_limits_first(world: World, wire: Wire) -> None:
    status, _, _ = wire.send(head(world, "Content-Length: 3000000", token="wrong"))
    assert status == 401
    status, _, _ = wire.send(head(world, "Content-Length: 3000000"))
    assert status == 413


@pytest.mark.parametrize("chunked", [False, True])
def test_a_first_request_may_be_a_large_one(
    world: World, process: Process, wire: Wire, *, chunked: bool
) -> None:
    body = b'{"id": "ZTF26large", "ra": 1, "dec": 1, "padding": "%s"}' % (b"x" * 1_900_000)
    line = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    status, said, _ = wire.send(head(world, line, "Connection: close"), sent)
    assert (status, said["data"]["fields"]) == (400, {"padding": "Extra inputs are not permitted"})
    assert process.platform.bodies.known.taken == 0


@pytest.mark.parametrize("line", ["Content-Length: {}", "Transfer-Encoding: chunked"])
def test_where_nobody_need_be_known_bodies_are_small(world: World, wire: Wire, line: str) -> None:
    body = b"x" * (MAX_UNKNOWN_BODY + 1)
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if "chunked" in line else body
    path, close = "/login/link", "Connection: close"
    status, said, _ = wire.send(head(world, line.format(len(body)), close, path=path), sent)
    assert (status, said["data"]["code"]) == (413, "too_large")
    assert said["message"] == f"The request body is larger than {MAX_UNKNOWN_BODY} bytes."


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", [20.0], indirect=True)
@pytest.mark.parametrize("line", ["Content-Length: 1900000", "Transfer-Encoding: chunked"])
def test_of_bodies_that_are_too_much_together_the_newest_waits(
    world: World, wire: Wire, process: Process, io_loop: IOLoop, line: str
) -> None:
    body = b"x" * 1_900_000
    sent = b"%x\r\n%s\r\n" % (len(body), body) if "chunked" in line else body[:-1]
    bodies = process.platform.bodies.known

    async def until(taken: int) -> None:
        while bodies.taken != taken:  # noqa: ASYNC110 - what counts tells nobody
            await asyncio.sleep(0.01)

    async def hold() -> asyncio.StreamWriter:
        _, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(head(world, line) + sent)
        await asyncio.wait_for(until(len(body)), 20)
        return writer

    holder = io_loop.run_sync(hold, 30)
    status, said, top = wire.send(head(world, "Content-Length: 1900000"))
    assert (status, said["data"]["code"]) == (503, "unavailable")
    assert b"retry-after: 1" in top.lower()
    assert world.post(world.member, "/api/sources", {"id": "ZTF26s", "ra": 1, "dec": 1}).data
    assert world.post(None, "/login/link", {"token": "x"}).status == 401
    holder.close()
    io_loop.run_sync(lambda: asyncio.wait_for(until(0), 20), 30)
    status, said, _ = wire.send(head(world, "Content-Length: 1900000", "Connection: close"), body)
    assert status == 400


def test_what_an_endpoint_does_not_take_is_not_kept(
    world: World, wire: Wire, process: Process
) -> None:
    process.platform.bodies.known.most = 0
    body = b"x" * 1000
    sent = head(world, f"Content-Length: {len(body)}", "Connection: close")
    status, _, _ = wire.send(sent.replace(b"POST", b"GET", 1), body)
    assert status == 200
    status, _, _ = wire.send(sent, body)
    assert status == 503
