"""Filters through the API: making, changing and taking them away."""

import pytest

from skyportal_like.schemas.filters import NewFilter
from skyportal_like.services import filters
from skyportal_like.vocabulary import Acl
from tests.api.test_groups import field_of, refusal, script
from tests.api.test_members import at_once, give_stream, said
from tests.services.tables import rows
from tests.world import Person, World

NOT_ADMIN = "Insufficient permissions: you are not a group admin of the filter's group."


def new(world: World, **changed: object) -> dict[str, object]:
    return {"name": "new", "group_id": world.group, "stream_id": world.stream} | changed


def test_filters_are_read_by_members_who_hold_the_stream(world: World) -> None:
    for person in (world.member, world.viewer, world.admin):
        shown = world.get(person, f"/api/filters/{world.filter}").data
        assert shown in world.get(person, "/api/filters").data
        assert (shown["name"], shown["group_id"], shown["stream_id"], shown["autosave"]) == (
            "bright",
            world.group,
            world.stream,
            False,
        )
    hidden = world.get(world.outsider, f"/api/filters/{world.filter}")
    assert said(hidden) == (400, f"Cannot find a filter with ID: {world.filter}.")
    absent = world.get(world.outsider, "/api/filters/999")
    assert refusal(hidden, world.filter) == refusal(absent, 999)
    lost = f"/api/streams/{world.stream}/users/{world.member.id}"
    assert world.delete(world.admin, lost).status == 200
    assert world.get(world.member, "/api/filters").data == []


def test_a_member_who_holds_the_stream_makes_a_filter(world: World) -> None:
    body = new(world, altdata={"collection": "x"}, broker_id=3, autosave=True)
    assert world.post(world.viewer, "/api/filters", body).status == 401
    number = world.post(world.member, "/api/filters", body).data["id"]
    shown = world.get(world.colleague, f"/api/filters/{number}").data
    assert {name: shown[name] for name in body} == body
    assert field_of(world.post(world.member, "/api/filters", body)) == {"name"}
    posted = {
        "id": "ZTF26new",
        "ra": 1,
        "dec": 1,
        "filter_ids": [number],
        "passed_at": "2026-11-19",
    }
    assert world.post(world.member, "/api/candidates", posted).status == 200
    lines = rows(
        world.units.engine,
        "select actor_id, group_id, target from audit where kind = 'filter' order by id desc",
    )
    assert lines[0] == (world.member.id, world.group, str(number))


def test_without_access_to_group_or_stream_it_is_unauthorized(world: World) -> None:
    give_stream(world, world.outsider)
    low = script(world, world.admin, Acl.UPLOAD_DATA)
    for person, changed in (
        (world.outsider, {}),
        (world.member, {"group_id": world.other_group}),
        (world.member, {"stream_id": world.other_stream}),
        (world.member, {"stream_id": 999}),
        (world.member, {"group_id": 999}),
        (world.admin, {"stream_id": 999}),
        (low, {}),
    ):
        refused = world.post(person, "/api/filters", new(world, **changed))
        assert (refused.status, refused.code) == (401, "forbidden")
    world.ask(
        "PATCH", world.admin, f"/api/streams/{world.other_stream}", {"name": "o", "auto_join": True}
    )
    open_one = new(world, stream_id=world.other_stream)
    assert world.post(world.member, "/api/filters", open_one).status == 401, "not joined yet"
    assert world.post(world.admin, "/api/filters", new(world)).status == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", 5),
        ("altdata", "x"),
        ("autosave", "perhaps"),
        ("autosave", None),
    ],
)
def test_a_wrong_value_is_named(world: World, field: str, value: object) -> None:
    assert field_of(world.post(world.member, "/api/filters", new(world, **{field: value}))) == {
        field
    }
    for number in (world.filter, world.other_filter, 999):
        path = f"/api/filters/{number}"
        changed = world.ask("PATCH", world.group_admin, path, {field: value})
        assert field_of(changed) == {field}


