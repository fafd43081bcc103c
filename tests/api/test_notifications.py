"""Notifications through the API: everybody's own, and nobody else's."""

import pytest

from skyportal_like.services import notifications
from tests.api.test_groups import field_of, refusal
from tests.world import Person, World

PATH = "/api/internal/notifications"


def tell(world: World, person: Person, *texts: str) -> list[int]:
    """Tell a person something."""
    return [
        world.run(
            world.admin,
            lambda work, text=text: notifications.notify(work, person.id, "x", text, "/here").id,
        )
        for text in texts
    ]


def test_the_list_is_the_callers_own_newest_first(world: World) -> None:
    first, second = tell(world, world.viewer, "one", "two")
    tell(world, world.member, "other")
    shown = world.get(world.viewer, PATH).data
    assert [one["id"] for one in shown] == [second, first]
    assert shown[1] | {"created_at": 0, "modified": 0} == {
        "id": first,
        "created_at": 0,
        "modified": 0,
        "user_id": world.viewer.id,
        "text": "one",
        "notification_type": "x",
        "viewed": False,
        "url": "/here",
    }
    assert world.get(world.admin, PATH).data == []
    page = world.get(world.viewer, PATH, numPerPage=1, pageNumber=2).data
    assert [one["id"] for one in page] == [first]


def test_each_is_read_marked_and_taken_away_by_its_owner(world: World) -> None:
    (number,) = tell(world, world.viewer, "one")
    path = f"{PATH}/{number}"
    for method, body in (("GET", None), ("PATCH", {"viewed": True}), ("DELETE", None)):
        hidden = world.ask(method, world.member, path, body)
        absent = world.ask(method, world.member, f"{PATH}/999", body)
        assert hidden.status == 400
        assert refusal(hidden, number) == refusal(absent, 999)
    assert world.ask("PATCH", world.viewer, path, {"viewed": True}).data == {}
    assert world.get(world.viewer, path).data["viewed"] is True
    assert world.ask("PATCH", world.viewer, path, {"viewed": False}).data == {}
    assert world.get(world.viewer, path).data["viewed"] is False
    assert world.delete(world.viewer, path).data == {}
    assert world.get(world.viewer, path).status == 400


@pytest.mark.parametrize("body", [{}, {"viewed": None}, {"viewed": "x"}])
def test_a_wrong_body_is_named(world: World, body: dict[str, object]) -> None:
    for last in ("all", "999"):
        assert field_of(world.ask("PATCH", world.viewer, f"{PATH}/{last}", body)) == {"viewed"}


def test_all_of_ones_own_are_marked_and_taken_away_at_once(world: World) -> None:
    tell(world, world.viewer, "one", "two")
    tell(world, world.member, "other")
    assert world.ask("PATCH", world.admin, f"{PATH}/all", {"viewed": True}).data == {}
    assert world.ask("PATCH", world.viewer, f"{PATH}/all", {"viewed": True}).data == {}
    assert [one["viewed"] for one in world.get(world.viewer, PATH).data] == [True, True]
    assert [one["viewed"] for one in world.get(world.member, PATH).data] == [False]
    assert world.delete(world.admin, f"{PATH}/all").data == {}
    assert world.delete(world.viewer, f"{PATH}/all").data == {}
    assert world.get(world.viewer, PATH).data == []
    assert len(world.get(world.member, PATH).data) == 1
