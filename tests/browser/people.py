"""People who come to the platform during a test, made and signed in by its own commands."""

import os
import subprocess
import sys
from collections.abc import Callable

from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


def command(site: Site, *words: str) -> str:
    """Run `skyportal-like users`."""
    environment = os.environ | {"SKYPORTAL_LIKE_DATABASE__URL": site.database_url}
    return subprocess.run(
        [sys.executable, "-m", "skyportal_like.cli.main", "users", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def newcomer(
    visit: Visit, site: Site, name: str, path: str, *options: str, **context: object
) -> Visitor:
    """Make a person with these rights and let them open a page in a browser of their own."""
    command(site, "create", name, *options)
    return returning(visit, site, name, path, **context)


def returning(visit: Visit, site: Site, name: str, path: str, **context: object) -> Visitor:
    """Sign a person in with a new link, in another browser."""
    secret = command(site, "link", name).rsplit("token=", 1)[1]
    visitor = visit(None, "/sign-in", **context)
    answer = visitor.page.request.post(f"{site.url}/login/link", data={"token": secret})
    assert answer.ok, answer.text()
    visitor.go(path)
    visitor.page.get_by_test_id("user-menu").wait_for()
    return visitor


def sideways(visitor: Visitor) -> tuple[int, list[str]]:
    """Measure how far a page scrolls sideways, and name what sticks out of it."""
    wide: int = visitor.page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")
    out: list[str] = visitor.page.evaluate(
        """() => [...document.querySelectorAll("main :is(button, a, h1, input, select)")]
        .filter((one) => !one.closest("[role=region]"))
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML)"""
    )
    return wide, out
