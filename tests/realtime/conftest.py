"""Processes that look at the log only when rung, so that every event heard proves a ring."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from tornado.ioloop import IOLoop

from skyportal_like import app as composition
from skyportal_like.config import Settings
from skyportal_like.live import bus
from tests.realtime.nodes import Node, join, serve
from tests.world import World, settle

NEVER = 3600.0


@pytest.fixture
def start(
    io_loop: IOLoop,
    engine: Engine,
    database_url: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Node]]:
    """Start processes of one deployment; all of them stop at the end."""
    monkeypatch.setattr(bus, "RECONNECT_SECONDS", 0.05)
    running: list[Node] = []

    def start_one(
        *, redis_url: str = "", url: str = database_url, poll_seconds: float = NEVER
    ) -> Node:
        chosen = settings.model_copy(
            update={
                "feed": settings.feed.model_copy(update={"poll_seconds": poll_seconds}),
                "redis": settings.redis.model_copy(update={"url": SecretStr(redis_url)}),
            }
        )
        # What was told before belongs before the place where this process begins to listen.
        settle(engine)
        process = composition.compose(chosen, url, tmp_path, check_answers=True)
        running.append(serve(io_loop, process))
        return running[-1]

    yield start_one
    for node in running:
        node.stop()


@pytest.fixture
def node(people: World, start: Callable[..., Node]) -> Node:
    """One process."""
    return start()


@pytest.fixture
def world(people: World, node: Node) -> World:
    """The people every test talks about, who ask and act through that process."""
    return join(people, node)
