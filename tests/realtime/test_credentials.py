"""Sockets follow their credentials: what ends closes them, what is narrowed narrows them."""

import json
from http.cookies import SimpleCookie

from skyportal_like.models import User
from skyportal_like.services import sign_ins
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Ear, Node
from tests.world import Person, World

ENDED = 1008
TOKENS = "/api/internal/tokens"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def another(world: World, person: Person, **limits: object) -> Person:
    """Make a second token of a person."""
    body = {"name": "second", "acls": ["Comment"], "user_id": person.id} | limits
    made = world.post(world.admin, TOKENS, body).data
    return Person(person.id, person.username, made["token_id"])


def signed_in(world: World, person: Person) -> str:
    """Sign a browser in, and give its cookie."""

    def link(work: Work) -> str:
        return sign_ins.new_link(work, work.session.get_one(User, person.id))

    assert world.http is not None
    body = json.dumps({"token": world.run(world.admin, link)}).encode()
    made = world.http.ask("POST", "/login/link", headers=OWN_PAGE, body=body)
    return f"session={SimpleCookie(made.headers['Set-Cookie'])['session'].value}"


def listening(world: World, node: Node, cookie: str) -> Ear:
    """Open a socket as a page does."""
    assert world.http is not None
    headers = {"Cookie": cookie}
    token = world.http.ask("GET", "/baselayer/socket_auth_token", headers=headers).data["token"]
    ear = node.open()
    ear.tell(token)
    ear.heard("AUTH OK")
    ear.subscribe()
    return ear


def hears(world: World, person: Person, ear: Ear, number: int) -> bool:
    heard = acts.up_to_mark(world, person, ear)
    return {"comment_id": number} in [one["data"] for one in heard]


def test_revoking_over_http_closes_the_sockets_of_that_token_alone(
    world: World, node: Node
) -> None:
    second = another(world, world.member)
    gone, stays = node.listen(second), node.listen(world.member)
    assert world.delete(world.member, f"{TOKENS}/{second.token}").status == 200
    assert gone.closed() == ENDED
    number = acts.comment(world, world.colleague, "goes on")
    assert hears(world, world.member, stays, number)


def test_a_token_that_loses_a_group_hears_no_more_of_it(world: World, node: Node) -> None:
    second = another(world, world.member)
    own = next(
        one["id"]
        for one in world.get(world.member, "/api/groups").data["user_groups"]
        if one["single_user_group"]
    )
    narrowed, whole = node.listen(second), node.listen(world.member)
    edit = {"group_ids": [own]}
    assert world.put(world.member, f"{TOKENS}/{second.token}", edit).status == 200
    number = acts.comment(world, world.colleague, "not for the narrowed one")
    assert not hears(world, world.member, narrowed, number)
    assert hears(world, world.member, whole, number)


def test_signing_out_of_one_browser_closes_its_sockets_and_no_other(
    world: World, node: Node
) -> None:
    here, there = signed_in(world, world.member), signed_in(world, world.member)
    ear, other, script = (
        listening(world, node, here),
        listening(world, node, there),
        node.listen(world.member),
    )
    assert world.http is not None
    headers = {"Cookie": here} | OWN_PAGE
    assert world.http.ask("POST", "/baselayer/logout", headers=headers, body=b"").status == 200
    assert ear.closed() == ENDED
    number = acts.comment(world, world.colleague, "goes on")
    for stays in (other, script):
        stays.until(lambda message: message["data"] == {"comment_id": number})


def test_ending_a_session_from_another_browser_closes_its_sockets(world: World, node: Node) -> None:
    here, there = signed_in(world, world.member), signed_in(world, world.member)
    ear, other = listening(world, node, here), listening(world, node, there)
    assert world.http is not None
    headers = {"Cookie": here} | OWN_PAGE
    rows = world.http.ask("GET", "/api/internal/sessions", headers=headers).data
    ended = next(row["id"] for row in rows if not row["current"])
    path = f"/api/internal/sessions/{ended}"
    assert world.http.ask("DELETE", path, headers=headers).status == 200
    assert other.closed() == ENDED
    number = acts.comment(world, world.colleague, "goes on")
    ear.until(lambda message: message["data"] == {"comment_id": number})


def test_signing_out_everywhere_closes_all_that_browsers_opened(world: World, node: Node) -> None:
    here, there = signed_in(world, world.member), signed_in(world, world.member)
    ears = [listening(world, node, here), listening(world, node, there)]
    script, colleague = node.listen(world.member), node.listen(world.colleague)
    assert world.http is not None
    headers = {"Cookie": here} | OWN_PAGE
    assert world.http.ask("DELETE", "/api/internal/sessions", headers=headers).status == 200
    assert [ear.closed() for ear in ears] == [ENDED, ENDED]
    number = acts.comment(world, world.colleague, "goes on")
    for stays in (script, colleague):
        stays.until(lambda message: message["data"] == {"comment_id": number})


def test_a_socket_of_the_secret_before_a_rotation_closes_and_both_secrets_come_back(
    world: World, node: Node
) -> None:
    second = another(world, world.member)
    ear, stays = node.listen(second), node.listen(world.member)
    fresh = world.post(world.member, f"{TOKENS}/{second.token}/rotate", {}).data["token_id"]
    assert ear.closed() == ENDED
    anew = [node.listen(Person(second.id, second.username, one)) for one in (fresh, second.token)]
    number = acts.comment(world, world.colleague, "hello")
    assert all(hears(world, world.member, one, number) for one in (*anew, stays))


def test_a_socket_through_other_eyes_closes_when_its_supporter_loses_the_right(
    world: World, node: Node
) -> None:
    assert world.http is not None
    acls = f"/api/user/{world.colleague.id}/acls"
    assert world.post(world.admin, acls, {"aclIds": ["Become user"]}).status == 200
    cookie = signed_in(world, world.colleague)
    seen = world.http.ask(
        "POST",
        "/api/internal/impersonation",
        headers={"Cookie": cookie, **OWN_PAGE},
        body=json.dumps({"user_id": world.viewer.id}).encode(),
    )
    assert seen.status == 200
    ear = listening(world, node, cookie)
    number = acts.comment(world, world.member, "before")
    assert hears(world, world.viewer, ear, number)
    assert world.delete(world.admin, f"{acls}/Become%20user").status == 200
    assert ear.closed() == ENDED
