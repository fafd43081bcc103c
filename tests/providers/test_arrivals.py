"""Who comes in by a provider, and as whom; linking a provider to an account."""

from datetime import timedelta

import pytest

from skyportal_like.schemas.invitations import NewInvitation
from skyportal_like.services import invitations
from skyportal_like.work import utc_now
from tests.api.acting import change
from tests.providers.browsers import Browser, error_of, people, rows
from tests.providers.local import LocalProvider
from tests.world import World


@pytest.mark.parametrize("choices", [{"open": False}], indirect=True)
def test_where_nobody_may_sign_up_a_stranger_is_refused(visitor: Browser, world: World) -> None:
    assert visitor.ask("GET", "/api/internal/sign_in").data["open"] is False
    assert error_of(visitor.sign_in()) == "invitation_only"
    assert (people(world), rows(world, "select 1 from identities")) == (6, [])
    assert "session" not in visitor.cookies


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("Member", "member2"),
        ("sitewide group", "sitewide-group"),
        ("Ours", "ours2"),
        ("../../etc", "etc"),
        ("a b\tc", "a-b-c"),
        ("Çelik", "celik"),
        ("日本", "user"),
        ("", "vera"),
        (None, "vera"),
        (["x"], "vera"),
        ("x" * 200, "x" * 60),
        ("100%_real", "100-_real"),
    ],
)
def test_a_username_is_made_of_the_claim_and_is_nobody_elses(
    visitor: Browser, world: World, provider: LocalProvider, claimed: object, name: str
) -> None:
    change(world, "insert into groups (name) values ('ours')")
    provider.claims["preferred_username"] = claimed
    visitor.sign_in()
    assert visitor.me()["username"] == name


def test_who_was_deactivated_or_has_expired_is_refused_in_one_neutral_word(
    visitor: Browser, world: World
) -> None:
    visitor.sign_in()
    past = utc_now() - timedelta(seconds=1)
    me = visitor.me()["id"]
    for column in ("expiration_date", "deactivated_at"):
        change(world, f"update users set {column} = :at where id = :me", at=past, me=me)
        assert error_of(Browser(world).sign_in()) == "refused"
        change(world, f"update users set {column} = null where id = :me", me=me)
    assert Browser(world).sign_in() == "/"


def test_what_happened_is_in_the_audit_trail_without_any_secret(
    visitor: Browser, world: World
) -> None:
    visitor.sign_in()
    me = visitor.me()["id"]
    lines = rows(world, "select action, kind, user_id, address, audit::text from audit order by id")
    told = [line[:3] for line in lines if line[2] == me and line[0] != "create"]
    assert told == [("sign up", "identity", me), ("sign in", "session", me)]
    assert all(line[3] == "127.0.0.1" for line in lines if line[0] == "sign in")
    everything = " ".join(line[4] for line in lines)
    assert not [secret for secret in visitor.cookies.values() if secret in everything]
    assert "access-token" not in everything


def test_somebody_who_is_signed_in_links_a_provider_on_their_own_page(
    visitor: Browser, world: World
) -> None:
    visitor.sign_in("university")
    me = visitor.me()["id"]
    change(world, "delete from identities")
    assert visitor.sign_in("university", link="true", next="/profile") == "/profile"
    assert visitor.me()["id"] == me
    assert rows(world, "select provider, subject, user_id from identities") == [
        ("university", "vera-1", me)
    ]


def test_no_other_site_links_its_identity_to_a_visitors_account(
    visitor: Browser, world: World
) -> None:
    visitor.sign_in()
    change(world, "delete from identities")
    for site in ("cross-site", "same-site", "none"):
        out = visitor.ask("GET", "/login/university/?link=true", Sec_Fetch_Site=site)
        assert error_of(out.headers["Location"]) == "failed"
    nobody = Browser(world)
    out = nobody.ask("GET", "/login/university/?link=true", Sec_Fetch_Site="same-origin")
    assert error_of(out.headers["Location"]) == "expired"
    assert rows(world, "select 1 from identities") == []


