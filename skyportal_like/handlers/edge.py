"""What every request meets first: whence it comes, how often, how much; and what answers wear."""

import asyncio
from collections.abc import Awaitable
from typing import ClassVar
from uuid import uuid4

import structlog
from tornado.web import HTTPError, RequestHandler, stream_request_body

from skyportal_like.errors import PlatformError, RateLimited, TooLarge, TooSlow, Unavailable
from skyportal_like.handlers import answers, callers, proxies
from skyportal_like.handlers.limits import Room
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.proxies import Arrival

log = structlog.get_logger(__name__)

NO_ROOM = "Too many large requests are coming in; please try again in a moment."
FAILED = "Something failed on our side; request {request_id} is in the log."
A_YEAR = "max-age=31536000"
WORN_BY_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=()"
    ),
}
# An answer of the API is data: whatever it holds, no browser shall run or frame it.
WORN_BY_DATA = WORN_BY_ALL | {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "Content-Type": answers.JSON,
    "Vary": "Accept-Encoding",
}
# What guesses or gives credentials counts against its address, whoever asks.
SIGNING_IN = ("/login/", "/complete/")
# An address carries the ids of a page of objects at most.
MAX_ADDRESS = 32_768
# What somebody sends who need not be known, to sign in, is far smaller and soon there.
MAX_UNKNOWN_BODY = 65_536
MAX_UNKNOWN_SECONDS = 10.0
# A body that is refused is read to its end up to this size, so that the connection can be kept.
DRAINED = 65_536
# A larger one is answered at once and its rest dropped for so long: on a connection that is closed
# before, who still writes may lose the answer.
LINGER_SECONDS = 10.0


