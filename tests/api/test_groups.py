"""Groups through the API: who knows of them, making and changing them."""

import json

import pytest

from skyportal_like.access import actor as actors
from skyportal_like.models import User
from skyportal_like.services import tokens
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work
from tests.api.test_sign_in import OWN_PAGE, sign_in
from tests.services.tables import rows
from tests.world import ORIGIN, Person, Reply, World

CONTACT = ("contact_email", "contact_phone", "oauth_uid")


def script(world: World, person: Person, *acls: Acl) -> Person:
    """Give a person another token, with fewer rights."""

    def make(work: Work) -> str:
        user = work.session.get_one(User, person.id)
        return tokens.create(work, user, f"script {len(acls)} {sorted(acls)}", acls)

    secret = world.units.run(actors.system, ORIGIN, make)
    return Person(person.id, person.username, secret)


def made(world: World, person: Person, **body: object) -> int:
    """Make a group and give its id."""
    number: int = world.post(person, "/api/groups", {"name": "New"} | body).data["id"]
    return number


def people_of(world: World, group_id: int) -> dict[str, bool]:
    """Say who is in a group, and whether as an admin."""
    shown = world.get(world.admin, f"/api/groups/{group_id}").data["users"]
    return {one["username"]: one["admin"] for one in shown}


def in_browser(world: World, person: Person, method: str, path: str, body: object) -> Reply:
    """Ask as a signed-in browser does."""
    assert world.http is not None
    headers = OWN_PAGE | {"Cookie": sign_in(world, person)}
    return world.http.ask(method, path, headers=headers, body=json.dumps(body).encode())


def refusal(reply: Reply, number: int) -> tuple[int, str, str]:
    """Say how something was refused, whatever its number."""
    return reply.status, reply.code, reply.message.replace(str(number), "…")


def field_of(reply: Reply) -> set[str]:
    """Name the fields that a refusal is about."""
    assert reply.status == 400, reply.body
    return set(reply.body["data"]["fields"])


def test_the_lists_hold_what_each_may_know_in_the_order_of_names(world: World) -> None:
    made(world, world.outsider, name="A hidden one", private=True)
    made(world, world.member, name="another")
    lists = world.get(world.member, "/api/groups").data
    mine = ["another", "member", "Ours", "Sitewide Group"]
    assert [one["name"] for one in lists["user_groups"]] == mine
    shared = ["another", "Ours", "Sitewide Group"]
    assert [one["name"] for one in lists["user_accessible_groups"]] == shared
    assert [one["name"] for one in lists["all_groups"]] == [*shared, "Theirs"]
    ours = next(one for one in lists["all_groups"] if one["name"] == "Ours")
    assert ours["streams"] == [{"id": world.stream, "name": "ZTF Public"}]
    everybody = world.get(world.member, "/api/groups", includeSingleUserGroups=True).data
    assert {"outsider", "viewer"} <= {one["name"] for one in everybody["all_groups"]}


def test_reading_groups_asks_what_the_person_holds_not_their_script(world: World) -> None:
    hidden = made(world, world.outsider, name="A hidden one", private=True)
    low = script(world, world.admin, Acl.COMMENT)
    lists = world.get(low, "/api/groups").data
    assert "A hidden one" in {one["name"] for one in lists["all_groups"]}
    assert "A hidden one" in {one["name"] for one in lists["user_accessible_groups"]}
    assert world.get(low, f"/api/groups/{hidden}").data["private"] is True
    refused = world.put(script(world, world.admin, Acl.UPLOAD_DATA), f"/api/groups/{hidden}", {})
    assert (refused.status, refused.code) == (400, "forbidden")


def test_a_name_finds_exactly_that_group(world: World) -> None:
    found = world.get(world.member, "/api/groups", name="Ours").data
    assert [one["id"] for one in found] == [world.group]
    assert world.get(world.member, "/api/groups", name="ours").data == []
    made(world, world.outsider, name="A hidden one", private=True)
    assert world.get(world.member, "/api/groups", name="A hidden one").data == []


