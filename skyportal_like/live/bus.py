"""The doorbell between processes: PostgreSQL or Redis; a ring says only that there is something."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

import psycopg
import structlog
from redis import Redis as SyncRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

CHANNEL = "skyportal_like_events"
RECONNECT_SECONDS = 1.0


class Bus(Protocol):
    """Rings other processes and hears their rings; a lost or repeated one harms nobody."""

    async def run(self, on_ring: Callable[[], None]) -> None:
        """Listen until cancelled, through every outage."""

    def ring(self) -> None:
        """Tell the others, soon; rings that come close together become one."""


class _Coalescing:
    """Sends at most one ring at a time; those asked for meanwhile become the next one."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Ask for a ring, from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._asked.set)

    async def _send_all(self, send: Callable[[], Awaitable[object]]) -> None:
        self._loop = asyncio.get_running_loop()
        while True:
            await self._asked.wait()
            self._asked.clear()
            await send()


class PostgresBus(_Coalescing):
    """LISTEN and NOTIFY on one connection of its own, outside every transaction."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)

    async def run(self, on_ring: Callable[[], None]) -> None:
        """Listen until cancelled, through every outage."""
        while True:
            try:
                await self._session(on_ring)
            except* (psycopg.Error, OSError) as errors:
                reason = str(errors.exceptions[0]).strip()
                log.warning("doorbell.lost", bus="postgresql", reason=reason)
            await asyncio.sleep(RECONNECT_SECONDS)

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
                async for _ in listening.notifies():
                    on_ring()

            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(hear())
                tasks.create_task(self._send_all(lambda: ringing.execute(f"notify {CHANNEL}")))


class RedisBus(_Coalescing):
    """Redis publish and subscribe."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    async def run(self, on_ring: Callable[[], None]) -> None:
        """Listen until cancelled, through every outage."""
        while True:
            try:
                await self._session(on_ring)
            except* (RedisError, OSError) as errors:
                log.warning("doorbell.lost", bus="redis", reason=str(errors.exceptions[0]))
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _session(self, on_ring: Callable[[], None]) -> None:
        client: Redis = Redis.from_url(self._url)
        async with client, client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            on_ring()

            async def hear() -> None:
                async for message in pubsub.listen():
                    if message["type"] == "message":
                        on_ring()

            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(hear())
                tasks.create_task(self._send_all(lambda: client.publish(CHANNEL, b"")))


async def stop(task: "asyncio.Task[None]") -> None:
    """Cancel a bus and wait for it to let go."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def ring_once(url: str, redis_url: str) -> None:
    """Ring from a process that has no loop; a bus that is away is no reason to fail."""
    try:
        if redis_url:
            with SyncRedis.from_url(redis_url) as client:
                client.publish(CHANNEL, b"")
            return
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"notify {CHANNEL}")
    except (psycopg.Error, RedisError, OSError) as error:
        log.warning("doorbell.silent", reason=str(error).strip())
