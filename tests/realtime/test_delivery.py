"""What one person does arrives at those who may read it, whole and at nobody else."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from tornado.ioloop import IOLoop

from skyportal_like.models import EventRow
from skyportal_like.schemas.comments import NewComment
from skyportal_like.services import comments
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Ear, Node
from tests.world import World

REFRESH = "skyportal/REFRESH_SOURCE"


def whole(world: World, message: dict[str, Any], **own: object) -> dict[str, Any]:
    """Give what a message about the group's object must be, apart from its place and time."""
    return {
        "cursor": message["cursor"],
        "at": message["at"],
        "actor": {"id": world.member.id, "username": "member"},
        "actionType": REFRESH,
        "payload": {"obj_key": own["obj_id"]},
        **own,
    }


def test_saves_labels_and_comments_arrive_whole_at_everybody_who_may_read_them(
    world: World, node: Node
) -> None:
    listeners: dict[str, Ear] = {
        name: node.listen(world.people[name])
        for name in ("member", "colleague", "viewer", "admin", "outsider")
    }
    obj = {"ra": 1, "dec": 1}
    world.post(world.member, "/api/sources", obj | {"id": "ZTF26new", "group_ids": [world.group]})
    label = world.post(
        world.member,
        "/api/classification",
        {
            "obj_id": world.obj,
            "taxonomy_id": world.taxonomy,
            "classification": "Ia",
            "probability": 0.8,
            "group_ids": [world.group],
        },
    ).data["classification_id"]
    said = world.post(
        world.member,
        f"/api/sources/{world.obj}/comments",
        {"text": "look", "group_ids": [world.group]},
    ).data["comment_id"]
    acts.comment(world, world.outsider, "ours", world.other_group, obj=world.hidden)

    hearing = {"member": [world.group], "colleague": [world.group], "viewer": [world.group]}
    for name, groups in (hearing | {"admin": []}).items():
        saved, labelled, commented = (listeners[name].said() for _ in range(3))
        assert saved == whole(
            world,
            saved,
            type="source.saved",
            obj_id="ZTF26new",
            group_ids=groups,
            data={"group_id": world.group},
        )
        assert labelled == whole(
            world,
            labelled,
            type="classification.created",
            obj_id=world.obj,
            group_ids=groups,
            data={
                "classification_id": label,
                "taxonomy_id": world.taxonomy,
                "classification": "Ia",
                "probability": 0.8,
                "version": 1,
            },
        )
        assert commented == whole(
            world,
            commented,
            type="comment.created",
            obj_id=world.obj,
            group_ids=groups,
            data={"comment_id": said},
        )
    first = listeners["outsider"].said()
    assert (first["type"], first["obj_id"]) == ("comment.created", world.hidden)


def test_what_a_decision_does_carries_the_id_by_which_its_sender_knows_it(
    world: World, node: Node
) -> None:
    ear = node.listen(world.colleague)
    op_id = "01890000-0000-7000-8000-000000000001"
    wanted = {"op_id": op_id, "obj_id": world.candidate, "set": {"save": [world.group]}}
    assert world.post(world.member, "/api/decisions", wanted).status == 200
    assert ear.heard("source.saved")["data"] == {"group_id": world.group, "op_id": op_id}


def test_a_client_hears_only_the_objects_and_types_it_asked_for(world: World, node: Node) -> None:
    ear = node.listen(world.member, obj_ids=[world.obj], types=["comment.created"])
    acts.comment(world, world.member, "other object", obj=world.candidate)
    world.put(world.group_admin, f"/api/groups/{world.group}/palette", {"classes": []})
    number = acts.comment(world, world.member, "this one")
    assert ear.heard("comment.created")["data"] == {"comment_id": number}


def test_a_request_that_fails_leaves_no_row_and_no_event(world: World, node: Node) -> None:
    ear = node.listen(world.member)

    def fail(work: Work) -> None:
        comments.comment(work, world.obj, NewComment(text="x", group_ids=(world.group,)))
        work.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.run(world.member, fail)
    bad = {"id": "ZTF26bad", "ra": 1, "dec": 1, "group_ids": [world.group, world.other_group]}
    assert world.post(world.member, "/api/sources", bad).status == 400
    assert acts.up_to_mark(world, world.member, ear) == []

    def left(work: Work) -> tuple[int, int]:
        told = work.session.query(EventRow).filter(EventRow.type.like("comment%")).count()
        said = work.session.scalar(text("select count(*) from comments"))
        made = work.session.scalar(text("select count(*) from objs where id = 'ZTF26bad'"))
        return told, (said or 0) + (made or 0)

    assert world.run(world.admin, left) == (0, 0)


def test_a_savepoint_that_is_rolled_back_takes_its_event_with_it(world: World, node: Node) -> None:
    ear = node.listen(world.member)

    def half(work: Work) -> int:
        with suppress(ZeroDivisionError), work.savepoint():
            comments.comment(work, world.obj, said("no"))
            raise ZeroDivisionError
        return comments.comment(work, world.obj, said("yes")).id

    def said(words: str) -> NewComment:
        return NewComment(text=words, group_ids=(world.group,))

    kept = world.run(world.member, half)
    assert [one["data"] for one in acts.up_to_mark(world, world.member, ear)] == [
        {"comment_id": kept}
    ]


def test_an_event_of_a_newer_version_and_one_that_is_broken_stop_nobody(
    world: World, node: Node, io_loop: IOLoop
) -> None:
    ear = node.listen(world.member)

    def strange(work: Work) -> None:
        for name, payload in (
            ("planet.discovered", '{"name": "Nine"}'),
            ("membership.changed", "null"),
            ("comment.created", "[1, 2]"),
        ):
            work.session.execute(
                text(
                    "insert into events (type, any_groups, payload)"
                    " values (:name, array[cast(:group as integer)], cast(:payload as jsonb))"
                ),
                {"name": name, "group": world.group, "payload": payload},
            )

    world.run(world.admin, strange)
    heard = acts.up_to_mark(world, world.member, ear)
    assert [one["type"] for one in heard] == [
        "planet.discovered",
        "membership.changed",
        "comment.created",
    ]
    assert heard[0]["data"] == {"name": "Nine"}
    assert "actionType" not in heard[0]
