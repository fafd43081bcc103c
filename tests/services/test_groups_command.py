"""skyportal-like groups and filters at the terminal."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from skyportal_like.cli import groups
from skyportal_like.cli.context import Context
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.storage import Storage
from tests.world import World

Say: TypeAlias = Callable[..., list[str]]


@pytest.fixture
def context(settings: Settings, people: World, storage: Storage, tmp_path: Path) -> Context:
    return Context(
        settings, "unused", tmp_path, people.units.engine, people.units, storage, lambda: None
    )


@pytest.fixture
def said(context: Context, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command and give the lines that it printed."""

    def run(*arguments: str) -> list[str]:
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers(dest="command")
        groups.add_parser(commands)
        groups.add_filter_parser(commands)
        args = parser.parse_args(arguments)
        act = groups.run if args.command == "groups" else groups.run_filters
        assert act(args, context) == 0
        return capsys.readouterr().out.splitlines()

    return run


def test_a_group_is_made_filled_and_listed(said: Say, people: World) -> None:
    made = said(
        "groups", "create", "Searchers", "--private", "--admin", "member", "--description", "d"
    )
    assert made[0].startswith("Searchers (id ")
    assert made[0].endswith(") has 1 admins.")
    assert said("groups", "add", "Searchers", "viewer", "--no-save", "--share-photometry") == [
        "viewer is a member of Searchers."
    ]
    assert said("groups", "members", "Searchers") == [
        "member  admin, may save",
        "viewer  may share photometry",
    ]
    assert said("groups", "remove", "Searchers", "member") == ["member is no member of Searchers."]
    listed = said("groups", "list")
    assert f"Ours  (id {people.group})  ZTF Public" in listed
    assert any(line.startswith("Searchers  (id ") and "private" in line for line in listed)


def test_streams_come_and_go_by_the_rules_of_the_api(said: Say, people: World) -> None:
    assert said("groups", "streams", "Ours") == ["ZTF Public"]
    with pytest.raises(NotPermitted, match="Not all users have stream access"):
        said("groups", "streams", "Ours", "--add", "ZTF Partnership")
    given = said("groups", "streams", "Ours", "--give", "ZTF Partnership")
    assert given == ["ZTF Public", "ZTF Partnership"]
    assert people.other_stream in people.actor(people.member).stream_ids
    with pytest.raises(Invalid, match="No stream IDs"):
        said("groups", "streams", "Ours", "--remove", "ZTF Public")
    assert said("groups", "streams", "Ours", "--remove", "ZTF Partnership") == ["ZTF Public"]
    said("groups", "create", "Empty")
    assert said("groups", "streams", "Empty", "--add", "ZTF Public") == ["ZTF Public"]
    with pytest.raises(NotPermitted, match="does not have stream access"):
        said("groups", "add", "Empty", "outsider")


def test_a_filter_is_made_and_its_id_printed_alone(said: Say, people: World) -> None:
    (number,) = said("filters", "create", "new", "--group", "Ours", "--stream", "ZTF Public")
    assert int(number) in people.actor(people.member).filter_ids


@pytest.mark.parametrize(
    "arguments",
    [
        ("groups", "members", "Nobody"),
        ("groups", "add", "Ours", "nobody"),
        ("groups", "streams", "Ours", "--add", "Nothing"),
        ("filters", "create", "x", "--group", "Ours", "--stream", "Nothing"),
        ("groups", "create", "x", "--admin", "nobody"),
    ],
)
def test_what_is_not_there_is_said(said: Say, arguments: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="There is no"):
        said(*arguments)


def test_a_name_that_cannot_be_is_said(said: Say) -> None:
    with pytest.raises(Invalid, match="name: "):
        said("groups", "create", "x" * 1000)
    with pytest.raises(Invalid, match="of this name already"):
        said("groups", "create", "Ours")
