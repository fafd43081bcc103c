"""Posting candidates and paging through frozen lists of them."""

import json
from typing import Any

import pytest

from skyportal_like.models import StreamUser
from skyportal_like.work import Work
from tests.world import World, settle


def post(world: World, name: str, **more: object) -> Any:
    body = {
        "id": name,
        "ra": 100.0,
        "dec": 5.0,
        "filter_ids": [world.filter],
        "passed_at": "2026-11-19T05:00:00",
    }
    return world.post(world.member, "/api/candidates", body | more)


def ids(world: World, person: Any = None, **query: object) -> list[str]:
    page = world.get(person or world.member, "/api/candidates", **query).data
    return [one["id"] for one in page["candidates"]]


def test_posting_again_gives_the_same_ids_and_new_ones_for_new_filters(world: World) -> None:
    first = post(world, "ZTF26a").data["ids"]
    assert post(world, "ZTF26a").data["ids"] == first
    later = post(world, "ZTF26a", passed_at="2026-11-20T05:00:00").data["ids"]
    assert later != first
    assert world.ask("HEAD", world.member, "/api/candidates/ZTF26a").status == 200
    assert world.ask("HEAD", world.outsider, "/api/candidates/ZTF26a").status == 404


def test_filters_that_are_not_mine_are_dropped_and_none_left_is_said(world: World) -> None:
    mixed = post(world, "ZTF26b", filter_ids=[world.filter, world.other_filter])
    assert len(mixed.data["ids"]) == 1
    none = post(world, "ZTF26c", filter_ids=[world.other_filter])
    assert none.message == "At least one valid filter ID must be provided."
    assert world.get(world.admin, "/api/candidates/ZTF26c").status == 400


def test_a_number_is_an_id_and_a_new_object_needs_its_position(world: World) -> None:
    assert post(world, 12345).status == 200  # type: ignore[arg-type]
    assert world.get(world.member, "/api/candidates/12345").data["id"] == "12345"
    refused = post(world, "ZTF26d", ra=None)
    assert refused.message == "RA must not be null for a new Obj"
    for body, said in (
        ({}, "Missing required parameter: `id`."),
        ({"id": "x"}, "Missing required filter_ids parameter."),
        ({"id": "x", "filter_ids": [1]}, "Missing required parameter: `passed_at`."),
    ):
        assert world.post(world.member, "/api/candidates", body).message == said


def test_a_new_redshift_is_the_last_of_its_history(world: World) -> None:
    post(world, "ZTF26e", redshift=0.05)
    shown = world.get(world.member, "/api/candidates/ZTF26e").data
    assert shown["redshift_history"][-1]["value"] == 0.05
    assert shown["luminosity_distance"] == pytest.approx(229.8806284, abs=1e-6)
    assert shown["dm"] == pytest.approx(36.8075, abs=1e-3)


def test_posting_under_a_hidden_name_attaches_and_tells_nothing(world: World) -> None:
    new = post(world, "ZTF26fresh")
    hidden = post(world, world.hidden, ra=300.0, redshift=3.0)
    assert (new.status, hidden.status) == (200, 200)
    shown = world.get(world.member, f"/api/candidates/{world.hidden}").data
    assert shown["ra"] == 10.0, "the stored object's columns are not written"
    assert shown["redshift"] is None
    assert shown["saved_groups"] == [], "others' saves stay theirs"


def test_without_a_position_a_hidden_name_answers_as_a_new_one(world: World) -> None:
    for path, body in (
        ("/api/candidates", {"filter_ids": [world.filter], "passed_at": "2026-11-19"}),
        ("/api/sources", {"group_ids": [world.group]}),
    ):
        hidden = world.post(world.member, path, body | {"id": world.hidden})
        absent = world.post(world.member, path, body | {"id": "ZTF26nothing"})
        assert hidden.without(world.hidden) == absent.without("ZTF26nothing")
        assert hidden.message.endswith("RA must not be null for a new Obj")
    seen = world.post(world.member, "/api/sources", {"id": world.candidate})
    assert seen.status == 200, "an object that one sees needs no position"


