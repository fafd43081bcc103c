"""Reads the log once a ring and fans out to this process's own sockets."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeAlias, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.errors import NotPermitted, PlatformError, Unavailable
from skyportal_like.live import log as feed
from skyportal_like.live import messages
from skyportal_like.live.log import Cursor, Entry, Stretch
from skyportal_like.live.subscribers import Subscriber

T = TypeVar("T")
Credential: TypeAlias = tuple[int, UUID | None, str | None]
log = structlog.get_logger(__name__)

# An older transaction that ends without an event rings nobody, so the reader looks again.
AGAIN = (0.005, 0.01, 0.02, 0.05, 0.1)
OUTAGE_SECONDS = 0.5
MAX_SOCKETS_A_USER = 100
RIGHTS = frozenset({"membership.changed", "token.revoked", "filter.changed"})

GOING_AWAY = (1001, "the server restarts")
ENDED = (1008, "the credential has ended")


class Hub:
    """The feed in one process; everything but the reading itself happens on the loop.

    One thread reads for all live sockets. A second one recognises callers and reads what single
    sockets missed, so that a thousand that come back at once delay nobody who is there.
    """

    def __init__(self, engine: Engine, poll_seconds: float) -> None:
        # Each question is one statement: no transaction that would hold back other readers.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._poll_seconds = poll_seconds
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="feed")
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="feed-missed")
        self._rung = asyncio.Event()
        self._subscribers: set[Subscriber] = set()
        self._sockets_of: Counter[int] = Counter()
        self._renewals = 0
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self.cursor = Cursor(0, 0, 0)

    async def start(self) -> None:
        """Stand at the end of the log and follow it from there."""
        self._loop = asyncio.get_running_loop()
        self.cursor = (await self._ask(self._reader, feed.standing)).end
        self._task = asyncio.create_task(self._read_for_ever())

    async def stop(self) -> None:
        """Stop following and let the sockets go."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for subscriber in list(self._subscribers):
            subscriber.close(*GOING_AWAY)
        for threads in (self._reader, self._helper):
            await asyncio.to_thread(threads.shutdown)

    def wake(self) -> None:
        """Ring, from any thread: something was committed."""
        if self._loop is not None:
            # The loop may end between any check and the call.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._rung.set)

    @property
    def listeners(self) -> int:
        """Count the sockets of people who are known."""
        return len(self._subscribers)

    async def admit(
        self,
        identify: actors.Identify,
        send: Callable[[bytes], asyncio.Future[None] | None],
        close: Callable[[int, str], None],
    ) -> Subscriber:
        """Recognise whose socket it is, and keep that up to date from now on."""
        while True:
            renewals = self._renewals
            actor = await self._ask(self._helper, identify)
            # Rights that changed meanwhile may be missing from this snapshot.
            if renewals == self._renewals:
                break
        if self._sockets_of[actor.user_id] >= MAX_SOCKETS_A_USER:
            raise NotPermitted("too many sockets of one person")
        subscriber = Subscriber(actor, send, close, self.cursor)
        self._subscribers.add(subscriber)
        self._sockets_of[actor.user_id] += 1
        return subscriber

    def dismiss(self, subscriber: Subscriber) -> None:
        """Forget a socket."""
        if subscriber in self._subscribers:
            self._subscribers.remove(subscriber)
            self._sockets_of[subscriber.actor.user_id] -= 1

    async def follow(self, subscriber: Subscriber, since: Cursor | None) -> None:
        """Send everything missed, in order, then go live without a gap or a repeat.

        Without `since` a socket goes on from where it stands: at first, where it was admitted.
        """
        if since is not None:
            subscriber.rewind(since)
            if not (await self._patiently(feed.standing)).covers(since):
                subscriber.place = self.cursor
                await subscriber.deliver(messages.resync(subscriber.place))
        while not subscriber.live:
            # Nothing may be awaited between this comparison and going live.
            if subscriber.place >= self.cursor:
                subscriber.live = True
                return
            stretch = await self._patiently(partial(_missed, subscriber, self.cursor))
            for entry in stretch.entries:
                text = _text(entry, subscriber) if subscriber.hears(entry) else None
                subscriber.place = entry.cursor
                if text is not None:
                    await subscriber.deliver(text)
            subscriber.place = stretch.reached

    async def _read_for_ever(self) -> None:
        tries = 0
        while True:
            pause = AGAIN[min(tries, len(AGAIN)) - 1] if tries else self._poll_seconds
            # Python 3.11's wait_for loses a cancellation that comes with a ring.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._rung.wait()
            self._rung.clear()
            try:
                held_back = await self._read_on()
                tries = tries + 1 if held_back else 0
            except Unavailable as error:
                log.warning("feed.unreadable", reason=str(error))
                await asyncio.sleep(OUTAGE_SECONDS)
                tries = 1
            except Exception:
                # Whatever it was, everybody's feed goes on from the same place.
                log.exception("feed.failed")
                await asyncio.sleep(OUTAGE_SECONDS)
                tries = 1

    async def _read_on(self) -> bool:
        """Deliver all that can be read; tell whether something committed must still wait."""
        while True:
            stretch = await self._ask(self._reader, partial(feed.read, after=self.cursor))
            for entry in stretch.entries:
                await self._fan_out(entry)
                # A thousand sockets take a while: others on the loop have their turn in between.
                await asyncio.sleep(0)
            self.cursor = stretch.reached
            if not stretch.more:
                return stretch.held_back

    async def _fan_out(self, entry: Entry) -> None:
        """Deliver one entry; a change of rights takes effect before anything after it."""
        if entry.type in RIGHTS:
            await self._renew(entry)
        texts: dict[tuple[int, ...], bytes | None] = {}
        self.cursor = entry.cursor
        for subscriber in tuple(self._subscribers):
            if not (subscriber.live and subscriber.hears(entry)):
                continue
            shared = tuple(sorted(entry.groups & subscriber.actor.group_ids))
            if shared not in texts:
                texts[shared] = _text(entry, subscriber)
            text = texts[shared]
            if text is not None:
                subscriber.push(text, entry.cursor)

    async def _renew(self, entry: Entry) -> None:
        """Take the snapshots anew of whom a change of rights concerns."""
        self._renewals += 1
        user_id = entry.payload.get("user_id")
        concerned = [
            subscriber
            for subscriber in self._subscribers
            if user_id is None
            or user_id in {subscriber.actor.user_id, subscriber.actor.supporter_id}
        ]
        if not concerned:
            return
        known = {_credential(one.actor): one.actor for one in concerned}
        renewed = await self._ask(self._reader, partial(_renew_all, known=known))
        # A rotated token is still one, but what was opened with its former secret ends.
        ended = entry.payload.get("token_id") if entry.type == "token.revoked" else None
        for subscriber in concerned:
            actor = renewed[_credential(subscriber.actor)]
            token_id = subscriber.actor.token_id
            if actor is not None and (ended is None or ended != str(token_id)):
                subscriber.actor = actor
            else:
                self.dismiss(subscriber)
                subscriber.rewind(self.cursor)
                subscriber.close(*ENDED)

    async def _patiently(self, read: Callable[[Session], T]) -> T:
        """Read for one socket; an outage of the database only makes it wait."""
        while True:
            try:
                return await self._ask(self._helper, read)
            except Unavailable:
                if self._stopping:
                    raise
                await asyncio.sleep(OUTAGE_SECONDS)

    async def _ask(self, threads: ThreadPoolExecutor, read: Callable[[Session], T]) -> T:
        def in_session() -> T:
            try:
                with Session(self._engine) as session:
                    return read(session)
            except SQLAlchemyError as error:
                raise Unavailable(str(error).splitlines()[0]) from error

        if self._stopping:
            raise Unavailable("the feed has stopped")
        return await asyncio.get_running_loop().run_in_executor(threads, in_session)