def test_an_identity_that_is_somebodys_is_not_linked_to_another(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    visitor.sign_in()
    other = Browser(world)
    provider.claims["sub"] = "ben-1"
    other.sign_in()
    before = other.me()["id"]
    provider.claims["sub"] = "vera-1"
    assert error_of(other.sign_in(link="true")) == "linked"
    assert other.me()["id"] == before


def test_who_signs_out_before_coming_back_links_nothing(
    visitor: Browser, provider: LocalProvider
) -> None:
    visitor.sign_in()
    provider.claims["sub"] = "vera-2"
    back = visitor.set_out(link="true")
    del visitor.cookies["session"]
    assert error_of(visitor.come_back(back).headers["Location"]) == "expired"


# Invitations.


def joined(world: World, person: int) -> bool:
    """Tell whether somebody is in the group that they were invited into, and it was used up."""
    used = rows(world, "select used_by_id from invitations") == [(person,)]
    statement = "select 1 from group_users where group_id = :group and user_id = :person"
    return used and rows(world, statement, group=world.group, person=person) == [(1,)]


def test_who_links_a_provider_gets_what_they_are_invited_to(visitor: Browser, world: World) -> None:
    visitor.sign_in()
    me = visitor.me()["id"]
    change(world, "delete from identities")
    assert visitor.sign_in(link="true", invite_token=invited(world)) == "/"
    assert visitor.me()["id"] == me
    assert joined(world, me)


def test_a_visitor_is_not_told_of_groups_that_the_inviter_lost(
    visitor: Browser, world: World
) -> None:
    secret = invited(world)
    change(
        world,
        "update group_users set admin = false where user_id = :id",
        id=world.group_admin.id,
    )
    told = visitor.ask("GET", f"/api/internal/sign_in?invite_token={secret}").data["invitation"]
    assert (told["invited_by"], told["groups"]) == ("group_admin", [])


def invited(world: World, **changed: object) -> str:
    """Invite somebody into the group, as its admin, and give the secret."""
    body = {"userEmail": "vera@example.org", "groupIDs": [world.group], "role": "View only"}
    new = NewInvitation.model_validate(body | changed)
    secret: str = world.run(
        world.group_admin, lambda work: invitations.invite(work, new, by_mail=False)[1]
    )
    return secret


@pytest.mark.parametrize("choices", [{"open": False}], indirect=True)
def test_who_was_invited_comes_in_as_what_they_were_invited_to(
    visitor: Browser, world: World
) -> None:
    secret = invited(world)
    told = visitor.ask("GET", f"/api/internal/sign_in?invite_token={secret}").data["invitation"]
    assert (told["invited_by"], told["groups"]) == ("group_admin", ["Ours"])
    assert visitor.sign_in(invite_token=secret, next="/scan") == "/scan"
    me = visitor.me()
    assert me["roles"] == ["View only"]
    found = rows(
        world,
        "select 1 from group_users where group_id = :group and user_id = :me",
        group=world.group,
        me=me["id"],
    )
    assert found == [(1,)]
    again = visitor.ask("GET", f"/api/internal/sign_in?invite_token={secret}").data
    assert again["invitation"] is None


@pytest.mark.parametrize("choices", [{"open": False}], indirect=True)
def test_an_invitation_lets_one_person_in(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    secret = invited(world)
    visitor.sign_in(invite_token=secret)
    provider.claims["sub"] = "ben-1"
    other = Browser(world)
    led = other.sign_in(invite_token=secret, next="/scan")
    assert led == f"/sign-in?error=invitation&next=%2Fscan#invite_token={secret}"
    assert "session" not in other.cookies


@pytest.mark.parametrize("choices", [{"open": False}], indirect=True)
def test_an_invitation_that_is_none_lets_nobody_in(visitor: Browser, world: World) -> None:
    assert error_of(visitor.sign_in(invite_token="x")) == "invitation"
    secret = invited(world)
    change(world, "update invitations set expires_at = :at", at=utc_now())
    assert error_of(visitor.sign_in(invite_token=secret)) == "invitation"
    assert rows(world, "select count(*) from users") == [(6,)]


def test_who_is_here_already_is_only_let_into_what_they_are_invited_to(
    visitor: Browser, world: World
) -> None:
    visitor.sign_in()
    me = visitor.me()["id"]
    assert visitor.sign_in(invite_token=invited(world)) == "/"
    assert visitor.me()["id"] == me
    assert visitor.sign_in(invite_token="stale") == "/"


def test_a_letter_leads_to_the_choice_of_providers(visitor: Browser, world: World) -> None:
    secret = invited(world)
    for site in ("none", "cross-site"):
        out = visitor.ask("GET", f"/login/university/?invite_token={secret}", Sec_Fetch_Site=site)
        assert out.headers["Location"] == f"/sign-in#invite_token={secret}"
    assert rows(world, "select 1 from sign_in_attempts") == []


def test_the_secret_of_an_invitation_is_kept_by_the_browser_alone(
    visitor: Browser, world: World
) -> None:
    secret = invited(world)
    visitor.set_out(invite_token=secret)
    kept = rows(world, "select a::text from sign_in_attempts a")[0][0]
    assert secret not in kept
