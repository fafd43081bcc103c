"""Running processes of the platform, and clients that listen to their sockets."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.testing import bind_unused_port
from websockets.asyncio.client import ClientConnection, connect

from skyportal_like import app as composition
from skyportal_like.work import Units
from tests.world import Http, Person, World

T = TypeVar("T")
SECONDS = 20.0


@dataclass
class Ear:
    """A client of the socket."""

    io_loop: IOLoop
    connection: ClientConnection
    cursor: str = ""

    def said(self) -> dict[str, Any]:
        """Wait for the next message."""

        async def receive() -> str | bytes:
            return await asyncio.wait_for(self.connection.recv(), SECONDS)

        message: dict[str, Any] = json.loads(self.io_loop.run_sync(receive))
        return message

    def heard(self, wanted: str) -> dict[str, Any]:
        """Wait for the next message, which must be this event or action."""
        message = self.said()
        assert wanted in (message.get("type"), message.get("actionType")), message
        if message.get("cursor"):
            self.cursor = message["cursor"]
        return message

    def until(self, wanted: Callable[[dict[str, Any]], object]) -> list[dict[str, Any]]:
        """Collect messages up to and without the one that was waited for."""
        collected: list[dict[str, Any]] = []
        while not wanted(message := self.said()):
            collected.append(message)
        return collected

    def tell(self, message: object) -> None:
        """Send a message: text and bytes as they are, anything else as JSON."""
        raw = message if isinstance(message, str | bytes) else json.dumps(message)
        self.io_loop.run_sync(lambda: self.connection.send(raw))

    def subscribe(self, **wanted: object) -> None:
        """Ask for events."""
        self.tell({"subscribe": wanted})

    def close(self) -> None:
        """Hang up."""
        self.io_loop.run_sync(self.connection.close)

    def closed(self) -> int:
        """Wait until the server hangs up, and give its code."""

        async def wait() -> None:
            await asyncio.wait_for(self.connection.wait_closed(), SECONDS)

        self.io_loop.run_sync(wait)
        assert self.connection.close_code is not None
        return self.connection.close_code


@dataclass
class Node:
    """One process of the platform, served on a port of its own."""

    io_loop: IOLoop
    process: composition.Process
    server: HTTPServer
    port: int
    client: AsyncHTTPClient
    ears: list[Ear] = field(default_factory=list)
    stopped: bool = False

    @property
    def units(self) -> Units:
        """Units of work that ring as this process does."""
        return self.process.platform.units

    @property
    def url(self) -> str:
        """Where its API answers."""
        return f"http://127.0.0.1:{self.port}"

    def http(self) -> Http:
        """Give a client of its API."""
        return Http(self.io_loop, self.client, self.url)

    def open(self, *, headers: dict[str, str] | None = None, **options: Any) -> Ear:
        """Open a socket and wait to be asked for a credential."""

        async def dial() -> ClientConnection:
            return await connect(
                f"ws://127.0.0.1:{self.port}/websocket",
                additional_headers=headers,
                proxy=None,
                **{"max_queue": None, "close_timeout": 1.0} | options,
            )

        ear = Ear(self.io_loop, self.io_loop.run_sync(dial))
        self.ears.append(ear)
        assert ear.said() == {"actionType": "AUTH REQUEST"}
        return ear

    def admitted(self, person: Person, **options: Any) -> Ear:
        """Open a socket as a person, without asking for events yet."""
        ear = self.open(**options)
        ear.tell(person.token)
        ear.cursor = ear.heard("AUTH OK")["payload"]["cursor"]
        return ear

    def listen(self, person: Person, **wanted: object) -> Ear:
        """Open a socket as a person and ask for events."""
        ear = self.admitted(person)
        ear.subscribe(**wanted)
        return ear

    def stop(self) -> None:
        """Stop as a process does, once."""
        if self.stopped:
            return
        self.stopped = True
        self.server.stop()
        self.io_loop.run_sync(self.process.stop)
        for ear in self.ears:
            ear.close()
        self.io_loop.run_sync(self.server.close_all_connections)
        self.client.close()


def serve(io_loop: IOLoop, process: composition.Process) -> Node:
    """Start a process and serve it on a free port."""
    io_loop.run_sync(lambda: process.start(listen=False, with_jobs=False))
    socket, port = bind_unused_port()

    async def listen() -> tuple[HTTPServer, AsyncHTTPClient]:
        server = HTTPServer(process.web)
        server.add_socket(socket)
        return server, AsyncHTTPClient(force_instance=True)

    server, client = io_loop.run_sync(listen)
    return Node(io_loop, process, server, port, client)


def join(world: World, node: Node) -> World:
    """Let the people of a world ask this process, and act in its units of work."""
    world.http = node.http()
    world.units = node.units
    return world


async def eventually(condition: Callable[[], Awaitable[T]]) -> T:
    """Wait until something is so and give it; fail when it never is."""
    deadline = time.monotonic() + SECONDS
    while True:
        found = await condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it never came to be"
        await asyncio.sleep(0.01)
