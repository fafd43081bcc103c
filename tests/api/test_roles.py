"""Roles and ACLs through the API: what there is, and who may give and take which."""

import pytest

from skyportal_like.vocabulary import Acl
from tests.api.acting import limited_token, rows, stranger
from tests.world import Person, World


def user(person: Person) -> str:
    return f"/api/user/{person.id}"


def test_roles_and_acls_are_listed_for_everybody_known(world: World) -> None:
    listed = {one["id"]: one["acls"] for one in world.get(world.viewer, "/api/roles").data}
    assert set(listed) == {"Super admin", "Group admin", "Full user", "View only"}
    assert sorted(listed["Super admin"]) == sorted(Acl)
    assert listed["View only"] == []
    acls = world.get(world.viewer, "/api/acls").data
    assert {"Comment", "Annotate", "Upload data"} <= set(acls)
    assert world.get(None, "/api/roles").status == 401
    assert world.get(None, "/api/acls").status == 401


@pytest.mark.parametrize("kind", ["roles", "acls"])
def test_the_checks_come_in_order(world: World, kind: str) -> None:
    body = {"roleIds": ["Full user"]} if kind == "roles" else {"aclIds": ["Comment"]}
    name, one = ("roleIds", "Full%20user") if kind == "roles" else ("aclIds", "Comment")
    path, nowhere = f"{user(world.viewer)}/{kind}", f"/api/user/9999/{kind}"
    assert world.post(None, path, body).status == 401
    assert world.delete(None, f"{path}/{one}").status == 401
    assert world.post(world.member, path, {}).code == "forbidden"
    assert world.delete(world.member, f"{path}/{one}").status == 401
    for wrong in ({}, {name: "Comment"}, {name: []}, {name: [5]}, {name: ["Emperor"]}, {"x": 1}):
        here, there = (world.post(world.admin, at, wrong) for at in (path, nowhere))
        assert (here.status, here.body) == (400, there.body), wrong
    assert "Emperor" in world.post(world.admin, path, {name: ["Emperor"]}).message
    assert "Emperor" in world.delete(world.admin, f"{path}/Emperor").message
    assert world.post(world.admin, nowhere, body).message == "Cannot find user with ID 9999."
    assert world.delete(world.admin, f"{nowhere}/{one}").message == "Cannot find user with ID 9999."


def test_a_role_works_from_the_next_request_on_and_no_longer_than_it_is_held(world: World) -> None:
    path = f"/api/sources/{world.obj}/comments"
    told = (
        "select count(*) from events"
        " where type = 'membership.changed' and any_users @> array[cast(:i as int)]"
    )
    assert (
        world.post(world.admin, f"{user(world.viewer)}/roles", {"roleIds": ["Full user"]}).status
        == 200
    )
    fresh = limited_token(world, world.viewer, Acl.COMMENT)
    assert world.post(fresh, path, {"text": "hello"}).status == 200
    again = world.post(world.admin, f"{user(world.viewer)}/roles", {"roleIds": ["Full user"]})
    assert again.status == 200
    assert rows(world, told, i=world.viewer.id) == [(1,)], "what changes nothing tells nothing"
    assert world.delete(world.admin, f"{user(world.viewer)}/roles/Full%20user").status == 200
    assert world.post(fresh, path, {"text": "hello"}).status == 401
    assert rows(world, told, i=world.viewer.id) == [(2,)]
    lacking = world.delete(world.admin, f"{user(world.viewer)}/roles/Full%20user")
    assert lacking.message == "Specified user does not have specified role."


def test_an_acl_is_given_and_taken_beside_roles(world: World) -> None:
    path = f"{user(world.viewer)}/acls"
    assert world.post(world.group_admin, path, {"aclIds": ["Comment", "Classify"]}).status == 200
    shown = world.get(world.member, user(world.viewer)).data
    assert (shown["acls"], shown["permissions"]) == (
        ["Comment", "Classify"],
        ["Classify", "Comment"],
    )
    assert world.delete(world.group_admin, f"{path}/Comment").status == 200
    assert world.get(world.member, user(world.viewer)).data["permissions"] == ["Classify"]
    lacking = world.delete(world.group_admin, f"{path}/Comment")
    assert lacking.message == "Specified user does not have specified ACL."
    audited = rows(
        world,
        "select user_id, before ->> 'acls', after ->> 'acls' from audit"
        " where action = 'change rights' order by id",
    )
    assert audited[0] == (world.viewer.id, "[]", '["Comment", "Classify"]')


def test_nobody_gives_what_they_do_not_hold(world: World) -> None:
    for path, body in (
        ("roles", {"roleIds": ["Super admin"]}),
        ("roles", {"roleIds": ["Full user", "Super admin"]}),
        ("acls", {"aclIds": ["System admin"]}),
        ("acls", {"aclIds": ["Become user"]}),
    ):
        for whom in (world.viewer, world.group_admin):
            refused = world.post(world.group_admin, f"{user(whom)}/{path}", body)
            assert (refused.status, refused.code) == (403, "forbidden")
    given = world.post(
        world.group_admin, f"{user(world.viewer)}/roles", {"roleIds": ["Group admin"]}
    )
    assert given.status == 200
    script = limited_token(world, world.admin, Acl.MANAGE_USERS)
    assert world.post(script, f"{user(script)}/acls", {"aclIds": ["Become user"]}).status == 403
    assert world.post(script, f"{user(world.member)}/acls", {"aclIds": ["Comment"]}).status == 200


def test_nothing_is_taken_from_who_holds_more(world: World) -> None:
    assert world.delete(world.group_admin, f"{user(world.admin)}/roles/Super%20admin").status == 403
    assert world.delete(world.group_admin, f"{user(world.admin)}/acls/Comment").status == 403
    assert (
        world.post(
            world.group_admin, f"{user(world.admin)}/roles", {"roleIds": ["View only"]}
        ).status
        == 403
    )
    stranger(world, "second")
    given = rows(
        world, "update users set acls = '{System admin}' where username = 'second' returning id"
    )
    second = Person(given[0][0], "second", "")
    taken = world.delete(world.group_admin, f"{user(second)}/acls/System%20admin")
    assert taken.status == 403
    assert world.delete(world.admin, f"{user(second)}/acls/System%20admin").status == 200


def test_the_last_system_admin_by_acl_alone_stays_too(world: World) -> None:
    given = {"aclIds": ["System admin"]}
    assert world.post(world.admin, f"{user(world.admin)}/acls", given).status == 200
    assert world.delete(world.admin, f"{user(world.admin)}/roles/Super%20admin").status == 200
    last = world.delete(world.admin, f"{user(world.admin)}/acls/System%20admin")
    assert last.status in {400, 403}
    assert rows(world, "select acls from users where id = :i", i=world.admin.id) == [
        (["System admin"],)
    ]
