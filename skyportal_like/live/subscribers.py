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


@dataclass(eq=False, slots=True)
class Subscriber:
    """Somebody who listens; live ones are pushed to, the others still read what they missed."""

    actor: Actor
    send: Callable[[bytes], asyncio.Future[None] | None]
    """Hands a message over; what is not out at once gives a future that ends when it is."""
    close: Callable[[int, str], None]
    place: Cursor
    """Everything up to here was sent, or is none of this socket's business."""
    live: bool = False
    obj_ids: frozenset[str] | None = None
    types: frozenset[str] | None = None
    _busy: bool = False
    _waiting: deque[bytes] = field(default_factory=deque)
    _waiting_bytes: int = 0

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
        """Send a message now, or as soon as the client has taken what came before.

        A reader too slow for the buffer is told to load anew instead.
        """
        if not self._busy:
            self._hand_over(text)
            return
        self._waiting.append(text)
        self._waiting_bytes += len(text)
        if len(self._waiting) > MAX_WAITING or self._waiting_bytes > MAX_WAITING_BYTES:
            notice = messages.resync(cursor)
            self._waiting = deque((notice,))
            self._waiting_bytes = len(notice)

    async def deliver(self, text: bytes) -> None:
        """Send a message and wait until it is out: nothing piles up while much is missed."""
        sent = self.send(text)
        if sent is not None:
            await sent

    def _hand_over(self, text: bytes) -> None:
        sent = self.send(text)
        if sent is not None:
            self._busy = True
            sent.add_done_callback(self._go_on)

    def _go_on(self, sent: "asyncio.Future[None]") -> None:
        self._busy = False
        if sent.cancelled() or sent.exception() is not None:
            return
        while self._waiting and not self._busy:
            text = self._waiting.popleft()
            self._waiting_bytes -= len(text)
            self._hand_over(text)
