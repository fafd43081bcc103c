"""Where somebody is signed in: listed, ended one by one and all at once; when it was last used."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.security.credentials import digest
from skyportal_like.services import last_uses, sign_ins
from skyportal_like.services.sessions import browser_of
from skyportal_like.work import Work, utc_now
from tests.api.test_sign_in import OWN_PAGE, ask, change, cookie_in, link_of, sign_in, use
from tests.world import ORIGIN, World

SESSIONS = "/api/internal/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def listed(world: World, cookie: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(world, "GET", SESSIONS, Cookie=cookie).data
    return found


def test_one_sees_where_one_is_signed_in(world: World) -> None:
    other = sign_in(world, world.member)
    sign_in(world, world.colleague)
    link = link_of(world, world.member)
    made = use(world, link, User_Agent=FIREFOX, **OWN_PAGE)
    here = f"session={cookie_in(made).value}"
    rows = listed(world, here)
    assert [row["current"] for row in rows] == [True, False]
    row = rows[0]
    assert (row["how"], row["browser"], row["address"]) == ("link", "Firefox on Linux", "127.0.0.1")
    assert row["seen_at"] is None or row["seen_at"] >= row["created_at"]
    assert row["expires_at"] > row["created_at"]
    assert set(row) == {
        *("id", "created_at", "seen_at", "expires_at", "how", "browser", "address", "current")
    }
    assert [row["current"] for row in listed(world, other)] == [False, True]
    assert [one["current"] for one in world.get(world.member, SESSIONS).data] == [False, False]


def test_a_system_admin_too_sees_their_own_alone(world: World) -> None:
    sign_in(world, world.member)
    assert len(listed(world, sign_in(world, world.admin))) == 1


def test_a_session_past_its_time_is_not_listed(world: World) -> None:
    sign_in(world, world.member)
    change(world, "update sign_ins set expires_at = :at", at=utc_now() - timedelta(seconds=1))
    assert len(listed(world, sign_in(world, world.member))) == 1


def test_one_ends_another_session(world: World) -> None:
    here, there = sign_in(world, world.member), sign_in(world, world.member)
    other = next(row["id"] for row in listed(world, here) if not row["current"])
    ended = ask(world, "DELETE", f"{SESSIONS}/{other}", Cookie=here, **OWN_PAGE)
    assert ended.data == {}
    assert "Set-Cookie" not in ended.headers
    assert ask(world, "GET", SESSIONS, Cookie=there).status == 401
    assert len(listed(world, here)) == 1


def test_ending_the_session_that_asks_takes_its_cookie_back(world: World) -> None:
    here = sign_in(world, world.member)
    mine = listed(world, here)[0]["id"]
    ended = ask(world, "DELETE", f"{SESSIONS}/{mine}", Cookie=here, **OWN_PAGE)
    assert cookie_in(ended).value == ""
    assert ask(world, "GET", SESSIONS, Cookie=here).status == 401


@pytest.mark.parametrize("person", ["colleague", "admin"])
def test_a_session_of_somebody_else_answers_as_one_that_there_is_not(
    world: World, person: str
) -> None:
    theirs = listed(world, sign_in(world, world.member))[0]["id"]
    mine = sign_in(world, getattr(world, person))
    absent = str(uuid4())
    hidden = ask(world, "DELETE", f"{SESSIONS}/{theirs}", Cookie=mine, **OWN_PAGE)
    gone = ask(world, "DELETE", f"{SESSIONS}/{absent}", Cookie=mine, **OWN_PAGE)
    assert hidden.without(theirs) == gone.without(absent)
    assert (hidden.status, hidden.code) == (400, "not_found")
    bad = ask(world, "DELETE", f"{SESSIONS}/x", Cookie=mine, **OWN_PAGE)
    assert (bad.status, bad.message) == (400, "Invalid session_id: x")


def test_signing_out_everywhere_keeps_nothing(world: World) -> None:
    here, there = sign_in(world, world.member), sign_in(world, world.member)
    colleague = sign_in(world, world.colleague)
    ended = ask(world, "DELETE", SESSIONS, Cookie=here, **OWN_PAGE)
    assert ended.data == {}
    assert cookie_in(ended).value == ""
    for cookie in (here, there):
        assert ask(world, "GET", SESSIONS, Cookie=cookie).status == 401
    assert len(listed(world, colleague)) == 1
    assert world.get(world.member, "/api/groups").status == 200, "tokens are not sessions"


def test_nobody_elses_page_ends_a_session(world: World) -> None:
    here = sign_in(world, world.member)
    mine = listed(world, here)[0]["id"]
    for path in (SESSIONS, f"{SESSIONS}/{mine}"):
        refused = ask(world, "DELETE", path, Cookie=here, Sec_Fetch_Site="cross-site")
        assert refused.status == 403
        assert ask(world, "DELETE", path).status == 401
    assert len(listed(world, here)) == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (X11; CrOS x86_64 16433.0.0) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/142.0.0.0 Safari/537.36"
            ),
            "Chrome on ChromeOS",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/18.6 Safari/605.1.15"
            ),
            "Safari on macOS",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko)"
                " SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"
            ),
            "Samsung Internet on Android",
        ),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32", "Python"),
        ("Something of its own (Linux)", "Linux"),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_a_browser_is_named_as_people_name_it(user_agent: str, name: str | None) -> None:
    assert browser_of(user_agent) == name


def note(world: World, identify: actors.Identify) -> Actor:
    """Recognise a caller, and write the use down in a unit of its own, as after a request."""
    actor = world.units.run(identify, ORIGIN, lambda work: work.actor)
    world.units.run(actors.system, ORIGIN, lambda work: last_uses.note(work, actor))
    return world.units.run(identify, ORIGIN, lambda work: work.actor)


@pytest.mark.parametrize("table", ["tokens", "sign_ins"])
def test_the_last_use_is_written_down_at_most_once_a_minute(people: World, table: str) -> None:
    world = people
    column = "last_used_at" if table == "tokens" else "seen_at"
    if table == "tokens":
        identify = actors.by_token(digest(world.member.token))
    else:

        def begin(work: Work) -> str:
            return sign_ins.begin(work, world.member.id, "link", sign_ins.Visit(days=1))

        identify = actors.by_sign_in(digest(world.run(world.member, begin)))
    first = note(world, identify)
    assert first.seen_at is not None
    assert first.seen_at > utc_now() - timedelta(seconds=20)
    assert note(world, identify).seen_at == first.seen_at
    before = utc_now() - timedelta(seconds=61)
    change(world, f"update {table} set {column} = :at, modified = :at", at=before)
    stale = world.units.run(identify, ORIGIN, lambda work: work.actor)
    assert last_uses.due(stale)
    again = note(world, identify)
    assert again.seen_at is not None
    assert again.seen_at > first.seen_at
    # Of two requests that both saw the old time, the second writes nothing.
    world.units.run(actors.system, ORIGIN, lambda work: last_uses.note(work, stale))
    assert world.units.run(identify, ORIGIN, lambda work: work.actor).seen_at == again.seen_at
    modified = world.run(
        world.admin,
        lambda work: work.session.scalar(
            text(f"select max(modified) from {table} where {column} is not null")
        ),
    )
    assert modified == before, "being used is no change"


def test_a_caller_without_a_credential_was_not_seen(people: World) -> None:
    actor = people.actor(people.member)
    assert not last_uses.due(actor)
    people.run(people.member, lambda work: last_uses.note(work, actor))
