"""Scanning in one request: at once, safe to repeat, and taken back by its own inverse."""

import json
import threading
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from skyportal_like.errors import Conflict
from skyportal_like.models import EventRow, Source
from skyportal_like.schemas.decisions import Operation
from skyportal_like.services import decisions
from skyportal_like.work import Work
from tests.world import Person, Reply, World


def decide(world: World, person: Person, **operation: object) -> Reply:
    body = {"op_id": str(uuid4()), "obj_id": world.candidate, **operation}
    return world.post(person, "/api/decisions", body)


def undo(world: World, person: Person, decided: dict[str, object]) -> Reply:
    inverse = decided["inverse"]
    assert isinstance(inverse, dict)
    return world.post(person, "/api/decisions", {"op_id": str(uuid4()), **inverse})


def count(world: World, model: type) -> int:
    return world.run(
        world.admin, lambda work: work.session.scalar(select(func.count()).select_from(model))
    )


def test_a_save_is_done_once_and_undone_by_its_inverse(world: World) -> None:
    decided = decide(world, world.member, set={"save": [world.group]}).data
    assert [one["group_id"] for one in decided["state"]["saved"]] == [world.group]
    assert decided["inverse"]["set"] == {"unsave": [world.group]}
    undone = undo(world, world.member, decided).data
    assert undone["state"]["saved"] == []
    again = undo(world, world.member, undone).data
    assert [one["group_id"] for one in again["state"]["saved"]] == [world.group]


def test_what_changed_nothing_has_no_inverse(world: World) -> None:
    decide(world, world.colleague, set={"save": [world.group]})
    assert decide(world, world.member, set={"save": [world.group]}).data["inverse"] is None


def test_the_same_operation_sent_twice_answers_the_same_and_does_nothing(world: World) -> None:
    body = {
        "op_id": str(uuid4()),
        "obj_id": world.candidate,
        "set": {
            "save": [world.group],
            "classify": [{"taxonomy_id": world.taxonomy, "classification": "Ia"}],
        },
    }
    first = world.post(world.member, "/api/decisions", body).data
    events = count(world, EventRow)
    second = world.post(world.member, "/api/decisions", body).data
    assert second == json.loads(json.dumps(first))
    assert count(world, EventRow) == events
    other = world.post(world.member, "/api/decisions", body | {"set": {"reject": "me"}})
    assert (other.status, other.code) == (409, "conflict")
    assert other.body["data"]["fields"] == {"op_id": "used already"}


def test_an_operation_sent_at_once_by_two_threads_is_done_once(people: World) -> None:
    operation = Operation.model_validate(
        {
            "op_id": str(uuid4()),
            "obj_id": people.candidate,
            "set": {"classify": [{"taxonomy_id": people.taxonomy, "classification": "Ia"}]},
        }
    )
    answers: list[object] = []

    def send() -> None:
        answers.append(
            people.run(people.member, lambda work: decisions.decide(work, operation))["inverse"]
        )

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [answers[0]] * 6

    def labels(work: Work) -> int:
        return len(decisions.state(work, people.candidate)["classifications"])

    assert people.run(people.member, labels) == 1


def test_undo_of_what_somebody_changed_since_is_a_conflict_and_changes_nothing(
    world: World,
) -> None:
    decided = decide(world, world.member, set={"save": [world.group]}).data
    world.delete(world.group_admin, f"/api/sources/{world.candidate}", {"group_id": world.group})
    refused = undo(world, world.member, decided)
    assert (refused.status, refused.code) == (409, "conflict")
    assert refused.body["data"]["fields"] == {f"saved.{world.group}": "changed"}


def test_a_label_is_changed_and_its_change_taken_back(world: World) -> None:
    label = {"taxonomy_id": world.taxonomy, "classification": "Ia", "probability": 0.9}
    made = decide(world, world.member, set={"classify": [label]}).data
    (shown,) = made["state"]["classifications"]
    changed = decide(
        world, world.member, set={"reclassify": [{"id": shown["id"], "classification": "AGN"}]}
    ).data
    assert changed["state"]["classifications"][0]["classification"] == "AGN"
    back = undo(world, world.member, changed).data["state"]["classifications"][0]
    assert (back["classification"], back["probability"], back["version"]) == ("Ia", 0.9, 3)
    stale = undo(world, world.member, made)
    assert stale.status == 409, "the label is no longer the one that the first undo knew"


def test_taking_a_label_back_and_forth_keeps_its_groups(world: World) -> None:
    label = {
        "taxonomy_id": world.taxonomy,
        "classification": "Ia",
        "group_ids": [world.group],
    }
    made = decide(world, world.member, set={"classify": [label]}).data
    gone = undo(world, world.member, made).data
    assert gone["state"]["classifications"] == []
    (back,) = undo(world, world.member, gone).data["state"]["classifications"]
    assert [group["id"] for group in back["groups"]] == [world.group]


