"""The socket of the live feed."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import orjson
import structlog
from pydantic import Field, ValidationError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, PlatformError
from skyportal_like.handlers.callers import from_own_page
from skyportal_like.handlers.platform import SOCKET_TOKEN, Platform
from skyportal_like.handlers.routes import Routes
from skyportal_like.live.hub import Subscriber
from skyportal_like.live.log import Cursor
from skyportal_like.schemas.inputs import Body
from skyportal_like.security.credentials import digest

log = structlog.get_logger(__name__)

AUTH_SECONDS = 10.0
SOCKET_TOKEN_SECONDS = 300.0
MAX_MESSAGE_BYTES = 16_384
MAX_MESSAGES_A_SECOND = 20


class Subscribe(Body):
    """What a client wants to hear, and since when."""

    since: str | None = None
    obj_ids: frozenset[str] | None = Field(default=None, max_length=1000)
    types: frozenset[str] | None = Field(default=None, max_length=100)


class Message(Body):
    """What a client may say once it is known."""

    subscribe: Subscribe


class Socket(WebSocketHandler):
    """One client of the feed."""

    def initialize(self, platform: Platform) -> None:
        """Take the parts of the process."""
        self.platform = platform
        self._subscriber: Subscriber | None = None
        self._writer: asyncio.Task[None] | None = None
        self._authenticating = False
        self._deadline: asyncio.TimerHandle | None = None
        self._spoken: list[float] = []

    def check_origin(self, origin: str) -> bool:
        """Let other sites' pages in only as far as asking for a credential of their own.

        A page proves itself by the token that only this site's own pages can fetch, so nothing
        rests on the cookie here; the check keeps foreign pages from trying.
        """
        del origin
        return from_own_page(self.request) or "Origin" not in self.request.headers

    async def open(self, *args: str, **kwargs: str) -> None:
        """Ask for a credential."""
        del args, kwargs
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(AUTH_SECONDS, self.close)
        await self._say({"actionType": "AUTH REQUEST"})

    async def on_message(self, message: str | bytes) -> None:
        """Take the credential first, then what the client wants to hear."""
        if len(message) > MAX_MESSAGE_BYTES or not self._may_speak():
            self.close(1008, "too much")
            return
        if self._subscriber is None:
            await self._authenticate(message if isinstance(message, str) else message.decode())
            return
        try:
            wanted = Message.model_validate(orjson.loads(message)).subscribe
            since = None if wanted.since is None else Cursor.parse(wanted.since)
        except (orjson.JSONDecodeError, ValidationError, Invalid) as error:
            reason = str(error).splitlines()[0]
            await self._say({"actionType": "INVALID", "payload": {"message": reason}})
            return
        self._subscriber.obj_ids = wanted.obj_ids
        self._subscriber.types = wanted.types
        with self._quietly():
            await self.platform.hub.subscribe(self._subscriber, since)

    async def _authenticate(self, credential: str) -> None:
        if self._authenticating:
            return
        self._authenticating = True
        try:
            actor = await self.platform.hub.recognise(self._identify(credential.strip()))
        except PlatformError:
            await self._say({"actionType": "AUTH FAILED"})
            self.close()
            return
        if self._deadline is not None:
            self._deadline.cancel()
        if self.ws_connection is None:
            return
        self._subscriber = Subscriber(actor, self.close)
        await self._say(
            {"actionType": "AUTH OK", "payload": {"cursor": str(self.platform.hub.cursor)}}
        )
        self._writer = asyncio.create_task(self._write(self._subscriber))

    def _identify(self, credential: str) -> actors.Identify:
        signed = self.platform.signer.read(SOCKET_TOKEN, credential, SOCKET_TOKEN_SECONDS)
        if signed is not None:
            return actors.by_sign_in(signed)
        return actors.by_token(digest(credential))

    async def _write(self, subscriber: Subscriber) -> None:
        with self._quietly():
            while True:
                await subscriber.filled.wait()
                for text in subscriber.take():
                    await self.write_message(text)

    async def _say(self, message: dict[str, Any]) -> None:
        with self._quietly():
            await self.write_message(orjson.dumps(message).decode())

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        """Let a peer that is leaving leave, without failing anybody else's message."""
        with contextlib.suppress(WebSocketClosedError):
            yield

    def _may_speak(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._spoken = [moment for moment in self._spoken if moment > now - 1.0]
        self._spoken.append(now)
        return len(self._spoken) <= MAX_MESSAGES_A_SECOND

    def on_close(self) -> None:
        """Forget the client."""
        if self._deadline is not None:
            self._deadline.cancel()
        if self._subscriber is not None:
            self.platform.hub.unsubscribe(self._subscriber)
        if self._writer is not None:
            self._writer.cancel()


ROUTES: Routes = [(r"/websocket", Socket)]