def test_a_list_is_frozen_under_its_query_id(world: World) -> None:
    for number in range(5):
        post(world, f"ZTF26p{number}", passed_at=f"2026-11-1{number}T00:00:00")
    first = world.get(world.member, "/api/candidates", numPerPage=3).data
    assert first["totalMatches"] == 6
    assert [one["id"] for one in first["candidates"]] == ["ZTF26cand1", "ZTF26p4", "ZTF26p3"]
    post(world, "ZTF26newest", passed_at="2026-11-20T00:00:00")
    second = world.get(
        world.member,
        "/api/candidates",
        numPerPage=3,
        pageNumber=2,
        queryID=first["queryID"],
    ).data
    assert second["queryID"] == first["queryID"]
    assert [one["id"] for one in second["candidates"]] == ["ZTF26p2", "ZTF26p1", "ZTF26p0"]
    beyond = world.get(
        world.member, "/api/candidates", numPerPage=3, pageNumber=3, queryID=first["queryID"]
    )
    assert "Page number out of range" in beyond.message
    stranger = world.get(world.outsider, "/api/candidates", queryID=first["queryID"]).data
    assert stranger["queryID"] != first["queryID"]
    assert [one["id"] for one in stranger["candidates"]] == ["ZTF26hidden2"]


def test_an_empty_first_page_is_an_answer(world: World) -> None:
    page = world.get(world.member, "/api/candidates", startDate="2030-01-01").data
    assert (page["candidates"], page["totalMatches"]) == ([], 0)
    assert world.get(
        world.member, "/api/candidates", startDate="2030-01-01", pageNumber=2
    ).message.startswith("Page number out of range")


def test_every_saved_status_keeps_what_it_says(world: World) -> None:
    post(world, "ZTF26mine")
    post(world, "ZTF26none")
    world.post(world.member, "/api/sources", {"id": "ZTF26mine", "group_ids": [world.group]})
    new = {"ZTF26none", world.candidate}
    group = {"groupIDs": world.group}
    for status, wanted in {
        "all": new | {"ZTF26mine"},
        "savedToAllSelected": {"ZTF26mine"},
        "savedToAnySelected": {"ZTF26mine"},
        "savedToAnyAccessible": {"ZTF26mine"},
        "notSavedToAnyAccessible": new,
        "notSavedToAnySelected": new,
        "notSavedToAllSelected": new,
    }.items():
        assert set(ids(world, savedStatus=status, **group)) == wanted, status
    wrong = world.get(world.member, "/api/candidates", savedStatus="maybe")
    assert wrong.message.startswith("Invalid savedStatus: maybe")


def test_a_save_to_a_group_that_the_caller_cannot_see_does_not_count(world: World) -> None:
    post(world, "ZTF26shared")
    world.post(
        world.outsider,
        "/api/sources",
        {"id": "ZTF26shared", "ra": 1.0, "dec": 1.0, "group_ids": [world.other_group]},
    )
    assert "ZTF26shared" in ids(world, savedStatus="notSavedToAnyAccessible")
    shown = world.get(world.member, "/api/candidates/ZTF26shared").data
    assert (shown["is_source"], shown["saved_groups"]) == (False, [])


def annotate(world: World, person: Any, obj: str, origin: str, **data: object) -> None:
    group = world.group if person is not world.outsider else world.other_group
    body = {"origin": origin, "data": data, "group_ids": [group]}
    assert world.post(person, f"/api/sources/{obj}/annotations", body).status == 200


def test_annotations_filter_and_sort_and_those_one_cannot_read_do_not_count(
    world: World,
) -> None:
    for name, score in (("ZTF26s1", 0.2), ("ZTF26s2", 0.9), ("ZTF26s3", 10)):
        post(world, name)
        annotate(world, world.member, name, "scores", drb=score, flag=score > 1, kind="x")
    post(world, "ZTF26s4")
    world.post(
        world.outsider,
        "/api/sources",
        {"id": "ZTF26s4", "ra": 1.0, "dec": 1.0, "group_ids": [world.other_group]},
    )
    annotate(world, world.outsider, "ZTF26s4", "scores", drb=0.5)

    def among(**condition: object) -> set[str]:
        return set(ids(world, annotationFilterList=json.dumps({"origin": "scores"} | condition)))

    assert among(key="drb", min=0.2, max=0.9) == {"ZTF26s1", "ZTF26s2"}
    assert among(key="drb", min=0.3) == {"ZTF26s2", "ZTF26s3"}
    assert among(key="flag", value="true") == {"ZTF26s3"}
    assert among(key="flag", value=True) == {"ZTF26s3"}
    assert among(key="kind", value="x") == {"ZTF26s1", "ZTF26s2", "ZTF26s3"}
    sort = {"sortByAnnotationOrigin": "scores", "sortByAnnotationKey": "drb"}
    assert ids(world, **sort)[:3] == ["ZTF26s1", "ZTF26s2", "ZTF26s3"]
    down = ids(world, **sort, sortByAnnotationOrder="desc")
    assert down[:3] == ["ZTF26s3", "ZTF26s2", "ZTF26s1"]
    assert "ZTF26s4" in down[3:], "a hidden value sorts as none"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{no", "Could not parse JSON objects for annotation filtering"),
        ('{"key": "a", "value": 1}', '"origin" is required'),
        ('{"origin": "a", "value": 1}', '"key" is required'),
    ],
)
def test_a_wrong_annotation_filter_is_explained(world: World, given: str, said: str) -> None:
    refused = world.get(world.member, "/api/candidates", annotationFilterList=given)
    assert refused.status == 400
    assert said in refused.message


