"""Requests to be let into a group, through the API."""

import pytest

from skyportal_like.schemas.admissions import NewAdmission
from skyportal_like.services import admissions
from skyportal_like.vocabulary import Acl
from tests.api.test_groups import field_of, made, people_of, refusal, script
from tests.api.test_members import at_once, give_stream, said
from tests.world import Person, World

PATH = "/api/group_admission_requests"
ONLY_ADMINS = (
    "Insufficient permissions: group admission request status can only be changed by group admins."
)
ONLY_REQUESTER = (
    "Insufficient permissions: only the requester can delete a group admission request."
)


def ask(world: World, person: Person, group: int = 0) -> int:
    """Ask to be let into the group."""
    give_stream(world, person)
    body = {"groupID": group or world.group, "userID": person.id}
    number: int = world.post(person, PATH, body).data["id"]
    return number


def texts(world: World, person: Person) -> list[str]:
    return [one["text"] for one in world.get(person, "/api/internal/notifications").data]


def test_a_request_is_seen_by_who_asks_and_by_admins_of_the_group(world: World) -> None:
    number = ask(world, world.outsider)
    low = script(world, world.group_admin)
    for person in (world.outsider, world.group_admin, low, world.admin):
        shown = world.get(person, f"{PATH}/{number}").data
        assert (shown["user_id"], shown["group_id"]) == (world.outsider.id, world.group)
        assert (shown["status"], shown["user"]["username"]) == ("pending", "outsider")
        assert world.get(person, PATH).data == [shown]
        assert world.get(person, PATH, groupID=world.group).data == [shown]
        assert world.get(person, PATH, groupID=world.other_group).data == []
    for person in (world.member, world.viewer, script(world, world.admin, Acl.UPLOAD_DATA)):
        assert world.get(person, PATH).data == []
        hidden = world.get(person, f"{PATH}/{number}")
        assert said(hidden) == (400, f"Could not find an admission request with the ID: {number}")
        absent = world.get(person, f"{PATH}/999")
        assert refusal(hidden, number) == refusal(absent, 999)
    assert "groupID" in field_of(world.get(world.member, PATH, groupID="x"))
    assert texts(world, world.group_admin) == ["outsider asks to join the group Ours."]
    assert texts(world, world.member) == []


def test_the_refusals_come_in_their_order(world: World) -> None:
    def refused(person: Person, group: int, user: Person) -> tuple[int, str]:
        return said(world.post(person, PATH, {"groupID": group, "userID": user.id}))

    private = made(world, world.member, name="hidden", private=True)
    for group in (private, 999):
        assert refused(world.outsider, group, world.outsider) == (
            400,
            f"Cannot find Group with id {group}",
        )
    member = f"User {world.viewer.id} is already a member of group {world.group}."
    assert refused(world.outsider, world.group, world.viewer) == (400, member)
    assert refused(world.viewer, world.group, world.viewer) == (400, member)
    others = "Group admission requests cannot be made on behalf of others."
    for person in (world.viewer, world.group_admin, world.admin):
        assert refused(person, world.group, world.outsider) == (400, others)
    lacks = (
        f"User {world.outsider.id} does not have sufficient stream access to be admitted to"
        f" group {world.group}."
    )
    assert refused(world.outsider, world.group, world.outsider) == (400, lacks)
    own = world.get(world.member, "/api/groups", name="member").data[0]["id"]
    assert refused(world.outsider, own, world.outsider) == (400, "It is a single user group")
    ask(world, world.outsider)
    again = refused(world.outsider, world.group, world.outsider)
    assert again == (400, f"A request of yours to join group {world.group} is pending already.")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"groupID", "userID"}),
        ({"groupID": 1}, {"userID"}),
        ({"groupID": "x", "userID": None}, {"groupID", "userID"}),
        ({"groupID": 2**40, "userID": 1}, {"groupID"}),
        ({"groupID": 1, "userID": 1, "status": "accepted"}, {"status"}),
    ],
)
def test_a_wrong_body_is_named(world: World, body: dict[str, object], fields: set[str]) -> None:
    assert field_of(world.post(world.viewer, PATH, body)) == fields


