"""Streams through the API: data rights, who holds them, and which groups ask for them."""

import pytest
from sqlalchemy import text

from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work
from tests.api.test_groups import field_of, made, refusal, script
from tests.api.test_members import give_stream, said
from tests.services.tables import rows
from tests.world import Person, World


def stream(world: World, **body: object) -> int:
    """Make a stream and give its id."""
    number: int = world.post(world.admin, "/api/streams", {"name": "New"} | body).data["id"]
    return number


def ids(world: World, person: Person) -> list[int]:
    return [one["id"] for one in world.get(person, "/api/streams").data]


def test_one_sees_the_streams_one_holds_and_those_open_to_everybody(world: World) -> None:
    altdata = {"collection": "ZTF_alerts", "selector": [1, 2]}
    closed, everybodys = stream(world, altdata=altdata), stream(world, name="Open", auto_join=True)
    assert ids(world, world.member) == [world.stream, everybodys]
    assert ids(world, world.outsider) == [world.other_stream, everybodys]
    assert ids(world, world.admin) == [world.stream, world.other_stream, closed, everybodys]
    shown = world.get(world.admin, f"/api/streams/{closed}").data
    assert (shown["name"], shown["altdata"], shown["auto_join"]) == ("New", altdata, False)
    hidden = world.get(world.member, f"/api/streams/{closed}")
    assert said(hidden) == (400, f"Could not retrieve stream with ID {closed}.")
    assert refusal(hidden, closed) == refusal(world.get(world.member, "/api/streams/999"), 999)


def test_only_system_admins_make_change_and_delete_streams(world: World) -> None:
    path = f"/api/streams/{world.stream}"
    low = script(world, world.admin, Acl.UPLOAD_DATA, Acl.MANAGE_GROUPS)
    for person in (world.group_admin, low):
        for method, where, body in (
            ("POST", "/api/streams", {"name": "x"}),
            ("PATCH", path, {"name": "x"}),
            ("DELETE", path, None),
            ("DELETE", f"{path}/users/{world.member.id}", None),
        ):
            assert world.ask(method, person, where, body).status == 401
    assert world.ask("PATCH", world.admin, path, {"name": "Z"}).data == {}
    assert world.ask("PATCH", world.admin, path, {"name": "Z", "altdata": {"a": 1}}).data == {}
    shown = world.get(world.member, path).data
    assert (shown["name"], shown["altdata"], shown["auto_join"]) == ("Z", {"a": 1}, False)
    for method in ("PATCH", "DELETE"):
        absent = world.ask(method, world.admin, "/api/streams/999", {"name": "x"})
        assert said(absent) == (400, "Could not retrieve stream with ID 999.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "ZTF Partnership"}, "name"),
        ({"name": "x", "altdata": []}, "altdata"),
        ({"name": "x", "auto_join": None}, "auto_join"),
    ],
)
def test_a_wrong_value_is_named(world: World, body: dict[str, object], field: str) -> None:
    assert field_of(world.post(world.admin, "/api/streams", body)) == {field}
    path = f"/api/streams/{world.stream}"
    assert field_of(world.ask("PATCH", world.admin, path, body)) == {field}


def test_system_admins_give_streams_and_others_join_open_ones(world: World) -> None:
    path = f"/api/streams/{world.stream}/users"
    given = {"stream_id": world.stream, "user_id": world.outsider.id}
    everybodys = stream(world, name="Open", auto_join=True)
    low = script(world, world.admin, Acl.UPLOAD_DATA)
    for person in (world.outsider, world.group_admin, low):
        for number in (world.stream, world.other_stream, 999, everybodys):
            target = world.member if number == everybodys else person
            refused = world.post(person, f"/api/streams/{number}/users", {"user_id": target.id})
            assert refused.status == 400
            assert refused.message.startswith("Insufficient permissions: ")
    assert world.post(world.admin, path, {"user_id": world.outsider.id}).data == given
    assert field_of(world.post(world.admin, path, {"user_id": world.outsider.id})) == {"user_id"}
    for wrong in ({}, {"user_id": None}, {"user_id": 999}, {"user_id": 2**31}):
        assert field_of(world.post(world.admin, path, wrong)) == {"user_id"}
    absent = world.post(world.admin, "/api/streams/999/users", {"user_id": 1})
    assert said(absent) == (400, "Could not retrieve stream with ID 999.")
    joined = f"/api/streams/{everybodys}/users"
    assert world.post(world.viewer, joined, {"user_id": world.viewer.id}).status == 200
    assert field_of(world.post(world.viewer, joined, {"user_id": world.viewer.id})) == {"user_id"}


def test_a_stream_taken_from_a_person_closes_what_it_opened(world: World) -> None:
    path = f"/api/streams/{world.stream}/users/{world.member.id}"
    assert world.get(world.member, f"/api/filters/{world.filter}").status == 200
    assert world.delete(world.admin, path).data == {}
    assert world.get(world.member, f"/api/filters/{world.filter}").status == 400
    assert field_of(world.delete(world.admin, path)) == {"user_id"}
    absent = world.delete(world.admin, f"/api/streams/999/users/{world.member.id}")
    assert said(absent) == (400, "Could not retrieve stream with ID 999.")


