"""Signing in and out in a browser: links that work once, cookies, the demonstration."""

import json
from collections.abc import Callable
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie

import pytest
from sqlalchemy import text

from skyportal_like.config import Settings
from skyportal_like.models import User
from skyportal_like.services import sign_ins
from skyportal_like.work import Work, utc_now
from tests.world import Person, Reply, World

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
FOREIGN = "This request did not come from this site's own pages."


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings as they come, with another address where a test asks for it."""
    public_url = getattr(request, "param", "")
    server = settings.server.model_copy(update={"public_url": public_url})
    return settings.model_copy(update={"server": server})


def ask(world: World, method: str, path: str, *sent: bytes, **headers: str) -> Reply:
    """Send a request with headers of its own; underscores in their names become dashes."""
    assert world.http is not None
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return world.http.ask(method, path, headers=named, body=b"".join(sent) or None)


def link_of(world: World, person: Person) -> str:
    """Make a one-time link of a person."""

    def make(work: Work) -> str:
        return sign_ins.new_link(work, work.session.get_one(User, person.id))

    return "/login/link?token=" + str(world.run(world.admin, make))


def use(world: World, link: str, **headers: str) -> Reply:
    """Use a one-time link, as the page does to which it leads."""
    body = json.dumps({"token": link.partition("token=")[2]}).encode()
    return ask(world, "POST", "/login/link", body, **headers)


def cookie_in(reply: Reply) -> Morsel[str]:
    """Read the session's cookie from an answer."""
    return SimpleCookie(reply.headers["Set-Cookie"])["session"]


def sign_in(world: World, person: Person) -> str:
    """Sign a person in and give the header that their browser sends from now on."""
    return f"session={cookie_in(use(world, link_of(world, person), **OWN_PAGE)).value}"


def change(world: World, statement: str, **values: object) -> None:
    """Change rows behind the platform's back."""
    world.run(world.admin, lambda work: work.session.execute(text(statement), values) and None)


def test_a_link_signs_in_once(world: World) -> None:
    link = link_of(world, world.member)
    first = use(world, link, **OWN_PAGE)
    assert first.data == {}
    cookie = f"session={cookie_in(first).value}"
    shown = ask(world, "GET", "/api/internal/profile", Cookie=cookie).data
    assert shown["username"] == "member"
    second = use(world, link, **OWN_PAGE)
    assert (second.status, second.code) == (401, "unauthenticated")
    assert second.message == "This sign-in link is not valid, or was used already."
    assert "Set-Cookie" not in second.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(world: World) -> None:
    cookie = cookie_in(use(world, link_of(world, world.member), **OWN_PAGE))
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["secure"] == "", "it would not come back over plain http"


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", ["https://transients.example.org"], indirect=True)
def test_where_people_come_by_tls_the_cookie_travels_by_tls_alone(world: World) -> None:
    assert cookie_in(use(world, link_of(world, world.member), **OWN_PAGE))["secure"] is True


def _shortened(value: str) -> str:
    return value[:-1]


def _other_secret(value: str) -> str:
    head, _, signature = value.rpartition("|")
    return head[:-1] + ("A" if head[-1] != "A" else "B") + "|" + signature


def _other_signature(value: str) -> str:
    return value[:-1] + ("0" if value[-1] != "0" else "1")


@pytest.mark.parametrize(
    "alter", [_shortened, _other_secret, _other_signature, lambda _: "", lambda _: "2|1:0|x"]
)
def test_an_altered_cookie_is_nobodys(world: World, alter: Callable[[str], str]) -> None:
    cookie = sign_in(world, world.member).removeprefix("session=")
    refused = ask(world, "GET", "/api/internal/profile", Cookie=f"session={alter(cookie)}")
    assert (refused.status, refused.code) == (401, "unauthenticated")


def test_a_secret_that_is_signed_for_the_socket_is_no_session(world: World) -> None:
    cookie = sign_in(world, world.member)
    token = ask(world, "GET", "/baselayer/socket_auth_token", Cookie=cookie).data["token"]
    refused = ask(world, "GET", "/api/internal/profile", Cookie=f"session={token}")
    assert refused.status == 401


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(world: World) -> None:
    cookie = sign_in(world, world.member)
    other = sign_in(world, world.member)
    left = ask(world, "POST", "/baselayer/logout", Cookie=cookie, **OWN_PAGE)
    assert left.status == 200
    assert cookie_in(left).value == ""
    assert ask(world, "GET", "/api/internal/profile", Cookie=cookie).status == 401
    assert ask(world, "GET", "/api/internal/profile", Cookie=other).status == 200


