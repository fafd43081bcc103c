"""Settings that are wrong are said to be, by name."""

from pathlib import Path

import pytest

from skyportal_like.cli.main import main


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
