"""The endpoint wrapper: a method's signature becomes a request's way from bytes to bytes."""

import asyncio
import functools
import gzip
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar
from uuid import uuid4

import structlog
from pydantic import BaseModel, ValidationError
from tornado.web import HTTPError, RequestHandler, stream_request_body

from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, LacksAcl, NotFound, PlatformError, TooLarge
from skyportal_like.handlers import answers, bodies, callers, contracts
from skyportal_like.handlers.answers import Answer, Blob, Redirect
from skyportal_like.handlers.platform import Platform
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Origin, Work

log = structlog.get_logger(__name__)

# A file goes out in pieces of this size: a large one is never in memory whole.
CHUNK = 1 << 18
WORTH_COMPRESSING = 8_192
FAILED = "Something failed on our side; request {request_id} is in the log."


def endpoint(
    *acls: Acl, anonymous: bool = False, isolation: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Awaitable[None]]]:
    """Make a method an endpoint that needs these ACLs; the signature is the contract."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Awaitable[None]]:
        contract = contracts.read(method, acls, anonymous=anonymous, isolation=isolation)

        @functools.wraps(method)
        async def handle(self: "ApiHandler", **path: str) -> None:
            await self.serve(contract, path)

        handle.contract = contract  # type: ignore[attr-defined]
        return handle

    return decorate


@stream_request_body
class ApiHandler(RequestHandler):
    """A request to the API: one thread, one unit of work, one envelope."""

    SUPPORTED_METHODS: ClassVar[tuple[str, ...]] = (  # type: ignore[misc]
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
    )

    def initialize(self, platform: Platform) -> None:
        """Take the parts of the process."""
        self.platform = platform
        self.request_id = uuid4().hex
        self._chunks: list[bytes] = []
        self._received = 0

    def set_default_headers(self) -> None:
        """Forbid sniffing and shared caches on everything."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "private, no-store")
        self.set_header("Content-Type", answers.JSON)
        self.set_header("Vary", "Accept-Encoding")
        self.clear_header("Server")

    def compute_etag(self) -> str | None:
        """Leave hashing to the few answers that gain by it."""
        return None

    def prepare(self) -> None:
        """Refuse a body that says beforehand that it is too large."""
        self.set_header("X-Request-Id", self.request_id)
        self.set_header("X-Build", self.platform.build)
        declared = self.request.headers.get("Content-Length", "0")
        limit = self.platform.settings.server.max_body_bytes
        if declared.isdecimal() and int(declared) > limit:
            self.refuse(self._too_large())

    def data_received(self, chunk: bytes) -> None:
        """Collect the body, up to the limit."""
        self._received += len(chunk)
        if self._received <= self.platform.settings.server.max_body_bytes:
            self._chunks.append(chunk)

    def _too_large(self) -> TooLarge:
        limit = self.platform.settings.server.max_body_bytes
        self.set_header("Connection", "close")
        return TooLarge(
            f"The request body is larger than {limit} bytes.", fields={"body": "too large"}
        )

    async def serve(self, contract: contracts.Contract, path: dict[str, str]) -> None:
        """Run the contract in a thread and write its answer."""
        if self._finished:
            return
        if self._received > self.platform.settings.server.max_body_bytes:
            self.refuse(self._too_large())
            return
        try:
            answer, body = await asyncio.get_running_loop().run_in_executor(
                self.platform.threads, self._run, contract, path
            )
        except PlatformError as error:
            self.refuse(error)
            return
        await self._send(answer, body)

    def _run(self, contract: contracts.Contract, path: dict[str, str]) -> tuple[object, bytes]:
        """Do the whole request in this thread: recognise, gate, parse, act, render."""
        if contract.anonymous:
            caller = callers.Caller("anonymous", actors.nobody)
        else:
            caller = callers.of_request(self.request, self.platform)
        origin = Origin(self.request_id, caller.client, self.request.remote_ip)

        def act(work: Work) -> tuple[object, bytes]:
            if not all(work.actor.holds(acl) for acl in contract.acls):
                raise LacksAcl(actors.UNKNOWN)
            answer = contract.method(self, work, **self._arguments(contract, path))
            if isinstance(answer, Blob):
                return answer, _content(answer)
            if isinstance(answer, Redirect):
                return answer, b""
            data = answer.data if isinstance(answer, Answer) else answer
            if self.platform.check_answers and contract.returns is not None:
                contract.returns.validate_python(data)
            return answer, answers.success(data, self.platform.version)

        answer, body = self.platform.units.run(
            caller.identify, origin, act, isolation=contract.isolation
        )
        return answer, self._compressed(body)

    def _compressed(self, body: bytes) -> bytes:
        """Compress a large answer for who takes that, in the thread and after the commit."""
        accepted = self.request.headers.get("Accept-Encoding", "")
        if len(body) < WORTH_COMPRESSING or "gzip" not in accepted:
            return body
        self.set_header("Content-Encoding", "gzip")
        return gzip.compress(body, 1)

    def _arguments(self, contract: contracts.Contract, path: dict[str, str]) -> dict[str, object]:
        arguments: dict[str, object] = dict(contract.path_values(path))
        try:
            if contract.takes_query is not None:
                arguments["query"] = self._query(contract.takes_query)
            if contract.takes_body is not None:
                arguments["body"] = contract.takes_body.model_validate(
                    bodies.parse(b"".join(self._chunks))
                )
        except ValidationError as error:
            raise answers.of_validation(error) from error
        return arguments

    def _query(self, model: type[BaseModel]) -> BaseModel:
        given: dict[str, str | list[str]] = {}
        for name, values in self.request.query_arguments.items():
            texts = [value.decode("utf-8", "replace") for value in values]
            given[name] = texts[0] if len(texts) == 1 else texts
        return model.model_validate(given)

    async def _send(self, answer: object, body: bytes) -> None:
        if isinstance(answer, Answer | Redirect):
            for name, value in answer.cookies.items():
                self._put_cookie(name, value)
        if isinstance(answer, Redirect):
            self.redirect(answer.location)
            return
        if isinstance(answer, Blob):
            await self._send_blob(answer, body)
            return
        if isinstance(answer, Answer):
            self.set_status(answer.status)
        self.finish(body)

    def _put_cookie(self, name: str, value: str | None) -> None:
        if value is None:
            self.clear_cookie(name)
            return
        self.set_cookie(
            name,
            value,
            expires_days=self.platform.settings.server.session_days,
            httponly=True,
            samesite="Lax",
            secure=self.platform.secure,
        )

    async def _send_blob(self, blob: Blob, body: bytes) -> None:
        self.set_header("Content-Type", blob.content_type)
        if blob.filename is not None:
            self.set_header("Content-Disposition", f'attachment; filename="{blob.filename}"')
        if blob.digest is not None:
            etag = f'"{blob.digest}"'
            self.set_header("ETag", etag)
            self.set_header("Cache-Control", "private, max-age=31536000, immutable")
            if self.request.headers.get("If-None-Match") == etag:
                self.clear_header("Content-Encoding")
                self.set_status(304)
                self.finish()
                return
        if isinstance(blob.content, bytes):
            await self.finish(body)
            return
        self.set_header("Content-Length", blob.content.stat().st_size)
        with blob.content.open("rb") as file:
            while chunk := await asyncio.get_running_loop().run_in_executor(
                self.platform.threads, file.read, CHUNK
            ):
                self.write(chunk)
                await self.flush()
        await self.finish()

    def refuse(self, error: PlatformError) -> None:
        """Write an expected failure."""
        self.set_status(error.status)
        if error.status == 503:
            self.set_header("Retry-After", "1")
        self.finish(
            answers.failure(
                error.message, self.platform.version, code=error.code, fields=error.fields
            )
        )

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Write an unexpected failure in the envelope: a fixed text, never what went wrong."""
        del kwargs
        message = FAILED.format(request_id=self.request_id)
        code = "internal"
        if status_code == 405:
            message, code = "This path does not take that method.", "method_not_allowed"
        elif status_code < 500:
            message, code = f"HTTP {status_code}", "invalid"
        self.set_header("Content-Type", answers.JSON)
        self.set_header("X-Request-Id", self.request_id)
        self.finish(answers.failure(message, self.platform.version, code=code, fields=None))

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


def _content(blob: Blob) -> bytes:
    """Give the bytes to send; a file goes out in pieces later, if it is there."""
    if isinstance(blob.content, bytes):
        return blob.content
    if not blob.content.is_file():
        raise NotFound("This file is no longer stored.", status=404)
    return b""


class UnknownPath(ApiHandler):
    """Everything under /api that no route takes."""

    @endpoint()
    def get(self, work: Work) -> dict[str, str]:
        """Say that there is no such endpoint, to callers who are somebody."""
        del work
        raise Invalid("Invalid API endpoint")
