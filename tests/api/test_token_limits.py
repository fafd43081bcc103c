"""Tokens that are limited: to groups, to a time, to ACLs; changed and rotated within that."""

from datetime import timedelta

import pytest

from skyportal_like.config import Settings
from skyportal_like.services.tokens import BEYOND_OWNER, NO_ADMIN, PAST, WITHIN_GROUPS, WITHIN_TIME
from skyportal_like.work import utc_now
from tests.api.test_sign_in import OWN_PAGE, ask, change, sign_in
from tests.api.test_token_requests import TOKENS, owned, public_id
from tests.world import Person, Reply, World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Everybody may hold many tokens here."""
    many = settings.tokens.model_copy(update={"max_per_user": 20})
    return settings.model_copy(update={"tokens": many})


@pytest.fixture
def both(world: World, settings: Settings) -> World:
    """The member is in the other group too."""
    del settings
    change(
        world,
        "insert into group_users (group_id, user_id) values (:group, :me)",
        group=world.other_group,
        me=world.member.id,
    )
    return world


def soon(**span: float) -> str:
    return (utc_now() + timedelta(**span)).isoformat()


def refused_for(reply: Reply, message: str, field: str) -> None:
    assert (reply.status, reply.message) == (400, message)
    assert list(reply.body["data"]["fields"]) == [field]


def test_a_token_reaches_only_the_groups_it_is_limited_to(both: World) -> None:
    world = both
    limited = owned(world, world.member, group_ids=[world.other_group])
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200
    assert world.get(limited, f"/api/sources/{world.obj}").status == 404
    assert world.get(limited, f"/api/sources/{world.hidden}").status == 200
    shown = world.get(limited, f"{TOKENS}/{limited.token}").data
    assert shown["group_ids"] == [world.other_group]


def test_only_groups_of_the_owner_can_be_named(both: World) -> None:
    world = both
    body = {"name": "x", "acls": [], "group_ids": [world.group, 999, world.other_group, 998]}
    text = "Cannot find one or more groups with IDs: [998, 999]."
    refused_for(world.post(world.member, TOKENS, body), text, "group_ids")
    theirs = body | {"user_id": world.viewer.id, "group_ids": [world.other_group]}
    text = f"Cannot find one or more groups with IDs: [{world.other_group}]."
    refused_for(world.post(world.admin, TOKENS, theirs), text, "group_ids")


def test_a_token_for_some_groups_never_holds_system_admin(world: World) -> None:
    own = world.get(world.admin, "/api/groups").data["user_groups"][0]["id"]
    body = {"name": "x", "acls": ["System admin"], "group_ids": [own]}
    refused_for(world.post(world.admin, TOKENS, body), NO_ADMIN, "acls")
    made = owned(world, world.admin, acls=["System admin"])
    path = f"{TOKENS}/{made.token}"
    refused_for(world.put(world.admin, path, {"group_ids": [own]}), NO_ADMIN, "acls")
    assert world.put(world.admin, path, {"group_ids": [own], "acls": []}).status == 200
    refused_for(world.put(world.admin, path, {"acls": ["System admin"]}), NO_ADMIN, "acls")


def test_a_limited_token_gives_only_some_of_its_groups_on(both: World) -> None:
    world = both
    limited = owned(world, world.member, group_ids=[world.group])
    for wider in (None, [world.group, world.other_group], [world.other_group]):
        body = {"name": "x", "acls": [], "group_ids": wider}
        refused_for(world.post(limited, TOKENS, body), WITHIN_GROUPS, "group_ids")
        path = f"{TOKENS}/{limited.token}"
        refused_for(world.put(limited, path, {"group_ids": wider}), WITHIN_GROUPS, "group_ids")
    body = {"name": "x", "acls": ["Comment"], "group_ids": [world.group]}
    assert world.post(limited, TOKENS, body).status == 200


def test_a_limited_token_takes_no_secret_of_one_that_reaches_further(both: World) -> None:
    world = both
    limited = owned(world, world.member, group_ids=[world.group], acls=["Comment", "Upload data"])
    path = f"{TOKENS}/{public_id(world, world.member)}/rotate"
    assert world.post(limited, path, {}).status == 400
    wide = owned(world, world.member, name="wide", acls=["Comment"])
    path = f"{TOKENS}/{public_id(world, wide)}"
    hidden = world.post(limited, path + "/rotate", {})
    assert (hidden.status, hidden.code) == (400, "not_found")
    assert world.put(limited, path, {"acls": ["Upload data"]}).code == "not_found"
    assert world.get(wide, "/api/groups").status == 200


def test_a_token_takes_no_secret_of_one_that_holds_more(world: World) -> None:
    weak = owned(world, world.admin, acls=["Comment"])
    path = f"{TOKENS}/{public_id(world, world.admin)}"
    refused_for(world.post(weak, path + "/rotate", {}), BEYOND_OWNER, "acls")
    own = f"{TOKENS}/{weak.token}"
    refused_for(world.put(weak, own, {"acls": ["Comment", "System admin"]}), BEYOND_OWNER, "acls")
    assert world.put(weak, own, {"acls": []}).data["acls"] == []
    refused_for(world.put(weak, own, {"acls": ["Comment"]}), BEYOND_OWNER, "acls")


def test_a_token_ends_when_it_was_told_to(world: World) -> None:
    for past in (soon(seconds=-1), "2020-01-01"):
        body = {"name": "x", "acls": [], "expires_at": past}
        refused_for(world.post(world.admin, TOKENS, body), PAST, "expires_at")
    made = owned(world, world.member, expires_at=soon(hours=1))
    assert world.get(made, "/api/groups").status == 200
    change(world, "update tokens set expires_at = :at where name = 'another'", at=utc_now())
    assert world.get(made, "/api/groups").status == 401


@pytest.mark.usefixtures("settings")
def test_a_token_that_ends_gives_none_more_time_than_it_has(world: World) -> None:
    ending = owned(world, world.member, expires_at=soon(hours=1))
    for later in (None, soon(hours=2)):
        body = {"name": "x", "acls": [], "expires_at": later}
        refused_for(world.post(ending, TOKENS, body), WITHIN_TIME, "expires_at")
        path = f"{TOKENS}/{ending.token}"
        refused_for(world.put(ending, path, {"expires_at": later}), WITHIN_TIME, "expires_at")
    lasting = f"{TOKENS}/{public_id(world, world.member)}"
    assert world.post(ending, lasting + "/rotate", {}).status == 400
    body = {"name": "x", "acls": [], "expires_at": soon(minutes=30)}
    assert world.post(ending, TOKENS, body).status == 200
    assert world.post(ending, f"{TOKENS}/{ending.token}/rotate", {}).status == 200


@pytest.mark.usefixtures("settings")
def test_the_end_of_a_person_or_of_a_session_does_not_bind_their_tokens(world: World) -> None:
    change(
        world,
        "update users set expiration_date = :at where id = :me",
        at=utc_now() + timedelta(days=1),
        me=world.member.id,
    )
    assert world.post(world.member, TOKENS, {"name": "x", "acls": []}).status == 200
    cookie = sign_in(world, world.colleague)
    made = ask(world, "POST", TOKENS, b'{"name": "y", "acls": []}', Cookie=cookie, **OWN_PAGE)
    assert made.status == 200


def test_only_what_is_named_changes(both: World) -> None:
    world = both
    ends = soon(days=1)
    made = owned(world, world.member, group_ids=[world.group], expires_at=ends)
    path = f"{TOKENS}/{made.token}"
    before = world.get(world.member, path).data
    changed = world.put(world.member, path, {"name": "renamed"}).data
    kept = ("acls", "group_ids", "expires_at", "id", "created_at", "created_by_id")
    assert [changed[name] for name in kept] == [before[name] for name in kept]
    assert changed["name"] == "renamed"
    freed = world.put(world.member, path, {"group_ids": None, "expires_at": None}).data
    assert (freed["group_ids"], freed["expires_at"]) == (None, None)
    assert world.put(world.member, path, {}).data["name"] == "renamed"
    bad = world.put(world.member, path, {"created_by_id": world.admin.id})
    assert "created_by_id" in bad.body["data"]["fields"]


def test_a_token_that_is_narrowed_holds_less_at_once(world: World) -> None:
    made = owned(world, world.member, acls=["Comment", "Upload data"])
    comments = f"/api/sources/{world.obj}/comments"
    assert world.post(made, comments, {"text": "x"}).status == 200
    world.put(world.admin, f"{TOKENS}/{made.token}", {"acls": ["Upload data"]})
    assert world.post(made, comments, {"text": "y"}).status == 401


def rotated(world: World, person: Person) -> Person:
    made = world.post(person, f"{TOKENS}/{person.token}/rotate", {}).data
    return Person(person.id, person.username, made["token_id"])


def test_rotation_gives_a_new_secret_and_leaves_the_old_one_a_day(world: World) -> None:
    first = owned(world, world.member)
    name = public_id(world, first)
    second = rotated(world, first)
    assert second.token != first.token
    assert public_id(world, second) == name
    for one in (first, second):
        assert world.get(one, "/api/groups").status == 200
    shown = world.get(second, f"{TOKENS}/{name}")
    assert second.token not in shown.raw.decode()
    assert soon(hours=23) < shown.data["former_until"] <= soon(hours=24)
    change(world, "update tokens set former_until = :at", at=utc_now())
    assert world.get(first, "/api/groups").status == 401
    assert world.get(second, "/api/groups").status == 200


def test_a_second_rotation_ends_the_oldest_secret_at_once(world: World) -> None:
    first = owned(world, world.member)
    second = rotated(world, first)
    third = rotated(world, second)
    assert [world.get(one, "/api/groups").status for one in (first, second, third)] == [
        401,
        200,
        200,
    ]


def test_a_secret_that_was_rotated_out_takes_no_new_one(world: World) -> None:
    first = owned(world, world.member)
    rotated(world, first)
    refused = world.post(first, f"{TOKENS}/{first.token}/rotate", {})
    refused_for(refused, WITHIN_TIME, "expires_at")


def test_revoking_ends_both_secrets(world: World) -> None:
    first = owned(world, world.member)
    second = rotated(world, first)
    assert world.delete(world.member, f"{TOKENS}/{first.token}").status == 200
    assert [world.get(one, "/api/groups").status for one in (first, second)] == [401, 401]


def test_a_system_admin_rotates_and_revokes_for_others(world: World) -> None:
    first = owned(world, world.member)
    name = public_id(world, first)
    made = world.post(world.admin, f"{TOKENS}/{name}/rotate", {}).data
    assert made["id"] == name
    assert world.delete(world.admin, f"{TOKENS}/{name}").status == 200
    for person in (world.member, world.colleague):
        assert world.post(person, f"{TOKENS}/{name}/rotate", {}).status == 400
