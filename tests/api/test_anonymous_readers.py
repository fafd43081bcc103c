"""Who shows no credential, where a deployment lets everybody look through one person's eyes."""

import pytest

from skyportal_like.config import Settings
from tests.world import World


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings with the person whom everybody may look as."""
    name = getattr(request, "param", "Viewer")
    misc = settings.misc.model_copy(update={"anonymous_username": name})
    return settings.model_copy(update={"misc": misc})


def test_they_see_what_that_person_sees(world: World) -> None:
    assert world.get(None, f"/api/sources/{world.obj}").status == 200
    assert world.get(None, f"/api/sources/{world.hidden}").status == 404
    assert world.get(None, "/api/internal/profile").data["username"] == "viewer"


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", ["admin"], indirect=True)
def test_they_hold_no_right_of_that_person(world: World) -> None:
    assert world.get(None, f"/api/sources/{world.hidden}").status == 404
    assert world.get(None, "/api/db_stats").status == 401


def test_they_change_nothing(world: World) -> None:
    assert world.post(None, "/api/comments", {}).status in {401, 405}
    refused = world.post(None, "/api/sources", {"id": world.obj, "group_ids": [world.group]})
    assert (refused.status, refused.code) == (401, "unauthenticated")


def test_a_wrong_credential_is_still_a_wrong_one(world: World) -> None:
    assert world.http is not None
    wrong = world.http.ask(
        "GET", "/api/internal/profile", headers={"Authorization": "token nothing"}
    )
    assert wrong.status == 401
    malformed = world.http.ask("GET", "/api/internal/profile", headers={"Authorization": "x"})
    assert malformed.status == 401


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settings", ["nobody-of-this-name"], indirect=True)
def test_a_name_that_nobody_has_lets_nobody_in(world: World) -> None:
    assert world.get(None, "/api/internal/profile").status == 401
