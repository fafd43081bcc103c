"""Tokens over HTTP: made and shown once, listed without their secrets, changed, revoked."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from skyportal_like.config import Settings
from skyportal_like.services.tokens import BEYOND_OWNER, DOUBLE, FOR_OTHERS, TOO_MANY
from skyportal_like.work import Work, utc_now
from tests.api.test_sign_in import change
from tests.world import Person, World

TOKENS = "/api/internal/tokens"


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings as they come, with another limit where a test asks for it."""
    most = getattr(request, "param", settings.tokens.max_per_user)
    return settings.model_copy(
        update={"tokens": settings.tokens.model_copy(update={"max_per_user": most})}
    )


def owned(world: World, person: Person, **changed: object) -> Person:
    """Make another token of a person, as a System admin does, and give who uses it."""
    body = {"name": "another", "acls": ["Comment"], "user_id": person.id} | changed
    made = world.post(world.admin, TOKENS, body).data
    return Person(person.id, person.username, made["token_id"])


def public_id(world: World, person: Person) -> str:
    found: str = world.get(person, f"{TOKENS}/{person.token}").data["id"]
    return found


def test_a_token_is_shown_once_and_listed_by_its_public_name(world: World) -> None:
    made = world.post(world.admin, TOKENS, {"name": "pipeline", "acls": ["Upload data"]})
    secret = made.data["token_id"]
    assert str(UUID(secret)) == secret
    listed = world.get(world.admin, TOKENS)
    assert secret not in listed.raw.decode()
    row = next(one for one in listed.data if one["name"] == "pipeline")
    assert row["id"] == made.data["id"] != secret
    assert (row["created_by_id"], row["acls"]) == (world.admin.id, ["Upload data"])
    assert (row["expires_at"], row["last_used_at"], row["group_ids"]) == (None, None, None)
    assert datetime.fromisoformat(row["created_at"]) <= utc_now()
    assert world.get(Person(0, "", secret), "/api/groups").status == 200


def test_path_ids_are_the_public_name_or_the_secret(world: World) -> None:
    member = owned(world, world.member)
    by_secret = world.get(member, f"{TOKENS}/{member.token}")
    by_name = world.get(member, f"{TOKENS}/{by_secret.data['id']}")
    # The first of them was noted as a use.
    assert by_secret.data | {"last_used_at": None} == by_name.data | {"last_used_at": None}
    assert by_name.data["last_used_at"] is not None
    assert member.token not in by_secret.raw.decode()


def test_one_lists_ones_own_and_a_system_admin_everybodys(world: World) -> None:
    mine = world.get(world.member, TOKENS).data
    assert {row["created_by_id"] for row in mine} == {world.member.id}
    everybodys = world.get(world.admin, TOKENS).data
    assert len({row["created_by_id"] for row in everybodys}) == 6


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_token_of_somebody_else_answers_as_one_that_there_is_not(
    world: World, method: str
) -> None:
    absent = "00000000-0000-4000-8000-000000000000"
    body = {"name": "x"} if method == "PUT" else None
    answers = {
        world.ask(method, world.member, f"{TOKENS}/{one}", body).without()
        for one in (absent, public_id(world, world.colleague), world.colleague.token, "x", "%00")
    }
    assert len(answers) == 1
    status, said = answers.pop()
    assert status == 400
    assert "Cannot find this token." in said


def test_a_revoked_token_is_refused_at_the_next_request(world: World) -> None:
    second = owned(world, world.member)
    assert world.get(second, "/api/groups").status == 200
    assert world.delete(world.member, f"{TOKENS}/{second.token}").data == {}
    refused = world.get(second, "/api/groups")
    assert (refused.status, refused.message) == (401, "HTTP 401: Unauthorized")
    assert world.get(world.member, f"{TOKENS}/{second.token}").status == 400
    assert world.delete(world.member, f"{TOKENS}/{second.token}").status == 400
    assert world.get(world.member, "/api/groups").status == 200


def test_a_token_can_end_itself(world: World) -> None:
    assert world.delete(world.member, f"{TOKENS}/{world.member.token}").status == 200
    assert world.get(world.member, "/api/groups").status == 401


@pytest.mark.parametrize(
    ("acls", "named"),
    [
        (["System admin"], "System admin"),
        (["Comment", "Manage users"], "Manage users"),
        (["No such ACL"], "No such ACL"),
    ],
)
def test_nobody_gives_a_token_what_its_owner_does_not_hold(
    world: World, acls: list[str], named: str
) -> None:
    refused = world.post(world.member, TOKENS, {"name": "x", "acls": acls})
    assert (refused.status, refused.message) == (400, BEYOND_OWNER)
    assert refused.body["data"]["fields"] == {"acls": f"not held: {named}"}
    body = {"name": "x", "acls": acls, "user_id": world.member.id}
    for_him = world.post(world.admin, TOKENS, body)
    assert (for_him.status, for_him.message) == (400, BEYOND_OWNER)


def test_a_token_gives_no_more_than_it_holds_itself(world: World) -> None:
    admin = owned(world, world.admin, acls=["Manage users", "Upload data"])
    assert world.post(admin, TOKENS, {"name": "x", "acls": ["Upload data"]}).status == 200
    refused = world.post(admin, TOKENS, {"name": "y", "acls": ["System admin"]})
    assert (refused.status, refused.message) == (400, BEYOND_OWNER)