@pytest.mark.parametrize("site", [None, "none", "same-origin"])
def test_signing_out_works_by_an_address_too(world: World, site: str | None) -> None:
    cookie = sign_in(world, world.member)
    headers = {} if site is None else {"Sec_Fetch_Site": site}
    left = ask(world, "GET", "/baselayer/logout", Cookie=cookie, **headers)
    assert (left.status, left.headers["Location"]) == (302, "/sign-in")
    assert cookie_in(left).value == ""
    assert ask(world, "GET", "/api/internal/profile", Cookie=cookie).status == 401
    nobody = ask(world, "GET", "/baselayer/logout", **headers)
    assert (nobody.status, nobody.headers["Location"]) == (302, "/sign-in")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_on_another_site_signs_nobody_out(world: World, site: str) -> None:
    cookie = sign_in(world, world.member)
    stays = ask(world, "GET", "/baselayer/logout", Cookie=cookie, Sec_Fetch_Site=site)
    assert (stays.status, stays.headers["Location"]) == (302, "/")
    assert "Set-Cookie" not in stays.headers
    assert ask(world, "GET", "/api/internal/profile", Cookie=cookie).status == 200


def test_older_clients_find_the_profile_where_they_know_it(world: World) -> None:
    assert (
        world.get(world.member, "/baselayer/profile").data
        == world.get(world.member, "/api/internal/profile").data
    )
    assert world.get(None, "/baselayer/profile").status == 401


def test_a_session_past_its_time_is_dead(world: World) -> None:
    cookie = sign_in(world, world.member)
    change(world, "update sign_ins set expires_at = :at", at=utc_now() - timedelta(seconds=1))
    assert ask(world, "GET", "/api/internal/profile", Cookie=cookie).status == 401


def comment(world: World, **headers: str) -> Reply:
    path = f"/api/sources/{world.obj}/comments"
    return ask(world, "POST", path, b'{"text": "x"}', **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "{own}"},
        {"Origin": "https://elsewhere.example.org"},
        {"Origin": "null"},
        {"Origin": "{own}.example.org"},
        {"Referer": "{own}/"},
    ],
    ids=str,
)
def test_a_cookie_does_not_speak_for_another_sites_page(
    world: World, headers: dict[str, str]
) -> None:
    assert world.http is not None
    filled = {key: value.format(own=world.http.base_url) for key, value in headers.items()}
    refused = comment(world, Cookie=sign_in(world, world.member), **filled)
    assert (refused.status, refused.code, refused.message) == (403, "forbidden", FOREIGN)
    assert world.get(world.member, f"/api/sources/{world.obj}/comments").data == []


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "same-origin"}, {"Origin": "{own}"}])
def test_a_cookie_speaks_for_the_sites_own_page(world: World, headers: dict[str, str]) -> None:
    assert world.http is not None
    filled = {key: value.format(own=world.http.base_url) for key, value in headers.items()}
    made = comment(world, Cookie=sign_in(world, world.member), **filled)
    assert made.status == 200, made.body
    assert len(world.get(world.member, f"/api/sources/{world.obj}/comments").data) == 1


def test_a_token_wins_over_a_cookie(world: World) -> None:
    cookie = sign_in(world, world.member)
    token = f"token {world.colleague.token}"
    shown = ask(world, "GET", "/api/internal/profile", Cookie=cookie, Authorization=token).data
    assert shown["username"] == "colleague"
    wrong = ask(world, "GET", "/api/internal/profile", Cookie=cookie, Authorization="token x")
    assert wrong.status == 401
    bearer = ask(world, "GET", "/api/internal/profile", Cookie=cookie, Authorization="Bearer x")
    assert bearer.message.startswith("HTTP 401: Unauthorized (Credentials malformed")


@pytest.mark.parametrize("by_cookie", [True, False])
def test_who_was_deactivated_or_has_expired_comes_in_by_nothing(
    world: World, *, by_cookie: bool
) -> None:
    link = link_of(world, world.member)
    headers = (
        {"Cookie": sign_in(world, world.member)}
        if by_cookie
        else {"Authorization": f"token {world.member.token}"}
    )
    past = utc_now() - timedelta(seconds=1)
    me = world.member.id
    change(world, "update users set expiration_date = :at where id = :me", at=past, me=me)
    expired = ask(world, "GET", "/api/groups", **headers)
    assert (expired.status, expired.code) == (403, "forbidden")
    assert expired.message == "HTTP 403: Forbidden (User account expired)"
    assert use(world, link, **OWN_PAGE).status == 403

    change(world, "update users set expiration_date = null, deactivated_at = :at", at=past)
    gone = ask(world, "GET", "/api/groups", **headers)
    assert (gone.status, gone.message) == (401, "HTTP 401: Unauthorized")
    assert use(world, link, **OWN_PAGE).status == 401
