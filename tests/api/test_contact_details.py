"""How people are reached: shown to fellow members, never for having been enrolled by a stranger."""

from collections.abc import Callable

import pytest

from skyportal_like.vocabulary import Role
from tests.api.acting import accept, change, invite, rows, secret_in, stranger
from tests.api.test_groups import made
from tests.world import Person, Reply, World

ASKING = "/api/group_admission_requests"


def seen(world: World, person: Person, group: int) -> set[str]:
    """Say whose address somebody sees; every place that shows it shows the same."""
    listed = world.get(person, "/api/user", numPerPage=50).data["users"]
    found = {one["username"] for one in listed if one["contact_email"]}
    assert {one["username"] for one in listed if one["contact_phone"]} == found
    assert {one["username"] for one in listed if one["gravatar_url"]} == found
    by_mail = world.get(person, "/api/user", email="@example.org", numPerPage=50).data["users"]
    assert {one["username"] for one in by_mail} == found
    for one in listed:
        alone = world.get(person, f"/api/user/{one['id']}").data
        assert bool(alone["contact_email"]) is (one["username"] in found)
    members = world.get(person, f"/api/groups/{group}").data["users"]
    shown = {one["username"] for one in members if one["contact_email"] or one["contact_phone"]}
    assert shown == {one["username"] for one in members} & found
    return found


@pytest.fixture
def reachable(world: World) -> World:
    """Everybody can be reached."""
    change(
        world,
        "update users set contact_email = username || '@example.org', contact_phone = '+1555'",
    )
    return world


OURS = {"member", "colleague", "group_admin", "viewer"}


def add_one(world: World, group: int) -> Reply:
    return world.post(world.member, f"/api/groups/{group}/users", {"userID": world.outsider.id})


def add_all(world: World, group: int) -> Reply:
    body = {"fromGroupIDs": [world.sitewide]}
    return world.post(world.member, f"/api/groups/{group}/usersFromGroups", body)


def name_admins(world: World, _: int) -> Reply:
    admins = [world.member.id, world.outsider.id]
    return world.post(world.member, "/api/groups", {"name": "theirs", "group_admins": admins})


@pytest.mark.parametrize("enrol", [add_one, add_all, name_admins])
def test_who_was_enrolled_by_a_stranger_is_not_reached_by_them(
    reachable: World, enrol: Callable[[World, int], Reply]
) -> None:
    world = reachable
    group = made(world, world.member)
    assert seen(world, world.member, group) == OURS
    done = enrol(world, group)
    assert done.status == 200, done.body
    assert seen(world, world.member, done.data.get("id", group)) == OURS
    # Who was enrolled is among people who came of their own accord.
    assert seen(world, world.outsider, done.data.get("id", group)) == {"outsider", "member"}


def test_who_manages_users_vouches_for_whom_they_enrol(reachable: World) -> None:
    world = reachable
    for manager in (world.group_admin, world.admin):
        group = made(world, manager, name=manager.username + "s", group_admins=[manager.id])
        body = {"userID": world.outsider.id}
        assert world.post(manager, f"/api/groups/{group}/users", body).status == 200
    vouched = "select bool_and(vouched) from group_users where user_id = :u"
    assert rows(world, vouched, u=world.outsider.id) == [(True,)]


@pytest.mark.parametrize(("answer", "shown"), [("", True), ("accepted", True), ("declined", False)])
def test_who_asked_to_be_let_in_is_a_fellow(reachable: World, answer: str, *, shown: bool) -> None:
    world = reachable
    group = made(world, world.member)
    body = {"groupID": group, "userID": world.outsider.id}
    number = world.post(world.outsider, ASKING, body).data["id"]
    if answer:
        answered = world.ask("PATCH", world.member, f"{ASKING}/{number}", {"status": answer})
        assert answered.status == 200
    assert add_one(world, group).status == 200
    assert ("outsider" in seen(world, world.member, group)) is shown


def test_who_joins_a_group_that_is_open_is_a_fellow(reachable: World) -> None:
    world = reachable
    group = made(world, world.member, auto_accept_requests=True)
    body = {"groupID": group, "userID": world.outsider.id}
    assert world.post(world.outsider, ASKING, body).status == 200
    assert "outsider" in seen(world, world.member, group)


def test_who_asks_after_they_were_enrolled_is_a_fellow_from_then_on(reachable: World) -> None:
    world = reachable
    group = made(world, world.member)
    add_one(world, group)
    body = {"groupID": group, "userID": world.outsider.id}
    for other in (world.member, world.admin):
        refused = world.post(other, ASKING, body)
        assert refused.message == f"User {world.outsider.id} is already a member of group {group}."
    assert seen(world, world.member, group) == OURS
    asked = world.post(world.outsider, ASKING, body)
    assert asked.status == 200, asked.body
    shown = world.get(world.outsider, f"{ASKING}/{asked.data['id']}").data
    assert shown["status"] == "accepted"
    assert seen(world, world.member, group) == OURS | {"outsider"}
    again = world.post(world.outsider, ASKING, body)
    assert again.message == f"User {world.outsider.id} is already a member of group {group}."


def test_who_accepts_an_invitation_after_they_were_enrolled_is_a_fellow(reachable: World) -> None:
    world = reachable
    group = made(world, world.member)
    add_one(world, group)
    accept(world, secret_in(invite(world, world.admin, groupIDs=[group])), world.outsider.id)
    assert seen(world, world.member, group) == OURS | {"outsider"}


def test_an_admin_of_the_sitewide_group_reaches_nobody_by_that(reachable: World) -> None:
    world = reachable
    warden = stranger(world, "warden", Role.FULL_USER)
    change(
        world,
        "update group_users set admin = true where user_id = :u and group_id = :g",
        u=warden,
        g=world.sitewide,
    )
    body = {"name": "warden", "acls": [], "user_id": warden}
    secret = world.post(world.admin, "/api/internal/tokens", body).data["token_id"]
    assert seen(world, Person(warden, "warden", secret), world.sitewide) == set()
