"""A credential that a process sees for the first time, and what comes with it at once."""

import asyncio
from collections import Counter
from contextlib import closing

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from skyportal_like.app import Process
from skyportal_like.config import RateLimitSettings, Settings
from tests.api import test_rate_limits as small
from tests.api.test_rate_limits import (
    CHEAP,
    HOME,
    ask,
    through_a_proxy,
    use_up,
    without_threads,
)
from tests.world import World

settings, clock = small.settings, small.clock


def at_once(world: World, tokens: list[str], address: str) -> Counter[int]:
    """Ask with all of these tokens at the same time; say how often each status came."""
    assert world.http is not None
    base = world.http.base_url

    def request(token: str) -> HTTPRequest:
        headers = {"X-Forwarded-For": address, "Authorization": f"token {token}"}
        return HTTPRequest(base + CHEAP, headers=headers, request_timeout=50)

    async def go() -> list[int]:
        client = AsyncHTTPClient(force_instance=True, max_clients=len(tokens))
        with closing(client):
            asked = [client.fetch(request(token), raise_error=False) for token in tokens]
            return [one.code for one in await asyncio.gather(*asked)]

    return Counter(world.http.io_loop.run_sync(go, timeout=60))


@pytest.mark.usefixtures("clock")
def test_a_first_burst_waits_for_one_recognition_and_then_counts_for_itself(world: World) -> None:
    assert at_once(world, [world.member.token] * 7, HOME) == {200: 7}
    assert use_up(world, None, HOME) == [401, 401, 429]
    assert ask(world, world.member, HOME).status == 429


@pytest.mark.usefixtures("clock")
def test_of_a_first_burst_that_is_too_large_the_rest_is_refused(world: World) -> None:
    assert at_once(world, [world.member.token] * 30, HOME) == {200: 7, 429: 23}


@pytest.mark.usefixtures("clock")
def test_one_wrong_token_many_times_at_once_counts_against_the_address(world: World) -> None:
    got = at_once(world, ["wrong"] * 5, HOME)
    assert got == {401: 3, 429: 2}
    assert ask(world, world.member, HOME).status == 429


@pytest.mark.usefixtures("clock")
def test_many_wrong_tokens_at_once_count_against_the_address(world: World) -> None:
    got = at_once(world, [f"guess{number}" for number in range(20)], HOME)
    assert got == {401: 3, 429: 17}


@pytest.mark.usefixtures("clock")
def test_nobody_waits_without_end_to_be_recognised(
    world: World, process: Process, settings: Settings
) -> None:
    process.platform.recognitions.seconds = 0.05
    with without_threads(process, settings):
        assert at_once(world, [world.member.token] * 4, HOME) == {503: 4}
    process.platform.recognitions.seconds = 20
    assert ask(world, world.member, HOME).status == 200


class TestWithTheLimitsThatWeShip:
    """Scripts of an observatory, behind one address."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """The limits as they come."""
        shipped = RateLimitSettings(
            per_second=300, burst=1000, anonymous_per_second=20, anonymous_burst=100
        )
        return through_a_proxy(settings, shipped)

    @pytest.mark.usefixtures("clock")
    def test_a_brokers_first_burst_is_served(self, world: World) -> None:
        assert at_once(world, [world.member.token] * 300, HOME) == {200: 300}

    @pytest.mark.usefixtures("clock")
    @pytest.mark.parametrize("noise", [None, "a token that has ended"])
    def test_a_noisy_neighbour_does_not_keep_good_scripts_out(
        self, world: World, noise: str | None
    ) -> None:
        asked = [ask(world, noise, HOME).status for _ in range(110)]
        assert asked[-1] == 429
        assert ask(world, world.member, HOME).status == 200
        assert ask(world, noise, HOME).status == 429
        assert ask(world, world.viewer, HOME).status == 200

    @pytest.mark.usefixtures("clock")
    def test_guessing_is_bounded_all_the_same(self, world: World) -> None:
        got = at_once(world, [f"guess{number}" for number in range(150)], HOME)
        assert got == {401: 100, 429: 50}
