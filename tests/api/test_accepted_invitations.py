"""What an invitation gives to who accepts it: once, in time, and while its inviter has it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest

from skyportal_like.access import actor as actors
from skyportal_like.errors import NotFound
from skyportal_like.services import invitation_rights, invitations
from skyportal_like.work import utc_now
from tests.api.acting import accept, change, invite, patch, rows, secret_in, stranger
from tests.world import ORIGIN, Reply, World

PATH = "/api/invitations"


def refused(world: World, secret: str) -> bool:
    try:
        world.units.run(actors.nobody, ORIGIN, lambda work: invitations.find(work, secret).id)
    except NotFound as error:
        return error.message == invitation_rights.NOT_VALID
    return False


def test_who_accepts_gets_what_was_promised_once(world: World) -> None:
    made = invite(
        world,
        world.group_admin,
        groupIDs=[world.group],
        canSave=[False],
        canSharePhotometry=[True],
        userExpirationDate="2032-01-02",
    )
    secret = secret_in(made)
    user_id = accept(world, secret)
    member = (
        "select admin, can_save, can_share_photometry from group_users"
        " where user_id = :u and group_id = :g"
    )
    assert rows(world, member, u=user_id, g=world.group) == [(False, False, True)]
    held = rows(world, "select stream_id from stream_users where user_id = :u", u=user_id)
    assert held == [(world.stream,)]
    given = "select roles, expiration_date::text from users where id = :u"
    assert rows(world, given, u=user_id) == [(["Full user"], "2032-01-02 00:00:00")]
    assert refused(world, secret)
    assert refused(world, "nothing")
    shown = world.get(world.group_admin, PATH, includeUsed="true").data["invitations"][0]
    assert (shown["used"], shown["status"]) == (True, "used")
    assert patch(
        world, world.group_admin, f"{PATH}/{shown['id']}", {"role": "View only"}
    ).message == ("This invitation was used already.")


def test_who_is_here_already_loses_nothing_by_accepting(world: World) -> None:
    made = invite(
        world,
        world.group_admin,
        groupIDs=[world.group],
        canSave=[False],
        userExpirationDate="2001-01-02",
    )
    accept(world, secret_in(made), world.colleague.id)
    assert rows(
        world,
        "select can_save from group_users where user_id = :u and group_id = :g",
        u=world.colleague.id,
        g=world.group,
    ) == [(True,)]
    assert world.get(world.colleague, "/api/groups").status == 200
    made = invite(world, world.admin, groupIDs=[world.other_group], groupAdmin=[True])
    accept(world, secret_in(made), world.viewer.id)
    assert world.get(world.admin, f"/api/user/{world.viewer.id}").data["roles"] == [
        "View only",
        "Full user",
    ]


@pytest.mark.parametrize(
    "loss",
    [
        "update group_users set admin = false where user_id = :u",
        "delete from group_users where user_id = :u",
        "update groups set archived_at = now() where id = :g",
        "delete from groups where id = 0 and id = :g",
    ],
)
def test_a_group_that_the_inviter_lost_is_not_given(world: World, loss: str) -> None:
    secret = secret_in(invite(world, world.group_admin, groupIDs=[world.group]))
    expected = []
    if "id = 0" in loss:
        expected = [(world.group,)]
    change(world, loss.replace(":u", str(world.group_admin.id)).replace(":g", str(world.group)))
    user_id = accept(world, secret)
    joined = (
        "select group_id from group_users join groups g on g.id = group_id"
        " where user_id = :u and not sitewide and not single_user_group"
    )
    assert rows(world, joined, u=user_id) == expected


@pytest.mark.parametrize(
    "loss",
    [
        "update users set roles = '{Full user}' where id = :u",
        "update users set roles = '{}', acls = '{Manage users}' where id = :u",
        "update users set expiration_date = '2001-01-01' where id = :u",
        "update users set deactivated_at = now() where id = :u",
        "update invitations set expires_at = '2001-01-01' where invited_by_id = :u",
        "delete from invitations where invited_by_id = :u",
    ],
)
def test_an_invitation_ends_with_what_it_stands_on(world: World, loss: str) -> None:
    secret = secret_in(invite(world, world.group_admin))
    assert not refused(world, secret)
    change(world, loss, u=world.group_admin.id)
    assert refused(world, secret)
    with pytest.raises(NotFound):
        accept(world, secret, stranger(world))


def test_a_stream_that_the_inviter_lost_is_not_given(world: World) -> None:
    secret = secret_in(invite(world, world.group_admin, streamIDs=[world.stream]))
    change(world, "delete from stream_users where user_id = :u", u=world.group_admin.id)
    user_id = accept(world, secret)
    assert rows(world, "select 1 from stream_users where user_id = :u", u=user_id) == []


def test_no_group_gives_a_stream_that_the_inviter_does_not_hold(world: World) -> None:
    path = f"/api/streams/{world.stream}/users"
    assert world.delete(world.admin, f"{path}/{world.group_admin.id}").status == 200
    secret = secret_in(invite(world, world.group_admin, groupIDs=[world.group]))
    given = (
        "select (select count(*) from stream_users where user_id = :u),"
        " (select count(*) from group_users where user_id = :u and group_id = :g)"
    )
    user_id = accept(world, secret)
    assert rows(world, given, u=user_id, g=world.group) == [(0, 0)]
    # Who holds the stream already comes in, whoever invites.
    assert world.post(world.admin, path, {"user_id": world.outsider.id}).status == 200
    secret = secret_in(invite(world, world.group_admin, groupIDs=[world.group]))
    accept(world, secret, world.outsider.id)
    assert rows(world, given, u=world.outsider.id, g=world.group) == [(2, 1)]
    # A System admin gives any.
    user_id = accept(world, secret_in(invite(world, world.admin, groupIDs=[world.group])), name="b")
    assert rows(world, given, u=user_id, g=world.group) == [(1, 1)]


def test_of_two_visits_at_once_one_is_let_in(world: World) -> None:
    secret = secret_in(invite(world, world.group_admin, groupIDs=[world.group]))
    people = [stranger(world, "first"), stranger(world, "second")]

    def visit(user_id: int) -> str:
        try:
            accept(world, secret, user_id)
        except NotFound:
            return "refused"
        return "in"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(visit, people)) == ["in", "refused"]
    used = "select used_by_id from invitations where used"
    members = "select user_id from group_users where group_id = :g and user_id = any(:p)"
    assert rows(world, used) == rows(world, members, g=world.group, p=people)


def test_it_can_be_accepted_for_a_week(world: World) -> None:
    invite(world, world.admin)
    ends: Any = rows(world, "select expires_at from invitations")[0][0]
    assert timedelta(days=6.9) < ends - utc_now() <= timedelta(days=7)


def test_a_deleted_inviter_invites_nobody(world: World) -> None:
    secret = secret_in(invite(world, world.group_admin))
    assert world.delete(world.admin, f"/api/user/{world.group_admin.id}").status == 200
    assert refused(world, secret)


def test_where_people_sign_in_by_link_an_invitation_lets_its_bearer_in(world: World) -> None:
    secret = secret_in(invite(world, world.group_admin, groupIDs=[world.group]))
    assert world.http is not None

    def come_in(**body: str) -> Reply:
        return world.http.ask("POST", "/login/invitation", body=json.dumps(body).encode())

    taken = come_in(token=secret, username="member")
    assert (taken.status, list(taken.body["data"]["fields"])) == (400, ["username"])
    let_in = come_in(token=secret, username="Newcomer")
    assert let_in.data == {}
    cookie = SimpleCookie(let_in.headers["Set-Cookie"])["session"].value
    me = world.http.ask("GET", "/api/internal/profile", headers={"Cookie": f"session={cookie}"})
    assert me.data["username"] == "newcomer"
    found = world.get(world.group_admin, f"/api/groups/{world.group}").data["users"]
    assert "newcomer" in {one["username"] for one in found}
    again = come_in(token=secret, username="another")
    assert (again.status, again.code) == (400, "not_found")


def test_a_page_of_another_site_accepts_no_invitation(world: World) -> None:
    assert world.http is not None
    refused = world.http.ask(
        "POST",
        "/login/invitation",
        headers={"Sec-Fetch-Site": "cross-site"},
        body=json.dumps({"token": "x", "username": "newcomer"}).encode(),
    )
    assert refused.status == 403
