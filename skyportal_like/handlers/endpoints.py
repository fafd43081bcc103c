"""The endpoint wrapper: a method's signature becomes a request's way from bytes to bytes."""

import asyncio
import functools
import gzip
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, ValidationError

from skyportal_like.access import actor as actors
from skyportal_like.errors import (
    Invalid,
    LacksAcl,
    NotFound,
    NotPermitted,
    PlatformError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from skyportal_like.handlers import answers, bodies, callers, contracts
from skyportal_like.handlers.answers import Answer, Blob, Redirect
from skyportal_like.handlers.edge import EdgeHandler
from skyportal_like.services import last_uses
from skyportal_like.vocabulary import Acl
from skyportal_like.work import ANONYMOUS, Origin, Work

# A file goes out in pieces of this size: a large one is never in memory whole.
CHUNK = 1 << 18
WORTH_COMPRESSING = 8_192
# Beyond twice as many Tornado hangs up without a word.
MAX_PARAMETERS = 500
READ_ONLY = "You are looking through somebody's eyes; end that before you change anything."


def endpoint(
    *acls: Acl,
    anonymous: bool = False,
    isolation: str | None = None,
    while_supporting: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Awaitable[None]]]:
    """Make a method an endpoint that needs these ACLs; the signature is the contract."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Awaitable[None]]:
        contract = contracts.read(
            method,
            acls,
            anonymous=anonymous,
            isolation=isolation,
            while_supporting=while_supporting,
        )

        @functools.wraps(method)
        async def handle(self: "ApiHandler", **path: str) -> None:
            await self.serve(contract, path)

        handle.contract = contract  # type: ignore[attr-defined]
        return handle

    return decorate


class ApiHandler(EdgeHandler):
    """A request to the API: one thread, one unit of work, one envelope."""

    _recognised = False

    def compute_etag(self) -> str | None:
        """Leave hashing to the few answers that gain by it."""
        return None

    def meet(self) -> Awaitable[None] | None:
        """Know the caller before anything is kept of the body; mostly they are known already."""
        method = getattr(self, (self.request.method or "").lower(), None)
        contract: contracts.Contract | None = getattr(method, "contract", None)
        if contract is None:
            return super().meet()
        self.keeps_body = contract.takes_body is not None
        self.need_be_known = not contract.anonymous
        shown = self.credential
        if contract.anonymous or (shown and self.platform.limiter.knows(shown.digest)):
            return super().meet()
        try:
            caller = self._caller()
        except PlatformError as error:
            self.admit(self.too_often() or error)
            return None
        return super().meet() if shown is None else self._meet_new(shown, caller)

    async def _meet_new(self, shown: callers.Credential, caller: callers.Caller) -> None:
        """Find out whether a credential is good; the address of who shows it first pays for that.

        Who shows the same one meanwhile waits, and pays by its own bucket if it is.
        """
        recognitions = self.platform.recognitions
        waits = shown.digest in recognitions
        refusal: PlatformError | None = None if waits else self.too_often()
        if refusal is None:
            origin = Origin(self.request_id, caller.client, self.address)
            refusal = await recognitions.refusal(shown.digest, caller.identify, origin)
            if waits and not isinstance(refusal, RateLimited | Unavailable):
                refusal = self.too_often() or refusal
        self.admit(refusal)

    def _caller(self) -> callers.Caller:
        anonymous = self.platform.settings.misc.anonymous_username
        return callers.of_request(self.request, self.credential, anonymous)

    async def serve(self, contract: contracts.Contract, path: dict[str, str]) -> None:
        """Run the contract in a thread and write its answer."""
        self.stop_waiting()
        if self._finished:
            return
        if self.refusal is not None:
            self.refuse(self.refusal)
            return
        self.busy = True
        try:
            answer, body = await asyncio.get_running_loop().run_in_executor(
                self.platform.threads, self._run, contract, path
            )
        except PlatformError as error:
            self._remember(contract, refused=isinstance(error, Unauthenticated))
            self.refuse(error)
            return
        finally:
            self.busy = False
            self.let_go()
        self._remember(contract, refused=False)
        await self._send(answer, body)

    def _remember(self, contract: contracts.Contract, *, refused: bool) -> None:
        """Let the limits know whether the credential is good, where it was judged at all."""
        if self.credential is None or contract.anonymous:
            return
        if self._recognised:
            self.platform.limiter.recognise(self.credential.digest)
        elif refused:
            self.platform.limiter.refuse(self.credential.digest)

    def _run(self, contract: contracts.Contract, path: dict[str, str]) -> tuple[object, bytes]:
        """Do the whole request in this thread: recognise, gate, parse, act, render."""
        nobody = callers.Caller(ANONYMOUS, actors.nobody)
        caller = nobody if contract.anonymous else self._caller()
        origin = Origin(self.request_id, caller.client, self.address)

        actor: actors.Actor | None = None

        def act(work: Work) -> tuple[object, bytes]:
            self._recognised = True
            nonlocal actor
            actor = work.actor
            if not all(work.actor.holds(acl) for acl in contract.acls):
                raise LacksAcl(actors.UNKNOWN)
            if work.actor.supporter_id is not None and not self._may_be_done_for(contract):
                raise NotPermitted(READ_ONLY, status=403)
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
        self._note_use(actor, origin)
        return answer, self._compressed(body)

    def _note_use(self, actor: actors.Actor | None, origin: Origin) -> None:
        """Write down that the credential was used, apart from the request's own transaction."""
        if actor is None or not last_uses.due(actor):
            return
        with suppress(PlatformError):
            self.platform.units.run(actors.system, origin, lambda work: last_uses.note(work, actor))

    def _may_be_done_for(self, contract: contracts.Contract) -> bool:
        """Tell whether a supporter may do this while they look through the caller's eyes."""
        return contract.while_supporting or self.request.method in callers.SAFE

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
                    bodies.parse(b"".join(self.chunks))
                )
        except ValidationError as error:
            raise answers.of_validation(error) from error
        return arguments

    def _query(self, model: type[BaseModel]) -> BaseModel:
        given: dict[str, str | list[str]] = {}
        if sum(map(len, self.request.query_arguments.values())) > MAX_PARAMETERS:
            raise Invalid(
                f"A request takes up to {MAX_PARAMETERS} parameters.", fields={"query": "too many"}
            )
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
            secure=self.secure,
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
