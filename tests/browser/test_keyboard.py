"""Scanning with the keyboard alone, and how soon a key is answered on the screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]

# Runs in the page: the time from each key to the end of the frame that follows it.
STOPWATCH = """
window.keyTimes = [];
addEventListener("keydown", (event) => {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.keyTimes.push(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
  });
}, true);
"""
# A loaded machine without a graphics card is slower than a desk; the budget there is 50.
LONGEST_P95 = 150


def test_the_keyboard_alone_signs_in_saves_classifies_and_takes_back(visit: Visit) -> None:
    nobody = visit(None, "/sign-in")
    keyboard, focused = nobody.page.keyboard, nobody.page.locator(":focus")
    ana = nobody.page.get_by_test_id("demo-ana")
    ana.wait_for()
    for _ in range(10):
        keyboard.press("Tab")
        if focused.get_attribute("data-testid") == "demo-ana":
            break
    expect(ana).to_be_focused()
    keyboard.press("Enter")
    obj_id = nobody.first_new()
    card = nobody.card(obj_id)
    keyboard.press("s")
    expect(card).to_have_attribute("data-state", "saved")
    assert nobody.current() != obj_id, "a save moves on"
    keyboard.press("k")
    assert nobody.current() == obj_id
    keyboard.press("2")
    label = card.locator(".chip.mine")
    expect(label).to_contain_text("Type II")
    keyboard.press("1")
    expect(label).to_have_text(re.compile(r"^Ia"))
    keyboard.press("u")
    expect(label).to_contain_text("Type II")
    keyboard.press("u")
    expect(label).to_have_count(0)
    keyboard.press("u")
    expect(card).to_have_attribute("data-state", "new")
    expect(nobody.page.get_by_test_id("pending")).to_have_count(0)
    nobody.page.reload()
    expect(card).to_have_attribute("data-state", "new")
    expect(label).to_have_count(0)


def test_the_sheet_of_keys_opens_closes_and_gives_the_focus_back(visit: Visit) -> None:
    ana = visit("ana")
    ana.first_new()
    ana.page.keyboard.press("?")
    sheet = ana.page.get_by_role("dialog")
    expect(sheet).to_contain_text("Undo, and return to the object")
    place = ana.page.get_by_test_id("place").text_content()
    ana.page.keyboard.press("j")
    expect(ana.page.get_by_test_id("place")).to_have_text(place or "")
    ana.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    ana.page.keyboard.press("j")
    expect(ana.page.get_by_test_id("place")).not_to_have_text(place or "")


def test_a_source_page_opens_by_key_and_by_address_and_leads_back(visit: Visit) -> None:
    ana = visit("ana")
    ana.first_new()
    ana.page.keyboard.press("Shift+j")
    obj_id = ana.current()
    ana.page.keyboard.press("Enter")
    expect(ana.page).to_have_url(f"{ana.url}/source/{obj_id}")
    expect(ana.page.get_by_role("heading", level=1)).to_have_text(obj_id)
    ana.page.keyboard.press("Escape")
    expect(ana.card(obj_id)).to_have_attribute("aria-current", "true")
    linked = visit("ben", f"/source/{obj_id}")
    expect(linked.page.get_by_role("heading", level=1)).to_have_text(obj_id)
    expect(linked.page.get_by_text("simulated", exact=True).first).to_be_visible()
    linked.page.get_by_role("link", name="Sources").click()
    linked.page.get_by_test_id("source-count").wait_for()
    linked.page.go_back()
    expect(linked.page.get_by_role("heading", level=1)).to_have_text(obj_id)


def test_a_key_is_answered_on_the_screen_at_once(visit: Visit) -> None:
    ana = visit("ana")
    ana.page.add_init_script(STOPWATCH)
    ana.page.reload()
    ana.first_new()
    expect(ana.page.locator(".frame.waiting")).to_have_count(0)
    ana.page.evaluate("() => window.keyTimes.splice(0)")
    for key in ["j"] * 25 + ["Shift+k"] * 3 + ["r", "u"] * 8:
        ana.page.keyboard.press(key)
        # One round trip through the page: the next key comes when this one has been handled.
        ana.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    times = sorted(ana.page.evaluate("() => window.keyTimes"))
    assert len(times) >= 40
    p95 = times[int(0.95 * len(times))]
    assert p95 <= LONGEST_P95, f"p95 {p95:.0f} ms of {len(times)} keys"
    expect(ana.page.get_by_test_id("pending")).to_have_count(0)