def test_a_private_group_answers_others_as_one_that_is_not_there(world: World) -> None:
    hidden = made(world, world.outsider, name="A hidden one", private=True)
    for method, path, body in (
        ("GET", "/api/groups/{}", None),
        ("GET", "/api/groups/{}/palette", None),
        ("PUT", "/api/groups/{}", {"name": "x"}),
        ("DELETE", "/api/groups/{}", None),
        ("POST", "/api/groups/{}/users", {"userID": world.member.id}),
        ("PATCH", "/api/groups/{}/users", {"userID": world.member.id, "admin": True}),
        ("DELETE", "/api/groups/{}/users/1", None),
        ("POST", "/api/groups/{}/usersFromGroups", {"fromGroupIDs": [world.group]}),
        ("POST", "/api/groups/{}/streams", {"stream_id": world.stream}),
        ("DELETE", "/api/groups/{}/streams/1", None),
    ):

        def ask(number: int, method: str = method, path: str = path, body: object = body) -> object:
            reply = world.ask(method, world.group_admin, path.format(number), body)
            assert reply.status in {400, 403}, reply.body
            return refusal(reply, number)

        assert ask(hidden) == ask(99999), (method, path)


def test_a_group_shows_its_people_streams_and_filters(world: World) -> None:
    shown = world.get(world.member, f"/api/groups/{world.group}").data
    names = [one["username"] for one in shown["users"]]
    assert names == ["colleague", "group_admin", "member", "viewer"]
    assert shown["users"][1]["admin"] is True
    assert shown["streams"] == [{"id": world.stream, "name": "ZTF Public"}]
    assert [one["id"] for one in shown["filters"]] == [world.filter]
    theirs = world.get(world.outsider, f"/api/groups/{world.group}").data
    assert theirs["filters"] == []
    short = world.get(world.member, f"/api/groups/{world.group}", includeGroupUsers=False).data
    assert "users" not in short
    assert world.get(world.member, f"/api/groups/{made(world, world.member)}").data["streams"] == []
    absent = world.get(world.member, "/api/groups/999")
    assert (absent.status, absent.message) == (400, "Cannot find Group with id 999")


def test_how_to_reach_members_is_for_fellows_and_who_manages_people(world: World) -> None:
    def fill(work: Work) -> None:
        for user in work.session.query(User):
            user.contact_email, user.contact_phone = f"{user.username}@example.org", "+1 555"
            user.oauth_uid = f"uid {user.username}"

    world.run(world.admin, fill)

    def seen(person: Person, group: int) -> set[str]:
        users = world.get(person, f"/api/groups/{group}").data["users"]
        full = [one for one in users if all(one[name] for name in CONTACT)]
        bare = [one for one in users if not any(one[name] for name in CONTACT)]
        assert len(full) + len(bare) == len(users)
        return {one["username"] for one in full}

    everybody = {"colleague", "group_admin", "member", "viewer"}
    assert seen(world.member, world.group) == everybody
    assert seen(world.admin, world.group) == everybody
    assert seen(world.outsider, world.group) == set()
    assert seen(world.group_admin, world.other_group) == {"outsider"}
    assert seen(script(world, world.group_admin, Acl.COMMENT), world.other_group) == set()
    # Everybody is in the sitewide group, which makes nobody a fellow.
    assert seen(world.outsider, world.sitewide) == {"outsider"}


def test_the_public_group_is_the_sitewide_one(world: World) -> None:
    shown = world.get(world.viewer, "/api/groups/public").data
    assert (shown["id"], shown["name"]) == (world.sitewide, "Sitewide Group")


def test_a_script_that_names_no_admin_makes_its_owner_one(world: World) -> None:
    alone = made(world, world.member, name="alone", nickname="a", description="d")
    assert people_of(world, alone) == {"member": True}
    named = made(world, world.member, name="named", group_admins=[world.colleague.id])
    assert people_of(world, named) == {"colleague": True}
    assert people_of(world, made(world, world.admin, name="of admins")) == {}
    low = script(world, world.admin, Acl.UPLOAD_DATA)
    assert people_of(world, made(world, low, name="of low ones")) == {}
    told = world.get(world.colleague, "/api/internal/notifications").data
    assert [one["url"] for one in told] == [f"/group/{named}"]