def test_classes_and_redshifts_filter(world: World) -> None:
    post(world, "ZTF26z1", redshift=0.1)
    post(world, "ZTF26z2", redshift=0.3)
    assert ids(world, minRedshift=0.1, maxRedshift=0.2) == ["ZTF26z1"]
    world.post(
        world.member,
        "/api/classification",
        {"obj_id": "ZTF26z1", "taxonomy_id": world.taxonomy, "classification": "Ia"},
    )
    assert ids(world, classifications="Ia") == ["ZTF26z1"]
    assert "ZTF26z1" not in ids(world, classificationsReject="Ia, AGN")


def test_a_prefix_is_completed_among_readable_ones(world: World) -> None:
    page = world.get(world.member, "/api/candidates", objID="ZTF26", nameOnly="true").data
    assert page == {"candidates": [{"id": world.candidate}]}


def test_the_page_names_only_groups_of_the_caller(world: World) -> None:
    (shown,) = world.get(world.member, "/api/candidates").data["candidates"]
    assert shown["passing_group_ids"] == [world.group]
    assert shown["passed_at"] == "2026-11-19T04:00:00"
    assert shown["internal_key"]


def test_deleting_candidates_of_a_filter_needs_the_filter(world: World) -> None:
    path = f"/api/candidates/{world.candidate}/{world.filter}"
    refused = world.delete(world.outsider, path)
    assert refused.message == "Invalid (obj_id, filter_id) pairing - no matching candidates"
    assert world.delete(world.member, path).status == 200
    assert world.delete(world.member, path).status == 400


def test_with_other_rights_a_frozen_list_is_another_one(world: World) -> None:
    first = world.get(world.viewer, "/api/candidates").data
    assert first["totalMatches"] == 1

    def revoke(work: Work) -> None:
        held = {"user_id": world.viewer.id, "stream_id": world.stream}
        work.session.delete(work.session.query(StreamUser).filter_by(**held).one())

    world.run(world.admin, revoke)
    later = world.get(world.viewer, "/api/candidates", queryID=first["queryID"]).data
    assert later["queryID"] != first["queryID"]
    assert (later["totalMatches"], later["candidates"]) == (0, [])


def test_what_leaves_a_filter_is_told_to_those_who_read_it(world: World) -> None:
    settle(world.units.engine)
    cursor = world.get(world.viewer, "/api/events").data["cursor"]
    world.delete(world.member, f"/api/candidates/{world.candidate}/{world.filter}")

    def heard(person: Any) -> list[tuple[str, object]]:
        settle(world.units.engine)
        events = world.get(person, "/api/events", since=cursor, types="row.hidden").data["events"]
        return [(one["type"], one["data"]["kind"]) for one in events]

    assert heard(world.viewer) == [("row.hidden", "candidate"), ("row.hidden", "obj")]
    assert heard(world.outsider) == []


def test_letting_go_hides_nothing_from_a_group_that_has_it_as_a_candidate(world: World) -> None:
    world.post(world.member, "/api/sources", {"id": world.candidate, "group_ids": [world.group]})
    settle(world.units.engine)
    cursor = world.get(world.viewer, "/api/events").data["cursor"]
    world.delete(world.group_admin, f"/api/sources/{world.candidate}", {"group_id": world.group})
    settle(world.units.engine)
    events = world.get(world.viewer, "/api/events", since=cursor).data["events"]
    assert [one["type"] for one in events] == ["source.unsaved"]
