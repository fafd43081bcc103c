"""One noun through the API: who may classify, what is refused, what is kept."""

from sqlalchemy import text

from tests.world import World


def classify(world: World, **more: object) -> dict[str, object]:
    body = {"obj_id": world.obj, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    return body | {"group_ids": [world.group]} | more


def test_a_classification_is_posted_read_changed_and_taken_back(world: World) -> None:
    made = world.post(world.member, "/api/classification", classify(world, probability=0.5)).data
    path = f"/api/classification/{made['classification_id']}"
    shown = world.get(world.viewer, path).data
    assert shown["classification"] == "Ia"
    assert shown["probability"] == 0.5
    assert shown["author_name"] == "member"
    assert shown["taxname"] == "Classes"
    assert [group["id"] for group in shown["groups"]] == [world.group]

    assert world.put(world.member, path, {"classification": "AGN"}).data == {}
    assert world.get(world.viewer, path).data["classification"] == "AGN"
    assert world.delete(world.member, path).data == {}
    assert world.get(world.member, path).status == 400

    def log(work: object) -> list[tuple[object, ...]]:
        rows = work.session.execute(  # type: ignore[attr-defined]
            text(
                "select operation, version, before->>'classification', after->>'classification',"
                " client from label_log order by id"
            )
        )
        return [tuple(row) for row in rows]

    assert world.run(world.admin, log) == [
        ("create", 1, None, "Ia", "token"),
        ("update", 2, "Ia", "AGN", "token"),
        ("delete", 3, "AGN", None, "token"),
    ]


def test_an_edit_of_what_somebody_changed_meanwhile_is_a_conflict(world: World) -> None:
    made = world.post(world.member, "/api/classification", classify(world)).data
    path = f"/api/classification/{made['classification_id']}"
    seen = world.get(world.member, path).data["modified"]
    assert world.put(world.member, path, {"probability": 0.3, "modified": seen}).status == 200
    stale = world.put(world.member, path, {"probability": 0.9, "modified": seen})
    assert (stale.status, stale.code) == (409, "conflict")
    assert world.get(world.member, path).data["probability"] == 0.3


def test_the_class_must_be_one_of_the_taxonomy(world: World) -> None:
    refused = world.post(world.member, "/api/classification", classify(world, classification="x"))
    assert refused.status == 400
    assert refused.message.startswith("Error posting classification: ")
    assert "is not in the allowed classes" in refused.message
    assert refused.body["data"]["fields"] == {"classification": "not a class of this taxonomy"}
    outside = world.post(world.member, "/api/classification", classify(world, probability=1.5))
    assert "outside the allowable range" in outside.message


def test_an_inner_node_is_a_class_and_so_is_the_root(world: World) -> None:
    for name in ("Variable", "Time-domain Source"):
        assert (
            world.post(
                world.member, "/api/classification", classify(world, classification=name)
            ).status
            == 200
        )


def test_a_label_can_be_shared_only_with_groups_of_its_author(world: World) -> None:
    refused = world.post(
        world.member, "/api/classification", classify(world, group_ids=[world.other_group])
    )
    assert refused.status == 400
    assert refused.message.startswith("Cannot find one or more groups with IDs: ")


def test_without_groups_a_label_of_private_work_stays_private(world: World) -> None:
    body = classify(world)
    del body["group_ids"]
    made = world.post(world.member, "/api/classification", body).data
    shown = world.get(world.member, f"/api/classification/{made['classification_id']}").data
    assert [group["id"] for group in shown["groups"]] == [world.group]


def test_a_viewer_may_read_but_lacks_the_acl(world: World) -> None:
    refused = world.post(world.viewer, "/api/classification", classify(world))
    assert (refused.status, refused.code) == (401, "forbidden")
    assert "Unauthorized" in refused.message


def test_an_outsider_cannot_tell_that_the_object_exists(world: World) -> None:
    hidden = world.post(
        world.outsider, "/api/classification", classify(world, group_ids=[world.other_group])
    )
    absent = world.post(
        world.outsider,
        "/api/classification",
        classify(world, obj_id="ZTF26nothing", group_ids=[world.other_group]),
    )
    assert hidden.without(world.obj) == absent.without("ZTF26nothing")


def test_a_colleague_may_not_change_the_label_and_a_group_admin_may_take_it_back(
    world: World,
) -> None:
    made = world.post(world.member, "/api/classification", classify(world)).data
    path = f"/api/classification/{made['classification_id']}"
    assert world.put(world.colleague, path, {"probability": 0.1}).code == "forbidden"
    assert world.delete(world.colleague, path).code == "forbidden"
    assert world.delete(world.group_admin, path).status == 200


def test_the_list_holds_what_the_caller_may_read(world: World) -> None:
    world.post(world.member, "/api/classification", classify(world))
    assert world.get(world.viewer, "/api/classification").data["totalMatches"] == 1
    assert world.get(world.outsider, "/api/classification").data == {
        "classifications": [],
        "totalMatches": 0,
    }
    listed = world.get(world.viewer, f"/api/sources/{world.obj}/classifications").data
    assert [one["classification"] for one in listed] == ["Ia"]