def test_a_person_becomes_admin_of_what_they_make(world: World) -> None:
    for number, person in enumerate((world.member, world.admin)):
        body = {"name": f"by hand {number}", "group_admins": [world.colleague.id]}
        made_one = in_browser(world, person, "POST", "/api/groups", body).data["id"]
        assert people_of(world, made_one) == {person.username: True, "colleague": True}


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, {"name": "  "}])
def test_a_group_without_a_name_is_refused(world: World, body: dict[str, object]) -> None:
    assert world.post(world.viewer, "/api/groups", body).status == 401
    refused = world.post(world.member, "/api/groups", body)
    assert (refused.status, refused.message) == (400, "Missing required parameter: `name`")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 10_000),
        ("name", 3),
        ("nickname", "x" * 1_000),
        ("description", "x" * 20_000),
        ("private", "maybe"),
        ("private", None),
        ("auto_accept_requests", []),
        ("group_admins", [2**31]),
        ("group_admins", [999]),
        ("group_admins", "all"),
        ("single_user_group", True),
        ("sitewide", True),
    ],
)
def test_a_wrong_value_is_named(world: World, field: str, value: object) -> None:
    refused = world.post(world.member, "/api/groups", {"name": "New", field: value})
    assert {name.partition(".")[0] for name in field_of(refused)} == {field}
    assert world.get(world.admin, "/api/groups", name="New").data == []
    if field != "group_admins":
        changed = world.put(world.group_admin, f"/api/groups/{world.group}", {field: value})
        assert field_of(changed) == {field}
        absent = world.put(world.group_admin, "/api/groups/999", {field: value})
        assert field_of(absent) == {field}, "malformed comes before absent"


@pytest.mark.parametrize("name", ["Ours", " Ours ", "Theirs", "Sitewide Group", "viewer", "Viewer"])
def test_a_name_that_is_taken_is_refused(world: World, name: str) -> None:
    assert field_of(world.post(world.member, "/api/groups", {"name": name})) == {"name"}
    own = made(world, world.member)
    assert field_of(world.put(world.member, f"/api/groups/{own}", {"name": name})) == {"name"}


def test_an_admin_changes_what_is_named_and_nothing_else(world: World) -> None:
    path = f"/api/groups/{world.group}"
    body = {"name": "Ours", "description": "of us", "auto_accept_requests": True}
    assert world.put(world.viewer, path, body).status == 401
    refused = world.put(world.member, path, body)
    assert (refused.status, refused.code) == (400, "forbidden")
    assert world.put(world.group_admin, path, body).data == {}
    assert world.put(world.admin, path, {"name": "Renamed", "private": True}).data == {}
    shown = world.get(world.group_admin, path).data
    named = ("name", "description", "auto_accept_requests", "private", "nickname")
    assert [shown[name] for name in named] == ["Renamed", "of us", True, True, None]
    lines = rows(
        world.units.engine,
        "select actor_id, before->>'name', after->>'name' from audit"
        " where kind = 'group' and action = 'edit' order by id",
    )
    assert lines == [(world.group_admin.id, "Ours", "Ours"), (world.admin.id, "Ours", "Renamed")]


def test_who_edits_what_somebody_changed_meanwhile_is_told(world: World) -> None:
    path = f"/api/groups/{world.group}"
    seen = world.get(world.group_admin, path).data["modified"]
    assert world.put(world.admin, path, {"description": "one"}).status == 200
    stale = world.put(world.group_admin, path, {"description": "two", "modified": seen})
    assert (stale.status, stale.code) == (409, "conflict")
    fresh = world.get(world.group_admin, path).data["modified"]
    body = {"description": "two", "modified": fresh}
    assert world.put(world.group_admin, path, body).status == 200


def test_the_sitewide_group_and_those_of_one_person_stay_as_they_are(world: World) -> None:
    own = world.get(world.member, "/api/groups", name="member").data[0]["id"]
    for person, group in ((world.member, own), (world.admin, own), (world.admin, world.sitewide)):
        changed = world.put(person, f"/api/groups/{group}", {"name": "x"})
        assert (changed.status, changed.code) == (400, "forbidden")
    for person in (world.member, world.admin):
        for group in (own, world.sitewide):
            gone = world.delete(person, f"/api/groups/{group}")
            assert (gone.status, gone.message) == (403, f"Cannot find Group with id {group}")