def _missed(subscriber: Subscriber, upto: Cursor, session: Session) -> Stretch:
    return feed.read_for(session, subscriber.actor, subscriber.place, upto)


def _text(entry: Entry, subscriber: Subscriber) -> bytes | None:
    """Write an entry for a socket; one that cannot be written stops no other."""
    try:
        return messages.as_text(messages.of_entry(entry, subscriber.actor))
    except Exception:
        log.exception("feed.unwritable", cursor=str(entry.cursor), type=entry.type)
        return None


def _credential(actor: Actor) -> Credential:
    return actor.user_id, actor.token_id, actor.sign_in


def _renew_all(session: Session, known: dict[Credential, Actor]) -> dict[Credential, Actor | None]:
    """Take each snapshot anew; none for a caller who may no longer come in."""
    renewed: dict[Credential, Actor | None] = {}
    for credential, actor in known.items():
        try:
            now = actors.renew(session, actor)
            # Whoever looks through other eyes from now on opens a socket as that person.
            renewed[credential] = now if now.user_id == actor.user_id else None
        except PlatformError:
            renewed[credential] = None
        except SQLAlchemyError:
            raise
        except Exception:
            # Rights that cannot be told are none; the client may come again.
            log.exception("feed.unknown_rights", user_id=actor.user_id)
            renewed[credential] = None
    return renewed
