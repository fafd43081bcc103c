"""Saving objects to groups, letting go of them, and their pages, through the API."""

from functools import partial

from sqlalchemy import event

from skyportal_like.schemas.sources import NewSource, SourceSearch
from skyportal_like.services import sources
from tests.world import World


def test_saving_names_the_groups_that_had_not_saved_it(world: World) -> None:
    first = world.post(
        world.member,
        "/api/sources",
        {"id": "ZTF26x", "ra": 1, "dec": 2, "group_ids": [world.group]},
    ).data
    assert first == {"id": "ZTF26x", "saved_to_groups": [world.group]}
    again = world.post(
        world.member, "/api/sources", {"id": "ZTF26x", "group_ids": [world.group]}
    ).data
    assert again["saved_to_groups"] == []


def test_without_groups_it_is_saved_to_all_of_the_callers(world: World) -> None:
    saved = world.post(world.member, "/api/sources", {"id": "ZTF26y", "ra": 1, "dec": 2}).data
    mine = world.get(world.member, "/api/groups").data["user_groups"]
    assert saved["saved_to_groups"] == sorted(group["id"] for group in mine)


def test_a_group_may_be_spared_when_another_has_it(world: World) -> None:
    own = next(
        group["id"]
        for group in world.get(world.member, "/api/groups").data["user_groups"]
        if group["single_user_group"]
    )
    saved = world.post(
        world.member,
        "/api/sources",
        {
            "id": world.obj,
            "group_ids": [own],
            "ignore_if_in_group_ids": {str(own): [world.group]},
        },
    ).data
    assert saved["saved_to_groups"] == []


def test_foreign_groups_and_bad_names_are_refused(world: World) -> None:
    foreign = world.post(
        world.member,
        "/api/sources",
        {"id": "ZTF26w", "ra": 1, "dec": 2, "group_ids": [world.other_group]},
    )
    assert foreign.message == (
        f"Failed to post source: Cannot find group_id {world.other_group}. "
        "Please remove and try again."
    )
    spaces = world.post(world.member, "/api/sources", {"id": "a b", "ra": 1, "dec": 2})
    assert "id" in spaces.body["data"]["fields"]


def test_a_page_shows_who_saved_and_what_was_said(world: World) -> None:
    world.post(
        world.colleague,
        f"/api/sources/{world.obj}/comments",
        {"text": "hello", "group_ids": [world.group]},
    )
    shown = world.get(
        world.viewer, f"/api/sources/{world.obj}", includeComments="true", includeThumbnails=True
    ).data
    assert shown["groups"][0]["saved_by"]["username"] == "member"
    assert [one["text"] for one in shown["comments"]] == ["hello"]
    assert shown["comments"][0]["author"]["username"] == "colleague"
    assert shown["thumbnails"] == []
    assert "photometry" not in shown


def test_the_list_holds_each_object_once_and_only_what_my_groups_saved(world: World) -> None:
    own = next(
        group["id"]
        for group in world.get(world.member, "/api/groups").data["user_groups"]
        if group["single_user_group"]
    )
    world.post(world.member, "/api/sources", {"id": world.obj, "group_ids": [own]})
    page = world.get(world.member, "/api/sources").data
    assert ([one["id"] for one in page["sources"]], page["totalMatches"]) == ([world.obj], 1)
    refused = world.get(world.member, "/api/sources", group_ids=world.other_group)
    assert refused.message.startswith("Cannot retrieve sources: Selected group(s) not all")
    assert world.get(world.admin, "/api/sources").data["totalMatches"] == 2


def test_the_list_sorts_filters_and_pages(world: World) -> None:
    for number in range(4):
        world.post(
            world.member,
            "/api/sources",
            {
                "id": f"ZTF26n{number}",
                "ra": 10.0 * number,
                "dec": 0,
                "redshift": 0.1 * number,
                "group_ids": [world.group],
            },
        )
    world.post(
        world.member,
        "/api/classification",
        {"obj_id": "ZTF26n2", "taxonomy_id": world.taxonomy, "classification": "Ia"},
    )

    def ids(**query: object) -> list[str]:
        return [
            one["id"] for one in world.get(world.member, "/api/sources", **query).data["sources"]
        ]

    assert ids(sourceID="26n", sortBy="ra", sortOrder="desc", numPerPage=2) == [
        "ZTF26n3",
        "ZTF26n2",
    ]
    assert ids(sourceID="26n", sortBy="redshift", sortOrder="asc", numPerPage=2, pageNumber=2) == [
        "ZTF26n2",
        "ZTF26n3",
    ]
    assert ids(classifications="Classes: Ia") == ["ZTF26n2"]
    assert "ZTF26n2" not in ids(unclassified="true")
    assert ids(minRedshift=0.25) == ["ZTF26n3"]
    assert world.get(world.member, "/api/sources", sortBy="nothing").code == "invalid"


def test_letting_go_needs_the_right_and_hides_the_object(world: World) -> None:
    path = f"/api/sources/{world.obj}"
    assert world.delete(world.member, path, {"group_id": world.group}).status == 401
    assert world.delete(world.group_admin, path, {"group_id": world.group}).status == 200
    assert world.get(world.colleague, path).status == 404
    assert world.ask("HEAD", world.colleague, path).status == 200, "it was saved once"
    again = world.delete(world.admin, path, {"group_id": world.group})
    assert again.message == "Inadequate permissions."


def test_head_tells_saved_from_never_saved(world: World) -> None:
    assert world.ask("HEAD", world.member, f"/api/sources/{world.obj}").status == 200
    assert world.ask("HEAD", world.outsider, f"/api/sources/{world.obj}").status == 404
    assert world.ask("HEAD", world.member, f"/api/sources/{world.candidate}").status == 404


def test_a_page_costs_the_same_number_of_statements_however_many_it_shows(
    people: World,
) -> None:
    for number in range(8):
        new = NewSource(id=f"ZTF26k{number}", ra=1.0, dec=1.0, group_ids=(people.group,))
        people.run(people.member, partial(sources.post, new=new))

    def statements(shown: int) -> int:
        sent: list[str] = []

        def note(*told: object) -> None:
            sent.append(str(told[2]))

        search = SourceSearch.model_validate(
            {
                "numPerPage": shown,
                "includePhotometry": "true",
                "includeComments": "true",
                "includeThumbnails": "true",
            }
        )
        event.listen(people.units.engine, "before_cursor_execute", note)
        try:
            people.run(people.member, lambda work: sources.search(work, search))
        finally:
            event.remove(people.units.engine, "before_cursor_execute", note)
        return len(sent)

    assert statements(2) == statements(8)
