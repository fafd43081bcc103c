"""A group from its making to its end: members, requests, filters, settings."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import NARROW, PHONE, newcomer, sideways

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


def make_group(visitor: Visitor, name: str, *, private: bool = False) -> str:
    """Make a group on the page and give its address."""
    page = visitor.page
    visitor.go("/groups")
    page.get_by_test_id("new-group").click()
    dialog = page.get_by_test_id("new-group-dialog")
    dialog.get_by_label("Name", exact=False).first.fill(name)
    if private:
        dialog.get_by_label("Private").check()
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url.removeprefix(visitor.url)


def delete_group(visitor: Visitor, path: str, name: str) -> None:
    """End a group by typing its name."""
    page = visitor.page
    visitor.go(f"{path}?tab=settings")
    page.get_by_role("button", name="Delete the group").click()
    dialog = page.get_by_test_id("confirmation")
    delete = dialog.get_by_role("button", name="Delete the group")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill(name.upper())
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill(name)
    delete.click()
    expect(page).to_have_url(re.compile("/groups$"))
    expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_an_admin_adds_changes_and_removes_a_member_with_the_keyboard(visit: Visit) -> None:
    ana = visit("ana")
    page = ana.page
    path = make_group(ana, "Night shift")
    expect(page.get_by_test_id("my-role")).to_have_text("You are an admin of this group.")
    field = page.get_by_role("combobox", name="Username")
    field.fill("be")
    expect(page.get_by_role("option").first).to_contain_text("ben")
    field.press("Enter")
    expect(field).to_have_value("ben")
    page.get_by_role("button", name="Add", exact=True).dblclick()
    row = page.locator("[data-member=ben]")
    expect(row).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    share = page.get_by_label("ben: Can share")
    share.focus()
    page.keyboard.press("Space")
    expect(share).to_be_checked()
    page.reload()
    expect(page.get_by_label("ben: Can share")).to_be_checked()
    expect(page.get_by_label("ben: Can save")).to_be_checked()
    page.get_by_role("combobox", name="Username").fill("nobody-at-all")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("There is nobody named nobody-at-all.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Username")).to_have_value("nobody-at-all")
    page.get_by_role("button", name="Remove ben").click()
    expect(row).to_have_count(0)
    delete_group(ana, path, "Night shift")


def test_somebody_asks_to_join_and_is_let_in(visit: Visit) -> None:
    ana, cleo = visit("ana"), visit("cleo")
    path = make_group(ana, "Open desk")
    cleo.go(path)
    expect(cleo.page.get_by_role("heading", level=1)).to_have_text(
        "You are not a member of Open desk."
    )
    assert "ana" not in (cleo.page.locator("main").text_content() or "")
    cleo.page.get_by_role("button", name="Ask to join").dblclick()
    expect(cleo.page.locator("main")).to_contain_text("an admin has not answered yet")
    ana.go(f"{path}?tab=requests")
    ana.page.get_by_role("button", name="Accept cleo").click()
    expect(ana.page.get_by_test_id("empty")).to_contain_text("Nobody is waiting")
    # The page of the one who asked follows by itself.
    expect(cleo.page.get_by_test_id("my-role")).to_have_text("You are a member and can save.")
    cleo.page.get_by_role("button", name="Leave the group").click()
    expect(cleo.page).to_have_url(re.compile("/groups$"))
    delete_group(ana, path, "Open desk")


def test_a_declined_request_says_so(visit: Visit) -> None:
    ana, cleo = visit("ana"), visit("cleo", "/groups")
    path = make_group(ana, "Closed desk")
    cleo.page.reload()
    card = cleo.page.locator("[data-group='Closed desk']")
    card.get_by_role("button", name="Ask to join").click()
    expect(card).to_contain_text("You asked")
    ana.go(f"{path}?tab=requests")
    ana.page.get_by_role("button", name="Decline cleo").click()
    expect(ana.page.get_by_test_id("empty")).to_be_visible()
    cleo.page.reload()
    expect(card).to_contain_text("Your request was declined")
    delete_group(ana, path, "Closed desk")


def test_a_member_sees_who_is_there_and_no_trace_of_administration(visit: Visit) -> None:
    ben = visit("ben", "/groups")
    ben.page.get_by_role("link", name="Supernova Watch").click()
    expect(ben.page.get_by_test_id("my-role")).to_contain_text("You are a member")
    expect(ben.page.locator("[data-member=ana]")).to_contain_text("yes")
    expect(ben.page.get_by_role("tab")).to_have_text(["Members", "Filters", "Streams", "Scanning"])
    expect(ben.page.get_by_role("checkbox")).to_have_count(0)
    expect(ben.page.get_by_role("button", name="Remove")).to_have_count(0)
    ben.go(f"{ben.page.url.removeprefix(ben.url)}?tab=settings")
    expect(ben.page.get_by_role("tab", selected=True)).to_have_text("Members")


def test_a_private_group_leaves_no_trace(visit: Visit) -> None:
    ana, cleo = visit("ana"), visit("cleo")
    path = make_group(ana, "Hidden desk", private=True)
    cleo.go("/groups")
    cleo.page.get_by_role("heading", level=1).wait_for()
    expect(cleo.page.locator("main")).to_contain_text("Sitewide Group")
    assert "Hidden desk" not in (cleo.page.locator("main").text_content() or "")
    said = []
    for address in (path, "/group/999999"):
        cleo.go(address)
        failure = cleo.page.get_by_test_id("failure")
        expect(failure).to_contain_text("There is no such group for you.")
        said.append(re.sub(r"\d+|Request \w+", "", failure.text_content() or ""))
    assert said[0] == said[1]
    delete_group(ana, path, "Hidden desk")


def test_a_filter_is_made_renamed_and_deleted_by_its_name(visit: Visit) -> None:
    ana = visit("ana", "/groups")
    page = ana.page
    page.get_by_role("link", name="Supernova Watch").click()
    page.get_by_role("tab", name="Members").press("ArrowRight")
    expect(page.get_by_role("tab", name="Filters")).to_be_focused()
    expect(page).to_have_url(re.compile("tab=filters"))
    page.get_by_label("Name", exact=True).fill("Faint ones")
    page.get_by_role("button", name="Create").dblclick()
    expect(page.locator("[data-filter='Faint ones']")).to_have_count(1)
    page.get_by_role("button", name="Rename Faint ones").click()
    name = page.get_by_label("New name of Faint ones")
    expect(name).to_be_focused()
    name.fill("Fainter ones")
    name.press("Enter")
    expect(page.get_by_role("link", name="Fainter ones")).to_be_visible()
    page.get_by_role("button", name="Delete Fainter ones").click()
    page.get_by_test_id("confirmation").get_by_role("textbox").fill("Fainter ones")
    page.keyboard.press("Enter")
    expect(page.locator("[data-filter='Fainter ones']")).to_have_count(0)
    expect(page.get_by_role("link", name="Bright transients")).to_be_visible()


def test_settings_that_somebody_else_changed_are_not_overwritten_unasked(visit: Visit) -> None:
    ana = visit("ana")
    path = make_group(ana, "Two desks")
    ana.page.get_by_role("tab", name="Settings").click()
    ana.page.get_by_label("Description").fill("mine")
    other = visit("ana", f"{path}?tab=settings")
    other.page.get_by_label("Description").fill("theirs")
    other.page.get_by_role("button", name="Save").click()
    overtaken = ana.page.get_by_test_id("overtaken")
    expect(overtaken).to_contain_text("Somebody changed the group meanwhile.")
    expect(ana.page.get_by_label("Description")).to_have_value("mine")
    expect(ana.page.get_by_role("button", name="Save")).to_be_disabled()
    overtaken.get_by_role("button", name="Overwrite with mine").click()
    expect(overtaken).to_have_count(0)
    expect(other.page.get_by_label("Description")).to_have_value("mine")
    delete_group(ana, path, "Two desks")


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_no_tab_of_a_group_scrolls_sideways(
    visit: Visit, site: Site, size: dict[str, object]
) -> None:
    width = size["viewport"]["width"]  # type: ignore[index]
    admin = newcomer(visit, site, f"thumbs-{width}", "/groups", "--role", "Super admin", **size)
    listed = admin.page.request.get(f"{admin.url}/api/groups").json()["data"]["all_groups"]
    watch = next(group["id"] for group in listed if group["name"] == "Supernova Watch")
    tabs = ("members", "filters", "streams", "scanning", "requests", "audit", "settings")
    for path in ("/groups", *(f"/group/{watch}?tab={tab}" for tab in tabs)):
        admin.go(path)
        expect(admin.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(admin.page.locator(".skeleton")).to_have_count(0)
        assert sideways(admin) == (0, []), path
