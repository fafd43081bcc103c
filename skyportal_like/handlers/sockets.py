"""The socket of the live feed."""

import asyncio
import contextlib
import struct
from typing import Any, ClassVar

import orjson
import structlog
from pydantic import Field, ValidationError
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotPermitted, PlatformError, Unavailable
from skyportal_like.handlers import answers
from skyportal_like.handlers.callers import from_own_page
from skyportal_like.handlers.edge import WORN_BY_DATA, EdgeHandler
from skyportal_like.handlers.platform import SOCKET_TOKEN, Platform
from skyportal_like.handlers.routes import Routes
from skyportal_like.live.hub import ENDED
from skyportal_like.live.log import Cursor
from skyportal_like.live.subscribers import Subscriber
from skyportal_like.schemas.inputs import Body
from skyportal_like.security.credentials import digest
from skyportal_like.work import utc_now

log = structlog.get_logger(__name__)

AUTH_SECONDS = 10.0
SOCKET_TOKEN_SECONDS = 300.0
MAX_MESSAGE_BYTES = 16_384
MAX_MESSAGES_A_SECOND = 20

# Codes of the WebSocket protocol.
POLICY = 1008
BROKEN = 1011
TRY_LATER = 1013
# The last of its fragments, and text.
TEXT_FRAME = 0x81


class Subscribe(Body):
    """What a client wants to hear, and since when."""

    since: str | None = None
    obj_ids: frozenset[str] | None = Field(default=None, max_length=1000)
    types: frozenset[str] | None = Field(default=None, max_length=100)


class Message(Body):
    """What a client may say once it is known."""

    subscribe: Subscribe


class Socket(EdgeHandler, WebSocketHandler):
    """One client of the feed."""

    # What Tornado itself says of a handshake that is none is plain text.
    worn: ClassVar[dict[str, str]] = WORN_BY_DATA | {"Content-Type": "text/plain; charset=UTF-8"}

    def initialize(self, platform: Platform) -> None:
        """Take the parts of the process."""
        super().initialize(platform)
        self._subscriber: Subscriber | None = None
        self._following: asyncio.Task[None] | None = None
        self._authenticating = False
        self._gone = False
        self._timers: list[asyncio.TimerHandle] = []
        self._spoken: list[float] = []

    def check_origin(self, origin: str) -> bool:
        """Let only this site's own pages in; programs send no origin and are not asked.

        A page proves itself by the token that only this site's own pages can fetch, so nothing
        rests on the cookie here; the check keeps foreign pages from trying.
        """
        del origin
        return from_own_page(self.request)

    async def get(self, *args: str, **kwargs: str) -> None:
        """Open the socket, unless there were too many."""
        self.stop_waiting()
        if self.refusal is not None:
            self.refuse(self.refusal)
            return
        await super().get(*args, **kwargs)

    async def open(self, *args: str, **kwargs: str) -> None:
        """Ask for a credential."""
        del args, kwargs
        self._close_after(AUTH_SECONDS, POLICY, "no credential came")
        await self._say({"actionType": "AUTH REQUEST"})

    async def on_message(self, message: str | bytes) -> None:
        """Take the credential first, then what the client wants to hear."""
        if self._gone:
            return
        if len(message) > MAX_MESSAGE_BYTES or not self._may_speak():
            self._leave(POLICY, "too much")
            return
        if self._subscriber is None:
            await self._authenticate(message)
            return
        try:
            wanted = Message.model_validate(orjson.loads(message)).subscribe
            since = None if wanted.since is None else Cursor.parse(wanted.since)
        except (orjson.JSONDecodeError, ValidationError, Invalid) as error:
            await self._say({"actionType": "INVALID", "payload": {"message": _reason(error)}})
            return
        self._subscriber.obj_ids = wanted.obj_ids
        self._subscriber.types = wanted.types
        if self._following is not None:
            self._following.cancel()
        self._following = asyncio.create_task(self._follow(self._subscriber, since))

    async def _authenticate(self, message: str | bytes) -> None:
        if self._authenticating:
            return
        self._authenticating = True
        credential = message if isinstance(message, str) else message.decode("utf-8", "replace")
        try:
            subscriber = await self.platform.hub.admit(
                self._identify(credential.strip()), self._send, self._leave
            )
        except Unavailable:
            self._leave(TRY_LATER, "the database cannot be reached")
            return
        except PlatformError as error:
            await self._say({"actionType": "AUTH FAILED"})
            too_many = isinstance(error, NotPermitted)
            self._leave(POLICY, error.message if too_many else "not recognised")
            return
        if self._gone:
            self.platform.hub.dismiss(subscriber)
            return
        self._subscriber = subscriber
        self._stop_timers()
        if subscriber.actor.until is not None:
            left = (subscriber.actor.until - utc_now()).total_seconds()
            self._close_after(left, *ENDED)
        await self._say({"actionType": "AUTH OK", "payload": {"cursor": str(subscriber.place)}})

    def _identify(self, credential: str) -> actors.Identify:
        signed = self.platform.signer.read(SOCKET_TOKEN, credential, SOCKET_TOKEN_SECONDS)
        if signed is not None:
            return actors.by_sign_in(signed)
        return actors.by_token(digest(credential))

    async def _follow(self, subscriber: Subscriber, since: Cursor | None) -> None:
        try:
            await self.platform.hub.follow(subscriber, since)
        except (StreamClosedError, Unavailable):
            return
        except Exception:
            log.exception("socket.failed", user_id=subscriber.actor.user_id)
            self._leave(BROKEN, "something failed on our side")

    def _send(self, text: bytes) -> "asyncio.Future[None] | None":
        """Put a message on the wire; what the system does not take at once gives a future.

        Tornado's own way makes a task of each message, which at a thousand sockets is most of
        the cost; a frame from a server is only its length and the text.
        """
        connection = self.ws_connection
        if self._gone or connection is None or connection.stream is None:
            return None
        try:
            sent = connection.stream.write(_frame(text))
        except StreamClosedError:
            return None
        return None if sent.done() else sent

    async def _say(self, message: dict[str, Any]) -> None:
        # A peer that is leaving may leave.
        with contextlib.suppress(WebSocketClosedError):
            await self.write_message(orjson.dumps(message))

    def _may_speak(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._spoken = [moment for moment in self._spoken if moment > now - 1.0]
        self._spoken.append(now)
        return len(self._spoken) <= MAX_MESSAGES_A_SECOND

    def _close_after(self, seconds: float, code: int, reason: str) -> None:
        loop = asyncio.get_running_loop()
        self._timers.append(loop.call_later(seconds, self._leave, code, reason))

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _leave(self, code: int, reason: str) -> None:
        """Hear and say nothing more, and close."""
        self._forget()
        self.close(code, reason)

    def _forget(self) -> None:
        self._gone = True
        self._stop_timers()
        if self._subscriber is not None:
            self.platform.hub.dismiss(self._subscriber)
        if self._following is not None:
            self._following.cancel()

    def on_close(self) -> None:
        """Forget the client."""
        self._forget()


def _frame(text: bytes) -> bytes:
    """Write a whole text frame as a server sends it (RFC 6455, 5.2)."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", TEXT_FRAME, size) + text
    if size < 1 << 16:
        return struct.pack("!BBH", TEXT_FRAME, 126, size) + text
    return struct.pack("!BBQ", TEXT_FRAME, 127, size) + text


def _reason(error: Exception) -> str:
    """Say what is wrong with a message, in the words that the API has for it."""
    if isinstance(error, ValidationError):
        return answers.of_validation(error).message
    return str(error)


ROUTES: Routes = [(r"/websocket", Socket)]
