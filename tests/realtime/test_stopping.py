"""Stopping while the bell rings: nothing that was cancelled goes on."""

import asyncio

import pytest
from sqlalchemy import Engine
from tornado.ioloop import IOLoop

from skyportal_like.live.hub import Hub


@pytest.mark.parametrize("turns", range(8))
def test_a_hub_that_is_rung_while_it_stops_lets_go(
    io_loop: IOLoop, engine: Engine, turns: int
) -> None:
    async def ring_and_stop() -> None:
        hub = Hub(engine, 60)
        await hub.start()
        # The first look at the log is over, and it waits for a ring.
        await asyncio.sleep(0)
        hub.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        stopping = asyncio.create_task(hub.stop())
        stopped, _ = await asyncio.wait({stopping}, timeout=5)
        stopping.cancel()
        assert stopped

    io_loop.run_sync(ring_and_stop, 20)