@stream_request_body
class EdgeHandler(RequestHandler):
    """A request that knows where it comes from, takes no more than it may, and is well dressed."""

    SUPPORTED_METHODS: ClassVar[tuple[str, ...]] = (  # type: ignore[misc]
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
    )
    worn: ClassVar[dict[str, str]] = WORN_BY_DATA
    counted: ClassVar[bool] = True
    keeps_body = False
    need_be_known = True
    arrival: Arrival | None = None

    def initialize(self, platform: Platform) -> None:
        """Take the parts of the process, and look where the request comes from."""
        self.platform = platform
        self.request_id = uuid4().hex
        self.arrival = proxies.arrival(self.request, platform.settings.server.trusted_proxies)
        self.credential: callers.Credential | None = None
        self.refusal: PlatformError | None = None
        self.chunks: list[bytes] = []
        self.busy = False
        self._lingers = False
        self._received = 0
        self._held = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._insist_on_tls()

    @property
    def secure(self) -> bool:
        """Whether the person who asks comes by TLS."""
        return self.platform.secure or (self.arrival is not None and self.arrival.by_tls)

    @property
    def address(self) -> str:
        """The address of who asks, behind all proxies that are trusted."""
        return "" if self.arrival is None else self.arrival.address

    def set_default_headers(self) -> None:
        """Dress the answer; an error takes off all and comes here again."""
        for name, value in self.worn.items():
            self.set_header(name, value)
        self.clear_header("Server")
        self._insist_on_tls()

    def _insist_on_tls(self) -> None:
        # The first time is before the request is known.
        if self.arrival is not None and self.secure:
            self.set_header("Strict-Transport-Security", A_YEAR)

    def prepare(self) -> Awaitable[None] | None:
        """Count the request and look at its size, before anything of it is parsed."""
        self.set_header("X-Request-Id", self.request_id)
        self.set_header("X-Build", self.platform.build)
        if self.counted:
            self.credential = callers.credential(self.request, self.platform)
        return self.meet()

    def meet(self) -> Awaitable[None] | None:
        """Decide whether the request comes further; who must be known first is waited for."""
        self.admit(self.too_often())
        return None

    def admit(self, refusal: PlatformError | None) -> None:
        """Let the body come, unless this or its size speaks against it."""
        size = self._declared()
        # To announce a body costs nothing, so only who is known takes room by that.
        announced = size if self.need_be_known else 0
        self.refusal = (
            refusal or self._too_long() or self._too_large(size) or self._no_room_for(announced)
        )
        if self.refusal is not None and size > DRAINED:
            self._refuse_early(self.refusal, size)
        elif size:
            self._deadline = asyncio.get_running_loop().call_later(self._seconds, self._too_slow)

    @property
    def _seconds(self) -> float:
        most = self.platform.settings.server.max_body_seconds
        return most if self.need_be_known else min(most, MAX_UNKNOWN_SECONDS)

    def _declared(self) -> float:
        """Say how large the body claims to be; one that comes in chunks has no end."""
        headers = self.request.headers
        if "Transfer-Encoding" in headers:
            return float("inf")
        declared = headers.get("Content-Length", "0")
        return float(declared) if declared.isdecimal() else 0.0

    def data_received(self, chunk: bytes) -> None:
        """Collect the body, up to the limit, where anybody wants it."""
        self._received += len(chunk)
        if self._lingers:
            if self._received >= self._declared():
                self.finish()
            return
        if self.refusal is None:
            self.refusal = self._too_large(self._received) or self._no_room_for(self._received)
        if self.refusal is not None:
            self.let_go()
        elif self.keeps_body:
            self.chunks.append(chunk)

    @property
    def _room(self) -> Room:
        bodies = self.platform.bodies
        return bodies.known if self.need_be_known else bodies.anonymous

    def _no_room_for(self, size: float) -> Unavailable | None:
        """Take room for all that was announced or, where nothing was, for what has come."""
        if not self.keeps_body or size <= self._held or size == float("inf"):
            return None
        more = int(size) - self._held
        if not self._room.take(more):
            return Unavailable(NO_ROOM)
        self._held += more
        return None

    def let_go(self) -> None:
        """Keep the body no longer."""
        self.chunks.clear()
        self._room.give_back(self._held)
        self._held = 0

    def too_often(self) -> RateLimited | None:
        """Count the request, unless it comes straight from this machine."""
        if not self.counted or self.arrival is None or self.arrival.direct:
            return None
        known = None if self.request.path.startswith(SIGNING_IN) else self.credential
        return self.platform.limiter.take(self.address, None if known is None else known.digest)

    def _too_long(self) -> TooLarge | None:
        if len(self.request.uri or "") <= MAX_ADDRESS:
            return None
        said = f"The address of this request is longer than {MAX_ADDRESS} bytes."
        return TooLarge(said, fields={"path": "too long"}, status=414)

    def _too_large(self, size: float) -> TooLarge | None:
        limit = self.platform.settings.server.max_body_bytes
        if not self.need_be_known:
            limit = min(limit, MAX_UNKNOWN_BODY)
        if size <= limit or size == float("inf"):
            return None
        said = f"The request body is larger than {limit} bytes."
        return TooLarge(said, fields={"body": "too large"})

    def _too_slow(self) -> None:
        said = f"The request body took longer than {self._seconds:g} s to come."
        self._refuse_and_close(TooSlow(said))

    def _refuse_and_close(self, error: PlatformError) -> None:
        self.set_header("Connection", "close")
        self.refuse(error)

    def _refuse_early(self, error: PlatformError, size: float) -> None:
        """Answer before the body comes, and drop what comes of it all the same."""
        server = self.platform.settings.server
        # Tornado itself hangs up on what is larger, and says a second thing to who waits.
        if size > 2 * server.max_body_bytes or "Expect" in self.request.headers:
            self._refuse_and_close(error)
            return
        self.set_header("Connection", "close")
        text = self._written(error)
        self.set_header("Content-Length", len(text))
        self.write(text)
        self.flush()
        self._lingers = True
        seconds = min(LINGER_SECONDS, server.max_body_seconds)
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.finish)

    def stop_waiting(self) -> None:
        """Wait for the body no longer."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def on_connection_close(self) -> None:
        """Forget who left in the middle; what a thread works on is there until it ends."""
        self.stop_waiting()
        if not self.busy:
            self.let_go()
        if self._lingers and not self._finished:
            self._log()
        super().on_connection_close()

    def on_finish(self) -> None:
        """Leave nothing behind."""
        self.stop_waiting()
        self.let_go()

    def refuse(self, error: PlatformError) -> None:
        """Write an expected failure."""
        self.finish(self._written(error))

    def _written(self, error: PlatformError) -> bytes:
        self.set_status(error.status)
        self.set_header("Content-Type", answers.JSON)
        if error.retry_after is not None:
            self.set_header("Retry-After", str(error.retry_after))
        return answers.failure(
            error.message, self.platform.version, code=error.code, fields=error.fields
        )

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Write an unexpected failure in the envelope: a fixed text, never what went wrong."""
        del kwargs
        self.set_header("X-Request-Id", self.request_id)
        message = FAILED.format(request_id=self.request_id)
        code = "internal"
        if status_code == 405:
            message, code = "This path does not take that method.", "method_not_allowed"
            self.set_header("Allow", ", ".join(self.methods_taken()))
        elif status_code < 500:
            message, code = f"HTTP {status_code}", "invalid"
        self.set_header("Content-Type", answers.JSON)
        self.finish(answers.failure(message, self.platform.version, code=code, fields=None))

    @classmethod
    def methods_taken(cls) -> list[str]:
        """Name the methods that this path takes."""
        untaken = RequestHandler.get
        return [name for name in cls.SUPPORTED_METHODS if _method(cls, name) is not untaken]

    def log_exception(self, typ: object, value: object, tb: object) -> None:
        """Log what went wrong under the request's id."""
        if isinstance(value, HTTPError) and value.status_code < 500:
            return
        log.error(
            "request.failed",
            request_id=self.request_id,
            path=self.request.path,
            exc_info=(typ, value, tb),
        )


def _method(handler: type[RequestHandler], name: str) -> object:
    return getattr(handler, name.lower(), RequestHandler.get)
