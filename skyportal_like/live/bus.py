"""The doorbell between processes: PostgreSQL or Redis; a ring says only that there is something."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Protocol
from uuid import uuid4

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from redis import Redis as SyncRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

CHANNEL = "skyportal_like_events"
RECONNECT_SECONDS = 1.0
CONNECT_SECONDS = 5
NAME = "skyportal_like doorbell"
# A peer that vanished without a word is noticed within about half a minute.
KEEPALIVE = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}


class Bus(Protocol):
    """Rings other processes and hears their rings; a lost or repeated one harms nobody."""

    async def run(self, on_ring: Callable[[], None]) -> None:
        """Listen until cancelled, through every outage."""

    def ring(self) -> None:
        """Tell the others, soon; rings that come close together become one."""


class _Reconnecting:
    """Sends at most one ring at a time, and listens again after every outage."""

    name: str

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Ask for a ring, from any thread."""
        if self._loop is not None:
            # The loop may end between any check and the call.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._asked.set)

    async def run(self, on_ring: Callable[[], None]) -> None:
        """Listen until cancelled, through every outage."""
        self._loop = asyncio.get_running_loop()
        while True:
            try:
                await self._session(on_ring)
            except Exception as error:  # noqa: BLE001 - nothing may end the doorbell
                log.warning("doorbell.lost", bus=self.name, reason=str(error).strip())
            # A connection that breaks at the moment of the cancellation hides it.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _session(self, on_ring: Callable[[], None]) -> None:
        raise NotImplementedError

    async def _send_all(self, send: Callable[[], Awaitable[object]]) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await send()
            except BaseException:
                # Others still have to hear of it when the connection is back.
                self._asked.set()
                raise


class PostgresBus(_Reconnecting):
    """LISTEN and NOTIFY on connections of its own, outside every transaction."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = make_conninfo(
            _plain(url), connect_timeout=CONNECT_SECONDS, application_name=NAME, **KEEPALIVE
        )

    async def _session(self, on_ring: Callable[[], None]) -> None:
        connect = psycopg.AsyncConnection.connect
        async with (
            await connect(self._url, autocommit=True) as listening,
            await connect(self._url, autocommit=True) as ringing,
        ):
            await listening.execute(f"listen {CHANNEL}")
            # What was missed while nobody listened is in the log already.
            on_ring()

            async def hear() -> None:
                async for notice in listening.notifies():
                    # This process looked at the log when it rang.
                    if notice.pid != ringing.info.backend_pid:
                        on_ring()

            await _both(hear(), self._send_all(lambda: ringing.execute(f"notify {CHANNEL}")))


class RedisBus(_Reconnecting):
    """Redis publish and subscribe."""

    name = "redis"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._sender = uuid4().bytes

    async def _session(self, on_ring: Callable[[], None]) -> None:
        client: Redis = Redis.from_url(
            self._url, socket_connect_timeout=CONNECT_SECONDS, health_check_interval=15
        )
        async with client, client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)

            async def hear() -> None:
                async for message in pubsub.listen():
                    # The library subscribes anew by itself after an outage, and says so; what was
                    # missed meanwhile is in the log. Own rings were acted on before they were sent.
                    if message["data"] != self._sender:
                        on_ring()

            await _both(hear(), self._send_all(lambda: client.publish(CHANNEL, self._sender)))


async def _both(*endless: Coroutine[None, None, None]) -> None:
    """Do two things that never end until one fails.

    A task group would cancel its own task for that and, in Python 3.11, leave it marked so.
    """
    tasks = [asyncio.create_task(one) for one in endless]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def stop(task: "asyncio.Task[None]") -> None:
    """Cancel a bus and wait for it to let go."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def ring_once(url: str, redis_url: str) -> None:
    """Ring from a process that has no loop; a bus that is away is no reason to fail."""
    try:
        if redis_url:
            with SyncRedis.from_url(redis_url, socket_connect_timeout=CONNECT_SECONDS) as client:
                client.publish(CHANNEL, b"")
            return
        with psycopg.connect(
            _plain(url), autocommit=True, connect_timeout=CONNECT_SECONDS
        ) as connection:
            connection.execute(f"notify {CHANNEL}")
    except (psycopg.Error, RedisError, OSError) as error:
        log.warning("doorbell.silent", reason=str(error).strip())


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
