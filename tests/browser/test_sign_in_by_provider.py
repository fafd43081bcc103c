"""Signing in at a provider in a real browser: its own login page, there and back."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import START_SECONDS, free_port

pytestmark = [pytest.mark.slow]


@dataclass
class Mock:
    """The provider: a real OpenID Connect server in a process of its own."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its issuer."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it with Vera, and wait until it answers."""
        vera = {
            "sub": "vera-1",
            "preferred_username": "vera",
            "given_name": "Vera",
            "family_name": "Rubin",
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-W", "ignore", "-m", "oidc_provider_mock"),
                *("--port", str(self.port), "--user-claims", json.dumps(vera)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(self.url + "/jwks", timeout=5).close()
                return
            assert time.monotonic() < deadline, "the provider does not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(START_SECONDS)
            self.process = None


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    """The provider, running."""
    made = Mock(free_port())
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def url(make_database: Callable[[str], str], mock: Mock) -> Iterator[str]:
    """A platform whose people sign in at the provider, and at one that is away."""
    port = free_port()
    shared = {"client_id": "platform", "client_secret": "secret"}
    providers = {
        "mock": {"title": "the Observatory", "issuer": mock.url, **shared},
        "away": {"title": "an Institute that is away", "issuer": f"http://127.0.0.1:{free_port()}"}
        | shared,
    }
    environment = os.environ | {
        "SKYPORTAL_LIKE_DATA_DIR": tempfile.mkdtemp(prefix="skyportal-like-browser-"),
        "SKYPORTAL_LIKE_DATABASE__URL": make_database("sign_in_by_provider"),
        "SKYPORTAL_LIKE_SERVER__PORT": str(port),
        "SKYPORTAL_LIKE_DEMO__ENABLED": "false",
        "SKYPORTAL_LIKE_LOG__LEVEL": "WARNING",
        "SKYPORTAL_LIKE_SIGN_IN__OPEN": "true",
        "SKYPORTAL_LIKE_SIGN_IN__PROVIDERS": json.dumps(providers),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "skyportal_like.cli.main", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert "/login/link?token=" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGINT)
    assert process.wait(START_SECONDS) == 0
    process.stdout.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser of nobody yet."""
    context = browser.new_context()
    made = context.new_page()
    problems: list[str] = []
    made.on("pageerror", lambda error: problems.append(str(error)))
    yield made
    context.close()
    assert problems == []


def test_one_signs_in_at_the_provider_and_comes_back_where_one_was(page: Page, url: str) -> None:
    page.goto(url + "/datasets")
    button = page.get_by_role("link", name="Sign in with the Observatory")
    button.click()
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    page.get_by_role("button", name="vera-1").click()
    expect(page).to_have_url(url + "/datasets")
    expect(page.get_by_test_id("user-menu")).to_contain_text("Vera Rubin")
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert set(cookies) == {"session"}, "what bound the attempt is gone"
    assert cookies["session"]["httpOnly"]
    assert cookies["session"]["sameSite"] == "Lax"
    sessions = page.request.get(url + "/api/internal/sessions").json()["data"]
    assert [(one["how"], one["current"]) for one in sessions] == [("mock", True)]
    assert "Chrome" in sessions[0]["browser"]


def test_who_says_no_there_is_told_so_and_may_try_again(page: Page, url: str) -> None:
    page.goto(url + "/sign-in?next=%2Fgroups")
    page.get_by_test_id("provider-mock").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("cancelled")
    page.goto(url + "/sign-in?error=denied&next=%2Fgroups")
    page.get_by_test_id("provider-mock").click()
    page.get_by_role("button", name="vera-1").click()
    expect(page).to_have_url(url + "/groups")


def test_a_used_answer_in_the_history_signs_nobody_in(page: Page, url: str) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(url + "/sign-in")
    page.get_by_test_id("provider-mock").click()
    page.get_by_role("button", name="vera-1").click()
    page.get_by_test_id("user-menu").wait_for()
    answer = next(one for one in seen if "/complete/mock/" in one)
    page.context.clear_cookies()
    page.goto(answer)
    expect(page.get_by_role("alert")).to_contain_text("another browser or tab")
    assert page.request.get(url + "/api/internal/profile").status == 401


def test_a_provider_that_is_away_is_said_to_be_and_the_other_works(
    page: Page, url: str, mock: Mock
) -> None:
    page.goto(url + "/sign-in?next=%2Fsources")
    page.get_by_test_id("provider-away").click()
    expect(page.get_by_role("alert")).to_contain_text("does not answer right now")
    expect(page).to_have_url(re.compile("next=%2Fsources"))
    mock.stop()
    mock.start()
    page.get_by_test_id("provider-mock").click()
    page.get_by_role("button", name="vera-1").click()
    expect(page).to_have_url(re.compile("/sources"))


def test_a_session_that_ended_leads_back_to_the_sign_in_page(page: Page, url: str) -> None:
    page.goto(url + "/sign-in")
    page.get_by_test_id("provider-mock").click()
    page.get_by_role("button", name="vera-1").click()
    page.get_by_test_id("user-menu").wait_for()
    page.goto(url + "/baselayer/logout")
    expect(page.get_by_test_id("provider-mock")).to_be_visible()
    page.goto(url + "/groups")
    expect(page.get_by_test_id("provider-mock")).to_have_attribute(
        "href", "/login/mock/?next=%2Fgroups"
    )


@pytest.mark.parametrize("next_path", ["//elsewhere.example.org", "/\\elsewhere.example.org"])
def test_nobody_is_carried_away_afterwards(page: Page, url: str, next_path: str) -> None:
    page.goto(f"{url}/login/mock/?next={next_path}")
    page.get_by_role("button", name="vera-1").click()
    page.get_by_test_id("user-menu").wait_for()
    assert page.url.startswith(url)
