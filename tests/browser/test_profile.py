"""The page about oneself: what colleagues see, sessions, and tokens for scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import NARROW, PHONE, newcomer, returning, sideways

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


def test_a_refused_profile_says_why_at_the_field_and_keeps_what_was_typed(
    visit: Visit, site: Site
) -> None:
    dora = newcomer(visit, site, "dora-profile", "/scan")
    page = dora.page
    page.get_by_test_id("user-menu").click()
    page.get_by_role("link", name="Profile").click()
    expect(page).to_have_url(re.compile("/profile$"))
    page.get_by_label("First name").fill("Dora")
    page.get_by_label("Affiliations").fill("Observatory\nUniversity")
    bio = page.get_by_role("textbox", name="About you")
    bio.fill("short")
    page.get_by_role("button", name="Save").click()
    expect(bio).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("First name")).to_have_value("Dora")
    expect(bio).to_have_value("short")
    bio.fill("Looks for transients since 2009.")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_test_id("toast-info")).to_have_count(1)
    expect(page.get_by_test_id("user-menu")).to_contain_text("Dora")
    page.reload()
    expect(page.get_by_label("First name")).to_have_value("Dora")
    expect(page.get_by_label("Affiliations")).to_have_value("Observatory\nUniversity")


def test_a_token_is_shown_once_works_is_rotated_and_revoked_by_its_name(
    visit: Visit, site: Site
) -> None:
    dora = newcomer(visit, site, "dora-tokens", "/profile?tab=tokens")
    page, secret = dora.page, dora.page.get_by_test_id("secret-text")
    expect(page.get_by_test_id("empty")).to_contain_text("No token yet.")
    page.get_by_test_id("new-token").click()
    dialog = page.get_by_test_id("new-token-dialog")
    expect(dialog.get_by_label("Manage users")).to_have_count(0)
    expect(dialog.get_by_label("It works for")).to_have_value("90")
    dialog.get_by_label("Name").fill("night script")
    dialog.get_by_label("Comment").check()
    dialog.get_by_role("button", name="Make the token").dblclick()
    first = secret.text_content() or ""
    page.keyboard.press("Escape")
    expect(secret).to_be_visible()
    page.get_by_role("button", name="I stored it").click()
    expect(secret).to_have_count(0)
    row = page.locator("[data-token='night script']")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("never used")
    expect(row).to_contain_text("Comment")
    assert first not in page.content()

    def works(token: str) -> bool:
        headers = {"Authorization": f"token {token}", "Cookie": ""}
        return page.request.get(f"{dora.url}/api/internal/profile", headers=headers).ok

    assert works(first)
    page.get_by_role("button", name="Rotate night script").click()
    expect(page.get_by_test_id("secret")).to_contain_text("works for 24 hours more")
    second = secret.text_content() or ""
    page.get_by_role("button", name="I stored it").click()
    expect(row).to_contain_text("the old secret works until")
    assert second != first
    assert works(first)
    assert works(second)
    page.get_by_role("button", name="Revoke night script").click()
    confirmation = page.get_by_test_id("confirmation")
    expect(confirmation.get_by_role("button", name="Revoke")).to_be_disabled()
    confirmation.get_by_role("textbox").fill("night script")
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    assert not works(first)
    assert not works(second)


def test_another_browser_is_signed_out_from_here_and_then_all(visit: Visit, site: Site) -> None:
    here = newcomer(visit, site, "dora-sessions", "/profile?tab=sessions")
    there = returning(visit, site, "dora-sessions", "/groups")
    page = here.page
    page.reload()
    expect(page.locator("[data-session=current]")).to_contain_text("this one")
    others = page.locator("[data-session=other]")
    expect(others).to_have_count(1)
    others.get_by_role("button").click()
    expect(others).to_have_count(0)
    assert there.page.request.get(f"{site.url}/api/internal/profile").status == 401
    again = returning(visit, site, "dora-sessions", "/groups")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert again.page.request.get(f"{site.url}/api/internal/profile").status == 401


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_the_profile_does_not_scroll_sideways(visit: Visit, size: dict[str, object]) -> None:
    ben = visit("ben", "/profile", **size)
    for tab in ("profile", "sessions", "tokens"):
        ben.go(f"/profile?tab={tab}")
        expect(ben.page.get_by_role("heading", level=1)).to_have_text("Profile")
        expect(ben.page.locator(".skeleton")).to_have_count(0)
        assert sideways(ben) == (0, []), tab
    ben.page.get_by_test_id("new-token").click()
    expect(ben.page.get_by_test_id("new-token-dialog")).to_be_visible()
    assert sideways(ben) == (0, [])
