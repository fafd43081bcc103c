"""skyportal-like users: people made, listed, given rights, restored and let in from a terminal."""

import argparse
from pathlib import Path

import pytest
from sqlalchemy import Engine

from skyportal_like.access import actor as actors
from skyportal_like.cli import users as command
from skyportal_like.cli.context import Context
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.services import user_removals
from skyportal_like.storage import Storage
from tests.services.tables import rows
from tests.world import ORIGIN, World


@pytest.fixture
def context(
    settings: Settings, people: World, engine: Engine, storage: Storage, tmp_path: Path
) -> Context:
    return Context(settings, "unused", tmp_path, engine, people.units, storage, lambda: None)


def run(context: Context, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return command.run(parser.parse_args(["users", *arguments]), context)


def held(engine: Engine, name: str) -> list[tuple[object, ...]]:
    return rows(engine, f"select roles, acls from users where username = '{name}'")


def groups_of(engine: Engine, name: str) -> list[object]:
    found = rows(
        engine,
        "select g.name from groups g join group_users m on m.group_id = g.id"
        f" join users u on u.id = m.user_id where u.username = '{name}' order by 1",
    )
    return [one[0] for one in found]


def test_a_person_is_made_with_an_address_a_role_and_groups(
    context: Context, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ("create", "Ada", "--email", "ada@example.org", "--role", "View only")
    assert run(context, *made, "--group", "Ours", "--group", "Theirs") == 0
    assert capsys.readouterr().out.endswith(") is a View only.\n")
    assert held(engine, "ada") == [(["View only"], [])]
    assert groups_of(engine, "ada") == ["Ours", "Sitewide Group", "Theirs", "ada"]
    emails = "select contact_email, sign_in_email from users where username = 'ada'"
    assert rows(engine, emails) == [("ada@example.org", "ada@example.org")]
    for wrong, message in (
        (("create", "ada"), "taken"),
        (("create", "bob", "--email", "nobody"), "contact_email"),
        (("create", "bob\a"), "username"),
        (("create", "bob", "--group", "None"), "no group named None"),
        (("create", "bob", "--group", "ada"), "single user group"),
    ):
        with pytest.raises((Invalid, NotFound), match=message):
            run(context, *wrong)
    assert rows(engine, "select 1 from users where username like 'bob%'") == []


def test_who_there_is_is_listed_a_line_a_person(
    context: Context, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    run(context, "list")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert lines[3].split("\t")[1:] == ["viewer", "View only", "Ours, Sitewide Group"]


def test_rights_are_given_and_taken(context: Context, engine: Engine) -> None:
    rights = ("--role", "Group admin", "--acl", "Become user", "--group", "Theirs")
    run(context, "grant", "viewer", *rights, "--admin")
    assert held(engine, "viewer") == [(["View only", "Group admin"], ["Become user"])]
    assert "Theirs" in groups_of(engine, "viewer")
    run(context, "grant", "viewer", *rights, "--revoke")
    assert held(engine, "viewer") == [(["View only"], [])]
    assert "Theirs" not in groups_of(engine, "viewer")
    with pytest.raises(Invalid, match="at least one"):
        run(context, "grant", "viewer")
    with pytest.raises(NotFound, match="no user named nobody"):
        run(context, "grant", "nobody", "--role", "Full user")


def test_the_last_system_admin_stays_also_from_a_terminal(context: Context, engine: Engine) -> None:
    with pytest.raises(Invalid, match="last System admin"):
        run(context, "grant", "admin", "--role", "Super admin", "--revoke")
    run(context, "grant", "member", "--acl", "System admin")
    run(context, "grant", "admin", "--role", "Super admin", "--revoke")
    assert held(engine, "admin") == [([], [])]


def test_who_was_deleted_is_let_in_again_under_a_new_name(
    context: Context, people: World, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = f"deleted-{people.member.id}"

    def delete_member() -> None:
        people.units.run(
            actors.system, ORIGIN, lambda work: user_removals.remove(work, people.member.id)
        )

    delete_member()
    for wrong in (("link", gone), ("grant", gone, "--role", "Full user")):
        with pytest.raises(NotFound):
            run(context, *wrong)
    with pytest.raises(Invalid, match="new one"):
        run(context, "restore", gone)
    with pytest.raises(Invalid, match="taken"):
        run(context, "restore", gone, "--as", "viewer")
    run(context, "restore", gone, "--as", "Phoenix")
    assert held(engine, "phoenix") == [(["View only"], [])]
    assert groups_of(engine, "phoenix") == ["Sitewide Group", "phoenix"]
    with pytest.raises(Invalid, match="not deleted"):
        run(context, "restore", "phoenix")
    capsys.readouterr()
    run(context, "link", "phoenix")
    assert "/login/link?token=" in capsys.readouterr().out
    delete_member()
    assert groups_of(engine, gone) == []


def test_who_has_expired_is_let_in_again(context: Context, people: World, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "update users set expiration_date = '2001-01-01' where username = 'viewer'"
        )
    with pytest.raises(NotPermitted):
        people.actor(people.viewer)
    run(context, "restore", "viewer")
    assert people.actor(people.viewer).username == "viewer"
    assert held(engine, "viewer") == [(["View only"], [])]
