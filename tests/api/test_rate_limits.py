"""How often one caller may ask: by credential where that is known to be good, else by address."""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager

import pytest
from tornado.ioloop import IOLoop

from skyportal_like.app import Process
from skyportal_like.config import RateLimitSettings, Settings
from skyportal_like.errors import RateLimited
from skyportal_like.handlers import limits
from skyportal_like.handlers.limits import Buckets, Limiter
from tests.api.browsers import signed_in
from tests.api.test_sign_in import change
from tests.world import Person, Reply, World

HOME, ELSEWHERE = "203.0.113.5", "203.0.113.6"
CHEAP = "/api/enum_types"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def through_a_proxy(settings: Settings, limits: RateLimitSettings) -> Settings:
    """Let callers come through a proxy on this machine, under these limits."""
    server = settings.server.model_validate(
        settings.server.model_dump()
        | {"trusted_proxies": ["127.0.0.1"], "rate_limit": limits.model_dump()}
    )
    return settings.model_copy(update={"server": server})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Small limits, and callers who come through a proxy on this machine."""
    small = RateLimitSettings(per_second=10, burst=6, anonymous_per_second=0.5, anonymous_burst=3)
    return through_a_proxy(settings, small)


@pytest.fixture
def clock(process: Process) -> Clock:
    """The time that the limits go by."""
    made = Clock()
    process.platform.limiter.clock = made
    return made


def ask(
    world: World, person: Person | str | None, address: str, path: str = CHEAP, **sent: bytes
) -> Reply:
    """Ask from an address, as a person or with a token of one's own making."""
    assert world.http is not None
    headers = {"X-Forwarded-For": address}
    if person is not None:
        token = person if isinstance(person, str) else person.token
        headers["Authorization"] = f"token {token}"
    body = sent.get("body")
    return world.http.ask("GET" if body is None else "POST", path, headers=headers, body=body)


def use_up(world: World, person: Person | str | None, address: str) -> list[int]:
    """Ask until it is too much."""
    statuses = []
    while not statuses or (statuses[-1] != 429 and len(statuses) < 50):
        statuses.append(ask(world, person, address).status)
    return statuses


@contextmanager
def without_threads(process: Process, settings: Settings) -> Iterator[None]:
    """Keep every thread busy."""
    release = threading.Event()
    held: list[Future[bool]] = [
        process.platform.threads.submit(release.wait) for _ in range(settings.database.threads)
    ]
    try:
        yield
    finally:
        release.set()
    assert all(one.result(10) for one in held)


@pytest.mark.usefixtures("clock")
def test_who_is_nobody_is_counted_by_address(world: World) -> None:
    assert use_up(world, None, HOME) == [401, 401, 401, 429]
    assert ask(world, None, ELSEWHERE).status == 401


def test_a_refusal_says_when_to_come_back_and_then_it_is_so(world: World, clock: Clock) -> None:
    use_up(world, None, HOME)
    refused = ask(world, None, HOME)
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert refused.headers["Retry-After"] == "2"
    assert refused.message == "Too many requests; please try again in 2 s."
    clock.now += 1.5
    assert ask(world, None, HOME).headers["Retry-After"] == "1"
    clock.now += 0.5
    assert ask(world, None, HOME).status == 401
    assert ask(world, None, HOME).status == 429


@pytest.mark.usefixtures("clock")
def test_a_credential_that_is_good_has_a_bucket_of_its_own(world: World) -> None:
    assert ask(world, world.member, HOME).status == 200
    assert use_up(world, None, HOME) == [401, 401, 429]
    assert use_up(world, world.member, HOME) == [200] * 6 + [429]
    assert use_up(world, world.member, ELSEWHERE) == [429]
    assert use_up(world, world.viewer, ELSEWHERE) == [200] * 7 + [429]


@pytest.mark.usefixtures("clock")
def test_guessing_tokens_counts_against_the_address(world: World) -> None:
    guessed = [ask(world, f"guess{number}", HOME).status for number in range(5)]
    assert guessed == [401, 401, 401, 429, 429]
    assert ask(world, world.member, HOME).status == 429
    assert ask(world, world.member, ELSEWHERE).status == 200
    assert ask(world, world.member, HOME).status == 200


def test_a_token_that_was_taken_back_counts_against_the_address_again(
    world: World, clock: Clock
) -> None:
    assert ask(world, world.member, HOME).status == 200
    change(world, "delete from tokens where created_by_id = :me", me=world.member.id)
    clock.now += 60
    assert use_up(world, world.member, HOME) == [401] * 4 + [429]


def test_a_missing_acl_and_a_wrong_body_make_no_credential_unknown(
    world: World, clock: Clock
) -> None:
    assert ask(world, world.viewer, HOME).status == 200
    use_up(world, None, HOME)
    assert ask(world, world.viewer, HOME, "/api/sources", body=b"{}").status == 401
    clock.now += 1
    assert ask(world, world.viewer, HOME, "/api/decisions", body=b"{").status == 400
    assert ask(world, world.viewer, HOME).status == 200


@pytest.mark.usefixtures("clock")
def test_straight_from_this_machine_nothing_is_counted(world: World) -> None:
    assert {world.get(None, CHEAP).status for _ in range(20)} == {401}
    assert {world.get(world.member, CHEAP).status for _ in range(20)} == {200}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("header", ["Forwarded", "X-Real-Ip", "X-Forwarded-Proto", "Via"])
