"""Reads the log once a ring and fans out to this process's own sockets."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.errors import PlatformError
from skyportal_like.live import log as feed
from skyportal_like.live import messages
from skyportal_like.live.log import Cursor, Entry

T = TypeVar("T")
log = structlog.get_logger(__name__)

MAX_WAITING = 2_000
MAX_WAITING_BYTES = 2_000_000
# An older transaction that ends without an event rings nobody, so the reader looks again.
AGAIN = (0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(eq=False, slots=True)
class Subscriber:
    """A socket's side of the feed: whose it is, what it wants, what waits to be sent."""

    actor: Actor
    close: Callable[[], None]
    obj_ids: frozenset[str] | None = None
    types: frozenset[str] | None = None
    cursor: Cursor | None = None
    waiting: deque[str] = field(default_factory=deque)
    waiting_bytes: int = 0
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def wants(self, entry: Entry) -> bool:
        """Tell whether the entry passes what the client asked for."""
        return (self.obj_ids is None or entry.obj_id in self.obj_ids) and (
            self.types is None or entry.type in self.types
        )

    def push(self, text: str, cursor: Cursor) -> None:
        """Queue a message; a reader too slow for its buffer is told to load anew instead."""
        self.waiting.append(text)
        self.waiting_bytes += len(text)
        if len(self.waiting) > MAX_WAITING or self.waiting_bytes > MAX_WAITING_BYTES:
            notice = messages.resync(cursor)
            self.waiting = deque((notice,))
            self.waiting_bytes = len(notice)
        self.filled.set()

    def take(self) -> list[str]:
        """Take all that waits."""
        taken = list(self.waiting)
        self.waiting.clear()
        self.waiting_bytes = 0
        self.filled.clear()
        return taken


class Hub:
    """The feed in one process; everything but the reading itself happens on the loop."""

    def __init__(self, engine: Engine, poll_seconds: float) -> None:
        self._engine = engine
        self._poll_seconds = poll_seconds
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="feed")
        self._rung = asyncio.Event()
        self._subscribers: set[Subscriber] = set()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.cursor = Cursor(0, 0, 0)

    async def start(self) -> None:
        """Stand at the end of the log and follow it from there."""
        self._loop = asyncio.get_running_loop()
        self.cursor = await self._in_reader(feed.end)
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop following and let the sockets go."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for subscriber in list(self._subscribers):
            subscriber.close()
        self._reader.shutdown()

    def wake(self) -> None:
        """Ring, from any thread: something was committed."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._rung.set)

    @property
    def listeners(self) -> int:
        """Count the sockets that follow the feed."""
        return len(self._subscribers)

    async def subscribe(self, subscriber: Subscriber, since: Cursor | None) -> None:
        """Send everything missed, in order, then go on live without a gap or a repeat."""
        self._subscribers.discard(subscriber)
        if since is None:
            subscriber.cursor = self.cursor
        elif not await self._in_reader(
            lambda session: feed.is_covered(session, since, self.cursor)
        ):
            subscriber.push(messages.resync(self.cursor), self.cursor)
            subscriber.cursor = self.cursor
        else:
            await self._catch_up(subscriber, since)
        self._subscribers.add(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a socket."""
        self._subscribers.discard(subscriber)

    async def recognise(self, identify: actors.Identify) -> Actor:
        """Take the snapshot of a caller for the life of a socket."""
        return await self._in_reader(identify)

    async def _catch_up(self, subscriber: Subscriber, since: Cursor) -> None:
        """Read what one subscriber missed until it stands where the hub stands."""
        place = since
        while place < self.cursor:
            entries, place = await self._in_reader(
                partial(
                    feed.read_for, actor=subscriber.actor, after=place, upto=self.cursor
                )
            )
            for entry in entries:
                self._deliver(subscriber, entry)
            while len(subscriber.waiting) > MAX_WAITING // 2:
                await asyncio.sleep(0.01)
        subscriber.cursor = place

    async def _follow(self) -> None:
        tries = 0
        while True:
            pause = AGAIN[min(tries, len(AGAIN)) - 1] if tries else self._poll_seconds
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), pause)
            self._rung.clear()
            try:
                await self._read_on()
                held_back = await self._in_reader(
                    lambda session: feed.is_held_back(session, self.cursor.epoch)
                )
                tries = tries + 1 if held_back else 0
            except (SQLAlchemyError, PlatformError) as error:
                log.warning("feed.unreadable", reason=str(error).splitlines()[0])
                await asyncio.sleep(0.5)
                tries = 1

    async def _read_on(self) -> None:
        while True:
            entries = await self._in_reader(lambda session: feed.read(session, self.cursor))
            for entry in entries:
                await self._fan_out(entry)
            if len(entries) < feed.BATCH:
                return

    async def _fan_out(self, entry: Entry) -> None:
        """Deliver one entry; a change of rights takes effect before anything after it."""
        if entry.type in {"membership.changed", "token.revoked", "filter.changed"}:
            await self._renew(entry)
        texts: dict[tuple[int, ...], str] = {}
        self.cursor = entry.cursor
        for subscriber in list(self._subscribers):
            self._deliver(subscriber, entry, texts)

    def _deliver(
        self,
        subscriber: Subscriber,
        entry: Entry,
        texts: dict[tuple[int, ...], str] | None = None,
    ) -> None:
        subscriber.cursor = entry.cursor
        if not (subscriber.wants(entry) and entry.heard_by(subscriber.actor)):
            return
        if texts is None:
            texts = {}
        shared = tuple(sorted(entry.groups & subscriber.actor.group_ids))
        text = texts.get(shared)
        if text is None:
            text = messages.as_text(messages.of_entry(entry, subscriber.actor))
            texts[shared] = text
        subscriber.push(text, entry.cursor)

    async def _renew(self, entry: Entry) -> None:
        """Take the snapshots anew of whom a change of rights concerns."""
        user_id = entry.payload.get("user_id")
        concerned = [
            subscriber
            for subscriber in self._subscribers
            if user_id is None or subscriber.actor.user_id == user_id
        ]
        for subscriber in concerned:
            try:
                subscriber.actor = await self._in_reader(
                    partial(actors.renew, actor=subscriber.actor)
                )
            except PlatformError:
                self._subscribers.discard(subscriber)
                subscriber.close()

    async def _in_reader(self, read: Callable[[Session], T]) -> T:
        def in_session() -> T:
            with Session(self._engine) as session:
                return read(session)

        return await asyncio.get_running_loop().run_in_executor(self._reader, in_session)
