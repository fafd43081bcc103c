"""A running platform with the demonstration, and browsers of signed-in people."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the system's Chromium; a browser of the test tool's own is not downloaded."""
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": FLAGS.split(),
    }


@dataclass(frozen=True)
class Site:
    """The platform as people reach it."""

    url: str
    admin_link: str
    database_url: str

    def post(self, path: str, token: str, body: object) -> dict[str, object]:
        """Act as a script."""
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode(),
            {"Authorization": f"token {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return dict(json.load(answer))


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(make_database: Callable[[str], str]) -> Iterator[Site]:
    """The whole platform in a process of its own, on a database with the demonstration."""
    if not (ROOT / "static" / "dist" / "index.html").exists():
        pytest.fail("the web UI is not built: run make install")
    folder = tempfile.mkdtemp(prefix="skyportal-like-browser-")
    port = free_port()
    name = "browser_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    database_url = make_database(name)
    environment = os.environ | {
        "SKYPORTAL_LIKE_DATA_DIR": folder,
        "SKYPORTAL_LIKE_DATABASE__URL": database_url,
        "SKYPORTAL_LIKE_SERVER__PORT": str(port),
        "SKYPORTAL_LIKE_DEMO__ENABLED": "true",
        "SKYPORTAL_LIKE_DEMO__OBJECTS": "60",
        "SKYPORTAL_LIKE_LOG__LEVEL": "WARNING",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "skyportal_like.cli.main", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert "/login/link?token=" in said, f"the platform did not start: {said!r}"
    yield Site(f"http://127.0.0.1:{port}", said.split(": ", 1)[1].strip(), database_url)
    process.send_signal(signal.SIGINT)
    assert process.wait(START_SECONDS) == 0
    process.stdout.close()


@dataclass
class Visitor:
    """A person at a browser."""

    url: str
    page: Page
    context: BrowserContext
    requests: list[str]
    problems: list[str]

    def go(self, path: str) -> None:
        """Open another page."""
        self.page.goto(self.url + path)

    def card(self, obj_id: str) -> Locator:
        """Find the card of an object."""
        return self.page.locator(f'article[data-obj-id="{obj_id}"]')

    def current(self) -> str:
        """Name the object under the cursor."""
        obj_id = self.page.locator("article[aria-current=true]").get_attribute("data-obj-id")
        assert obj_id is not None
        return obj_id

    def sees(self, obj_id: str) -> bool:
        """Ask the API whether there is such an object for this person."""
        return self.page.request.get(f"{self.url}/api/sources/{obj_id}").ok

    def first_new(self) -> str:
        """Wait for the queue and go to the first candidate that nobody has decided about."""
        self.page.locator("article[data-obj-id]").first.wait_for()
        expect(self.page.get_by_test_id("connection")).to_have_text("live")
        self.page.keyboard.press("Home")
        if self.card(self.current()).get_attribute("data-state") != "new":
            self.page.keyboard.press("n")
        return self.current()


@pytest.fixture(scope="session")
def cookies(browser: Browser, site: Site) -> Callable[[str], StorageState]:
    """Sign a person of the demonstration in once a run, through the page."""
    known: dict[str, StorageState] = {}

    def of(username: str) -> StorageState:
        if username not in known:
            context = browser.new_context()
            page = context.new_page()
            page.goto(site.url + "/sign-in")
            page.get_by_test_id(f"demo-{username}").click()
            page.get_by_test_id("user-menu").wait_for()
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return of


@pytest.fixture
def visit(
    browser: Browser, site: Site, cookies: Callable[[str], StorageState]
) -> Iterator[Callable[..., Visitor]]:
    """Open a browser as a person of the demonstration, or as nobody; nothing leaves the machine."""
    opened: list[Visitor] = []

    def enter(username: str | None, path: str = "/", **context_options: Any) -> Visitor:
        options = {"viewport": {"width": 1440, "height": 900}} | context_options
        state = cookies(username) if username else None
        context = browser.new_context(storage_state=state, **options)
        page = context.new_page()
        visitor = Visitor(site.url, page, context, [], [])
        page.on("request", lambda request: visitor.requests.append(request.url))
        page.on("pageerror", lambda error: visitor.problems.append(str(error)))
        opened.append(visitor)
        page.goto(site.url + path)
        return visitor

    yield enter
    for visitor in opened:
        visitor.context.close()
        assert visitor.problems == []
        outside = [url for url in visitor.requests if not url.startswith((site.url, "data:"))]
        assert [url for url in outside if not url.startswith("blob:")] == []