@pytest.mark.parametrize("field", ["group_id", "stream_id"])
def test_group_and_stream_of_a_filter_never_change(world: World, field: str) -> None:
    refused = world.post(world.member, "/api/filters", new(world, **{field: 2**31}))
    assert field_of(refused) == {field}
    path = f"/api/filters/{world.filter}"
    wrong = world.ask("PATCH", world.group_admin, path, {field: "x"})
    assert field_of(wrong) == {field}
    for value in (999, 0, None, world.other_group):
        refused = world.ask("PATCH", world.group_admin, path, {field: value})
        assert field_of(refused) == {field}
        assert "cannot change" in refused.message
    same = {"name": "same", field: world.get(world.member, path).data[field]}
    assert world.ask("PATCH", world.group_admin, path, same).status == 200


def admins_of_filters(world: World) -> tuple[list[Person], list[Person]]:
    """Say who may change the filter, and who only reads it."""
    joined = f"/api/groups/{world.group}/users"
    path = f"/api/streams/{world.stream}/users"
    assert world.post(world.admin, path, {"user_id": world.admin.id}).status == 200
    assert world.post(world.group_admin, joined, {"userID": world.admin.id}).status == 200
    # What counts is what the person holds, not what their script was given.
    low = script(world, world.admin, Acl.UPLOAD_DATA)
    return [world.group_admin, world.admin, low], [world.member, world.colleague]


def test_group_admins_change_a_filter(world: World) -> None:
    path = f"/api/filters/{world.filter}"
    may, may_not = admins_of_filters(world)
    assert world.ask("PATCH", world.viewer, path, {"name": "x"}).status == 401
    for person in may_not:
        assert said(world.ask("PATCH", person, path, {"name": "x"})) == (403, NOT_ADMIN)
    hidden = world.ask("PATCH", world.outsider, path, {"name": "x"})
    absent = world.ask("PATCH", world.outsider, "/api/filters/999", {"name": "x"})
    assert refusal(hidden, world.filter) == refusal(absent, 999)
    for number, person in enumerate(may):
        body = {"name": f"n{number}", "altdata": {"x": number}, "autosave": True}
        assert world.ask("PATCH", person, path, body).data == {}
        shown = world.get(world.member, path).data
        assert {name: shown[name] for name in body} == body
    other = world.post(world.member, "/api/filters", new(world)).data["id"]
    taken = world.ask("PATCH", world.group_admin, f"/api/filters/{other}", {"name": "n2"})
    assert field_of(taken) == {"name"}
    seen = world.get(world.member, path).data["modified"]
    world.ask("PATCH", world.group_admin, path, {"name": "later"})
    stale = world.ask("PATCH", world.group_admin, path, {"name": "x", "modified": seen})
    assert (stale.status, stale.code) == (409, "conflict")


def test_group_admins_take_a_filter_away_with_its_candidates(world: World) -> None:
    path = f"/api/filters/{world.filter}"
    may, may_not = admins_of_filters(world)
    assert world.delete(world.viewer, path).status == 401
    for person in may_not:
        assert said(world.delete(person, path)) == (403, NOT_ADMIN)
    hidden, absent = (world.delete(world.outsider, f"/api/filters/{n}") for n in (world.filter, 9))
    assert refusal(hidden, world.filter) == refusal(absent, 9)
    assert world.get(world.colleague, f"/api/candidates/{world.candidate}").status == 200
    assert world.delete(may[-1], path).data == {}
    assert world.get(world.member, path).status == 400
    assert world.get(world.colleague, f"/api/candidates/{world.candidate}").status == 400
    left = "select filter_ids from objs where id = 'ZTF26cand1'"
    assert rows(world.units.engine, left) == [([],)]


def test_of_one_name_several_times_at_once_one_filter_is_made(world: World) -> None:
    body = NewFilter.model_validate(new(world))

    def make() -> object:
        return world.run(world.member, lambda work: filters.create(work, body).id)

    outcomes = at_once(*[make] * 5)
    assert outcomes.count("This group has a filter of this name on this stream already.") == 4
    assert len(world.get(world.member, "/api/filters").data) == 2
