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

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

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
    process: "subprocess.Popen[str]"

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


@pytest.fixture(scope="module")
def site(make_database: Callable[[str], str]) -> Iterator[Site]:
    """The whole platform in a process of its own, on a database with the demonstration."""
    if not (ROOT / "static" / "dist" / "index.html").exists():
        pytest.fail("the web UI is not built: run make install")
    folder = tempfile.mkdtemp(prefix="skyportal-like-browser-")
    port = free_port()
    name = "browser_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    environment = os.environ | {
        "SKYPORTAL_LIKE_DATA_DIR": folder,
        "SKYPORTAL_LIKE_DATABASE__URL": make_database(name),
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
    yield Site(f"http://127.0.0.1:{port}", said.split(": ", 1)[1].strip(), process)
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


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Open a browser as a person of the demonstration."""
    opened: list[Visitor] = []

    def sign_in(
        username: str, path: str = "/", *, width: int = 1440, height: int = 900
    ) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        visitor = Visitor(site.url, page, context, [], [])
        page.on("request", lambda request: visitor.requests.append(request.url))
        page.on("pageerror", lambda error: visitor.problems.append(str(error)))
        page.goto(site.url + "/sign-in")
        page.get_by_test_id(f"demo-{username}").click()
        page.get_by_test_id("user-menu").wait_for()
        page.goto(site.url + path)
        opened.append(visitor)
        return visitor

    yield sign_in
    for visitor in opened:
        assert visitor.problems == []
        outside = [url for url in visitor.requests if not url.startswith((site.url, "data:"))]
        assert [url for url in outside if not url.startswith("blob:")] == []
        visitor.context.close()
