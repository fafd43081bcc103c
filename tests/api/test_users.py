"""People through the API: shown, found, and made."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from skyportal_like.schemas.users import PersonSearch
from skyportal_like.services import people as persons
from skyportal_like.vocabulary import Acl
from skyportal_like.work import utc_now
from tests.api.acting import change, limited_token, patch, rows
from tests.world import Person, World


def give_address(world: World, person: Person) -> str:
    address = f"{person.username}@example.org"
    change(world, "update users set contact_email = :a where id = :i", a=address, i=person.id)
    return address


def test_every_row_refuses_the_unknown_and_those_who_may_not_manage(world: World) -> None:
    path = f"/api/user/{world.colleague.id}"
    for method, at, body in (
        ("GET", path, None),
        ("GET", "/api/user", None),
        ("POST", "/api/user", {}),
        ("PATCH", path, {}),
        ("DELETE", path, None),
    ):
        assert world.ask(method, None, at, body).status == 401
        if method != "GET":
            refused = world.ask(method, world.member, at, body)
            assert (refused.status, refused.code) == (401, "forbidden")


def test_a_person_is_shown_with_what_they_hold(world: World) -> None:
    shown = world.get(world.outsider, f"/api/user/{world.group_admin.id}").data
    assert shown["username"] == "group_admin"
    assert shown["roles"] == ["Group admin"]
    assert shown["acls"] == []
    assert "Manage users" in shown["permissions"]
    assert shown["oauth_uid"] is None
    assert shown["expiration_date"] is None
    assert not [key for key in shown if key != key.lower()], "no camelCase"
    assert not {"preferences", "deactivated_at", "demonstration"} & shown.keys()
    absent = world.get(world.member, "/api/user/99999999999")
    assert (absent.status, absent.message) == (400, "Cannot find user with ID 99999999999.")
    assert world.get(world.member, "/api/user/x").message == "Invalid user_id: x"


def test_contact_details_are_for_fellows_and_those_who_manage_users(world: World) -> None:
    address = give_address(world, world.colleague)

    def seen_by(person: Person) -> tuple[object, object]:
        one = world.get(person, f"/api/user/{world.colleague.id}").data["contact_email"]
        listed = world.get(person, "/api/user/", username="colleague").data["users"][0]
        assert listed["contact_email"] == one
        assert (listed["gravatar_url"] is None) == (one is None), "a hash is the address"
        found = world.get(person, "/api/user", email="COLLEAGUE@").data
        assert found["totalMatches"] == (1 if one else 0), "what is hidden narrows nothing"
        return one

    assert seen_by(world.colleague) == address
    assert seen_by(world.member) == address
    assert seen_by(world.group_admin) == address
    assert seen_by(world.admin) == address
    assert seen_by(world.outsider) is None, "everybody is in the sitewide group"


def test_lists_are_narrowed_ordered_and_paged(world: World) -> None:
    def names(**query: object) -> list[str]:
        return [
            one["username"] for one in world.get(world.member, "/api/user", **query).data["users"]
        ]

    change(
        world,
        "update users set first_name = 'Ada', last_name = 'L%ve' where id = :i",
        i=world.viewer.id,
    )
    assert names(role="View only") == ["viewer"]
    assert names(firstName="ad") == ["viewer"]
    assert names(lastName="L%") == ["viewer"]
    assert names(lastName="_") == []
    assert names(username="OUTS") == ["outsider"]
    assert names(group="Theirs") == ["outsider"]
    assert names(acl="Comment") == []
    change(world, "update users set acls = '{Comment}' where id = :i", i=world.viewer.id)
    assert names(acl="Comment") == ["viewer"]
    ordered = names(sortBy="username")
    assert ordered == sorted(ordered)
    assert names(sortBy="username", sortOrder="desc") == ordered[::-1]
    assert names(sortBy="createdAt")[0] == "member"
    page = world.get(world.member, "/api/user", numPerPage=2, pageNumber=2, sortBy="username").data
    assert ([one["username"] for one in page["users"]], page["totalMatches"]) == (ordered[2:4], 6)
    assert world.get(world.member, "/api/user", numPerPage=0).message == (
        "Number per page must be greater than 0."
    )
    assert world.get(world.member, "/api/user", pageNumber="x").message == (
        "Invalid page number value."
    )
    assert world.get(world.member, "/api/user", sortBy="email").status == 400


def test_a_list_says_of_groups_and_streams_what_the_caller_may_know(world: World) -> None:
    def listed(person: Person, name: str) -> dict[str, Any]:
        found: dict[str, Any] = world.get(person, "/api/user", username=name).data["users"][0]
        return found

    shared = listed(world.member, "colleague")
    assert [group["name"] for group in shared["groups"]] == ["Ours", "Sitewide Group"]
    assert "streams" not in shared
    assert [group["name"] for group in listed(world.member, "outsider")["groups"]] == [
        "Sitewide Group"
    ]
    everything = listed(world.admin, "outsider")
    assert {group["name"] for group in everything["groups"]} >= {"Theirs", "outsider"}
    assert [stream["name"] for stream in everything["streams"]] == ["ZTF Partnership"]
    by_stream = {"stream": "ZTF Partnership"}
    assert world.get(world.admin, "/api/user", **by_stream).data["totalMatches"] == 1
    assert world.get(world.member, "/api/user", **by_stream).data["totalMatches"] == 0
    change(world, "update groups set private = true where id = :g", g=world.other_group)
    assert world.get(world.member, "/api/user", group="Theirs").data["totalMatches"] == 0
    assert world.get(world.outsider, "/api/user", group="Theirs").data["totalMatches"] == 1


def test_those_whose_time_is_over_are_listed_on_request(world: World) -> None:
    change(
        world,
        "update users set expiration_date = :at where id = :i",
        at=utc_now() - timedelta(days=1),
        i=world.viewer.id,
    )
    assert world.get(world.member, "/api/user", username="viewer").data["users"] == []
    late = world.get(world.member, "/api/user", username="viewer", includeExpired="true").data
    assert late["totalMatches"] == 1


def test_a_page_costs_the_same_number_of_statements(world: World) -> None:
    def count(shown: int) -> int:
        sent: list[object] = []
        engine = world.units.engine

        def note(*told: object) -> None:
            sent.append(told[2])

        event.listen(engine, "before_cursor_execute", note)
        try:
            query = PersonSearch(num_per_page=shown)
            world.run(world.admin, lambda work: persons.search(work, query))
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    assert count(1) == count(6)


def test_a_person_is_made_with_all_that_belongs_to_them(world: World) -> None:
    new = world.post(
        world.admin,
        "/api/user",
        {
            "username": "Ada Lovelace",
            "first_name": " Ada ",
            "affiliations": ["Analytical Engine"],
            "contact_email": "ada@example.org",
            "contact_phone": "+1 650 253 0000",
            "oauth_uid": "",
            "groupIDsAndAdmin": [[world.group, True], [world.other_group, False]],
        },
    ).data["id"]
    shown = world.get(world.admin, f"/api/user/{new}").data
    assert (shown["username"], shown["first_name"]) == ("ada-lovelace", "Ada")
    assert shown["roles"] == ["Full user"]
    assert (shown["contact_phone"], shown["oauth_uid"]) == ("+16502530000", None)
    listed = world.get(world.admin, "/api/user", username="ada").data["users"][0]
    assert {group["name"] for group in listed["groups"]} == {
        "Ours",
        "Theirs",
        "Sitewide Group",
        "ada-lovelace",
    }
    assert {stream["id"] for stream in listed["streams"]} == {world.stream, world.other_stream}
    assert rows(
        world,
        "select group_id from group_users join groups g on g.id = group_id"
        " where user_id = :i and admin and not single_user_group",
        i=new,
    ) == [(world.group,)]
    again = world.post(world.admin, "/api/user", {"username": "ADA lovelace"})
    assert (again.status, again.message) == (400, "The username ada-lovelace is taken.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "username"),
        ({"username": " "}, "username"),
        ({"username": "éé\u0007"}, "username"),
        ({"username": "???"}, "username"),
        ({"username": "deleted-3"}, "username"),
        ({"username": "x" * 101}, "username"),
        ({"username": 5}, "username"),
        ({"username": "bob", "first_name": "a\nb"}, "first_name"),
        ({"username": "bob", "first_name": "a\u202eb"}, "first_name"),
        ({"username": "bob", "contact_email": "nobody"}, "contact_email"),
        ({"username": "bob", "contact_phone": "blah"}, "contact_phone"),
        ({"username": "bob", "contact_phone": "+1 2"}, "contact_phone"),
        ({"username": "bob", "affiliations": "CERN"}, "affiliations"),
        ({"username": "bob", "roles": ["Emperor"]}, "roles.0"),
        ({"username": "bob", "groupIDsAndAdmin": [[1]]}, "groupIDsAndAdmin.0.1"),
        ({"username": "bob", "groupIDsAndAdmin": [[2**40, True]]}, "groupIDsAndAdmin.0.0"),
        ({"username": "bob", "deactivated_at": None}, "deactivated_at"),
    ],
)
def test_a_malformed_person_is_refused_by_field(world: World, body: object, field: str) -> None:
    refused = world.post(world.admin, "/api/user", body)
    assert (refused.status, refused.code) == (400, "invalid")
    assert field in refused.body["data"]["fields"]
    if field == "contact_phone":
        assert "Could not parse input" in refused.message


def test_nobody_makes_a_person_who_holds_more_than_they_do(world: World) -> None:
    for body, status in (
        ({"roles": ["Super admin"]}, 403),
        ({"groupIDsAndAdmin": [[world.other_group, False]]}, 403),
        ({"groupIDsAndAdmin": [[world.sitewide, True]]}, 403),
        ({"groupIDsAndAdmin": [[99999, False]]}, 400),
    ):
        refused = world.post(world.group_admin, "/api/user", {"username": "mallory"} | body)
        assert refused.status == status, body
    change(world, "update groups set private = true where id = :g", g=world.other_group)
    hidden = world.post(
        world.group_admin,
        "/api/user",
        {"username": "mallory", "groupIDsAndAdmin": [[world.other_group, False]]},
    )
    absent = world.post(
        world.group_admin, "/api/user", {"username": "mallory", "groupIDsAndAdmin": [[7777, False]]}
    )
    assert hidden.without(f"[{world.other_group}]") == absent.without("[7777]")
    own = rows(world, "select id from groups where name = 'group_admin'")[0][0]
    single = world.post(
        world.group_admin, "/api/user", {"username": "mallory", "groupIDsAndAdmin": [[own, False]]}
    )
    assert single.message == "It is a single user group"
    assert rows(world, "select 1 from users where username = 'mallory'") == []
    ours = {"username": "trent", "groupIDsAndAdmin": [[world.group, True]]}
    assert world.post(world.group_admin, "/api/user", ours).status == 200


def test_nobody_gives_a_stream_by_a_group_that_they_do_not_hold(world: World) -> None:
    held = f"/api/streams/{world.stream}/users"
    assert world.delete(world.admin, f"{held}/{world.group_admin.id}").status == 200
    body = {"username": "puppet", "groupIDsAndAdmin": [[world.group, True]]}
    refused = world.post(world.group_admin, "/api/user", body)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert refused.message == f"User puppet does not have stream access with ID {world.stream}"
    assert rows(world, "select 1 from users where username = 'puppet'") == []
    streams = "select stream_id from stream_users where user_id = :u"
    assert world.post(world.admin, held, {"user_id": world.group_admin.id}).status == 200
    made = world.post(world.group_admin, "/api/user", body).data["id"]
    assert rows(world, streams, u=made) == [(world.stream,)], "who holds it gives it"
    # What everybody holds is nobody's to keep.
    change(
        world,
        "with given as (insert into streams (name) values ('everybodys') returning id)"
        " insert into group_streams (group_id, stream_id)"
        " select unnest(array[cast(:s as integer), :g]), id from given",
        s=world.sitewide,
        g=world.group,
    )
    body["username"] = "second"
    assert world.post(world.group_admin, "/api/user", body).status == 200


def test_a_script_that_manages_users_makes_plain_users_and_no_others(world: World) -> None:
    script = limited_token(world, world.admin, Acl.MANAGE_USERS)
    made = world.post(script, "/api/user", {"username": "plain"}).data["id"]
    assert (
        world.post(script, "/api/user", {"username": "x", "roles": ["Super admin"]}).status == 403
    )
    path = f"/api/user/{made}"
    assert world.post(script, f"{path}/roles", {"roleIds": ["Super admin"]}).status == 403
    assert patch(world, script, path, {"expirationDate": "2030-01-01"}).status == 200
    assert world.delete(script, path).status == 200
    assert world.delete(script, f"/api/user/{world.admin.id}").status == 403, "its owner holds more"
