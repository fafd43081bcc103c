"""Signing in by the one-time link, signing out, and freezing a dataset on the page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, Visitor

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


def test_the_admin_link_signs_in_once(visit: Visit, site: Site) -> None:
    path = site.admin_link.removeprefix(site.url)
    first = visit(None, path)
    expect(first.page.get_by_test_id("user-menu")).to_contain_text("admin")
    second = visit(None, path)
    expect(second.page.get_by_role("alert")).to_contain_text("does not work any more")
    assert second.page.url == f"{site.url}/sign-in?error=link"
    assert second.page.request.get(f"{site.url}/api/internal/profile").status == 401


def test_signing_out_ends_the_session_of_this_browser(visit: Visit) -> None:
    ben = visit(None, "/sign-in")
    ben.page.get_by_test_id("demo-ben").click()
    ben.page.get_by_test_id("user-menu").click()
    ben.page.get_by_role("button", name="Sign out").click()
    expect(ben.page).to_have_url(re.compile("/sign-in$"))
    ben.go("/sources")
    expect(ben.page.get_by_test_id("demo-ben")).to_be_visible()
    assert ben.page.request.get(f"{ben.url}/api/internal/profile").status == 401


def test_a_dataset_is_made_previewed_and_frozen_on_the_page(visit: Visit) -> None:
    ana = visit("ana", "/datasets")
    page = ana.page
    page.get_by_test_id("new-dataset").click()
    dialog = page.get_by_test_id("new-dataset-dialog")
    dialog.get_by_label("Name").fill("First night")
    dialog.get_by_label("Group").select_option("Supernova Watch")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/taxonomy", hold)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First night")
    page.get_by_label("Train / validation / test").select_option("no split")
    page.get_by_label("Allow classes too small").check()
    assert held, "the page has asked for the taxonomies"
    for route in held:
        route.continue_()
    page.get_by_test_id("preview").click()
    expect(page.get_by_test_id("preview-result")).to_contain_text(re.compile(r"[1-9]\d* rows"))
    page.get_by_test_id("freeze").click()
    content = page.get_by_test_id("content-id")
    expect(content).to_have_text(re.compile(r"^\w+:?[0-9a-f]{16,}$"), timeout=40_000)
    expect(page.locator("[data-version='1']")).to_have_attribute("data-status", "frozen")
    expect(page.get_by_test_id("freezing")).to_have_count(0)
