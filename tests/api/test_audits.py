"""The audit trail: everybody their own, group admins their group's, System admin all."""

import csv
import io

import orjson
import pytest

from skyportal_like.work import Work
from tests.world import Person, World


def write(world: World, person: Person, action: str, **what: object) -> None:
    def act(work: Work) -> None:
        work.audit(action, "thing", "=1", **what)  # type: ignore[arg-type]

    world.run(person, act)


@pytest.fixture
def trail(world: World) -> World:
    """Acts of several people, in and out of the group."""
    write(world, world.member, "in ours", group_id=world.group, after={"a": 1})
    write(world, world.outsider, "in theirs", group_id=world.other_group)
    write(world, world.admin, "to the viewer", user_id=world.viewer.id)
    write(world, world.colleague, "alone")
    return world


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("member", ["in ours"]),
        ("group_admin", ["in ours"]),
        ("viewer", ["to the viewer"]),
        ("colleague", ["alone"]),
        ("outsider", ["in theirs"]),
        ("admin", ["alone", "to the viewer", "in theirs", "in ours"]),
    ],
)
def test_who_reads_which_lines(trail: World, name: str, expected: list[str]) -> None:
    page = trail.get(trail.people[name], "/api/audit", kind="thing").data
    assert [line["action"] for line in page["lines"]] == expected


def test_it_is_narrowed_by_every_parameter(trail: World) -> None:
    def found(**query: object) -> list[str]:
        page = trail.get(trail.admin, "/api/audit", kind="thing", **query).data
        return [line["action"] for line in page["lines"]]

    assert found(actorId=trail.member.id) == ["in ours"]
    assert found(userId=trail.viewer.id) == ["to the viewer"]
    assert found(groupID=trail.other_group) == ["in theirs"]
    assert found(action="alone") == ["alone"]
    assert found(target="nothing") == []
    assert found(startDate="2100-01-01") == []
    assert found(endDate="2000-01-01") == []
    assert found(startDate="2000-01-01", endDate="2100-01-01", numPerPage=1) == ["alone"]
    assert found(numPerPage=1, pageNumber=2) == ["to the viewer"]


def test_pages_follow_one_another_by_cursor(trail: World) -> None:
    seen, after = [], None
    while True:
        query = {} if after is None else {"after": after}
        page = trail.get(trail.admin, "/api/audit", kind="thing", numPerPage=3, **query).data
        seen += [line["action"] for line in page["lines"]]
        after = page["after"]
        if after is None:
            break
    assert seen == ["alone", "to the viewer", "in theirs", "in ours"]


def test_where_another_works_from_is_not_told(trail: World) -> None:
    own = trail.get(trail.colleague, "/api/audit", kind="thing").data["lines"][0]
    assert own["request_id"] == "test"
    fellow = trail.get(trail.group_admin, "/api/audit", kind="thing").data["lines"][0]
    assert (fellow["request_id"], fellow["address"], fellow["token_id"]) == (None, None, None)
    assert fellow["after"] == {"a": 1}


def test_a_file_holds_the_same_lines_and_no_formulas(trail: World) -> None:
    as_csv = trail.get(trail.admin, "/api/audit/export", kind="thing")
    rows = list(csv.DictReader(io.StringIO(as_csv.raw.decode())))
    assert [row["action"] for row in rows] == ["alone", "to the viewer", "in theirs", "in ours"]
    assert {row["target"] for row in rows} == {"'=1"}
    as_json = trail.get(trail.outsider, "/api/audit/export", kind="thing", format="ndjson")
    assert [orjson.loads(line)["action"] for line in as_json.raw.splitlines()] == ["in theirs"]


def test_bad_parameters_are_named(trail: World) -> None:
    refused = trail.get(trail.admin, "/api/audit", startDate="yesterday-ish")
    assert refused.status == 400
    assert "startDate" in refused.body["data"]["fields"]


def test_a_page_beyond_any_list_is_none(trail: World) -> None:
    refused = trail.get(trail.admin, "/api/audit", pageNumber=475387858369750564864)
    assert refused.message == "Invalid page number value."
    assert trail.get(trail.admin, "/api/audit", pageNumber=1000).data["lines"] == []