def test_only_admins_of_the_group_answer_and_accepting_adds_nobody(world: World) -> None:
    number = ask(world, world.outsider)
    path, accepted = f"{PATH}/{number}", {"status": "accepted"}
    assert world.ask("PATCH", world.viewer, path, accepted).status == 401
    for wrong in ({}, {"status": None}, {"status": "maybe"}):
        assert field_of(world.ask("PATCH", world.member, path, wrong)) == {"status"}
    low = script(world, world.admin, Acl.UPLOAD_DATA)
    for person in (world.outsider, world.member, low):
        hidden = world.ask("PATCH", person, path, accepted)
        assert said(hidden) == (400, ONLY_ADMINS)
        absent = world.ask("PATCH", person, f"{PATH}/999", accepted)
        assert hidden.body == absent.body
    assert world.ask("PATCH", world.group_admin, path, accepted).data == {}
    assert world.get(world.outsider, path).data["status"] == "accepted"
    assert "outsider" not in people_of(world, world.group)
    assert texts(world, world.outsider) == ["Your request to join the group Ours is now accepted."]
    next_step = f"/api/groups/{world.group}/users"
    assert world.post(world.group_admin, next_step, {"userID": world.outsider.id}).status == 200
    missing = world.ask("PATCH", world.admin, f"{PATH}/999", accepted)
    assert said(missing) == (400, "Could not find an admission request with the ID: 999")


def test_a_declined_request_can_be_made_again(world: World) -> None:
    number = ask(world, world.outsider)
    world.ask("PATCH", world.admin, f"{PATH}/{number}", {"status": "declined"})
    body = {"groupID": world.group, "userID": world.outsider.id}
    again = world.post(world.outsider, PATH, body).data["id"]
    users = f"/api/groups/{world.group}/users"
    assert world.post(world.group_admin, users, {"userID": world.outsider.id}).status == 200
    answered = [one["status"] for one in world.get(world.outsider, PATH).data]
    assert answered == ["declined", "accepted"], again


def test_only_who_asked_takes_a_request_back(world: World) -> None:
    number = ask(world, world.outsider)
    path = f"{PATH}/{number}"
    assert world.delete(world.viewer, path).status == 401
    for person in (world.group_admin, world.member):
        refused = world.delete(person, path)
        assert said(refused) == (400, ONLY_REQUESTER)
        assert world.delete(person, f"{PATH}/999").body == refused.body
    assert world.delete(world.outsider, path, {}).data == {}
    assert world.get(world.outsider, PATH).data == []


def test_a_group_that_lets_in_who_asks_does_so_at_once(world: World) -> None:
    path = f"/api/groups/{world.group}"
    world.put(world.group_admin, path, {"name": "Ours", "auto_accept_requests": True})
    number = ask(world, world.outsider)
    assert world.get(world.outsider, f"{PATH}/{number}").data["status"] == "accepted"
    assert people_of(world, world.group)["outsider"] is False
    assert world.get(world.outsider, f"/api/sources/{world.obj}").status == 200
    assert texts(world, world.outsider) == ["Your request to join the group Ours is now accepted."]
    assert texts(world, world.group_admin) == ["outsider has joined the group Ours."]


def test_of_one_request_several_times_at_once_one_is_kept(world: World) -> None:
    give_stream(world, world.outsider)
    body = {"groupID": world.group, "userID": world.outsider.id}
    new = NewAdmission.model_validate(body)

    def make() -> object:
        return world.run(world.outsider, lambda work: admissions.ask(work, new).id)

    outcomes = at_once(*[make] * 5)
    assert sum(isinstance(one, int) for one in outcomes) == 1
    assert len(world.get(world.outsider, PATH).data) == 1
