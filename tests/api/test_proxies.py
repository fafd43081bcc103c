"""Who is believed about where a request comes from."""

from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.ioloop import IOLoop

from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.handlers.proxies import Arrival, arrival
from tests.api.browsers import signed_in
from tests.api.test_sign_in import cookie_in, link_of, use
from tests.world import World

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"), ip_network("127.0.0.1"))
CLIENT = "203.0.113.5"


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """A proxy on this machine is trusted, unless a test says otherwise."""
    proxies = getattr(request, "param", ["127.0.0.1"])
    server = settings.server.model_validate(
        settings.server.model_dump() | {"trusted_proxies": proxies}
    )
    return settings.model_copy(update={"server": server})


def come(peer: str, *headers: tuple[str, str]) -> Arrival:
    """Let a request come from a peer."""
    sent = HTTPHeaders({"Host": "sky.example.org"})
    for name, value in headers:
        sent.add(name, value)
    connection = SimpleNamespace(context=SimpleNamespace(remote_ip=peer, protocol="http"))
    request = HTTPServerRequest(
        start_line=RequestStartLine("GET", "/", "HTTP/1.1"),
        headers=sent,
        connection=connection,  # type: ignore[arg-type]
    )
    return arrival(request, PROXIES)


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_only_a_loopback_peer_without_any_sign_of_a_proxy_is_this_machine(peer: str) -> None:
    assert come(peer) == Arrival(peer, by_tls=False, direct=True)
    for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip", "Via"):
        assert not come(peer, (name, "127.0.0.1")).direct
    assert not come("10.0.0.1").direct
    assert not come("127.0.0.2").direct


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        (CLIENT, CLIENT),
        (f"{CLIENT}, 10.1.1.1", CLIENT),
        (f"1.1.1.1, {CLIENT}, 10.1.1.1, 10.2.2.2", CLIENT),
        (f"127.0.0.1, {CLIENT}", CLIENT),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        (f"{CLIENT}:5000", CLIENT),
        (f"{CLIENT},10.1.1.1:80", CLIENT),
        ("[2001:db9::1]:443", "2001:db9::1"),
        ("2001:db9::1, 2001:db8::7", "2001:db9::1"),
        (f"::ffff:{CLIENT}", CLIENT),
        ("unknown", "10.0.0.1"),
        ("1.1.1.1, unknown, 10.1.1.1", "10.1.1.1"),
        ("", "10.0.0.1"),
        (", ,", "10.0.0.1"),
        ("<script>", "10.0.0.1"),
        ("10.1.1.1," * 5000 + "10.1.1.1", "10.1.1.1"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_the_sender_is_the_last_address_that_no_trusted_proxy_has(hops: str, address: str) -> None:
    assert come("10.0.0.1", ("X-Forwarded-For", hops)).address == address


def test_headers_that_come_twice_are_one_list() -> None:
    twice = (("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", f"{CLIENT}, 10.1.1.1"))
    assert come("10.0.0.1", *twice).address == CLIENT


def test_a_peer_that_is_not_trusted_is_not_believed() -> None:
    said = come(CLIENT, ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "https"))
    assert said == Arrival(CLIENT, by_tls=False, direct=False)


@pytest.mark.parametrize(
    ("proto", "by_tls"),
    [("https", True), ("HTTPS", True), ("http", False), ("http, https", True),
     ("https, http", False), ("", False), ("wss", False)],
)  # fmt: skip
def test_the_scheme_is_what_the_nearest_trusted_proxy_saw(proto: str, *, by_tls: bool) -> None:
    assert come("10.0.0.1", ("X-Forwarded-Proto", proto)).by_tls is by_tls


def addresses(world: World) -> list[str]:
    def read(work: object) -> list[str]:
        rows = work.session.scalars(text("select address from audit order by id"))  # type: ignore[attr-defined]
        return list(rows)

    found: list[str] = world.run(world.admin, read)
    return found


def change_eyes(process: Process, world: World, **headers: str) -> None:
    """Do something that stands in the audit trail, through a proxy."""
    browser = signed_in(process, world, world.admin)
    body = b'{"user_id": %d}' % world.member.id
    made = browser.ask("POST", "/api/internal/impersonation", body, **headers)
    assert made.status == 200, made.body


def test_the_audit_trail_has_the_senders_address(world: World, process: Process) -> None:
    change_eyes(process, world, **{"X-Forwarded-For": f"1.1.1.1, {CLIENT}"})
    assert addresses(world)[-1] == CLIENT


@pytest.mark.parametrize("settings", [[], ["10.0.0.0/8"]], indirect=True)
@pytest.mark.usefixtures("settings")
def test_without_trust_the_audit_trail_has_the_peers_address(
    world: World, process: Process
) -> None:
    change_eyes(process, world, **{"X-Forwarded-For": CLIENT})
    assert addresses(world)[-1] == "127.0.0.1"


def test_cookies_and_hsts_follow_the_scheme_that_the_proxy_saw(world: World) -> None:
    by_tls = use(world, link_of(world, world.member), X_Forwarded_Proto="https")
    assert cookie_in(by_tls)["secure"] is True
    assert by_tls.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = use(world, link_of(world, world.member), X_Forwarded_Proto="http")
    assert cookie_in(plain)["secure"] == ""
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize("settings", [[]], indirect=True)
@pytest.mark.usefixtures("settings")
def test_who_is_not_trusted_says_nothing_about_the_scheme(world: World) -> None:
    said = use(world, link_of(world, world.member), X_Forwarded_Proto="https")
    assert cookie_in(said)["secure"] == ""
    assert "Strict-Transport-Security" not in said.headers


def test_a_page_behind_a_proxy_that_ends_tls_is_still_our_own(
    world: World, process: Process
) -> None:
    browser = signed_in(process, world, world.member)
    assert world.http is not None
    headers = {
        "Cookie": browser.cookie,
        "Host": "sky.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": CLIENT,
    }
    path = "/baselayer/logout"
    foreign = world.http.ask("POST", path, headers=headers | {"Origin": "https://evil.example"})
    assert (foreign.status, foreign.code) == (403, "forbidden")
    own = world.http.ask("POST", path, headers=headers | {"Origin": "https://sky.example.org"})
    assert own.status == 200


@pytest.mark.parametrize(
    ("origin", "status"), [("https://sky.example.org", 101), ("https://evil.example", 403)]
)
def test_the_socket_opens_for_our_own_page_behind_such_a_proxy(
    io_loop: IOLoop, http_port: int, world: World, origin: str, status: int
) -> None:
    import asyncio

    del world
    lines = (
        "GET /websocket HTTP/1.1", "Host: sky.example.org", f"Origin: {origin}",
        "X-Forwarded-Proto: https", f"X-Forwarded-For: {CLIENT}", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
    )  # fmt: skip

    async def shake_hands() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", http_port)
        try:
            writer.write("\r\n".join(lines).encode())
            line = await asyncio.wait_for(reader.readline(), 20)
        finally:
            writer.close()
        return int(line.split()[1])

    assert io_loop.run_sync(shake_hands, 30) == status
