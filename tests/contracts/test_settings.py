"""Settings that are wrong are said to be, by name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import skyportal_like
from skyportal_like.cli.main import main
from skyportal_like.config import Section, Settings

PACKAGE = Path(skyportal_like.__file__).parent
# Settings that only config.py reads, and what asks it.
READ_THERE = {"demo.enabled": "demo_wanted"}


@pytest.fixture
def settings_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    monkeypatch.setenv("SKYPORTAL_LIKE_CONFIG", str(file))
    return file


def said_by(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["migrate"]) == 2
    return capsys.readouterr().err


def test_a_settings_file_that_is_named_but_absent_is_an_error(
    settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"names {settings_file}, which is not there" in said_by(capsys)


def test_an_unknown_setting_is_named(
    settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_file.write_text("server: {prt: 5000}")
    assert "setting server.prt: there is no such setting" in said_by(capsys)


def test_a_wrong_value_is_named(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings_file.write_text("server: {port: many}")
    assert "setting server.port: Input should be a valid integer" in said_by(capsys)


def leaves(
    model: type[Section] | type[Settings], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each setting by its path, with the words one of which stands where it is read."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from leaves(kind, (*path, name))
        else:
            section = path[-1] if path else "settings"
            yield ".".join((*path, name)), (section, model.__name__)


def is_read(texts: list[str], name: str, words: tuple[str, ...]) -> bool:
    attribute = re.compile(rf"\.{name}\b")
    return any(attribute.search(text) and any(word in text for word in words) for text in texts)


def test_every_setting_is_read_somewhere() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "config.py"]
    texts = [path.read_text() for path in files]
    unread = {
        path
        for path, words in leaves(Settings)
        if not is_read(texts, path.rpartition(".")[2], words)
    }
    assert unread == set(READ_THERE)
    assert all(is_read(texts, asked, ("settings",)) for asked in READ_THERE.values())
