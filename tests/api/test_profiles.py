"""The page about oneself through the API: what it shows, and what may be changed on it."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from skyportal_like.schemas.profiles import ProfileEdit
from skyportal_like.services import profiles
from tests.api.acting import change, patch, rows
from tests.world import World

MINE = "/api/internal/profile"


def test_a_profile_shows_all_that_is_ones_own(world: World) -> None:
    world.post(
        world.member,
        "/api/group_admission_requests",
        {"groupID": world.other_group, "userID": world.member.id},
    )
    shown = world.get(world.member, MINE).data
    assert (shown["id"], shown["username"]) == (world.member.id, "member")
    assert shown["roles"] == ["Full user"]
    assert "Comment" in shown["permissions"]
    assert [(one["name"], sorted(one)) for one in shown["tokens"]] == [
        ("test", ["acls", "created_at", "id", "name"])
    ]
    assert world.member.token not in str(shown), "a token's secret is shown once"
    assert [stream["id"] for stream in shown["streams"]] == [world.stream]
    assert shown["gravatar_url"] is None
    assert shown["is_anonymous"] is False
    assert shown["preferences"] == {}
    assert world.get(world.member, f"{MINE}/{world.member.id}").data == shown
    assert world.get(None, MINE).status == 401


def test_a_request_to_be_let_in_stands_on_the_profile(world: World) -> None:
    change(
        world,
        "insert into group_admission_requests (user_id, group_id) values (:u, :g)",
        u=world.member.id,
        g=world.other_group,
    )
    asked = world.get(world.member, MINE).data["groupAdmissionRequests"]
    assert [(one["group_id"], one["status"]) for one in asked] == [(world.other_group, "pending")]


def test_the_page_of_another_is_for_who_manages_users(world: World) -> None:
    path = f"{MINE}/{world.member.id}"
    assert world.get(world.colleague, path).code == "forbidden"
    assert patch(world, world.colleague, path, {"bio": None}).code == "forbidden"
    assert world.get(world.colleague, f"{MINE}/9999").message == "Cannot find user with ID 9999."
    assert patch(world, world.colleague, f"{MINE}/9999", {}).code == "not_found"
    patch(world, world.member, MINE, {"preferences": {"theme": "dark"}})
    seen = world.get(world.group_admin, path).data
    assert (seen["tokens"], seen["preferences"], seen["streams"]) == ([], {}, [])
    everything = world.get(world.admin, path).data
    assert everything["preferences"] == {"theme": "dark"}
    assert [one["name"] for one in everything["tokens"]] == ["test"]
    assert patch(world, world.group_admin, path, {"first_name": "M"}).data["first_name"] == "M"


def test_what_is_named_changes_and_the_rest_stays(world: World) -> None:
    first = patch(
        world,
        world.viewer,
        MINE,
        {
            "first_name": "Vi",
            "affiliations": ["IPAC", " LIV.DAT "],
            "contact_email": "Vi@Example.org",
            "contact_phone": "+44 20 7946 0018",
            "bio": "I look at the sky\nat night.",
            "is_bot": True,
        },
    ).data
    assert first["affiliations"] == ["IPAC", "LIV.DAT"]
    assert first["contact_phone"] == "+442079460018"
    assert first["gravatar_url"].startswith("https://secure.gravatar.com/avatar/")
    second = patch(world, world.viewer, MINE, {"last_name": "Ewer", "contact_phone": ""}).data
    assert (second["first_name"], second["last_name"]) == ("Vi", "Ewer")
    assert (second["contact_phone"], second["bio"]) == (None, "I look at the sky\nat night.")
    audited = rows(world, "select before::text || after::text from audit where action = 'edit'")
    assert not [one for one in audited if "xample.org" in str(one) or "sky" in str(one)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "four"}, "username"),
        ({"username": "a\u0000bcdef"}, "username"),
        ({"username": None}, "username"),
        ({"bio": "too short"}, "bio"),
        ({"bio": "x" * 1001}, "bio"),
        ({"bio": "a bell rings\u0007 here"}, "bio"),
        ({"contact_email": "@"}, "contact_email"),
        ({"contact_phone": "blah"}, "contact_phone"),
        ({"is_bot": None}, "is_bot"),
        ({"preferences": []}, "preferences"),
        ({"preferences": {"x": "y" * 70_000}}, "preferences"),
        ({"roles": ["Super admin"]}, "roles"),
        ({"acls": ["System admin"]}, "acls"),
        ({"oauth_uid": "x"}, "oauth_uid"),
        ({"expiration_date": None}, "expiration_date"),
    ],
)
def test_a_malformed_change_is_refused_by_field(world: World, body: object, field: str) -> None:
    refused = patch(world, world.member, MINE, body)
    assert (refused.status, refused.code) == (400, "invalid")
    assert field in refused.body["data"]["fields"]


def test_another_name_goes_to_the_group_of_one_too(world: World) -> None:
    assert patch(world, world.member, MINE, {"username": "Renamed"}).data["username"] == "renamed"
    mine = world.get(world.member, "/api/groups").data["user_groups"]
    assert [group["name"] for group in mine if group["single_user_group"]] == ["renamed"]
    for taken in ("colleague", "Sitewide Group", "outsider"):
        change(world, "update groups set name = 'sitewide-group' where sitewide")
        refused = patch(world, world.member, MINE, {"username": taken})
        assert "is taken" in refused.message
    assert world.get(world.member, MINE).data["username"] == "renamed"


def test_preferences_are_merged_level_by_level(world: World) -> None:
    patch(world, world.member, MINE, {"preferences": {"a": {"b": 1, "c": [1, 2]}, "d": 1}})
    patch(world, world.member, MINE, {"preferences": {"a": {"c": [3], "e": None}, "d": {"f": 2}}})
    kept = {"a": {"b": 1, "c": [3], "e": None}, "d": {"f": 2}}
    assert world.get(world.member, MINE).data["preferences"] == kept
    assert "preferences" not in world.get(world.member, f"/api/user/{world.member.id}").data


def test_two_browsers_that_merge_at_once_lose_nothing(people: World) -> None:
    def merge(number: int) -> None:
        wanted = ProfileEdit(preferences={"shared": {f"key{number}": number}})
        people.run(people.member, partial(profiles.edit, user_id=people.member.id, changes=wanted))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(merge, range(12)))
    found = rows(people, "select preferences from users where id = :i", i=people.member.id)
    assert found == [({"shared": {f"key{number}": number for number in range(12)}},)]
