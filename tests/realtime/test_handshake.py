"""Who is let in at the socket: credentials, deadlines, foreign pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from skyportal_like.handlers import sockets
from skyportal_like.handlers.platform import SESSION_COOKIE
from skyportal_like.live import hub
from skyportal_like.models import Token, User
from skyportal_like.security.credentials import digest
from skyportal_like.services import sign_ins
from skyportal_like.work import Work, utc_now
from tests.realtime import acts
from tests.realtime.nodes import Node
from tests.world import Person, World

REFUSED = 1008


def browser_of(world: World, node: Node, person: Person) -> dict[str, str]:
    """Sign a person in and give the headers of their browser."""

    def sign_in(work: Work) -> str:
        secret = sign_ins.new_link(work, work.session.get_one(User, person.id))
        return sign_ins.by_link(work, secret, sign_ins.Visit(days=1.0))

    signed = node.process.platform.signer.sign(SESSION_COOKIE, world.run(person, sign_in))
    return {"Cookie": f"{SESSION_COOKIE}={signed}", "Sec-Fetch-Site": "same-origin"}


def socket_token(world: World, headers: dict[str, str]) -> str:
    assert world.http is not None
    reply = world.http.ask("GET", "/baselayer/socket_auth_token", headers=headers)
    return str(reply.data["token"])


def change_token(world: World, person: Person, change: Callable[[Token], None]) -> None:
    world.run(
        person,
        lambda work: change(work.session.query(Token).filter_by(digest=digest(person.token)).one()),
    )


def expect_refusal(node: Node, credential: str | bytes) -> None:
    ear = node.open()
    ear.tell(credential)
    assert ear.said() == {"actionType": "AUTH FAILED"}
    assert ear.closed() == REFUSED


def test_an_api_token_opens_the_socket_and_gets_a_cursor(world: World, node: Node) -> None:
    ear = node.open()
    ear.tell(f"  {world.member.token}\n")
    answer = ear.said()
    assert answer["actionType"] == "AUTH OK"
    asked_since = world.get(world.member, "/api/events", since=answer["payload"]["cursor"]).data
    assert asked_since["resync"] is False


def test_a_browser_opens_the_socket_with_its_short_lived_token(world: World, node: Node) -> None:
    headers = browser_of(world, node, world.member)
    ear = node.open(headers={"Origin": node.url})
    ear.tell(socket_token(world, headers))
    ear.heard("AUTH OK")
    ear.subscribe()
    acts.comment(world, world.colleague, "seen by the browser")
    assert ear.heard("comment.created")["actor"]["username"] == "colleague"


def test_a_script_gets_no_socket_token_since_it_has_its_own(world: World, node: Node) -> None:
    assert world.get(world.member, "/baselayer/socket_auth_token").code == "not_found"


def test_a_socket_token_ends_with_the_session_and_with_its_own_time(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = browser_of(world, node, world.member)
    signed_out, too_old = socket_token(world, headers), socket_token(world, headers)
    monkeypatch.setattr(sockets, "SOCKET_TOKEN_SECONDS", -1.0)
    expect_refusal(node, too_old)
    monkeypatch.undo()
    assert world.http is not None
    assert world.http.ask("POST", "/baselayer/logout", headers=headers, body=b"").status == 200
    expect_refusal(node, signed_out)


@pytest.mark.parametrize("garbage", ["", "token", "0" * 10_000, b"\xff\xfe", '{"subscribe": {}}'])
def test_garbage_is_refused_and_the_socket_closed(node: Node, garbage: str | bytes) -> None:
    expect_refusal(node, garbage)


def test_a_session_cookie_for_another_purpose_is_no_socket_token(world: World, node: Node) -> None:
    cookie = browser_of(world, node, world.member)["Cookie"].partition("=")[2]
    expect_refusal(node, cookie)


def test_who_says_nothing_in_time_is_hung_up_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "AUTH_SECONDS", 0.05)
    assert node.open().closed() == REFUSED


def test_who_was_let_in_is_not_hung_up_on_when_the_time_for_it_is_over(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "AUTH_SECONDS", 0.5)
    late, ear = node.open(), node.listen(world.member)
    assert late.closed() == REFUSED
    acts.comment(world, world.colleague, "still here")
    ear.heard("comment.created")


def test_a_revoked_token_and_one_that_has_expired_do_not_open_it(world: World, node: Node) -> None:
    def expire(token: Token) -> None:
        token.expires_at = utc_now() - timedelta(seconds=1)

    change_token(world, world.member, expire)
    expect_refusal(node, world.member.token)
    acts.revoke(world, world.colleague)
    expect_refusal(node, world.colleague.token)


def test_an_open_socket_closes_when_its_token_expires(world: World, node: Node) -> None:
    def expire(token: Token) -> None:
        token.expires_at = utc_now() + timedelta(seconds=0.7)

    change_token(world, world.member, expire)
    assert node.listen(world.member).closed() == REFUSED


def test_a_deactivated_person_is_refused(world: World, node: Node) -> None:
    def deactivate(work: Work) -> None:
        work.session.get_one(User, world.member.id).deactivated_at = utc_now()

    world.run(world.admin, deactivate)
    expect_refusal(node, world.member.token)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_is_refused_even_with_the_cookie(
    world: World, node: Node, headers: dict[str, str]
) -> None:
    cookie = {"Cookie": browser_of(world, node, world.member)["Cookie"]}
    with pytest.raises(InvalidStatus) as refused:
        node.open(headers=cookie | headers)
    assert refused.value.response.status_code == 403


def test_the_cookie_alone_opens_nothing(world: World, node: Node) -> None:
    ear = node.open(headers=browser_of(world, node, world.member) | {"Origin": node.url})
    ear.tell("please")
    assert ear.said() == {"actionType": "AUTH FAILED"}


def test_a_person_has_only_so_many_sockets_and_gets_them_back(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_SOCKETS_A_USER", 2)
    first, _ = node.admitted(world.member), node.admitted(world.member)
    expect_refusal(node, world.member.token)
    node.admitted(world.colleague)
    first.close()
    node.admitted(world.member)


def test_who_signs_out_hears_nothing_more_and_other_browsers_stay(world: World, node: Node) -> None:
    leaving, staying = (browser_of(world, node, world.member) for _ in range(2))
    ears = []
    for headers in (leaving, staying):
        ear = node.open()
        ear.tell(socket_token(world, headers))
        ear.heard("AUTH OK")
        ear.subscribe()
        ears.append(ear)
    assert world.http is not None
    assert world.http.ask("POST", "/baselayer/logout", headers=leaving, body=b"").status == 200
    assert ears[0].closed() == REFUSED
    acts.comment(world, world.colleague, "after the sign-out")
    ears[1].until(lambda message: message["type"] == "comment.created")
