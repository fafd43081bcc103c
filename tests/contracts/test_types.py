"""The web UI's types of the API are what the handlers' signatures say."""

from pathlib import Path

from skyportal_like.cli.types import typescript

KEPT = Path(__file__).parents[2] / "static" / "src" / "api" / "types.ts"


def test_the_types_of_the_web_ui_are_those_of_the_signatures() -> None:
    assert KEPT.read_text() == typescript(), "stale: run make types"
