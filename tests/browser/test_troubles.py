"""What a scanner sees when something goes wrong: refusals, no network, a reload, no right."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import Site, Visitor

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


@contextmanager
def not_allowed_to_save(site: Site, username: str) -> Iterator[None]:
    """Take a person's right to save away for a while."""
    engine = create_engine(site.database_url)
    change = text(
        "update group_users set can_save = :allowed"
        " where user_id = (select id from users where username = :username)"
    )
    with engine.begin() as connection:
        connection.execute(change, {"allowed": False, "username": username})
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(change, {"allowed": True, "username": username})
        engine.dispose()


def test_a_refused_save_is_shown_at_once_and_rolled_back_with_a_reason(
    visit: Visit, site: Site
) -> None:
    ana = visit("ana")
    obj_id = ana.first_new()
    with not_allowed_to_save(site, "ana"):
        ana.page.keyboard.press("s")
        toast = ana.page.get_by_test_id("toast-error")
        expect(toast).to_contain_text(re.compile(f"Not done: save {obj_id}"))
        expect(ana.card(obj_id)).to_have_attribute("data-state", "new")
        expect(ana.page.get_by_test_id("pending")).to_have_count(0)
    ana.page.keyboard.press("k")
    ana.page.keyboard.press("s")
    expect(ana.card(obj_id)).to_have_attribute("data-state", "saved")
    ana.page.keyboard.press("u")
    expect(ana.card(obj_id)).to_have_attribute("data-state", "new")


def test_decisions_made_offline_wait_and_go_out_on_return(visit: Visit) -> None:
    ana = visit("ana")
    first = ana.first_new()
    ana.context.set_offline(True)
    ana.page.keyboard.press("r")
    second = ana.current()
    ana.page.keyboard.press("r")
    strip = ana.page.get_by_test_id("offline")
    expect(strip).to_contain_text("Working offline, 2 decisions waiting")
    for obj_id in (first, second):
        expect(ana.card(obj_id)).to_have_attribute("data-state", "rejected")
    ana.context.set_offline(False)
    expect(strip).to_have_count(0, timeout=20_000)
    expect(ana.page.get_by_test_id("pending")).to_have_count(0)
    ana.page.reload()
    for obj_id in (first, second):
        expect(ana.card(obj_id)).to_have_attribute("data-state", "rejected")
    for obj_id in (second, first):
        ana.page.keyboard.press("u")
        expect(ana.card(obj_id)).to_have_attribute("data-state", "new")


def test_a_reload_keeps_the_queue_the_place_and_what_was_not_sent(visit: Visit) -> None:
    ana = visit("ana")
    ana.first_new()
    place = ana.page.get_by_test_id("place")
    ana.page.keyboard.press("Shift+j")
    ana.page.keyboard.press("n")
    ana.page.context.route("**/api/decisions", lambda route: route.abort())
    decided = ana.current()
    ana.page.keyboard.press("r")
    expect(ana.page.get_by_test_id("offline")).to_contain_text("1 decision waiting")
    here = ana.current()
    expect(ana.page).to_have_url(re.compile(f"at={here}"))
    queue, before = re.findall(r"queue=[^&]+", ana.page.url), place.text_content() or ""
    ana.page.reload()
    expect(ana.card(here)).to_have_attribute("aria-current", "true")
    expect(place).to_have_text(before)
    assert re.findall(r"queue=[^&]+", ana.page.url) == queue
    expect(ana.card(decided)).to_have_attribute("data-state", "rejected")
    ana.page.context.unroute("**/api/decisions")
    expect(ana.page.get_by_test_id("offline")).to_have_count(0, timeout=20_000)
    ana.page.keyboard.press("u")
    expect(ana.card(decided)).to_have_attribute("data-state", "new")
    assert ana.current() == decided, "undo returns to the object"


def test_a_hidden_object_looks_like_one_that_does_not_exist(visit: Visit) -> None:
    ana = visit("ana")
    ana.page.locator("article[data-obj-id]").first.wait_for()
    absent = "SIM00zzzzzz"
    cleo = visit("cleo", f"/source/{absent}")
    main = cleo.page.locator("main")
    expect(main).to_contain_text(f"There is no source {absent} for you.")
    said = (main.text_content() or "").replace(absent, "X")
    theirs = ana.page.locator("article[data-obj-id]")
    names = [theirs.nth(k).get_attribute("data-obj-id") or "" for k in range(theirs.count())]
    hidden = next(name for name in names if not cleo.sees(name))
    cleo.go(f"/source/{hidden}")
    expect(main).to_contain_text("There is no source")
    assert (main.text_content() or "").replace(hidden, "X") == said
