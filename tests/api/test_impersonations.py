"""Looking through a person's eyes: what they see, nothing more, and both know of it."""

import json

import pytest
from sqlalchemy import text

from skyportal_like.app import Process
from tests.api.browsers import Browser, signed_in
from tests.world import Person, World

PATH = "/api/internal/impersonation"


def become(browser: Browser, person: Person) -> tuple[int, str]:
    reply = browser.ask("POST", PATH, json.dumps({"user_id": person.id}).encode())
    return reply.status, str(reply.body.get("message", ""))


def whoami(browser: Browser) -> str:
    return str(browser.ask("GET", "/api/internal/profile").data["username"])


@pytest.fixture
def support(process: Process, world: World) -> Browser:
    """The system admin's browser."""
    return signed_in(process, world, world.admin)


def test_one_sees_what_the_person_sees_and_is_oneself_again(support: Browser, world: World) -> None:
    assert become(support, world.member) == (200, "")
    assert whoami(support) == "member"
    assert support.ask("GET", f"/api/sources/{world.hidden}").status == 404
    assert support.ask("GET", f"/api/sources/{world.obj}").status == 200
    assert support.ask("DELETE", PATH).status == 200
    assert whoami(support) == "admin"
    assert support.ask("GET", f"/api/sources/{world.hidden}").status == 200


def test_nothing_can_be_changed_meanwhile(support: Browser, world: World) -> None:
    become(support, world.member)
    body = json.dumps({"id": world.obj, "group_ids": [world.group]}).encode()
    refused = support.ask("POST", "/api/sources", body)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert support.ask("DELETE", f"/api/sources/{world.obj}", body).status in {401, 403}
    support.ask("DELETE", PATH)
    assert support.ask("POST", "/api/sources", body).status == 200


def test_both_find_it_in_the_audit_trail(support: Browser, world: World) -> None:
    become(support, world.member)
    support.ask("DELETE", PATH)
    seen = world.get(world.member, "/api/audit", kind="user", target=world.member.id)
    acts = [
        (line["action"], line["actor"]["username"], line["user"]["username"])
        for line in seen.data["lines"]
        if "impersonation" in line["action"]
    ]
    assert acts == [
        ("end impersonation", "admin", "member"),
        ("start impersonation", "admin", "member"),
    ]
    own = support.ask("GET", "/api/audit?action=start%20impersonation").data["lines"]
    assert [line["target"] for line in own] == [str(world.member.id)]
    others = world.get(world.colleague, "/api/audit", action="start impersonation")
    assert others.data["lines"] == []


def test_it_takes_the_right_and_all_that_the_person_holds(
    process: Process, world: World, support: Browser
) -> None:
    group_admin = signed_in(process, world, world.group_admin)
    assert become(group_admin, world.member)[0] == 401, "no Become user"
    world.run(
        world.admin,
        lambda work: (
            work.session.execute(
                text("update users set acls = '{Become user}' where id = :id"),
                {"id": world.member.id},
            )
            and None
        ),
    )
    member = signed_in(process, world, world.member)
    assert become(member, world.viewer)[0] == 200
    member.ask("DELETE", PATH)
    status, message = become(member, world.group_admin)
    assert (status, message) == (
        403,
        "This person holds more than you do; you may not look through their eyes.",
    )
    assert become(support, Person(999_999, "x", ""))[1] == "Cannot find user with ID 999999."
    assert become(support, world.admin)[0] == 400


def test_a_token_cannot(world: World) -> None:
    refused = world.post(world.admin, PATH, {"user_id": world.member.id})
    assert refused.status == 400
    assert "not for tokens" in refused.message


def test_who_loses_the_right_meanwhile_is_themselves_again(support: Browser, world: World) -> None:
    become(support, world.member)
    world.run(
        world.admin,
        lambda work: (
            work.session.execute(
                text("update users set roles = '{Full user}' where id = :id"),
                {"id": world.admin.id},
            )
            and None
        ),
    )
    me = support.ask("GET", "/api/internal/profile").data
    assert (me["username"], me["supporter"]) == ("admin", None)
    assert support.ask("DELETE", PATH).status == 200


def test_through_the_eyes_of_an_ended_account_nobody_looks(support: Browser, world: World) -> None:
    def expire(_: object = None) -> None:
        world.run(
            world.admin,
            lambda work: (
                work.session.execute(
                    text("update users set expiration_date = '2020-01-01' where id = :id"),
                    {"id": world.viewer.id},
                )
                and None
            ),
        )

    assert become(support, world.viewer) == (200, "")
    expire()
    assert whoami(support) == "admin"
    assert support.ask("POST", "/baselayer/logout").status == 200
    assert become(support, world.viewer)[0] == 401, "signed out"


def test_who_supports_is_out_with_their_own_account(support: Browser, world: World) -> None:
    assert become(support, world.member) == (200, "")
    world.run(
        world.admin,
        lambda work: (
            work.session.execute(
                text("update users set expiration_date = '2020-01-01' where id = :id"),
                {"id": world.admin.id},
            )
            and None
        ),
    )
    gone = support.ask("GET", f"/api/sources/{world.obj}")
    assert (gone.status, gone.code) == (403, "forbidden")


def test_ending_what_was_not_begun_is_refused(support: Browser) -> None:
    refused = support.ask("DELETE", PATH)
    assert refused.status == 400
    assert refused.message == "You are looking through nobody else's eyes."
