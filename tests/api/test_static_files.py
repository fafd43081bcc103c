"""The web UI's own files: what is served, and that nothing outside their folder is."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from tornado.web import Application

from skyportal_like.app import Process
from skyportal_like.handlers.operation import PAGES
from tests.world import Reply, World

PAGE = b"<!doctype html><title>the page</title>"


@pytest.fixture
def app(process: Process, tmp_path: Path) -> Application:
    """The pages of a small web UI, with a secret beside their folder."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "assets" / "main-0123456789.js").write_text("1")
    (folder / "assets" / "main-0123456789.js.gz").write_bytes(gzip.compress(b"squeezed"))
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "dist-other").mkdir()
    (tmp_path / "dist-other" / "secret.txt").write_text("secret")
    platform = replace(process.platform, static_dir=folder)
    return Application([(path, handler, {"platform": platform}) for path, handler in PAGES])


def get(world: World, path: str) -> Reply:
    assert world.http is not None
    return world.http.ask("GET", path)


@pytest.mark.parametrize("path", ["/", "/source/ZTF26a", "/scan?group=1", "/no.js"])
def test_any_path_of_the_ui_is_its_page(world: World, path: str) -> None:
    shown = get(world, path)
    assert (shown.status, shown.raw) == (200, PAGE)
    assert shown.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]


def test_hashed_files_are_kept_for_good_and_come_compressed(world: World) -> None:
    shown = get(world, "/assets/main-0123456789.js")
    assert (shown.status, shown.raw) == (200, b"squeezed")
    assert shown.headers["X-Consumed-Content-Encoding"] == "gzip"
    assert shown.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in shown.headers["Cache-Control"]
    assert shown.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/../dist-other/secret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/%00",
        "/" + "x" * 5000,
        "/" + "x/" * 3000,
    ],
    ids=lambda path: path[:40],
)
def test_nothing_outside_the_folder_is_served(world: World, path: str) -> None:
    shown = get(world, path)
    assert (shown.status, shown.raw) == (200, PAGE)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/main-gone0000.js",
        "/static/no.js",
        "/metrics",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/main-0123456789.js%00.html",
    ],
)
def test_where_only_files_are_no_page_stands_for_one_that_is_missing(
    world: World, path: str
) -> None:
    missing = get(world, path)
    assert (missing.status, missing.body["status"]) == (404, "error")


def test_a_path_that_is_no_text_is_refused(world: World) -> None:
    refused = get(world, "/%ff")
    assert refused.status == 400
    assert b"Traceback" not in refused.raw
