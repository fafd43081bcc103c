"""What a first visit downloads stays small."""

import re

from tests.browser.conftest import ROOT

DIST = ROOT / "static" / "dist"
KILOBYTE = 1000


def zipped(ending: str) -> int:
    """Add up what the first page names with an ending, as it travels."""
    named = re.findall(rf'(?:src|href)="/([^"]+\.{ending})"', (DIST / "index.html").read_text())
    assert named
    return sum((DIST / f"{name}.gz").stat().st_size for name in named)


def test_the_first_page_needs_little_script_and_style() -> None:
    assert zipped("js") <= 180 * KILOBYTE
    assert zipped("css") <= 40 * KILOBYTE
