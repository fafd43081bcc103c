"""skyportal-like tokens: a token's secret, alone, once, beside a running system too."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from skyportal_like.access import actor as actors
from skyportal_like.cli import tokens
from skyportal_like.cli.context import Context
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.security.credentials import digest
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Acl
from skyportal_like.work import utc_now
from tests.world import ORIGIN, Person, World

NOON = datetime(2099, 1, 31, 12)  # noqa: DTZ001 - naive UTC, as everywhere here


@pytest.fixture
def context(settings: Settings, people: World, storage: Storage, tmp_path: Path) -> Context:
    return Context(
        settings, "unused", tmp_path, people.units.engine, people.units, storage, lambda: None
    )


def create(context: Context, *arguments: str) -> None:
    parser = argparse.ArgumentParser()
    tokens.add_parser(parser.add_subparsers())
    assert tokens.run(parser.parse_args(["tokens", "create", *arguments]), context) == 0


def row_of(people: World, secret: str) -> Any:
    statement = text("select * from tokens where digest = :digest")
    return people.run(
        people.admin,
        lambda work: work.session.execute(statement, {"digest": digest(secret)}).one(),
    )


def test_it_prints_a_secret_that_works_and_nothing_else(
    context: Context, people: World, capsys: pytest.CaptureFixture[str]
) -> None:
    create(context, "--user", "member", "--acl", "Comment", "--acl", "Classify")
    secret = capsys.readouterr().out.removesuffix("\n")
    actor = people.units.run(actors.by_token(digest(secret)), ORIGIN, lambda work: work.actor)
    assert (actor.user_id, actor.acls) == (people.member.id, {Acl.COMMENT, Acl.CLASSIFY})
    assert row_of(people, secret).name == "command line"


def test_each_run_makes_another_token_unless_it_is_given_a_name(
    context: Context, people: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        create(context, "--user", "member", "--all-acls")
    names = [row_of(people, line).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["command line", "command line 2", "command line 3"]
    create(context, "--user", "member", "--name", "bot")
    with pytest.raises(Invalid, match="Duplicate token name"):
        create(context, "--user", "member", "--name", "bot")


def test_it_is_limited_to_groups_and_to_a_time(
    context: Context, people: World, capsys: pytest.CaptureFixture[str]
) -> None:
    create(context, "--user", "member", "--all-acls", "--group", "Ours", "--expires", "90d")
    row = row_of(people, capsys.readouterr().out.strip())
    assert row.group_ids == [people.group]
    assert abs(row.expires_at - (utc_now() + timedelta(days=90))) < timedelta(minutes=1)
    create(context, "--user", "member", "--expires", "2099-01-31 12:00")
    assert row_of(people, capsys.readouterr().out.strip()).expires_at == NOON


def test_all_acls_of_an_admins_token_for_some_groups_are_all_but_system_admin(
    context: Context, people: World, capsys: pytest.CaptureFixture[str]
) -> None:
    create(context, "--user", "admin", "--all-acls", "--group", "admin")
    acls = row_of(people, capsys.readouterr().out.strip()).acls
    assert set(acls) == set(Acl) - {Acl.SYSTEM_ADMIN}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--acl", "No such"), "There is no ACL"),
        (("--acl", "System admin"), "do not have access to"),
        (("--group", "Nowhere"), "There is no group 'Nowhere'"),
        (("--group", "Theirs"), "Cannot find one or more groups"),
        (("--expires", "2020-01-01"), "in the past"),
        (("--expires", "soon"), "neither a date"),
        (("--expires", ""), "neither a date"),
        (("--expires", "0d"), "neither a date"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    context: Context,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(Invalid, match=said):
        create(context, "--user", "member", *arguments)
    with pytest.raises(NotFound, match="no user named nobody"):
        create(context, "--user", "nobody", *arguments)
    assert capsys.readouterr().out == ""


def test_what_it_made_is_a_token_of_the_person(context: Context, people: World) -> None:
    create(context, "--user", "viewer")
    statement = text("select actor_id, user_id, action from audit where kind = 'token'")
    found = people.run(
        people.admin, lambda work: [tuple(row) for row in work.session.execute(statement)]
    )
    assert found[-1] == (None, people.viewer.id, "create")
    assert isinstance(people.viewer, Person)
