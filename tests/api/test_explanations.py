"""Why may somebody (not) do something: the answer, the rule that decided, and who may ask."""

from typing import Any

import pytest

from tests.world import Person, World


def ask(world: World, asker: Person, actor: str, action: str, kind: str, key: object) -> Any:
    return world.get(
        asker, "/api/access/explain", actor=actor, action=action, kind=kind, id=key
    ).data


def flat(step: dict[str, Any]) -> list[dict[str, Any]]:
    return [step, *(inner for one in step["steps"] for inner in flat(one))]


def test_a_save_in_a_group_is_named_as_the_reason(world: World) -> None:
    said = ask(world, world.admin, "member", "read", "Obj", world.obj)
    assert said["allowed"] is True
    assert said["decided_by"] == "through a source"
    named = [step for step in flat(said["steps"]) if step["kind"] == "groups" and step["names"]]
    assert named[0]["names"] == ["Ours"]
    assert named[0]["matching"] == [world.group]


def test_a_missing_stream_is_named_as_the_reason(world: World) -> None:
    said = ask(world, world.admin, "outsider", "read", "Filter", world.filter)
    assert said["allowed"] is False
    lines = {step["says"]: step["holds"] for step in flat(said["steps"])}
    assert lines["is a member of its group"] is False
    assert lines["holds its stream"] is False


def test_an_act_that_nobody_may_do_says_so(world: World) -> None:
    said = ask(world, world.admin, "admin", "administer", "Obj", world.obj)
    assert said["allowed"] is False
    assert "by nobody" in said["decided_by"]


def test_a_gate_is_explained_by_role(world: World) -> None:
    query = {"actor": "viewer", "action": "contribute", "kind": "Obj", "id": world.obj}
    said = world.get(world.admin, "/api/access/explain", acl="Classify", **query).data
    assert (said["allowed"], said["decided_by"]) == (False, "not so: holds Classify")
    said = world.get(
        world.admin, "/api/access/explain", acl="Classify", **query | {"actor": "member"}
    )
    assert said.data["allowed"] is True
    says = [step["says"] for step in flat(said.data["steps"])]
    assert "has the role Full user, which brings Classify" in says


def test_a_group_admin_asks_about_the_rows_of_their_group(world: World) -> None:
    said = ask(world, world.group_admin, "viewer", "save", "Group", world.group)
    assert (said["allowed"], said["complete"]) == (True, False)


@pytest.mark.parametrize("name", ["member", "viewer", "outsider"])
def test_others_may_not_ask(world: World, name: str) -> None:
    refused = world.get(
        world.people[name],
        "/api/access/explain",
        actor="member",
        action="read",
        kind="Group",
        id=world.group,
    )
    assert (refused.status, refused.code) == (403, "forbidden")


def test_a_hidden_row_answers_as_an_absent_one(world: World) -> None:
    def refused(key: str) -> tuple[int, str]:
        query = {"actor": "member", "action": "read", "kind": "Obj", "id": key}
        return world.get(world.group_admin, "/api/access/explain", **query).without(key)

    assert refused(world.hidden) == refused("ZTF26nothing")
    assert refused(world.hidden)[0] == 400


def test_what_another_group_decides_is_left_out_for_a_group_admin(world: World) -> None:
    # The admin of Theirs saves the object that Ours has; each admin hears of their own group only.
    world.post(world.admin, "/api/sources", {"id": world.obj, "group_ids": [world.other_group]})
    said = ask(world, world.group_admin, "outsider", "read", "Obj", world.obj)
    assert said["allowed"] is False
    assert world.other_group not in {one for step in flat(said["steps"]) for one in step["ids"]}
    assert ask(world, world.admin, "outsider", "read", "Obj", world.obj)["allowed"] is True


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"action": "read", "kind": "Obj", "id": "x"}, "actor"),
        ({"actor": "member", "action": "fly", "kind": "Obj", "id": "x"}, "action"),
        ({"actor": "member", "action": "read", "kind": "Moon", "id": "x"}, "kind"),
        ({"actor": "nobody-here", "action": "read", "kind": "Obj", "id": "x"}, "actor"),
        ({"actor": "9" * 30, "action": "read", "kind": "Obj", "id": "x"}, "actor"),
    ],
)
def test_bad_questions_name_the_field(world: World, query: dict[str, str], field: str) -> None:
    refused = world.get(world.admin, "/api/access/explain", **query)
    assert refused.status == 400
    assert field in refused.body["data"]["fields"]


def test_the_kinds_and_acts_that_can_be_asked_are_listed(world: World) -> None:
    kinds = world.get(world.member, "/api/access/kinds").data["kinds"]
    assert kinds["Comment"] == ["read", "delete", "edit"]


def test_who_administers_a_group_that_is_hidden_is_not_told(world: World) -> None:
    hidden = world.post(
        world.admin, "/api/groups", {"name": "P", "group_admins": [world.outsider.id]}
    ).data["id"]
    assert world.put(world.admin, f"/api/groups/{hidden}", {"private": True}).status == 200
    body = {"text": "to both", "group_ids": [world.group, hidden]}
    said = world.post(world.admin, f"/api/sources/{world.obj}/comments", body).data["comment_id"]

    def told(asker: Person) -> bool:
        whole = ask(world, asker, "outsider", "delete", "Comment", said)["steps"]
        lines = {step["says"]: step["holds"] for step in flat(whole)}
        return bool(lines["is an admin of any of the row's groups"])

    assert told(world.admin)
    assert not told(world.group_admin)
