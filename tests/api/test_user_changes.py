"""What about people changes through the API, and how they are taken away."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, PlatformError
from skyportal_like.models import User
from skyportal_like.services import roles, user_removals, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work
from tests.api.acting import change, patch, rows, stranger
from tests.world import ORIGIN, Person, World


def test_what_is_named_changes_and_the_rest_is_ignored(world: World) -> None:
    path = f"/api/user/{world.viewer.id}"
    body = {
        "expirationDate": "2031-05-06T07:08:09Z",
        "first_name": "Vi",
        "is_bot": True,
        "id": 1,
        "oauth_uid": "x",
        "created_at": "2001-01-01",
        "roles": ["Super admin"],
        "acls": ["System admin"],
        "nonsense": 1,
    }
    assert patch(world, world.group_admin, path, body).status == 200
    shown = world.get(world.admin, path).data
    assert shown["expiration_date"] == "2031-05-06T07:08:09"
    assert (shown["first_name"], shown["is_bot"], shown["oauth_uid"]) == ("Vi", True, None)
    assert (shown["roles"], shown["acls"]) == (["View only"], [])
    assert patch(world, world.admin, path, {"expirationDate": None}).status == 200
    assert world.get(world.admin, path).data["expiration_date"] is None
    assert patch(world, world.admin, path, {}).status == 200
    for wrong in ({"expirationDate": "soon"}, {"is_bot": None}, {"bio": "short"}):
        assert patch(world, world.admin, path, wrong).status == 400, wrong
        absent = patch(world, world.admin, "/api/user/99999", wrong)
        assert absent.body == patch(world, world.admin, path, wrong).body
    gone = patch(world, world.admin, "/api/user/99999", {"first_name": "x"})
    assert gone.message == "Cannot find user with ID 99999."


def test_an_expired_person_is_refused_at_once(world: World) -> None:
    patch(world, world.admin, f"/api/user/{world.viewer.id}", {"expirationDate": "2001-01-01"})
    refused = world.get(world.viewer, "/api/groups")
    assert (refused.status, refused.message) == (403, "HTTP 403: Forbidden (User account expired)")
    patch(world, world.admin, f"/api/user/{world.viewer.id}", {"expirationDate": None})
    assert world.get(world.viewer, "/api/groups").status == 200


def test_who_holds_more_is_out_of_reach(world: World) -> None:
    path = f"/api/user/{world.admin.id}"
    profile = f"/api/internal/profile/{world.admin.id}"
    for body in ({"contact_email": "m@example.org"}, {"expirationDate": "2001-01-01"}, {}):
        assert patch(world, world.group_admin, path, body).status == 403
        assert (
            patch(world, world.group_admin, f"/api/internal/profile/{world.admin.id}", {}).status
            == 403
        )
    assert patch(world, world.group_admin, profile, {}).status == 403
    assert world.delete(world.group_admin, path).status == 403
    assert world.get(world.admin, path).data["contact_email"] is None


def test_nobody_takes_over_a_person_of_other_groups_by_their_mail(world: World) -> None:
    theirs = f"/api/user/{world.outsider.id}"
    refused = patch(world, world.group_admin, theirs, {"contact_email": "m@example.org"})
    assert (refused.status, refused.code) == (403, "forbidden")
    ours = f"/api/user/{world.colleague.id}"
    assert patch(world, world.group_admin, ours, {"contact_email": "c@example.org"}).status == 200
    assert patch(world, world.admin, theirs, {"contact_email": "o@example.org"}).status == 200


def test_deleting_takes_the_person_away_and_leaves_what_they_authored(world: World) -> None:
    label = {
        "obj_id": world.obj,
        "taxonomy_id": world.taxonomy,
        "classification": "Ia",
        "group_ids": [world.group],
    }
    world.post(world.member, "/api/classification", label)
    own = rows(world, "select id from groups where name = 'member'")[0][0]
    world.post(
        world.member, "/api/sources", {"id": "ZTF26own", "ra": 1, "dec": 2, "group_ids": [own]}
    )
    patch(
        world,
        world.member,
        "/api/internal/profile",
        {"bio": "A bio of some length", "contact_email": "m@example.org", "preferences": {"a": 1}},
    )
    address = {"contact_email": "v@example.org"}
    assert patch(world, world.admin, f"/api/user/{world.member.id}", address).status == 200
    assert world.delete(world.group_admin, f"/api/user/{world.member.id}").status == 200
    assert world.get(world.member, "/api/groups").status == 401
    for path in (f"/api/user/{world.member.id}", f"/api/internal/profile/{world.member.id}"):
        gone = world.get(world.admin, path)
        absent = world.get(world.admin, path.replace(str(world.member.id), "9999"))
        assert gone.without(f"ID {world.member.id}") == absent.without("ID 9999")
    assert world.delete(world.admin, f"/api/user/{world.member.id}").status == 400
    found = rows(
        world,
        "select username, contact_email, sign_in_email, bio, roles from users where id = :i",
        i=world.member.id,
    )
    assert found == [(f"deleted-{world.member.id}", None, None, None, [])]
    for table, column in (
        ("tokens", "created_by_id"),
        ("group_users", "user_id"),
        ("stream_users", "user_id"),
        ("sign_ins", "user_id"),
    ):
        assert rows(world, f"select 1 from {table} where {column} = :i", i=world.member.id) == []
    assert rows(world, "select 1 from groups where id = :g", g=own) == []
    assert rows(world, "select 1 from sources where obj_id = 'ZTF26own'") == []
    labels = world.get(world.colleague, f"/api/sources/{world.obj}/classifications").data
    assert [one["author_id"] for one in labels] == [world.member.id]
    assert world.get(world.colleague, f"/api/sources/{world.obj}").status == 200, (
        "others' saves stay"
    )
    told = rows(
        world,
        "select type from events"
        " where any_users @> array[cast(:i as int)] and type = 'token.revoked'",
        i=world.member.id,
    )
    assert told == [("token.revoked",)]
    assert rows(
        world, "select user_id, actor_id from audit where action = 'delete' and kind = 'user'"
    ) == [(world.member.id, world.group_admin.id)]


def test_a_deleted_name_is_free_again(world: World) -> None:
    world.delete(world.admin, f"/api/user/{world.member.id}")
    assert world.post(world.admin, "/api/user", {"username": "member"}).status == 200


def test_the_last_system_admin_stays(world: World) -> None:
    path = f"/api/user/{world.admin.id}"
    for refused in (
        world.delete(world.admin, path),
        patch(world, world.admin, path, {"expirationDate": "2001-01-01"}),
        patch(world, world.admin, path, {"expirationDate": "2101-01-01"}),
        world.delete(world.admin, f"{path}/roles/Super%20admin"),
    ):
        assert refused.message == "This is the last System admin; make somebody else one first."
    second = stranger(world, "second", Role.SUPER_ADMIN)
    assert world.delete(world.admin, f"{path}/roles/Super%20admin").status == 200
    assert world.get(world.admin, path).data["roles"] == []
    assert rows(world, "select roles from users where id = :i", i=second) == [(["Super admin"],)]


def test_of_two_admins_who_demote_each_other_at_once_one_stays(people: World) -> None:
    second = stranger(people, "second", Role.SUPER_ADMIN)
    other = Person(second, "second", "")
    pairs = ((people.admin, second), (other, people.admin.id))

    def demote(pair: tuple[Person, int]) -> str:
        who, whom = pair
        try:
            people.run(who, partial(roles.remove_role, user_id=whom, role=Role.SUPER_ADMIN))
        except PlatformError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(demote, pairs))
    assert outcomes.count("done") == 1, outcomes
    left = rows(people, "select count(*) from users where roles @> '{Super admin}'")
    assert left == [(1,)]


def test_of_two_people_of_one_name_at_once_one_is_made(people: World) -> None:
    def make(_: int) -> str:
        try:
            people.units.run(
                actors.system, ORIGIN, lambda work: users.create(work, "twin", Role.FULL_USER)
            )
        except Invalid as error:
            return error.message
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(make, range(2))) == ["The username twin is taken.", "done"]


@pytest.mark.parametrize("status", ["draft", "frozen"])
def test_frozen_data_keeps_a_deleted_persons_group_as_an_archive(
    people: World, status: str
) -> None:
    def own_group(work: Work) -> int:
        group = users.own_group(work, work.session.get_one(User, people.member.id))
        assert group is not None
        return group.id

    own = people.run(people.admin, own_group)
    change(
        people,
        "with made as (insert into datasets (name, slug, salt, group_id, created_by_id)"
        " values ('d', 'd', 's', :g, :u) returning id)"
        " insert into dataset_versions (dataset_id, number, status, recipe, author_id, content_id)"
        " select id, 1, :status, '{}', :u, 'c' from made",
        g=own,
        u=people.member.id,
        status=status,
    )
    people.run(people.admin, partial(user_removals.remove, user_id=people.member.id))
    left = rows(people, "select name, archived_at is null from groups where id = :g", g=own)
    kept = [(f"deleted-{people.member.id}", False)] if status == "frozen" else []
    assert left == kept
    assert len(rows(people, "select 1 from dataset_versions")) == len(kept)
