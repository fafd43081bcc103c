"""Invitations through the API: asked in, listed, changed, and taken back."""

import pytest

from skyportal_like.config import Settings
from skyportal_like.vocabulary import Acl
from tests.api.acting import accept, change, invite, limited_token, patch, rows, secret_in
from tests.world import World

PATH = "/api/invitations"


def test_only_who_manages_users_invites(world: World) -> None:
    for method, path in (
        ("GET", PATH),
        ("POST", PATH),
        ("PATCH", f"{PATH}/1"),
        ("DELETE", f"{PATH}/1"),
    ):
        assert world.ask(method, None, path, {}).status == 401
        lacking = world.ask(method, world.member, path, {})
        assert (lacking.status, lacking.message) == (401, "HTTP 401: Unauthorized")


def test_an_invitation_says_what_it_gives_and_hides_its_secret(world: World) -> None:
    made = invite(
        world,
        world.group_admin,
        groupIDs=[world.group],
        streamIDs=[world.stream],
        groupAdmin=[True],
        canSave=[False],
        role="View only",
        userExpirationDate="2032-01-02",
    )
    secret = secret_in(made)
    assert made.data["url"].endswith(f"/login/link/?invite_token={secret}")
    page = world.get(world.group_admin, PATH).data
    assert page["totalMatches"] == 1
    (shown,) = page["invitations"]
    assert (shown["id"], shown["user_email"]) == (made.data["id"], "new@example.org")
    assert (shown["role_id"], shown["status"], shown["used"]) == ("View only", "pending", False)
    assert shown["admin_for_groups"] == [True]
    assert shown["can_save_to_groups"] == [False]
    assert shown["can_share_photometry_for_groups"] == [False]
    assert [group["name"] for group in shown["groups"]] == ["Ours"]
    assert [stream["name"] for stream in shown["streams"]] == ["ZTF Public"]
    assert shown["invited_by"]["username"] == "group_admin"
    assert shown["user_expiration_date"] == "2032-01-02T00:00:00"
    assert secret not in str(page)
    stored = rows(world, "select i::text from invitations i")
    jobs = rows(world, "select args::text from procrastinate_jobs")
    audit = rows(world, "select a::text from audit a")
    assert secret not in str((stored, jobs, audit))
    assert "new@example.org" not in str(audit)


def test_what_is_asked_in_need_not_look_like_an_address(world: World) -> None:
    made = world.post(world.admin, PATH, {"userEmail": "string"})
    assert made.status == 200
    defaults = world.get(world.admin, PATH).data["invitations"][0]
    assert (defaults["role_id"], defaults["groups"]) == ("Full user", [])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"userEmail": ""},
        {"userEmail": "a@b.org\nBcc: x@y.org"},
        {"userEmail": "a@b.org", "role": "Super admin"},
        {"userEmail": "a@b.org", "role": "Group admin"},
        {"userEmail": "a@b.org", "groupIDs": [1, 1]},
        {"userEmail": "a@b.org", "groupIDs": [1], "groupAdmin": []},
        {"userEmail": "a@b.org", "groupIDs": [1], "canSave": [True, True]},
        {"userEmail": "a@b.org", "canSharePhotometry": [True]},
        {"userEmail": "a@b.org", "userExpirationDate": "never"},
        {"userEmail": "a@b.org", "unknown": 1},
    ],
)
def test_a_malformed_invitation_is_refused(world: World, body: object) -> None:
    answer = world.post(world.admin, PATH, body)
    assert (answer.status, answer.code) == (400, "invalid")
    assert rows(world, "select 1 from invitations") == []


def test_nobody_invites_to_what_they_do_not_hold(world: World) -> None:
    assert invite(world, world.group_admin, groupIDs=[world.other_group]).status == 403
    assert invite(world, world.group_admin, groupIDs=[world.sitewide]).status == 403
    hidden = invite(world, world.group_admin, streamIDs=[world.other_stream])
    absent = invite(world, world.group_admin, streamIDs=[7777])
    assert hidden.without(f"[{world.other_stream}]") == absent.without("[7777]")
    change(world, "update streams set auto_join = true where id = :s", s=world.other_stream)
    assert invite(world, world.group_admin, streamIDs=[world.other_stream]).status == 403
    change(world, "update groups set private = true where id = :g", g=world.other_group)
    hidden = invite(world, world.group_admin, groupIDs=[world.other_group])
    absent = invite(world, world.group_admin, groupIDs=[7777])
    assert hidden.without(f"[{world.other_group}]") == absent.without("[7777]")
    change(
        world, "update users set roles = '{}', acls = '{Manage users}' where username = 'outsider'"
    )
    poor = limited_token(world, world.outsider, Acl.MANAGE_USERS)
    assert invite(world, poor).status == 403, "Full user is more than they hold"
    assert invite(world, poor, role="View only").status == 200


