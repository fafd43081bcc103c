"""Teams through the API: groups under one name, seen as far as one knows the groups."""

import pytest

from skyportal_like.vocabulary import Acl
from tests.api.test_groups import field_of, made, script
from tests.api.test_members import said
from tests.world import World

FULL = {
    "name": "Searchers",
    "description": "who search",
    "primary_color": "#12aBcD",
    "logo_url": "https://example.org/logo.png",
}


def test_a_team_is_shown_with_its_people(world: World) -> None:
    body = FULL | {"group_ids": [world.other_group, world.group, world.group]}
    assert world.post(world.member, "/api/teams", body).status == 401
    number = world.post(world.group_admin, "/api/teams", body).data["id"]
    (listed,) = world.get(world.viewer, "/api/teams").data
    assert "users" not in listed
    assert (listed["id"], listed["num_members"]) == (number, 5)
    shown = world.get(world.viewer, f"/api/teams/{number}").data
    assert {name: shown[name] for name in FULL} == FULL
    assert shown["group_ids"] == sorted([world.group, world.other_group])
    names = [one["username"] for one in shown["users"]]
    assert names == ["colleague", "group_admin", "member", "outsider", "viewer"]
    assert shown["num_members"] == len(names)


def test_groups_that_one_may_not_know_of_are_neither_shown_nor_counted(world: World) -> None:
    hidden = made(world, world.outsider, name="hidden", private=True)
    body = {"name": "T", "group_ids": [world.group, hidden]}
    refused = world.post(world.group_admin, "/api/teams", body)
    assert said(refused) == (400, f"Cannot find one or more groups with IDs: [{hidden}].")
    assert field_of(refused) == {"group_ids"}
    number = world.post(world.admin, "/api/teams", body).data["id"]

    def seen(person: str) -> tuple[list[int], int, int]:
        shown = world.get(world.people[person], f"/api/teams/{number}").data
        (listed,) = world.get(world.people[person], "/api/teams").data
        assert listed["group_ids"] == shown["group_ids"]
        assert listed["num_members"] == shown["num_members"]
        return shown["group_ids"], shown["num_members"], len(shown["users"])

    assert seen("member") == ([world.group], 4, 4)
    assert seen("outsider") == ([world.group, hidden], 5, 5)
    path = f"/api/teams/{number}"
    assert world.put(world.group_admin, path, {"group_ids": [world.other_group]}).data == {}
    assert seen("member") == ([world.other_group], 1, 1)
    assert seen("outsider") == ([world.other_group, hidden], 1, 1), "the unseen one stayed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", " "),
        ("name", "x" * 10_000),
        ("description", "x" * 20_000),
        ("primary_color", "red"),
        ("primary_color", "#12345"),
        ("primary_color", "#1234567"),
        ("logo_url", "http://example.org/x.png"),
        ("logo_url", "javascript:alert(1)"),
        ("logo_url", "https://"),
        ("logo_url", 'https://example.org/"><script>'),
        ("logo_url", "https://[::1"),
        ("logo_url", "https://example.org/" + "x" * 3000),
        ("group_ids", [999]),
        ("group_ids", None),
        ("group_ids", [2**31]),
        ("users", []),
    ],
)
def test_a_wrong_value_is_named(world: World, field: str, value: object) -> None:
    number = world.post(world.admin, "/api/teams", {"name": "T"}).data["id"]
    for reply in (
        world.post(world.group_admin, "/api/teams", FULL | {field: value}),
        world.put(world.group_admin, f"/api/teams/{number}", {field: value}),
        world.ask("PATCH", world.group_admin, f"/api/teams/{number}", {field: value}),
    ):
        assert {name.partition(".")[0] for name in field_of(reply)} == {field}


def test_a_team_needs_a_name_of_its_own(world: World) -> None:
    nameless = world.post(world.group_admin, "/api/teams", {})
    assert "name: Field required" in nameless.message
    world.post(world.group_admin, "/api/teams", FULL)
    assert field_of(world.post(world.group_admin, "/api/teams", FULL)) == {"name"}
    other = world.post(world.group_admin, "/api/teams", {"name": "Other"}).data["id"]
    taken = world.put(world.group_admin, f"/api/teams/{other}", {"name": "Searchers"})
    assert field_of(taken) == {"name"}


def test_teams_are_changed_and_taken_away_by_who_manages_them(world: World) -> None:
    number = world.post(world.group_admin, "/api/teams", FULL).data["id"]
    path = f"/api/teams/{number}"
    low = script(world, world.group_admin, Acl.COMMENT)
    for person in (world.member, low):
        for method in ("PUT", "PATCH", "DELETE"):
            assert world.ask(method, person, path, {"name": "x"}).status == 401
    assert world.put(world.admin, path, {"logo_url": None}).data == {}
    assert world.ask("PATCH", world.group_admin, path, {"description": "d"}).data == {}
    shown = world.get(world.member, path).data
    assert (shown["logo_url"], shown["description"], shown["name"]) == (None, "d", "Searchers")
    assert world.delete(world.group_admin, path).data == {}
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        gone = world.ask(method, world.group_admin, path, None if method == "GET" else {})
        assert said(gone) == (400, f"Cannot find team with ID: {number}.")
