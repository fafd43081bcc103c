"""Two people of one group at two browsers, and a third who must see nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


def test_a_save_a_label_and_a_comment_appear_at_a_colleague_and_nowhere_else(
    visit: Visit,
) -> None:
    ana, ben, cleo = visit("ana"), visit("ben"), visit("cleo")
    obj_id = ana.first_new()
    while cleo.sees(obj_id):
        ana.page.keyboard.press("n")
        obj_id = ana.current()
    ben.go(f"/source/{obj_id}")
    head = ben.page.locator("[data-testid=source]")
    expect(head).to_have_attribute("data-obj-id", obj_id)
    expect(ben.page.locator(".source-head")).to_have_attribute("data-state", "new")
    expect(ben.page.get_by_test_id("connection")).to_have_text("live")
    cleo.go("/sources")
    cleo.page.get_by_test_id("source-count").wait_for()
    before = len(cleo.requests)

    card = ana.card(obj_id)
    ana.page.keyboard.press("1")
    expect(card).to_contain_text("Ia")
    expect(ben.page.locator("main")).to_contain_text("Ia")
    ana.page.keyboard.press("s")
    expect(card).to_have_attribute("data-state", "saved")
    expect(ben.page.locator(".source-head")).to_have_attribute("data-state", "saved")

    ben.page.get_by_test_id("composer").get_by_role("textbox").fill("a nice one")
    ben.page.keyboard.press("Control+Enter")
    expect(ben.page.locator("main")).to_contain_text("a nice one")

    assert obj_id not in cleo.page.content()
    assert not any(obj_id in url for url in cleo.requests[before:])
    cleo.go(f"/source/{obj_id}")
    expect(cleo.page.locator("main")).to_contain_text("There is no source")
    assert "a nice one" not in cleo.page.content()


def test_undo_takes_a_save_back_on_both_screens(visit: Visit) -> None:
    ana, ben = visit("ana"), visit("ben")
    obj_id = ana.first_new()
    ben.go(f"/source/{obj_id}")
    expect(ben.page.locator(".source-head")).to_have_attribute("data-state", "new")
    card = ana.card(obj_id)
    ana.page.keyboard.press("s")
    expect(ben.page.locator(".source-head")).to_have_attribute("data-state", "saved")
    ana.page.keyboard.press("u")
    expect(card).to_have_attribute("data-state", "new")
    expect(ben.page.locator(".source-head")).to_have_attribute("data-state", "new")
