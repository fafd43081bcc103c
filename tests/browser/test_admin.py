"""The administration: why somebody may do something, people, seeing as them, the audit trail."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.people import NARROW, PHONE, command, newcomer, sideways

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]


def hidden_object(visit: Visit) -> str:
    """Name an object that ana reads and cleo does not."""
    ana, cleo = visit("ana"), visit("cleo")
    answer = ana.page.request.get(f"{ana.url}/api/candidates?numPerPage=100").json()["data"]
    names: list[str] = [one["id"] for one in answer["candidates"]]
    return next(name for name in names if not cleo.sees(name))


def test_an_answer_names_the_rule_and_can_be_passed_on_by_its_address(
    visit: Visit, site: Site
) -> None:
    obj_id = hidden_object(visit)
    root = newcomer(visit, site, "root-why", "/scan", "--role", "Super admin")
    page = root.page
    page.get_by_role("link", name="Admin").click()
    who = page.get_by_role("combobox", name="Who")
    who.fill("cle")
    expect(page.get_by_role("option").first).to_contain_text("cleo")
    who.press("Enter")
    page.get_by_label("Name of the object").fill(obj_id)
    page.keyboard.press("Enter")
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text(f"cleo may not read Obj {obj_id}.")
    decided = page.get_by_role("treeitem", selected=True)
    expect(decided.locator(".step-line").first).to_contain_text("no")
    expect(decided.locator(".step-line").first).to_contain_text("decided")
    expect(page.get_by_test_id("explanation")).to_contain_text("Supernova Watch")
    address = page.url
    page.get_by_label("Name of the object").fill("no-such-object")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Cannot find Obj")
    page.goto(address)
    expect(verdict).to_contain_text("cleo may not read")
    page.goto(address.replace("actor=cleo", "actor=ana"))
    expect(verdict).to_contain_text(f"ana may read Obj {obj_id}.")


def test_the_steps_are_a_tree_for_the_keyboard(visit: Visit, site: Site) -> None:
    obj_id = hidden_object(visit)
    address = f"/admin?actor=ana&action=read&kind=Obj&id={obj_id}"
    root = newcomer(visit, site, "root-tree", address, "--role", "Super admin")
    page = root.page
    lines = page.get_by_role("treeitem")
    lines.first.focus()
    before = lines.count()
    page.keyboard.press("ArrowLeft")
    expect(lines).to_have_count(1)
    expect(lines.first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(lines).to_have_count(before)
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(lines.last).to_be_focused()
    page.keyboard.press("Home")
    expect(lines.first).to_be_focused()


def test_rights_are_shown_as_a_difference_before_they_change(visit: Visit, site: Site) -> None:
    command(site, "create", "emil-rights")
    root = newcomer(visit, site, "root-people", "/admin?tab=people", "--role", "Super admin")
    page = root.page
    page.get_by_label("Username").fill("emil-ri")
    page.keyboard.press("Enter")
    row = page.locator("[data-person=emil-rights]")
    expect(page.locator("[data-person]")).to_have_count(1)
    page.get_by_role("button", name="Rights of emil-rights").click()
    dialog = page.get_by_test_id("rights")
    difference = dialog.get_by_test_id("difference")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    dialog.get_by_label("Full user").uncheck()
    dialog.get_by_label("Comment", exact=True).check()
    expect(difference).to_contain_text("emil-rights loses: Annotate, Classify,")
    expect(difference).not_to_contain_text("gains")
    dialog.get_by_label("Manage users").check()
    expect(difference).to_contain_text("emil-rights gains: Manage users.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(row).to_contain_text("Comment, Manage users")
    expect(row).not_to_contain_text("Full user")
    page.get_by_role("button", name="End date of emil-rights").click()
    page.get_by_label("Ends on").fill("2001-01-01")
    page.get_by_role("button", name="Save").click()
    expect(row).to_have_count(0)
    page.get_by_label("Also accounts that have ended").check()
    expect(row).to_contain_text("ended")
    page.get_by_role("button", name="Deactivate emil-rights").click()
    page.get_by_test_id("confirmation").get_by_role("textbox").fill("emil-rights")
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)


def test_seeing_as_somebody_says_so_on_every_page_writes_nothing_and_ends(
    visit: Visit, site: Site
) -> None:
    root = newcomer(visit, site, "root-sees", "/admin?tab=people&q=cleo", "--role", "Super admin")
    page = root.page
    page.get_by_role("button", name="See as this person: cleo").dblclick()
    banner = page.get_by_test_id("supporting")
    expect(banner).to_contain_text("You see the platform as cleo")
    for path in ("/groups", "/datasets", "/profile"):
        root.go(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(banner).to_be_visible()
    page.get_by_label("First name").fill("Someone else")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    banner.get_by_role("button", name="Stop").click()
    expect(banner).to_have_count(0)
    expect(page.get_by_test_id("user-menu")).to_contain_text("root-sees")
    root.go("/admin?tab=audit&by=root-sees")
    expect(page.get_by_role("table")).to_contain_text("start impersonation")
    expect(page.get_by_role("table")).to_contain_text("end impersonation")


def test_the_trail_is_narrowed_paged_by_address_and_exported(visit: Visit, site: Site) -> None:
    command(site, "create", "emil-audit")
    root = newcomer(visit, site, "root-audit", "/admin?tab=audit", "--role", "Super admin")
    page = root.page
    page.get_by_label("Done to").fill("emil-audit")
    page.get_by_role("textbox", name="What was done").fill("create")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("to=emil-audit"))
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("emil-audit")
    page.reload()
    expect(rows).to_have_count(1)
    for format_, kind in (("CSV", "text/csv"), ("NDJSON", "application/x-ndjson")):
        link = page.get_by_role("link", name=f"Export {format_}").get_attribute("href")
        answer = page.request.get(f"{root.url}{link}")
        assert answer.headers["content-type"].startswith(kind)
        assert "emil-audit" in answer.text()
    page.get_by_label("Done to").fill("nobody-at-all")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("There is nobody named nobody-at-all.")).to_be_visible()


def test_a_stream_is_made_given_taken_and_deleted_by_its_name(visit: Visit, site: Site) -> None:
    root = newcomer(visit, site, "root-streams", "/admin?tab=streams", "--role", "Super admin")
    page = root.page
    page.get_by_label("Name", exact=True).fill("Deep Field")
    page.get_by_role("button", name="Create").dblclick()
    panel = page.locator("[data-stream='Deep Field']")
    expect(panel).to_have_count(1)
    panel.get_by_text("Who holds it").click()
    panel.get_by_role("combobox").fill("cleo")
    expect(page.get_by_role("option")).to_have_count(1)
    panel.get_by_role("combobox").press("Enter")
    panel.get_by_role("button", name="Give", exact=True).click()
    expect(panel.locator("[data-holder=cleo]")).to_have_count(1)
    panel.get_by_role("button", name="Take Deep Field from cleo").click()
    expect(panel.locator("[data-holder=cleo]")).to_have_count(0)
    panel.get_by_role("button", name="Delete…").click()
    page.get_by_test_id("confirmation").get_by_role("textbox").fill("Deep Field")
    page.keyboard.press("Enter")
    expect(panel).to_have_count(0)


def test_an_invitation_without_mail_gives_a_link_and_can_be_revoked(
    visit: Visit, site: Site
) -> None:
    root = newcomer(visit, site, "root-invites", "/admin?tab=invitations", "--role", "Super admin")
    page = root.page
    page.get_by_label("E-mail").fill("fay@observatory.example")
    page.get_by_label("Supernova Watch", exact=True).check()
    page.get_by_label("Supernova Watch: can share").check()
    page.get_by_role("button", name="Invite", exact=True).dblclick()
    expect(page.get_by_test_id("invitation-link")).to_contain_text("invite_token=")
    row = page.locator("[data-invitation='fay@observatory.example']")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Supernova Watch")
    expect(row).to_contain_text("waits until")
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)


def test_a_group_admin_asks_about_their_group_and_others_see_no_administration(
    visit: Visit,
) -> None:
    obj_id = hidden_object(visit)
    ana = visit("ana", f"/admin?actor=ben&action=read&kind=Obj&id={obj_id}")
    expect(ana.page.get_by_role("tab")).to_have_text(["Why?", "Audit"])
    expect(ana.page.get_by_test_id("verdict")).to_contain_text(f"ben may read Obj {obj_id}.")
    expect(ana.page.get_by_test_id("explanation")).to_contain_text("Only what the groups")
    ben = visit("ben", "/groups")
    expect(ben.page.get_by_role("link", name="Supernova Watch")).to_be_visible()
    expect(ben.page.get_by_role("link", name="Admin")).to_have_count(0)
    ben.go("/admin?tab=people")
    expect(ben.page.get_by_test_id("forbidden")).to_contain_text("for admins")
    expect(ben.page.get_by_role("tab")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_on_a_phone_the_menu_leads_there_and_nothing_scrolls_sideways(
    visit: Visit, site: Site, size: dict[str, object]
) -> None:
    width = size["viewport"]["width"]  # type: ignore[index]
    obj_id = hidden_object(visit)
    root = newcomer(visit, site, f"root-{width}", "/groups", "--role", "Super admin", **size)
    root.page.get_by_test_id("user-menu").tap()
    root.page.get_by_role("link", name="Admin").tap()
    expect(root.page).to_have_url(re.compile("/admin"))
    why = f"/admin?actor=cleo&action=read&kind=Obj&id={obj_id}"
    tabs = ("people", "audit", "streams", "invitations")
    for path in (why, *(f"/admin?tab={tab}" for tab in tabs)):
        root.go(path)
        expect(root.page.get_by_role("heading", level=1)).to_have_text("Admin")
        expect(root.page.locator("main .panel").last).to_be_visible()
        expect(root.page.locator(".skeleton")).to_have_count(0)
        assert sideways(root) == (0, []), path
