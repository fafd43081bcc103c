"""Groups, streams and filters that change through the API while people listen."""

from tests.realtime import acts
from tests.realtime.nodes import Ear, Node
from tests.world import Person, World

OURS = {"comment.created", "source.saved", "candidate.posted"}


def heard(world: World, person: Person, ear: Ear) -> list[tuple[str, dict[str, object]]]:
    """Give what a person heard so far, marks aside."""
    return [(one["type"], one["data"]) for one in acts.up_to_mark(world, person, ear)]


def types(messages: list[tuple[str, dict[str, object]]]) -> list[str]:
    return [kind for kind, _ in messages]


def comment(world: World) -> None:
    acts.comment(world, world.member, "x")


def test_who_is_taken_out_hears_that_and_then_nothing_of_the_group(
    world: World, node: Node
) -> None:
    gone, stays = node.listen(world.colleague), node.listen(world.viewer)
    path = f"/api/groups/{world.group}/users/{world.colleague.id}"
    assert world.delete(world.group_admin, path).status == 200
    comment(world)
    change = ("membership.changed", {"user_id": world.colleague.id, "group_id": world.group})
    messages = heard(world, world.colleague, gone)
    assert [(kind, _given(data)) for kind, data in messages] == [change]
    assert types(heard(world, world.viewer, stays)) == ["membership.changed", "comment.created"]


def _given(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if value is not None}


def test_who_is_let_in_hears_the_group_at_once_and_is_told_alone(world: World, node: Node) -> None:
    world.post(world.admin, f"/api/streams/{world.stream}/users", {"user_id": world.outsider.id})
    new, stays = node.listen(world.outsider), node.listen(world.viewer)
    path = f"/api/groups/{world.group}/users"
    assert world.post(world.group_admin, path, {"userID": world.outsider.id}).status == 200
    comment(world)
    came = types(heard(world, world.outsider, new))
    # The stream may have been heard of before.
    assert came[-3:] == ["membership.changed", "notification.created", "comment.created"]
    others = types(heard(world, world.viewer, stays))
    assert others == ["membership.changed", "comment.created"]


def test_a_deleted_group_is_heard_of_once_more_by_its_people_alone(
    world: World, node: Node
) -> None:
    member, outsider = node.listen(world.viewer), node.listen(world.outsider)
    assert world.delete(world.group_admin, f"/api/groups/{world.group}").status == 200
    messages = heard(world, world.viewer, member)
    told = types(messages)
    assert ("row.hidden", {"kind": "filter", "id": world.filter}) in messages
    assert ("row.hidden", {"kind": "group", "id": world.group}) in messages
    assert {"filter.changed", "membership.changed", "group.updated"} <= set(told)
    assert told.count("membership.changed") == 1, "one's own alone"
    assert heard(world, world.outsider, outsider) == []


def test_who_loses_a_stream_loses_what_it_opened_at_once(world: World, node: Node) -> None:
    loses, stays = node.listen(world.viewer), node.listen(world.member)
    path = f"/api/streams/{world.stream}/users/{world.viewer.id}"
    assert world.delete(world.admin, path).status == 200
    acts_of = {
        "id": "ZTF26more",
        "ra": 1,
        "dec": 1,
        "filter_ids": [world.filter],
        "passed_at": "2026-11-20",
    }
    assert world.post(world.member, "/api/candidates", acts_of).status == 200
    assert types(heard(world, world.viewer, loses)) == ["membership.changed"]
    assert types(heard(world, world.member, stays)) == ["candidate.posted"]


def test_a_deleted_stream_is_told_to_who_held_it(world: World, node: Node) -> None:
    holder, outsider = node.listen(world.viewer), node.listen(world.outsider)
    assert world.delete(world.admin, f"/api/streams/{world.stream}").status == 200
    told = types(heard(world, world.viewer, holder))
    assert told == ["filter.changed", "row.hidden", "membership.changed"]
    assert heard(world, world.outsider, outsider) == []


def test_filters_come_change_and_go_for_who_reads_them(world: World, node: Node) -> None:
    reader, outsider = node.listen(world.viewer), node.listen(world.outsider)
    new = {"name": "new", "group_id": world.group, "stream_id": world.stream}
    number = world.post(world.group_admin, "/api/filters", new).data["id"]
    path = f"/api/filters/{number}"
    assert reader.heard("filter.changed")["data"] == {"filter_id": number}
    assert world.ask("PATCH", world.group_admin, path, {"name": "newer"}).status == 200
    assert reader.heard("filter.changed")["data"] == {"filter_id": number}
    assert world.delete(world.group_admin, path).status == 200
    assert heard(world, world.viewer, reader) == [
        ("filter.changed", {"filter_id": number}),
        ("row.hidden", {"kind": "filter", "id": number}),
    ]
    assert heard(world, world.outsider, outsider) == []
