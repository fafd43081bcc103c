"""A running application on a database of its own, and a client that keeps its connections."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import event
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from skyportal_like import app as composition
from skyportal_like.config import Settings

CONNECTIONS = 6
# What differs between two runs of the same request although nothing else does.
PASSING = (
    (re.compile(rb'"queryID":"[0-9a-f-]{36}"'), b'"queryID":"..."'),
    (re.compile(rb'"cursor":"\d+:\d+:\d+","resync"'), b'"cursor":"...","resync"'),
    (re.compile(rb'"(last_used_at|seen_at)":"[^"]*"'), rb'"\1":"..."'),
)
VERSION = re.compile(rb',"version":"[^"]*"}$')
COMPARED_HEADERS = ("content-type", "etag", "content-disposition", "cache-control", "location")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, without what passes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: int = 0

    def without(self, names: Sequence[str]) -> tuple[object, ...]:
        """Give all of it with some names taken out, longest first."""
        body = VERSION.sub(b"}", self.body)
        for name in sorted(names, key=len, reverse=True):
            body = re.sub(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)", b"...", body)
        return self.status, self.headers, body


@dataclass(slots=True)
class Site:
    """An application that listens on a port."""

    process: composition.Process
    port: int
    statements: int = 0

    async def ask(
        self, secret: str | None, asked: Sequence[tuple[str, str, bytes]], *, at_once: bool = True
    ) -> list[Answer]:
        """Send requests (method, target, body) and give their answers in the same order."""
        waiting = iter(enumerate(asked))
        answers: dict[int, Answer] = {}

        async def work_off() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for number, (method, target, body) in waiting:
                    before = self.statements
                    writer.write(_written(method, target, body, secret))
                    answer = await _read(reader, method)
                    count = 0 if at_once else self.statements - before
                    answers[number] = replace(answer, statements=count)
            finally:
                writer.close()
                await writer.wait_closed()

        await asyncio.gather(*(work_off() for _ in range(CONNECTIONS if at_once else 1)))
        return [answers[number] for number in range(len(asked))]


@asynccontextmanager
async def site(settings: Settings, url: str, data_dir: Path) -> AsyncIterator[Site]:
    """Run the application on a database."""
    process = composition.compose(settings, url, data_dir)
    process.web.settings["log_function"] = lambda _: None
    server = HTTPServer(process.web)
    socket, port = bind_unused_port()
    server.add_sockets([socket])
    running = Site(process, port)
    counter = itertools.count(1)

    def count(*_: object) -> None:
        running.statements = next(counter)

    event.listen(process.engine, "before_cursor_execute", count)
    try:
        yield running
    finally:
        server.stop()
        await server.close_all_connections()
        await asyncio.to_thread(process.platform.threads.shutdown)
        event.remove(process.engine, "before_cursor_execute", count)
        process.engine.dispose()


def _written(method: str, target: str, body: bytes, secret: str | None) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if secret is not None:
        lines.append(f"Authorization: token {secret}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _read(reader: asyncio.StreamReader, method: str) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    length = 0 if method == "HEAD" else int(headers.get("content-length", "0"))
    body = await reader.readexactly(length)
    for pattern, text in PASSING:
        body = pattern.sub(text, body)
    kept = tuple((name, headers[name]) for name in COMPARED_HEADERS if name in headers)
    return Answer(int(first.split()[1]), kept, body)
