"""Scanning on a phone: buttons for the thumb, and nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
LEAST_TARGET = 44


def test_the_thumb_saves_classifies_and_takes_back(visit: Visit) -> None:
    ben = visit("ben", **PHONE)
    card = ben.page.locator("article[data-obj-id]")
    card.wait_for()
    thumbs = ben.page.locator(".thumbs")
    while card.get_attribute("data-state") != "new":
        thumbs.get_by_text("Skip").tap()
    obj_id = ben.current()
    chip = ben.page.get_by_role("group", name="Classes").get_by_role("button").first
    chip.tap()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(card.locator(".chip.mine")).to_have_count(1)
    chips = card.locator(".chip.mine")
    thumbs.get_by_text("Save").tap()
    expect(ben.card(obj_id)).to_have_count(0)
    thumbs.get_by_text("Undo").tap()
    expect(ben.card(obj_id)).to_have_attribute("data-state", "new")
    thumbs.get_by_text("Undo").tap()
    expect(chips).to_have_count(0)
    for button in thumbs.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_TARGET


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_no_page_scrolls_sideways(visit: Visit, size: dict[str, object]) -> None:
    ben = visit("ben", **size)
    ben.page.locator("article[data-obj-id]").wait_for()
    obj_id = ben.current()
    wide = "() => document.scrollingElement.scrollWidth - innerWidth"
    cut = """() => [...document.querySelectorAll("main button, main a, main h1")]
      .filter((one) => !one.closest(".class-chips, [data-scrolls], [role=region]"))
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.textContent)"""
    group = ben.page.request.get(f"{ben.url}/api/groups").json()["data"]["user_groups"][0]["id"]
    for path in (
        "/scan",
        f"/source/{obj_id}",
        "/sources",
        "/groups",
        f"/group/{group}",
        "/datasets",
    ):
        ben.go(path)
        expect(ben.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(ben.page.locator(".skeleton")).to_have_count(0)
        assert ben.page.evaluate(wide) <= 0, path
        assert ben.page.evaluate(cut) == [], path
