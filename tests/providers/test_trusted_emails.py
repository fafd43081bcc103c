"""Which e-mails open an account to who comes from a trusted provider, and which do not."""

import pytest

from tests.api.acting import change, limited_token, patch
from tests.providers.browsers import Browser, error_of, rows
from tests.providers.local import LocalProvider
from tests.providers.test_arrivals import invited, joined
from tests.world import World

TRUSTING = pytest.mark.parametrize("choices", [{"trust_email": True, "open": False}], indirect=True)


def give_email(world: World, person: int, email: str = "Vera@example.org") -> None:
    """Let a System admin say whose e-mail this is."""
    reply = patch(world, world.admin, f"/api/user/{person}", {"contact_email": email})
    assert reply.status == 200, reply.body


def test_an_e_mail_alone_opens_nobodys_account(visitor: Browser, world: World) -> None:
    give_email(world, world.member.id)
    visitor.sign_in()
    assert visitor.me()["id"] != world.member.id


@pytest.mark.parametrize("choices", [{"trust_email": True}], indirect=True)
def test_a_verified_e_mail_of_a_trusted_provider_opens_the_account_that_has_it(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    give_email(world, world.member.id)
    visitor.sign_in()
    assert visitor.me()["id"] == world.member.id
    # Only the first time: from now on the account has an owner that a provider vouches for.
    provider.claims["sub"] = "vera-2"
    other = Browser(world)
    other.sign_in()
    assert other.me()["id"] != world.member.id


@TRUSTING
@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_e_mail_that_is_not_verified_opens_nothing(
    visitor: Browser, world: World, provider: LocalProvider, verified: object
) -> None:
    give_email(world, world.member.id)
    provider.claims["email_verified"] = verified
    assert error_of(visitor.sign_in()) == "invitation_only"


@TRUSTING
def test_an_e_mail_of_two_people_or_of_one_who_left_opens_nothing(
    visitor: Browser, world: World
) -> None:
    give_email(world, world.member.id)
    give_email(world, world.colleague.id)
    assert error_of(visitor.sign_in()) == "invitation_only"
    change(world, "update users set sign_in_email = null where id = :id", id=world.colleague.id)
    change(world, "update users set deactivated_at = now() where id = :id", id=world.member.id)
    assert error_of(visitor.sign_in()) == "invitation_only"


@TRUSTING
@pytest.mark.parametrize("typist", ["member", "group_admin", "weak script", "admin"])
def test_an_e_mail_that_somebody_typed_opens_no_account(
    visitor: Browser, world: World, typist: str
) -> None:
    body = {"contact_email": "vera@example.org"}
    who, path = {
        "member": (world.member, "/api/internal/profile"),
        "group_admin": (world.group_admin, f"/api/user/{world.member.id}"),
        "weak script": (limited_token(world, world.admin), "/api/internal/profile"),
        "admin": (world.admin, "/api/internal/profile"),
    }[typist]
    assert patch(world, who, path, body).status == 200
    assert rows(world, "select count(*) from users where contact_email = 'vera@example.org'") == [
        (1,)
    ]
    assert error_of(visitor.sign_in()) == "invitation_only"


@TRUSTING
def test_nobody_shuts_the_owner_of_an_e_mail_out(visitor: Browser, world: World) -> None:
    give_email(world, world.outsider.id)
    body = {"contact_email": "VERA@example.org"}
    assert patch(world, world.viewer, "/api/internal/profile", body).status == 200
    assert world.post(world.group_admin, "/api/user", {"username": "x"} | body).status == 200
    visitor.sign_in()
    assert visitor.me()["id"] == world.outsider.id


@TRUSTING
def test_the_e_mail_with_which_an_account_was_made_opens_it(visitor: Browser, world: World) -> None:
    body = {"username": "rubin", "contact_email": "vera@example.org"}
    made = world.post(world.group_admin, "/api/user", body).data["id"]
    visitor.sign_in()
    assert visitor.me()["id"] == made


@TRUSTING
def test_another_e_mail_ends_what_the_former_one_opened(visitor: Browser, world: World) -> None:
    give_email(world, world.member.id)
    path = "/api/internal/profile"
    assert patch(world, world.member, path, {"contact_email": "m@example.org"}).status == 200
    assert error_of(visitor.sign_in()) == "invitation_only"
    assert patch(world, world.member, path, {"contact_email": "vera@example.org"}).status == 200
    assert error_of(visitor.sign_in()) == "invitation_only"
    give_email(world, world.member.id, "vera@example.org")
    visitor.sign_in()
    assert visitor.me()["id"] == world.member.id


@TRUSTING
def test_who_is_known_by_their_e_mail_gets_what_they_are_invited_to(
    visitor: Browser, world: World
) -> None:
    give_email(world, world.outsider.id)
    assert visitor.sign_in(invite_token=invited(world)) == "/"
    assert visitor.me()["id"] == world.outsider.id
    assert joined(world, world.outsider.id)
