"""Every page in both themes before axe: no violation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Site, Visitor
from tests.browser.people import newcomer

pytestmark = [pytest.mark.slow]
Visit = Callable[..., Visitor]

AXE = (ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text
RUN = """async () => {
  const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a",
    "wcag21aa", "wcag22aa", "best-practice"] });
  return violations.map(({ id, nodes }) => id + ": " + nodes.map((one) => one.html).join(" | "));
}"""


def violations(visitor: Visitor) -> list[str]:
    """Let axe look at the page as it stands; the source comes past the page's own script policy."""
    visitor.page.evaluate(f"() => {{ {AXE()} }}")
    found: list[str] = visitor.page.evaluate(RUN)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_barrier(visit: Visit, theme: str) -> None:
    nobody = visit(None, "/sign-in", color_scheme=theme)
    nobody.page.get_by_test_id("demo-ana").wait_for()
    assert violations(nobody) == []
    ana = visit("ana", color_scheme=theme, reduced_motion="reduce")
    ana.first_new()
    assert violations(ana) == []
    obj_id = ana.current()
    for key in ("f", "?", "Escape", "t", "Escape", "f"):
        ana.page.keyboard.press(key)
        if key in "?t":
            ana.page.get_by_role("dialog").wait_for()
        if key == "f":
            ana.page.locator("article[aria-current=true]").wait_for()
        assert violations(ana) == [], key
    group = ana.page.request.get(f"{ana.url}/api/groups").json()["data"]["user_groups"][-1]["id"]
    pages = ("/sources", "/groups", f"/group/{group}", "/datasets", "/source/nothing", "/group/0")
    for path in (f"/source/{obj_id}", *pages):
        ana.go(path)
        expect(ana.page.locator("main h1, main [role=alert]").first).to_be_visible()
        expect(ana.page.locator(".skeleton")).to_have_count(0)
        assert violations(ana) == [], path


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_about_people_and_rights_has_a_barrier(
    visit: Visit, site: Site, theme: str
) -> None:
    name, options = f"axe-{theme}", ("--role", "Super admin")
    root = newcomer(visit, site, name, "/groups", *options, color_scheme=theme)
    groups = root.page.request.get(f"{root.url}/api/groups").json()["data"]["all_groups"]
    watch = next(group["id"] for group in groups if group["name"] == "Supernova Watch")
    why = f"/admin?actor=ana&action=read&kind=Group&id={watch}"
    of_group = ("filters", "streams", "scanning", "requests", "audit", "settings")
    of_admin = ("people", "audit", "streams", "invitations")
    for path in (
        why,
        *(f"/admin?tab={tab}" for tab in of_admin),
        *(f"/group/{watch}?tab={tab}" for tab in of_group),
        *(f"/profile?tab={tab}" for tab in ("profile", "sessions", "tokens")),
    ):
        root.go(path)
        expect(root.page.locator("main .panel").first).to_be_visible()
        expect(root.page.locator(".skeleton")).to_have_count(0)
        if path == why:
            root.page.get_by_role("tree").wait_for()
        assert violations(root) == [], path
    for path, button in (
        ("/profile?tab=tokens", "New token"),
        ("/admin?tab=people&q=ana", "Rights of ana"),
        ("/admin?tab=people&q=ana", "Deactivate ana"),
        ("/groups", "New group"),
    ):
        root.go(path)
        root.page.get_by_role("button", name=button).click()
        expect(root.page.get_by_role("dialog").get_by_role("button").last).to_be_visible()
        assert violations(root) == [], button


def test_a_phone_has_no_barrier(visit: Visit) -> None:
    ana = visit("ana", viewport={"width": 390, "height": 844}, has_touch=True)
    ana.page.locator("article[data-obj-id]").wait_for()
    assert violations(ana) == []