def test_any_sign_of_a_proxy_makes_it_count(world: World, header: str) -> None:
    assert world.http is not None
    asked = [world.http.ask("GET", CHEAP, headers={header: "x"}).status for _ in range(4)]
    assert asked == [401, 401, 401, 429]


@pytest.mark.usefixtures("clock")
def test_signing_in_counts_against_the_address_whoever_does_it(
    world: World, process: Process
) -> None:
    browser = signed_in(process, world, world.member)
    through = {"X-Forwarded-For": HOME}
    assert browser.ask("GET", CHEAP, **through).status == 200
    tried = [browser.ask("GET", "/login/link?token=x", **through).status for _ in range(4)]
    assert tried == [302, 302, 429, 429]
    assert browser.ask("GET", CHEAP, **through).status == 200


@pytest.mark.usefixtures("clock")
def test_it_is_decided_before_a_body_is_parsed_and_a_thread_is_taken(
    world: World, process: Process, settings: Settings
) -> None:
    use_up(world, None, HOME)
    with without_threads(process, settings):
        refused = ask(world, None, HOME, "/api/sources", body=b"{not JSON")
        assert (refused.status, refused.code) == (429, "rate_limited")


@pytest.mark.usefixtures("clock")
def test_what_judges_no_credential_gives_it_no_new_bucket(world: World) -> None:
    assert [ask(world, world.member, HOME).status for _ in range(6)] == [200] * 6
    assert ask(world, world.member, HOME, "/login/link", body=b'{"token": "x"}').status == 401
    assert use_up(world, world.member, HOME) == [200, 429]


@pytest.mark.usefixtures("clock")
def test_the_sockets_handshake_is_counted(world: World) -> None:
    assert world.http is not None
    headers = {
        "X-Forwarded-For": HOME,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    use_up(world, None, HOME)
    refused = world.http.ask("GET", "/websocket", headers=headers)
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) >= 1


@pytest.mark.usefixtures("clock", "world")
def test_a_refusal_keeps_the_connection_with_and_without_a_body(
    io_loop: IOLoop, http_port: int
) -> None:
    def talk() -> list[tuple[int, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=20)
        through = {"X-Forwarded-For": HOME}
        seen = []
        with closing(connection):
            for number in range(8):
                body = None if number % 2 else b"x" * 1000
                connection.request("GET" if body is None else "POST", CHEAP, body, through)
                sock = connection.sock
                reply = connection.getresponse()
                text = reply.read()
                assert connection.sock is sock, "the connection was closed"
                seen.append((reply.status, json.loads(text)["data"]["code"]))
        return seen

    seen = io_loop.run_sync(lambda: asyncio.to_thread(talk), 60)
    assert seen[-1] == (429, "rate_limited")
    assert {status for status, _ in seen} == {401, 405, 429}


def small(**changed: float) -> RateLimitSettings:
    given = {"per_second": 2, "burst": 2, "anonymous_per_second": 1, "anonymous_burst": 1}
    return RateLimitSettings.model_validate(given | changed)


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    clock = Clock()
    limiter = Limiter(small(), clock)
    limiter.recognise("good")
    clock.now += 3600
    taken = [limiter.take(HOME, "good") for _ in range(4)]
    assert [isinstance(one, RateLimited) for one in taken] == [False, False, True, True]


def test_being_recognised_again_fills_nothing() -> None:
    limiter = Limiter(small(), Clock())
    limiter.recognise("good")
    assert limiter.take(HOME, "good") is limiter.take(HOME, "good") is None
    limiter.recognise("good")
    assert limiter.take(HOME, "good") is not None


def test_being_refused_and_recognised_again_fills_nothing() -> None:
    limiter = Limiter(small(), Clock())
    limiter.recognise("good")
    assert limiter.take(HOME, "good") is limiter.take(HOME, "good") is None
    limiter.refuse("good")
    assert not limiter.knows("good")
    assert limiter.take(HOME, "good") is None
    limiter.recognise("good")
    assert limiter.take(ELSEWHERE, "good") is not None


def test_who_was_refused_is_remembered_up_to_a_number_and_never_taken_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_CREDENTIALS", 3)
    limiter = Limiter(small(), Clock())
    limiter.recognise("taken back")
    limiter.refuse("taken back")
    for number in range(5):
        limiter.refuse(f"guess{number}")
    assert not limiter.knows("taken back")
    assert limiter.remembered == 3


def test_buckets_are_bounded_and_forget_who_was_silent_longest() -> None:
    buckets = Buckets(per_second=1, burst=1, most=3)
    for name in ("a", "b", "c"):
        buckets.take(name, 0.0)
    buckets.take("a", 0.0)
    buckets.take("d", 0.0)
    buckets.fill("e", 0.0)
    assert len(buckets) == 3
    assert [name for name in "abcde" if name in buckets] == ["a", "d", "e"]


def test_one_persons_network_of_ipv6_is_one_address() -> None:
    limiter = Limiter(small(), Clock())
    assert limiter.take("2001:db8:1:2::1", None) is None
    assert limiter.take("2001:db8:1:2:ffff::2", None) is not None
    assert limiter.take("2001:db8:1:3::1", None) is None
    assert limits.IPV6_PREFIX == 64