def test_rejecting_for_oneself_is_nobody_elses_business(world: World) -> None:
    decided = decide(world, world.member, set={"reject": "me"}).data
    assert decided["state"]["rejected"] == {"me": True, "groups": []}
    seen = world.get(world.colleague, f"/api/candidates/{world.candidate}").data
    assert seen["rejected"] == {"me": False, "groups": []}
    listed = world.get(world.member, "/api/candidates", listNameReject="rejected_candidates").data
    assert listed["candidates"] == []
    undo(world, world.member, decided)
    assert (
        world.get(world.member, "/api/candidates", listNameReject="rejected_candidates").data[
            "totalMatches"
        ]
        == 1
    )


def test_rejecting_for_a_group_shows_to_the_group_and_can_be_filtered(world: World) -> None:
    decide(world, world.member, set={"reject": {"groups": [world.group]}})
    seen = world.get(world.colleague, f"/api/candidates/{world.candidate}").data
    assert seen["rejected"] == {"me": False, "groups": [world.group]}
    listed = world.get(world.colleague, "/api/candidates", hideGroupRejected="true").data
    assert listed["totalMatches"] == 0


def test_a_list_of_operations_gives_one_result_each_and_a_failure_stops_no_other(
    world: World,
) -> None:
    good, bad, other = (str(uuid4()) for _ in range(3))
    answer = world.post(
        world.member,
        "/api/decisions",
        {
            "operations": [
                {"op_id": good, "obj_id": world.candidate, "set": {"save": [world.group]}},
                {"op_id": bad, "obj_id": world.hidden, "set": {"save": [world.group]}},
                {"op_id": other, "obj_id": world.obj, "set": {"reject": "me"}},
            ]
        },
    ).data["results"]
    assert [one["op_id"] for one in answer] == [good, bad, other]
    assert answer[1]["error"]["code"] == "not_found"
    assert answer[0]["state"]["saved"]
    assert answer[2]["state"]["rejected"]["me"]
    assert world.get(world.admin, f"/api/sources/{world.hidden}").data["groups"][0]["id"] == (
        world.other_group
    )


def test_a_hidden_object_cannot_be_decided_about_nor_told_from_an_absent_one(
    world: World,
) -> None:
    for verb in ({"save": [world.group]}, {"reject": "me"}):
        hidden = decide(world, world.member, obj_id=world.hidden, set=verb)
        absent = decide(world, world.member, obj_id="ZTF26nothing", set=verb)
        assert hidden.without(world.hidden) == absent.without("ZTF26nothing")
        assert hidden.status == 404


def test_a_viewer_can_neither_save_nor_label(world: World) -> None:
    assert decide(world, world.viewer, set={"save": [world.group]}).status == 401
    label = {"taxonomy_id": world.taxonomy, "classification": "Ia"}
    assert decide(world, world.viewer, set={"classify": [label]}).status == 401
    assert decide(world, world.viewer, set={"reject": "me"}).status == 401


def test_saving_to_a_group_that_is_not_mine_is_refused_whole(world: World) -> None:
    before = count(world, Source)
    refused = decide(
        world, world.member, set={"save": [world.group, world.other_group], "reject": "me"}
    )
    assert refused.status == 400
    assert refused.body["data"]["fields"] == {"group_ids": f"unknown: {world.other_group}"}
    assert count(world, Source) == before
    unknown = decide(world, world.member, set={"save": [999]})
    assert unknown.message.replace("999", "N") == refused.message.replace(
        str(world.other_group), "N"
    )


def test_unknown_verbs_and_malformed_operations_are_named(world: World) -> None:
    refused = decide(world, world.member, set={"explode": True})
    assert refused.status == 400
    assert "set.explode" in refused.body["data"]["fields"]
    missing = world.post(world.member, "/api/decisions", {"obj_id": "x"})
    assert set(missing.body["data"]["fields"]) == {"op_id", "set"}


def test_a_conflict_inside_a_list_names_its_operation(people: World) -> None:
    def act(work: Work) -> None:
        decisions.decide(
            work,
            Operation.model_validate(
                {
                    "op_id": str(uuid4()),
                    "obj_id": people.candidate,
                    "set": {"save": [people.group]},
                    "expected": {"saved": {str(people.group): True}},
                }
            ),
        )

    with pytest.raises(Conflict) as refused:
        people.run(people.member, act)
    assert refused.value.fields == {f"saved.{people.group}": "changed"}