def test_one_token_a_person_is_all_who_is_no_system_admin(world: World) -> None:
    refused = world.post(world.member, TOKENS, {"name": "second", "acls": ["Comment"]})
    assert (refused.status, refused.message) == (400, TOO_MANY)
    assert world.get(world.member, TOKENS).data[1:] == []


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", [3], indirect=True)
def test_the_setting_allows_more(world: World) -> None:
    for number in (2, 3):
        assert world.post(world.member, TOKENS, {"name": f"{number}", "acls": []}).status == 200
    assert world.post(world.member, TOKENS, {"name": "4", "acls": []}).message == TOO_MANY
    listed = world.get(world.member, TOKENS).data
    assert world.delete(world.member, f"{TOKENS}/{listed[-1]['id']}").status == 200
    assert world.post(world.member, TOKENS, {"name": "4", "acls": []}).status == 200


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", [2], indirect=True)
def test_a_token_that_has_ended_does_not_count(world: World) -> None:
    second = owned(world, world.member)
    body = {"name": "third", "acls": ["Comment"]}
    assert world.post(second, TOKENS, body).message == TOO_MANY
    past = utc_now() - timedelta(seconds=1)
    change(world, "update tokens set expires_at = :at where name = 'test'", at=past)
    assert world.post(second, TOKENS, body).status == 200


def test_a_system_admin_makes_many_for_anybody(world: World) -> None:
    for number in range(3):
        made = owned(world, world.viewer, name=f"bot {number}", acls=[])
        assert world.get(made, "/api/internal/profile").data["username"] == "viewer"
    weak = owned(world, world.admin, acls=["Upload data"])
    assert world.post(weak, TOKENS, {"name": "x", "acls": []}).status == 200, "the owner is one"
    others = world.post(weak, TOKENS, {"name": "y", "acls": [], "user_id": world.member.id})
    assert (others.status, others.message) == (400, FOR_OTHERS)


def test_only_a_system_admin_makes_tokens_for_others(world: World) -> None:
    for user_id in (world.member.id, 10_000):
        body = {"name": "x", "acls": [], "user_id": user_id}
        refused = world.post(world.group_admin, TOKENS, body)
        assert (refused.status, refused.code, refused.message) == (400, "forbidden", FOR_OTHERS)
    absent = world.post(world.admin, TOKENS, {"name": "x", "acls": [], "user_id": 10_000})
    assert (absent.status, absent.code) == (400, "not_found")


def test_a_person_calls_each_token_by_another_name(world: World) -> None:
    assert world.post(world.admin, TOKENS, {"name": " pipe ", "acls": []}).status == 200
    refused = world.post(world.admin, TOKENS, {"name": "pipe", "acls": []})
    assert (refused.status, refused.message) == (400, DOUBLE)
    assert owned(world, world.member, name="pipe").token, "another person may"
    renamed = world.put(world.admin, f"{TOKENS}/{world.admin.token}", {"name": "pipe"})
    assert (renamed.status, renamed.message) == (400, DOUBLE)
    same = world.put(world.admin, f"{TOKENS}/{world.admin.token}", {"name": "test"})
    assert same.status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"acls": []}, "name"),
        ({"name": "x"}, "acls"),
        ({"name": " ", "acls": []}, "name"),
        ({"name": "x" * 201, "acls": []}, "name"),
        ({"name": "x", "acls": "Comment"}, "acls"),
        ({"name": "x", "acls": [1]}, "acls.0"),
        ({"name": "x", "acls": [], "group_ids": []}, "group_ids"),
        ({"name": "x", "acls": [], "group_ids": ["a"]}, "group_ids.0"),
        ({"name": "x", "acls": [], "expires_at": "soon"}, "expires_at"),
        ({"name": "x", "acls": [], "user_id": "me"}, "user_id"),
        ({"name": "x", "acls": [], "digest": "0"}, "digest"),
        ({"name": "x", "acls": [], "id": "0"}, "id"),
    ],
)
def test_a_malformed_request_is_refused_by_the_name_of_the_field(
    world: World, body: dict[str, object], field: str
) -> None:
    refused = world.post(world.admin, TOKENS, body)
    assert (refused.status, refused.code) == (400, "invalid")
    assert field in refused.body["data"]["fields"]


def test_nobody_without_a_credential_learns_anything(world: World) -> None:
    for method, path in (
        ("GET", TOKENS),
        ("POST", TOKENS),
        ("GET", f"{TOKENS}/x"),
        ("PUT", f"{TOKENS}/x"),
        ("DELETE", f"{TOKENS}/x"),
        ("POST", f"{TOKENS}/x/rotate"),
    ):
        assert world.ask(method, None, path, None if method == "GET" else {}).status == 401


def test_no_secret_is_logged_or_written_into_the_audit_trail(world: World) -> None:
    with capture_logs() as lines:
        second = owned(world, world.member)
        for method, tail in (("GET", ""), ("PUT", ""), ("POST", "/rotate")):
            body = None if method == "GET" else {}
            assert world.ask(method, second, f"{TOKENS}/{second.token}{tail}", body).status == 200
        world.ask("BREW", second, f"{TOKENS}/{second.token}")
        world.ask("PATCH", second, f"{TOKENS}/{second.token}", {})
        assert world.delete(world.member, f"{TOKENS}/{second.token}").status == 200
    assert len([line for line in lines if line["event"] == "request"]) == 7
    assert second.token not in str(lines)

    def trail(work: Work) -> list[tuple[str, int, str]]:
        found = work.session.execute(
            text("select action, user_id, audit::text from audit where kind = 'token' order by id")
        )
        return [tuple(row) for row in found]

    told = [line for line in world.run(world.admin, trail) if '"another"' in line[2]]
    assert [line[0] for line in told] == ["create", "revoke"]
    everything = str(world.run(world.admin, trail))
    assert "rotate" in everything
    assert second.token not in everything
