"""The way to a provider and back: bound to one browser, for one answer, for ten minutes."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest

from skyportal_like.handlers.providers import local_path
from skyportal_like.work import utc_now
from tests.api.test_sign_in import change
from tests.providers.browsers import Browser, error_of, people, rows
from tests.providers.local import CLIENT_SECRET, LocalProvider
from tests.world import World


def test_the_page_offers_the_providers_by_title_and_no_secret(visitor: Browser) -> None:
    offered = visitor.ask("GET", "/api/internal/sign_in")
    assert offered.data["providers"] == [
        {"name": "university", "title": "University"},
        {"name": "forge", "title": "Forge"},
    ]
    assert offered.data["open"] is True
    assert CLIENT_SECRET not in offered.raw.decode()


def test_a_stranger_signs_up_and_is_known_the_next_time(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    assert visitor.sign_in(next="/sources?q=1#top") == "/sources?q=1#top"
    me = visitor.me()
    assert (me["username"], me["first_name"], me["last_name"]) == ("vera.rubin", "Vera", "Rubin")
    assert me["roles"] == ["Full user"]
    provider.claims["preferred_username"] = "somebody-else"
    provider.claims["email"] = "other@example.org"
    again = Browser(world)
    assert again.sign_in() == "/"
    assert again.me()["id"] == me["id"]
    assert people(world) == 7


def test_what_is_sent_to_the_provider_is_new_each_time_and_bound_by_a_challenge(
    visitor: Browser, provider: LocalProvider
) -> None:
    asked = []
    for _ in range(2):
        out = visitor.ask("GET", "/login/university/")
        location = urlsplit(out.headers["Location"])
        assert f"http://{location.netloc}" == provider.issuer
        asked.append({name: one[0] for name, one in parse_qs(location.query).items()})
        cookie = next(iter(SimpleCookie(out.headers["Set-Cookie"]).values()))
        assert cookie["httponly"] is True
        assert (cookie["samesite"], cookie["path"]) == ("Lax", "/complete/")
    assert asked[0]["code_challenge_method"] == "S256"
    assert asked[0]["scope"] == "openid profile email"
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name]) >= 43
        assert asked[0][name] != asked[1][name]


def test_an_answer_works_once(visitor: Browser, provider: LocalProvider) -> None:
    back = visitor.set_out()
    kept = dict(visitor.cookies)
    assert visitor.come_back(back).headers["Location"] == "/"
    visitor.cookies = kept
    again = visitor.come_back(back)
    assert error_of(again.headers["Location"]) == "state"
    assert provider.asked.count("/token") == 1


def test_a_code_that_was_used_elsewhere_is_refused(visitor: Browser, world: World) -> None:
    used = parse_qs(urlsplit(visitor.set_out()).query)["code"][0]
    other = Browser(world)
    back = other.set_out()
    replayed = re.sub(r"code=[^&]*", f"code={used}", back)
    assert error_of(other.come_back(replayed).headers["Location"]) == "failed"
    assert "session" not in other.cookies


def test_an_answer_is_only_for_the_browser_that_set_out(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    back = visitor.set_out()
    victim = Browser(world)
    refused = victim.come_back(back)
    assert error_of(refused.headers["Location"]) == "state"
    assert "session" not in victim.cookies
    assert "/token" not in provider.asked
    assert error_of(visitor.come_back(back).headers["Location"]) == "state", "it was used up"


def test_the_cookie_of_one_attempt_is_none_for_another(visitor: Browser, world: World) -> None:
    first = visitor.set_out()
    other = Browser(world)
    other.set_out()
    name = next(iter(visitor.cookies))
    visitor.cookies = {name: next(iter(other.cookies.values()))}
    assert error_of(visitor.come_back(first).headers["Location"]) == "state"


def test_an_attempt_ends_after_ten_minutes(visitor: Browser, world: World) -> None:
    back = visitor.set_out()
    ends = rows(world, "select expires_at from sign_in_attempts")[0][0]
    assert timedelta(minutes=9) < ends - utc_now() <= timedelta(minutes=10)
    change(world, "update sign_in_attempts set expires_at = :at", at=utc_now())
    assert error_of(visitor.come_back(back).headers["Location"]) == "state"
    Browser(world).set_out()
    assert rows(world, "select count(*) from sign_in_attempts") == [(1,)]


def test_two_tabs_sign_in_side_by_side(visitor: Browser) -> None:
    first, second = visitor.set_out(next="/sources"), visitor.set_out(next="/groups")
    assert visitor.come_back(first).headers["Location"] == "/sources"
    assert visitor.come_back(second).headers["Location"] == "/groups"


def test_an_answer_of_one_provider_is_none_of_another(visitor: Browser) -> None:
    back = visitor.set_out().replace("/complete/university/", "/complete/forge/")
    assert error_of(visitor.come_back(back).headers["Location"]) == "state"


@pytest.mark.parametrize("name", ["nowhere", "university2"])
def test_a_provider_that_there_is_not_leads_to_the_sign_in_page(
    visitor: Browser, name: str
) -> None:
    for path in (f"/login/{name}/", f"/complete/{name}/?state=x&code=y"):
        assert error_of(visitor.ask("GET", path).headers["Location"]) == "provider"


def test_who_says_no_at_the_provider_is_told_so(visitor: Browser, provider: LocalProvider) -> None:
    back = re.sub(r"code=[^&]*", "error=access_denied", visitor.set_out(next="/sources"))
    refused = visitor.come_back(back)
    assert refused.headers["Location"] == "/sign-in?error=denied&next=%2Fsources"
    assert "/token" not in provider.asked


def test_a_no_without_a_state_is_passed_on_and_opens_nothing(visitor: Browser) -> None:
    refused = visitor.ask("GET", "/complete/university/?error=access_denied")
    assert error_of(refused.headers["Location"]) == "denied"
    assert "session" not in visitor.cookies
    other = visitor.ask("GET", "/complete/university/?error=server_error")
    assert error_of(other.headers["Location"]) == "state"


def test_no_answer_without_a_state_or_a_code_is_one(visitor: Browser) -> None:
    assert error_of(visitor.ask("GET", "/complete/university/").headers["Location"]) == "state"
    back = re.sub(r"code=[^&]*&", "", visitor.set_out())
    assert error_of(visitor.come_back(back).headers["Location"]) == "failed"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/scan", "/scan"),
        ("/source/ZTF26a?view=table#x", "/source/ZTF26a?view=table#x"),
        ("//elsewhere.org", "/"),
        ("/\\elsewhere.org", "/"),
        ("\\\\elsewhere.org", "/"),
        ("/\t/elsewhere.org", "/"),
        ("/\n/elsewhere.org", "/"),
        ("https://elsewhere.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("scan", "/"),
        ("", "/"),
        ("/" + "x" * 2000, "/"),
    ],
)
def test_only_a_path_of_this_site_is_gone_to_afterwards(asked: str, kept: str) -> None:
    assert local_path(asked) == kept


def test_a_foreign_address_is_not_gone_to(visitor: Browser) -> None:
    assert visitor.sign_in(next="//elsewhere.org/x") == "/"


def test_a_forge_without_openid_connect_lets_people_in_too(
    visitor: Browser, provider: LocalProvider
) -> None:
    provider.claims = {"sub": "ignored", "id": 4711, "login": "vera-codes", "email": None}
    assert visitor.sign_in("forge", next="/scan") == "/scan"
    me = visitor.me()
    assert (me["username"], me["contact_email"]) == ("vera-codes", None)
    assert "/jwks" not in provider.asked
    provider.claims["login"] = "renamed"
    again = Browser(visitor.world)
    again.sign_in("forge")
    assert again.me()["id"] == me["id"]


def test_without_an_id_nobody_is_let_in(visitor: Browser, provider: LocalProvider) -> None:
    provider.claims = {"sub": "x", "login": "vera-codes", "id": True}
    assert error_of(visitor.sign_in("forge")) == "failed"


def test_the_same_subject_at_two_providers_is_two_people(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    provider.claims |= {"id": "vera-1", "login": "vera"}
    visitor.sign_in()
    first = visitor.me()["id"]
    other = Browser(world)
    other.sign_in("forge")
    assert other.me()["id"] != first
