"""API tokens and other secrets: what they open, how long, and how they are kept."""

from datetime import timedelta

from sqlalchemy import text

from skyportal_like.app import Process
from skyportal_like.work import Work, utc_now
from tests.api.test_sign_in import OWN_PAGE, change, cookie_in, link_of, use
from tests.world import World


def test_a_token_past_its_time_is_unknown(world: World) -> None:
    past = utc_now() - timedelta(seconds=1)
    change(
        world,
        "update tokens set expires_at = :at where created_by_id = :me",
        at=past,
        me=world.member.id,
    )
    refused = world.get(world.member, "/api/groups")
    assert (refused.status, refused.message) == (401, "HTTP 401: Unauthorized")
    assert world.get(world.colleague, "/api/groups").status == 200


def test_a_token_holds_no_more_than_its_owner_holds_now(world: World) -> None:
    path = f"/api/sources/{world.obj}/comments"
    assert world.post(world.member, path, {"text": "x"}).status == 200
    change(world, "update users set roles = '{View only}' where id = :me", me=world.member.id)
    refused = world.post(world.member, path, {"text": "x"})
    assert (refused.status, refused.code) == (401, "forbidden")
    assert world.get(world.member, path).status == 200


def test_a_token_gets_none_of_the_rights_that_its_owner_got_later(world: World) -> None:
    change(world, "update users set roles = '{Super admin}' where id = :me", me=world.viewer.id)
    refused = world.post(world.viewer, f"/api/sources/{world.obj}/comments", {"text": "x"})
    assert (refused.status, refused.code) == (401, "forbidden")
    assert world.get(world.viewer, f"/api/sources/{world.hidden}").status == 404


def test_a_token_loses_what_its_owners_groups_lose(world: World) -> None:
    assert world.get(world.viewer, f"/api/sources/{world.obj}").status == 200
    change(
        world,
        "delete from group_users where group_id = :group and user_id = :me",
        group=world.group,
        me=world.viewer.id,
    )
    assert world.get(world.viewer, f"/api/sources/{world.obj}").status == 404


def test_no_secret_stands_in_the_database(world: World, process: Process) -> None:
    link = link_of(world, world.member)
    unused = link_of(world, world.member)
    cookie = cookie_in(use(world, link, **OWN_PAGE)).value
    session = process.platform.signer.read("session", cookie, 60)
    assert session is not None
    secrets = [
        world.member.token,
        world.member.token.replace("-", ""),
        link.partition("token=")[2],
        unused.partition("token=")[2],
        session,
        cookie,
    ]
    assert all(len(secret) > 30 for secret in secrets)

    def found(work: Work) -> list[str]:
        tables = work.session.scalars(
            text("select tablename from pg_tables where schemaname = 'public'")
        ).all()
        return [
            table
            for table in tables
            for secret in secrets
            if work.session.scalar(
                text(f'select count(*) from "{table}" x where strpos(x::text, :secret) > 0'),
                {"secret": secret},
            )
        ]

    assert world.run(world.admin, found) == []
    secrets = ["member"]
    assert "users" in world.run(world.admin, found), "it is found where it stands"
