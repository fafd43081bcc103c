"""What the claims of a provider give: exactly what the settings map."""

import pytest

from tests.api.test_sign_in import change
from tests.providers.browsers import Browser, rows
from tests.providers.local import LocalProvider
from tests.world import World

MAPPED = {
    "groups_claim": "realm.groups",
    "groups": {
        "/ours": {"group": "Ours"},
        "/ours/leads": {"group": "Ours", "admin": True},
        "/theirs": {"group": "Theirs"},
        "/gone": {"group": "No such group"},
    },
    "roles": {"/admins": "Super admin", "/readers": "View only"},
}


def memberships(world: World, user: int) -> dict[str, bool]:
    found = rows(
        world,
        "select g.name, m.admin from group_users m join groups g on g.id = m.group_id"
        " where m.user_id = :user and not g.single_user_group and not g.sitewide",
        user=user,
    )
    return dict(found)


@pytest.mark.parametrize("choices", [MAPPED], indirect=True)
def test_groups_follow_the_claim_at_each_sign_in_with_their_streams(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    def come(*groups: str) -> dict[str, bool]:
        provider.claims["realm"] = {"groups": list(groups)}
        assert visitor.sign_in() == "/"
        return memberships(world, visitor.me()["id"])

    assert come("/ours", "/elsewhere", "/gone") == {"Ours": False}
    me = visitor.me()["id"]
    streams = "select stream_id from stream_users where user_id = :me order by 1"
    assert (world.stream,) in rows(world, streams, me=me)
    assert come("/ours", "/ours/leads", "/theirs") == {"Ours": True, "Theirs": False}
    assert (world.other_stream,) in rows(world, streams, me=me)
    assert come("/ours", "/theirs") == {"Ours": False, "Theirs": False}
    assert come("/theirs") == {"Theirs": False}
    provider.claims.pop("realm")
    assert visitor.sign_in() == "/"
    assert memberships(world, me) == {}


@pytest.mark.parametrize("choices", [MAPPED], indirect=True)
def test_what_the_settings_do_not_map_is_left_alone(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    visitor.sign_in()
    me = visitor.me()["id"]
    change(world, "insert into groups (name) values ('Own matter')")
    change(
        world,
        "insert into group_users (group_id, user_id, admin)"
        " select id, :me, true from groups where name in ('Own matter', 'Theirs')",
        me=me,
    )
    provider.claims["realm"] = {"groups": ["/theirs"]}
    visitor.sign_in()
    # No value of the claim makes an admin of Theirs, so that flag is the group's.
    assert memberships(world, me) == {"Own matter": True, "Theirs": True}
    assert visitor.me()["roles"] == ["Full user"]


@pytest.mark.parametrize("choices", [MAPPED], indirect=True)
def test_roles_follow_the_claim_and_only_the_mapping_makes_an_admin(
    visitor: Browser, provider: LocalProvider
) -> None:
    def come(*groups: str) -> list[str]:
        provider.claims["realm"] = {"groups": list(groups)}
        visitor.sign_in()
        roles: list[str] = visitor.me()["roles"]
        return roles

    assert come("Super admin", "System admin", "admins") == ["Full user"]
    assert come("/admins") == ["Full user", "Super admin"]
    assert come("/readers") == ["Full user", "View only"]
    assert come() == ["Full user"]


@pytest.mark.parametrize("choices", [MAPPED], indirect=True)
def test_the_last_admin_stays_one_whatever_the_claim_says(
    visitor: Browser, world: World, provider: LocalProvider
) -> None:
    provider.claims["realm"] = {"groups": ["/admins"]}
    visitor.sign_in()
    change(world, "update users set roles = '{}' where username = 'admin'")
    provider.claims["realm"] = {"groups": []}
    visitor.sign_in()
    assert "Super admin" in visitor.me()["roles"]
