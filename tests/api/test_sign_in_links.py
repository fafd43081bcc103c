"""One-time links: looked at freely, used up by the page they lead to, and by that alone."""

import re
from datetime import timedelta

import pytest

from skyportal_like.work import utc_now
from tests.api.test_sign_in import (
    FOREIGN,
    OWN_PAGE,
    ask,
    change,
    cookie_in,
    link_of,
    sign_in,
    use,
)
from tests.world import World


def test_looking_at_a_link_does_not_use_it_up(world: World) -> None:
    link = link_of(world, world.member)
    for _ in range(3):
        seen = ask(world, "GET", link)
        led = link.replace("/login/link?token=", "/sign-in#link=")
        assert (seen.status, seen.headers["Location"]) == (302, led)
        assert "Set-Cookie" not in seen.headers
    assert ask(world, "HEAD", link).status == 405
    assert use(world, link, **OWN_PAGE).status == 200


def test_a_program_that_is_no_browser_signs_in_by_a_link_too(world: World) -> None:
    made = use(world, link_of(world, world.member), User_Agent="curl/8.5.0")
    assert made.status == 200
    assert cookie_in(made).value


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://elsewhere.example.org"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_no_other_site_signs_a_visitor_in_as_somebody(
    world: World, headers: dict[str, str]
) -> None:
    link = link_of(world, world.member)
    refused = use(world, link, **headers)
    assert (refused.status, refused.code, refused.message) == (403, "forbidden", FOREIGN)
    assert "Set-Cookie" not in refused.headers
    assert use(world, link, **OWN_PAGE).status == 200, "it was not used up"


@pytest.mark.parametrize("token", ["", "x", "\0", "x" * 5000, "\ud800", "a#b?c&d"])
def test_a_link_that_was_never_made_signs_nobody_in(world: World, token: str) -> None:
    refused = use(world, f"/login/link?token={token}", **OWN_PAGE)
    assert refused.status in {400, 401}
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize("token", ["", "%00", "x" * 5000, "%ff", "a%23b%0d%0aSet-Cookie:x"])
def test_whatever_stands_in_a_link_leads_to_the_sign_in_page(world: World, token: str) -> None:
    seen = ask(world, "GET", f"/login/link?token={token}")
    assert seen.status == 302
    assert re.fullmatch(r"/sign-in#link=[\w.~%-]*", seen.headers["Location"])


def test_a_link_past_its_day_signs_nobody_in(world: World) -> None:
    link = link_of(world, world.member)
    change(world, "update sign_in_links set expires_at = :at", at=utc_now() - timedelta(seconds=1))
    assert use(world, link, **OWN_PAGE).status == 401


def test_signing_in_anew_ends_the_session_that_the_browser_had(world: World) -> None:
    first = sign_in(world, world.member)
    link = link_of(world, world.colleague)
    second = f"session={cookie_in(use(world, link, Cookie=first, **OWN_PAGE)).value}"
    assert ask(world, "GET", "/api/internal/profile", Cookie=first).status == 401
    shown = ask(world, "GET", "/api/internal/profile", Cookie=second).data
    assert shown["username"] == "colleague"