def test_a_deleted_stream_takes_its_filters_and_groups_stay(world: World) -> None:
    assert world.delete(world.admin, f"/api/streams/{world.stream}").data == {}
    shown = world.get(world.member, f"/api/groups/{world.group}").data
    assert (shown["streams"], shown["filters"]) == ([], [])
    assert world.get(world.admin, f"/api/filters/{world.filter}").status == 400
    assert ids(world, world.member) == []
    left = "select filter_ids from objs where id = 'ZTF26cand1'"
    assert rows(world.units.engine, left) == [([],)]


def test_a_stream_that_must_be_told_of_cannot_be_deleted(world: World) -> None:
    def keep(work: Work) -> None:
        work.session.execute(text("select ensure_alerts_partition(2460000.5)"))
        work.session.execute(
            text(
                "insert into alerts (survey, candid, jd, obj_id, stream_id, properties, packet)"
                " values ('ZTF', 1, 2460000.5, 'ZTF26public1', :stream, '{}', 'x')"
            ),
            {"stream": world.other_stream},
        )

    world.run(world.admin, keep)
    refused = world.delete(world.admin, f"/api/streams/{world.other_stream}")
    assert field_of(refused) == {"stream_id"}
    assert world.get(world.outsider, f"/api/filters/{world.other_filter}").status == 200


def test_a_group_holds_a_stream_that_all_its_members_hold(world: World) -> None:
    path, number = f"/api/groups/{world.group}/streams", stream(world)
    body = {"stream_id": number}
    assert world.post(world.viewer, path, body).status == 401
    low = script(world, world.admin, Acl.UPLOAD_DATA, Acl.MANAGE_GROUPS)
    for person in (world.member, world.outsider, low):
        refused = world.post(person, path, body)
        assert said(refused) == (400, f"Group with ID {world.group} not accessible.")
    for unseen in (number, 999):
        refused = world.post(world.group_admin, path, {"stream_id": unseen})
        assert said(refused) == (400, f"Stream with ID {unseen} not accessible.")
    held = world.post(world.group_admin, path, {"stream_id": world.stream})
    assert said(held) == (400, "Specified stream is already associated with this group.")
    refused = world.post(world.admin, path, body)
    assert said(refused) == (403, f"Not all users have stream access with ID {number}")
    everybody = (world.member, world.colleague, world.group_admin, world.viewer)
    for person in everybody:
        holders = f"/api/streams/{number}/users"
        assert world.post(world.admin, holders, {"user_id": person.id}).status == 200
    linked = world.post(world.group_admin, path, body).data
    assert linked == {"group_id": world.group, "stream_id": number}
    shown = world.get(world.member, f"/api/groups/{world.group}").data["streams"]
    assert [one["id"] for one in shown] == [world.stream, number]


def test_a_group_without_members_and_one_of_a_single_person(world: World) -> None:
    empty = made(world, world.admin)
    body = {"stream_id": world.stream}
    assert world.post(world.admin, f"/api/groups/{empty}/streams", body).data["stream_id"]
    own = world.get(world.member, "/api/groups", name="member").data[0]["id"]
    for person in (world.member, world.admin):
        refused = world.post(person, f"/api/groups/{own}/streams", body)
        assert said(refused) == (400, "It is a single user group")
    for wrong in ({}, {"stream_id": None}, {"stream_id": "x"}, {"stream_id": 2**31}):
        for group in (empty, 999):
            refused = world.post(world.admin, f"/api/groups/{group}/streams", wrong)
            assert field_of(refused) == {"stream_id"}


def test_a_stream_leaves_a_group_once_no_filter_uses_it(world: World) -> None:
    path = f"/api/groups/{world.group}/streams/{world.stream}"
    refused = f"No stream IDs with ID {world.stream} accessible"
    assert world.delete(world.viewer, path).status == 401
    for person in (world.member, world.outsider, world.group_admin, world.admin):
        assert said(world.delete(person, path)) == (400, refused)
    absent = world.delete(world.admin, f"/api/groups/999/streams/{world.stream}")
    assert said(absent) == (400, refused)
    world.delete(world.group_admin, f"/api/filters/{world.filter}")
    assert world.delete(world.group_admin, path).data == {}
    assert said(world.delete(world.group_admin, path)) == (400, refused)
    assert world.get(world.member, f"/api/groups/{world.group}").data["streams"] == []
    users = f"/api/groups/{world.group}/users"
    assert world.post(world.group_admin, users, {"userID": world.outsider.id}).status == 200


def test_who_holds_what_stands_in_the_audit_trail(world: World) -> None:
    give_stream(world, world.outsider)
    world.delete(world.admin, f"/api/streams/{world.stream}/users/{world.outsider.id}")
    lines = rows(
        world.units.engine,
        "select action, actor_id, user_id from audit where kind = 'stream' order by id",
    )
    assert lines[-2:] == [
        ("grant stream", world.admin.id, world.outsider.id),
        ("revoke stream", world.admin.id, world.outsider.id),
    ]
