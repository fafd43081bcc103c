"""Members of groups through the API: who joins, what they may do there, who leaves."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from skyportal_like.errors import PlatformError
from skyportal_like.schemas.members import NewMember
from skyportal_like.services import members
from skyportal_like.vocabulary import Acl
from tests.api.test_groups import field_of, made, people_of, script
from tests.services.tables import rows
from tests.world import Person, Reply, World


def give_stream(world: World, *people: Person) -> None:
    """Let people hold the stream of the group."""
    for person in people:
        path = f"/api/streams/{world.stream}/users"
        assert world.post(world.admin, path, {"user_id": person.id}).status == 200


def flags(world: World, person: Person) -> tuple[bool, bool, bool]:
    """Say what a person may do in the group."""
    users = world.get(world.admin, f"/api/groups/{world.group}").data["users"]
    one = next(user for user in users if user["id"] == person.id)
    return one["admin"], one["can_save"], one["can_share_photometry"]


def said(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.message


def test_an_admin_adds_who_holds_the_streams(world: World) -> None:
    path = f"/api/groups/{world.group}/users"
    body = {"userID": world.outsider.id, "canSave": False, "canSharePhotometry": True}
    assert said(world.post(world.viewer, path, body)) == (401, "HTTP 401: Unauthorized")
    assert world.post(world.viewer, path, {"userID": "x"}).status == 401
    for person in (world.member, world.outsider, script(world, world.admin, Acl.UPLOAD_DATA)):
        refused = world.post(person, path, body)
        assert said(refused) == (400, f"Group with ID {world.group} not accessible.")
    lacks = f"User {world.outsider.id} does not have stream access with ID {world.stream}"
    for person in (world.group_admin, world.admin):
        assert said(world.post(person, path, body)) == (403, lacks)
    give_stream(world, world.outsider)
    added = world.post(world.group_admin, path, body).data
    assert added == {"group_id": world.group, "user_id": world.outsider.id, "admin": False}
    assert flags(world, world.outsider) == (False, False, True), "canSave false is kept"
    again = world.post(world.group_admin, path, body)
    assert "already a member" in again.message
    assert field_of(again) == {"userID"}
    assert world.get(world.outsider, f"/api/sources/{world.obj}").status == 200


def test_who_is_added_is_told(world: World) -> None:
    give_stream(world, world.outsider)
    path = f"/api/groups/{world.group}/users"
    world.post(world.group_admin, path, {"userID": world.outsider.id, "admin": True})
    told = world.get(world.outsider, "/api/internal/notifications").data
    assert [(one["text"], one["url"], one["viewed"]) for one in told] == [
        ("You are now a member of the group Ours.", f"/group/{world.group}", False)
    ]
    lines = rows(
        world.units.engine,
        "select actor_id, user_id, group_id, after->>'admin' from audit"
        " where action = 'add member' order by id desc limit 1",
    )
    assert lines == [(world.group_admin.id, world.outsider.id, world.group, "true")]


def test_nobody_joins_or_leaves_the_group_of_one_person(world: World) -> None:
    own = world.get(world.member, "/api/groups", name="member").data[0]["id"]
    for person in (world.member, world.admin):
        for path, body in (
            ("users", {"userID": world.colleague.id}),
            ("usersFromGroups", {"fromGroupIDs": [world.group]}),
        ):
            refused = world.post(person, f"/api/groups/{own}/{path}", body)
            assert said(refused) == (400, "It is a single user group")
        changed = {"userID": world.member.id, "canSave": False}
        refused = world.ask("PATCH", person, f"/api/groups/{own}/users", changed)
        assert said(refused) == (400, "It is a single user group")
        gone = world.delete(person, f"/api/groups/{own}/users/{world.member.id}")
        assert gone.status == 403
    foreign = world.post(
        world.colleague, f"/api/groups/{own}/users", {"userID": world.colleague.id}
    )
    assert "not accessible" in foreign.message


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "userID"),
        ({"userID": None}, "userID"),
        ({"userID": "me"}, "userID"),
        ({"userID": 2**31}, "userID"),
        ({"userID": -1}, "userID"),
        ({"userID": 1, "admin": None}, "admin"),
        ({"userID": 1, "canSave": "perhaps"}, "canSave"),
        ({"userID": 1, "can_save": True}, "can_save"),
        ({"userID": 1, "surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_body_is_named_before_the_group_is_looked_for(
    world: World, body: dict[str, object], field: str
) -> None:
    for group in (world.group, world.other_group, 999):
        path = f"/api/groups/{group}/users"
        assert field_of(world.post(world.group_admin, path, body)) == {field}
        assert field_of(world.ask("PATCH", world.group_admin, path, body)) == {field}


def test_a_person_who_is_not_there_is_named(world: World) -> None:
    path = f"/api/groups/{world.group}/users"
    assert field_of(world.post(world.group_admin, path, {"userID": 999})) == {"userID"}
    change = {"userID": 999, "admin": True}
    assert field_of(world.ask("PATCH", world.group_admin, path, change)) == {"userID"}


def test_an_admin_changes_only_the_flags_that_are_named(world: World) -> None:
    path = f"/api/groups/{world.group}/users"

    def change(person: Person, **body: object) -> Reply:
        return world.ask("PATCH", person, path, {"userID": world.member.id} | body)

    assert change(world.viewer, admin=True).status == 401
    for person in (
        world.member,
        world.outsider,
        script(world, world.admin, Acl.UPLOAD_DATA, Acl.MANAGE_GROUPS),
    ):
        refused = change(person, admin=True)
        assert said(refused) == (400, f"Group with ID {world.group} not accessible.")
    assert field_of(change(world.group_admin)) == {"admin", "canSave", "canSharePhotometry"}
    assert change(world.group_admin, canSharePhotometry=True).data == {}
    assert flags(world, world.member) == (False, True, True)
    assert change(world.admin, canSave=False).data == {}
    assert flags(world, world.member) == (False, False, True)
    assert change(world.group_admin, admin=True).data == {}
    assert flags(world, world.member) == (True, False, True)
    assert change(world.member, canSave=True).status == 200, "an admin by now"
    outsider = {"userID": world.outsider.id, "admin": True}
    assert field_of(world.ask("PATCH", world.group_admin, path, outsider)) == {"userID"}


def test_people_leave_and_admins_take_them_out(world: World) -> None:
    path = f"/api/groups/{world.group}/users/"
    for person, target in (
        (world.member, world.colleague),
        (world.outsider, world.colleague),
        (world.outsider, world.outsider),
        (script(world, world.admin, Acl.UPLOAD_DATA), world.colleague),
    ):
        refused = world.delete(person, f"{path}{target.id}")
        wanted = 400 if person is target else 403
        assert refused.status == wanted, (person, refused.body)
    assert world.delete(world.viewer, f"{path}{world.viewer.id}").data == {}
    assert world.delete(world.group_admin, f"{path}{world.colleague.id}").data == {}
    assert world.delete(world.admin, f"{path}{world.member.id}").data == {}
    assert people_of(world, world.group) == {"group_admin": True}
    assert world.get(world.colleague, f"/api/sources/{world.obj}").status == 404
    assert field_of(world.delete(world.admin, f"{path}{world.member.id}")) == {"user_id"}
    absent = world.delete(world.member, f"/api/groups/999/users/{world.member.id}")
    assert said(absent) == (400, "Cannot find Group with id 999")


def test_everybody_stays_in_the_sitewide_group(world: World) -> None:
    path = f"/api/groups/{world.sitewide}/users/{world.member.id}"
    assert world.delete(world.member, path).status == 403
    assert world.delete(world.admin, path).status == 200


def test_the_last_admin_neither_leaves_nor_steps_down(world: World) -> None:
    users = f"/api/groups/{world.group}/users"
    own = f"{users}/{world.group_admin.id}"
    down = {"userID": world.group_admin.id, "admin": False}
    for refused in (
        world.delete(world.group_admin, own),
        world.ask("PATCH", world.group_admin, users, down),
    ):
        assert "the last admin" in refused.message
        assert field_of(refused) == {"admin"}
    world.ask("PATCH", world.group_admin, users, {"userID": world.member.id, "admin": True})
    assert world.ask("PATCH", world.group_admin, users, down).status == 200
    assert "the last admin" in world.delete(world.member, f"{users}/{world.member.id}").message
    assert world.delete(world.admin, f"{users}/{world.member.id}").status == 200
    assert True not in people_of(world, world.group).values(), "a System admin may"


def test_who_is_alone_in_a_group_may_leave_it(world: World) -> None:
    alone = made(world, world.member)
    assert world.delete(world.member, f"/api/groups/{alone}/users/{world.member.id}").data == {}
    assert people_of(world, alone) == {}


def test_members_of_other_groups_come_all_or_not_at_all(world: World) -> None:
    new = made(world, world.member)
    path = f"/api/groups/{new}/usersFromGroups"
    body = {"fromGroupIDs": [world.group, world.group]}
    assert world.post(world.viewer, path, body).status == 401
    assert "not accessible" in world.post(world.colleague, path, body).message
    for wrong in ({}, {"fromGroupIDs": []}, {"fromGroupIDs": ["x"]}, {"fromGroupIDs": 1}):
        refused = field_of(world.post(world.member, path, wrong))
        assert {name.partition(".")[0] for name in refused} == {"fromGroupIDs"}
    hidden = made(world, world.outsider, name="hidden", private=True)
    for unknown in (hidden, 999):
        refused = world.post(world.member, path, {"fromGroupIDs": [world.group, unknown]})
        assert refused.message == f"Cannot find one or more groups with IDs: [{unknown}]."
    everybody = sorted(
        one.id for one in (world.member, world.colleague, world.group_admin, world.viewer)
    )
    came = world.post(world.member, path, body).data["user_ids"]
    assert came == [one for one in everybody if one != world.member.id]
    assert world.post(world.member, path, body).data == {"user_ids": []}
    back = f"/api/groups/{world.group}/usersFromGroups"
    refused = world.post(world.group_admin, back, {"fromGroupIDs": [new, world.other_group]})
    assert said(refused) == (
        403,
        f"User {world.outsider.id} does not have stream access with ID {world.stream}",
    )
    assert "outsider" not in people_of(world, world.group)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same time; give what each gave, or how it failed."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except PlatformError as error:
            return error.message

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_who_is_added_several_times_at_once_is_added_once(world: World) -> None:
    give_stream(world, world.outsider)
    new = NewMember.model_validate({"userID": world.outsider.id})

    def add() -> object:
        return world.run(world.group_admin, lambda work: members.add(work, world.group, new))

    outcomes = at_once(*[add] * 6)
    taken = f"User {world.outsider.id} is already a member of group {world.group}."
    assert outcomes.count(taken) == 5
    told = world.get(world.outsider, "/api/internal/notifications").data
    assert len(told) == 1


def test_of_two_admins_who_leave_at_once_one_stays(world: World) -> None:
    users = f"/api/groups/{world.group}/users"
    world.ask("PATCH", world.group_admin, users, {"userID": world.member.id, "admin": True})

    def leave(person: Person) -> Callable[[], object]:
        return lambda: world.run(person, lambda work: members.remove(work, world.group, person.id))

    outcomes = at_once(leave(world.member), leave(world.group_admin))
    assert sorted(one is None for one in outcomes) == [False, True]
    assert list(people_of(world, world.group).values()).count(True) == 1


def test_of_two_admins_who_take_each_other_out_at_once_one_stays(world: World) -> None:
    users = f"/api/groups/{world.group}/users"
    world.ask("PATCH", world.group_admin, users, {"userID": world.member.id, "admin": True})

    def expel(person: Person, other: Person) -> Callable[[], object]:
        return lambda: world.run(person, lambda work: members.remove(work, world.group, other.id))

    at_once(expel(world.member, world.group_admin), expel(world.group_admin, world.member))
    assert list(people_of(world, world.group).values()).count(True) == 1