def test_for_a_script_the_rights_of_its_owner_count(world: World) -> None:
    script = limited_token(world, world.admin, Acl.MANAGE_USERS)
    made = invite(world, script, groupIDs=[world.group], streamIDs=[world.other_stream])
    assert made.status == 200
    assert world.get(world.group_admin, PATH).data == {"invitations": [], "totalMatches": 0}
    assert world.get(script, PATH).data["totalMatches"] == 1


def test_lists_are_narrowed_and_paged(world: World) -> None:
    for number in range(3):
        invite(world, world.group_admin, userEmail=f"p{number}@example.org")
    ours = invite(
        world,
        world.group_admin,
        userEmail="x_y@example.org",
        groupIDs=[world.group],
        streamIDs=[world.stream],
    )

    def found(**query: object) -> int:
        return int(world.get(world.group_admin, PATH, **query).data["totalMatches"])

    assert found() == 4
    assert found(email="P1@") == 1
    assert found(email="_") == 1
    assert found(group="Ours") == 1
    assert found(group=str(world.group)) == 0
    assert found(stream="ZTF Public") == 1
    assert found(stream="nothing") == 0
    assert found(invitedBy="group_adm") == 4
    assert found(invitedBy="member") == 0
    page = world.get(world.group_admin, PATH, numPerPage=3, pageNumber=2).data
    assert (len(page["invitations"]), page["totalMatches"]) == (1, 4)
    assert world.get(world.group_admin, PATH, pageNumber=0).status == 400
    accept(world, secret_in(ours))
    assert found() == 3
    assert found(includeUsed="true") == 4


def test_only_its_inviter_changes_an_invitation(world: World) -> None:
    made = invite(world, world.admin).data["id"]
    for method, verb in (("PATCH", "update"), ("DELETE", "delete")):
        for target in (made, 9999, 2**40):
            for body in (None, {}) + (({"role": "View only"},) if method == "PATCH" else ()):
                answer = world.ask(method, world.group_admin, f"{PATH}/{target}", body)
                assert answer.status == 400
                assert answer.message == (
                    f"Insufficient permissions: Only the invitor may {verb} an invitation."
                )
    own = invite(world, world.group_admin, groupIDs=[world.group], groupAdmin=[True]).data["id"]
    path = f"{PATH}/{own}"
    assert world.ask("PATCH", world.group_admin, path).message.startswith("At least one of ")
    assert patch(world, world.group_admin, path, {"role": "Super admin"}).status == 400
    assert patch(world, world.group_admin, path, {"groupIDs": [world.other_group]}).status == 403
    assert patch(world, world.group_admin, path, {"groupIDs": None}).status == 400
    changed = {"groupIDs": [world.group], "streamIDs": [world.stream], "role": "View only"}
    assert patch(world, world.group_admin, path, changed).status == 200
    shown = world.get(world.group_admin, PATH).data["invitations"][0]
    assert (shown["role_id"], shown["admin_for_groups"]) == ("View only", [True])
    assert patch(world, world.group_admin, path, {"groupIDs": []}).status == 200
    assert world.get(world.group_admin, PATH).data["invitations"][0]["admin_for_groups"] == []
    assert world.delete(world.group_admin, path).status == 200
    assert rows(world, "select id from invitations") == [(made,)]


class TestWhereNobodyIsInvited:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        off = settings.invitations.model_copy(update={"enabled": False})
        return settings.model_copy(update={"invitations": off})

    def test_every_way_says_so(self, world: World) -> None:
        for method, path, body in (
            ("GET", PATH, None),
            ("POST", PATH, {"userEmail": "a@b.org"}),
            ("PATCH", f"{PATH}/1", {"role": "View only"}),
            ("DELETE", f"{PATH}/1", None),
        ):
            answer = world.ask(method, world.admin, path, body)
            assert answer.status == 400
            assert answer.message.startswith("Invitations are not enabled")
        assert world.get(world.member, PATH).status == 401


class TestWhereMailIsSent:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        smtp = settings.smtp.model_copy(update={"host": "127.0.0.1", "sender": "us@example.org"})
        return settings.model_copy(update={"smtp": smtp})

    def test_the_link_goes_by_mail_alone(self, world: World) -> None:
        made = invite(world, world.group_admin).data
        assert made.keys() == {"id"}
        jobs = rows(world, "select task_name, args from procrastinate_jobs")
        assert jobs == [("invitations.mail", {"invitation_id": made["id"]})]
