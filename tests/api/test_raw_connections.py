"""What a well-behaved client never sends: broken framing, endless headers, half of a body."""

import asyncio
import json
from collections.abc import Callable

import pytest
from sqlalchemy import text
from tornado.ioloop import IOLoop

from tests.world import World

LIMIT = 10 * 1024 * 1024
Exchange = Callable[..., bytes]


@pytest.fixture
def exchange(world: World, io_loop: IOLoop, http_port: int) -> Exchange:
    """Send bytes over a connection of their own and give all that comes back until it closes."""

    async def talk(*pieces: bytes, leave: bool) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", http_port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if leave:
                return b""
            return await asyncio.wait_for(reader.read(), 20)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    def run(*pieces: bytes, leave: bool = False) -> bytes:
        answer: bytes = io_loop.run_sync(lambda: talk(*pieces, leave=leave), 30)
        return answer

    return run


def head(world: World, *lines: str, method: str = "POST") -> bytes:
    """Write the head of a request that comments as the member and then closes."""
    return "\r\n".join(
        [
            f"{method} /api/sources/{world.obj}/comments HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            f"Authorization: token {world.member.token}",
            *lines,
            "",
            "",
        ]
    ).encode("latin-1")


def comments(world: World) -> int:
    def count(work: object) -> int:
        return int(work.session.scalar(text("select count(*) from comments")))  # type: ignore[attr-defined]

    counted: int = world.run(world.admin, count)
    return counted


def chunked(body: bytes, size: int = 65_536) -> list[bytes]:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces] + [b"0\r\n\r\n"]


def test_a_chunked_body_is_read(world: World, exchange: Exchange) -> None:
    body = b'{"text": "%s"}' % (b"x" * 100_000)
    said = exchange(head(world, "Transfer-Encoding: chunked"), *chunked(body, 1000))
    assert said.startswith(b"HTTP/1.1 200")
    assert comments(world) == 1


def test_a_chunked_body_over_the_limit_is_refused(world: World, exchange: Exchange) -> None:
    body = b'{"text": "%s"}' % (b"x" * LIMIT)
    said = exchange(head(world, "Transfer-Encoding: chunked"), *chunked(body))
    assert said.startswith(b"HTTP/1.1 413")
    envelope = json.loads(said.partition(b"\r\n\r\n")[2])
    assert envelope["data"]["code"] == "too_large"
    assert str(LIMIT) in envelope["message"]
    assert comments(world) == 0


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 13"),
        ("Content-Length: 13", "Transfer-Encoding: chunked"),
        ("Content-Length: -1",),
        ("Content-Length: 1_3",),
        ("Content-Length: \xb2",),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: identity",),
        ("X-A: b\x00c",),
        (" folded: x",),
    ],
    ids=repr,
)
def test_framing_that_two_readers_could_read_differently_is_refused(
    world: World, exchange: Exchange, lines: tuple[str, ...]
) -> None:
    said = exchange(head(world, *lines), b'{"text": "x"}')
    assert said == b"" or said.startswith(b"HTTP/1.1 400"), said
    assert comments(world) == 0


@pytest.mark.parametrize(
    "flood", [b"X-Filler: " + b"x" * 1000 + b"\r\n", b"X: y\r\n"], ids=["long", "many"]
)
def test_headers_without_end_are_cut_off_and_the_next_caller_is_served(
    world: World, exchange: Exchange, flood: bytes
) -> None:
    start = head(world, method="GET")[:-2]
    said = exchange(start, flood * (200_000 // len(flood)), b"\r\n")
    assert not said.startswith(b"HTTP/1.1 200"), said[:100]
    assert world.get(world.member, "/api/groups").status == 200


@pytest.mark.parametrize(
    "line", [b"GET /" + b"x" * 100_000 + b" HTTP/1.1", b"\x16\x03\x01", b"GET"]
)
def test_a_line_that_asks_nothing_is_cut_off(world: World, exchange: Exchange, line: bytes) -> None:
    said = exchange(line + b"\r\n\r\n")
    assert said == b"" or said.startswith(b"HTTP/1.1 400"), said
    assert world.get(world.member, "/api/groups").status == 200


def test_who_leaves_in_the_middle_of_a_body_has_said_nothing(
    world: World, exchange: Exchange
) -> None:
    exchange(head(world, "Content-Length: 13"), b'{"text": "x"', leave=True)
    exchange(head(world, "Transfer-Encoding: chunked"), b'd\r\n{"text": "x"}\r\n', leave=True)
    assert world.get(world.member, f"/api/sources/{world.obj}/comments").data == []
    assert comments(world) == 0
