"""Recognises a credential that this process does not know yet, once for all who show it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from skyportal_like.access.actor import Identify
from skyportal_like.errors import (
    NotPermitted,
    PlatformError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from skyportal_like.handlers.limits import Limiter
from skyportal_like.work import Origin, Units

# As long as a statement may wait for its turn and for the database.
SECONDS = 20.0
TOOK_TOO_LONG = "Your credential could not be looked up in time; please try again."


@dataclass(slots=True)
class Running:
    """A recognition that runs, and how many requests wait for it."""

    answer: "asyncio.Future[None]"
    waiting: int = 0


class Recognitions:
    """What runs of them; the limits hear of each result before anybody who waits for it does."""

    def __init__(
        self, units: Units, threads: ThreadPoolExecutor, limiter: Limiter, most_waiting: int
    ) -> None:
        self.seconds = SECONDS
        self._units = units
        self._threads = threads
        self._limiter = limiter
        self._most_waiting = most_waiting
        self._running: dict[str, Running] = {}

    def __contains__(self, digest: str) -> bool:
        return digest in self._running

    async def refusal(
        self, digest: str, identify: Identify, origin: Origin
    ) -> PlatformError | None:
        """Wait until it is known whether a credential is good; give the refusal if it is not."""
        running = self._running.get(digest) or self._start(digest, identify, origin)
        # The first is not counted: what it waits for it pays by its address.
        if running.waiting > self._most_waiting:
            return RateLimited(1)
        running.waiting += 1
        await asyncio.wait({running.answer}, timeout=self.seconds)
        if not running.answer.done():
            return Unavailable(TOOK_TOO_LONG)
        try:
            return running.answer.result()
        except PlatformError as error:
            return error

    def _start(self, digest: str, identify: Identify, origin: Origin) -> Running:
        def recognise() -> None:
            self._units.run(identify, origin, lambda _: None)

        answer = asyncio.get_running_loop().run_in_executor(self._threads, recognise)
        running = self._running[digest] = Running(answer)
        answer.add_done_callback(lambda _: self._end(digest, answer))
        return running

    def _end(self, digest: str, answer: "asyncio.Future[None]") -> None:
        del self._running[digest]
        if answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            self._limiter.recognise(digest)
        elif isinstance(error, Unauthenticated | NotPermitted):
            self._limiter.refuse(digest)
