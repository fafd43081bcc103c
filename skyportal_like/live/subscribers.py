"""A socket's side of the feed: whose it is, what it wants, and a bounded buffer of what waits."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from skyportal_like.access import Actor
from skyportal_like.live import messages
from skyportal_like.live.log import Cursor, Entry

MAX_WAITING = 2_000
MAX_WAITING_BYTES = 2_000_000
TAKEN_BYTES = 65_536


@dataclass(eq=False, slots=True)
class Subscriber:
    """Somebody who listens; live ones are pushed to, the others still read what they missed."""

    actor: Actor
    close: Callable[[int, str], None]
    place: Cursor
    """Everything up to here was sent, or is none of this socket's business."""
    live: bool = False
    obj_ids: frozenset[str] | None = None
    types: frozenset[str] | None = None
    _waiting: deque[bytes] = field(default_factory=deque)
    _waiting_bytes: int = 0
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    def hears(self, entry: Entry) -> bool:
        """Tell whether the entry is new here, was asked for, and may be heard by its owner."""
        return (
            entry.cursor > self.place
            and (self.obj_ids is None or entry.obj_id in self.obj_ids)
            and (self.types is None or entry.type in self.types)
            and entry.heard_by(self.actor)
        )

    def rewind(self, place: Cursor) -> None:
        """Go back to a place in the log; what waits comes again from there."""
        self.live = False
        self.place = place
        self._waiting.clear()
        self._waiting_bytes = 0

    def push(self, text: bytes, cursor: Cursor) -> None:
        """Queue a message; a reader too slow for its buffer is told to load anew instead."""
        self._waiting.append(text)
        self._waiting_bytes += len(text)
        if len(self._waiting) > MAX_WAITING or self._waiting_bytes > MAX_WAITING_BYTES:
            notice = messages.resync(cursor)
            self._waiting = deque((notice,))
            self._waiting_bytes = len(notice)
        self._filled.set()

    async def take(self) -> list[bytes]:
        """Take what waits longest, or wait for it: a little, so that most stays in the bounds."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        texts: list[bytes] = []
        taken = 0
        while self._waiting and taken < TAKEN_BYTES:
            texts.append(self._waiting.popleft())
            taken += len(texts[-1])
        self._waiting_bytes -= taken
        return texts
