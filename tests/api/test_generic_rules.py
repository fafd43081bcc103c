"""What every endpoint has in common: the envelope, the order of checks, bad input."""

import json

import pytest

from skyportal_like import app
from skyportal_like.openapi import contracts_of, path_of
from tests.world import World

ENDPOINTS = [
    (method.upper(), path_of(pattern), contract)
    for pattern, handler in app.routes()
    for method, contract in contracts_of(handler).items()
]
PRIVATE = [one for one in ENDPOINTS if not one[2].anonymous]
FILLED = {
    "obj_id": "ZTF26public1",
    "classification_id": "999",
    "annotation_id": "999",
    "comment_id": "999",
    "group_id": "999",
    "filter_id": "999",
    "taxonomy_id": "999",
    "thumbnail_id": "999",
    "dataset_id": "999",
    "user_id": "999",
    "stream_id": "999",
    "team_id": "999",
    "request_id": "999",
    "notification_id": "999",
    "session_id": "00000000-0000-0000-0000-000000000007",
    "token_id": "00000000-0000-0000-0000-000000000007",
    "invitation_id": "999",
    "role": "View%20only",
    "acl": "Comment",
    "role_id": "x",
    "acl_id": "x",
    "number": "999",
    "beginning": "0123456789abcdef",
    "path": "README.md",
}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace("{" + name + "}", value)
    assert "{" not in path, f"give {path} values in FILLED"
    return path


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path, _ in PRIVATE], ids=str
)
def test_without_credentials_every_endpoint_says_unauthenticated(
    world: World, method: str, path: str
) -> None:
    assert world.http is not None
    refused = world.http.ask(method, filled(path), body=None)
    assert refused.status == 401
    if method != "HEAD":
        assert refused.code == "unauthenticated"
        assert refused.message.startswith("HTTP 401: Unauthorized (Credentials malformed")
    unknown = world.http.ask(
        method, filled(path), headers={"Authorization": "token 0"}, body=b"not even JSON"
    )
    assert unknown.status == 401
    if method != "HEAD":
        assert unknown.message == "HTTP 401: Unauthorized"


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path, contract in PRIVATE if contract.acls],
    ids=str,
)
def test_a_missing_acl_is_said_before_the_body_is_read(
    world: World, method: str, path: str
) -> None:
    assert world.http is not None
    headers = {"Authorization": f"token {world.viewer.token}"}
    refused = world.http.ask(method, filled(path), headers=headers, body=b"{not JSON")
    assert (refused.status, refused.code) == (401, "forbidden")


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path, contract in PRIVATE if contract.takes_body],
    ids=str,
)
def test_a_malformed_body_is_said_before_any_row_is_looked_for(
    world: World, method: str, path: str
) -> None:
    assert world.http is not None
    headers = {"Authorization": f"token {world.admin.token}"}
    refused = world.http.ask(method, filled(path), headers=headers, body=b'{"x": ')
    assert (refused.status, refused.code) == (400, "invalid")
    assert "application/json" in refused.message
    for body in (b'""', b"[1]", b"3"):
        refused = world.http.ask(method, filled(path), headers=headers, body=body)
        assert refused.status == 500
        assert "Please ensure posted data is of type application/json" in refused.message


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path, _ in PRIVATE if "{obj_id}" in path],
    ids=str,
)
def test_a_hidden_object_answers_as_one_that_does_not_exist(
    world: World, method: str, path: str
) -> None:
    body = {
        "text": "x",
        "origin": "x",
        "data": {},
        "group_id": world.group,
    }
    wanted = {} if method in {"GET", "HEAD"} else {"body": body}

    def ask(obj_id: str) -> tuple[int, str]:
        target = filled(path.replace("{obj_id}", obj_id))
        return world.ask(method, world.group_admin, target, **wanted).without(obj_id)

    assert ask(world.hidden) == ask("ZTF26nothing1")


def test_success_and_error_wear_the_same_envelope(world: World) -> None:
    good = world.get(world.member, "/api/groups")
    assert set(good.body) == {"status", "data", "version"}
    bad = world.get(world.member, "/api/groups/999")
    assert set(bad.body) == {"status", "message", "data", "version"}
    assert bad.message == "Cannot find Group with id 999"
    assert bad.code == "not_found"


def test_an_id_that_is_no_number_is_named(world: World) -> None:
    assert world.get(world.member, "/api/groups/x").message == "Invalid group_id: x"


def test_an_unknown_path_and_a_wrong_method_are_said_in_the_envelope(world: World) -> None:
    unknown = world.get(world.member, "/api/nothing/here")
    assert (unknown.status, unknown.message) == (400, "Invalid API endpoint")
    assert world.get(None, "/api/nothing/here").status == 401
    assert world.post(world.member, "/api/nothing/here", {}).status == 405
    wrong = world.put(world.member, "/api/groups", {})
    assert (wrong.status, wrong.body["status"]) == (405, "error")
    literal = world.get(world.member, "/api/sources/%7Bpublic_source.id%7D")
    assert "version" in literal.body


def test_missing_wrong_and_unknown_fields_are_named(world: World) -> None:
    refused = world.post(world.member, "/api/classification", {"obj_id": 3, "surprise": 1})
    assert refused.status == 400
    assert refused.message.startswith("Invalid/missing parameters: ")
    assert set(refused.body["data"]["fields"]) == {
        "obj_id",
        "taxonomy_id",
        "classification",
        "surprise",
    }


@pytest.mark.parametrize(
    ("field", "value"), [("ra", 360.0), ("ra", -0.1), ("dec", 90.5), ("redshift", float("nan"))]
)
def test_a_number_out_of_range_is_named_and_nothing_is_written(
    world: World, field: str, value: float
) -> None:
    body = {"id": "ZTF26bad", "ra": 1.0, "dec": 1.0, "group_ids": [world.group], field: value}
    refused = world.post(world.member, "/api/sources", body)
    assert refused.status == 400
    assert field in refused.body["data"]["fields"]
    assert world.get(world.admin, "/api/sources/ZTF26bad").status == 404


def test_a_body_with_nan_parses_where_nan_is_allowed(world: World) -> None:
    assert world.http is not None
    body = b'{"origin": "o", "data": {"x": NaN}, "group_ids": [%d]}' % world.group
    made = world.http.ask(
        "POST",
        f"/api/sources/{world.obj}/annotations",
        headers={"Authorization": f"token {world.member.token}"},
        body=body,
    )
    assert made.status == 200, made.body
    shown = world.get(world.member, f"/api/sources/{world.obj}/annotations").data
    assert shown[0]["data"] == {"x": None}


def test_a_body_over_the_limit_is_refused_and_the_limit_named(world: World) -> None:
    assert world.http is not None
    limit = 10 * 1024 * 1024
    body = json.dumps({"text": "x" * limit}).encode()
    refused = world.http.ask(
        "POST",
        f"/api/sources/{world.obj}/comments",
        headers={"Authorization": f"token {world.member.token}"},
        body=body,
    )
    assert (refused.status, refused.code) == (413, "too_large")
    assert str(limit) in refused.message


def test_unknown_query_parameters_are_ignored_and_wrong_ones_named(world: World) -> None:
    assert world.get(world.member, "/api/candidates", whatever=1).status == 200
    assert (
        world.get(world.member, "/api/candidates", pageNumber="x").message
        == "Invalid page number value."
    )
    assert (
        world.get(world.member, "/api/candidates", numPerPage=0).message
        == "Number per page must be greater than 0."
    )
    wrong = world.get(world.member, "/api/candidates", startDate="2020-104-01")
    assert "startDate" in wrong.message


def test_dates_are_naive_utc_and_ids_are_integers(world: World) -> None:
    shown = world.get(world.member, f"/api/sources/{world.obj}").data
    assert shown["created_at"].count("T") == 1
    assert not shown["created_at"].endswith("Z")
    assert isinstance(shown["groups"][0]["id"], int)


def test_a_large_answer_is_compressed_for_who_takes_that(world: World) -> None:
    assert world.http is not None
    headers = {"Authorization": f"token {world.admin.token}"}
    for number in range(40):
        body = {"text": f"{number} " + "x" * 400, "group_ids": [world.sitewide]}
        world.post(world.admin, f"/api/sources/{world.obj}/comments", body)
    path = f"/api/sources/{world.obj}/comments"
    plain = world.http.ask("GET", path, headers=headers | {"Accept-Encoding": "identity"})
    small = world.http.ask("GET", path, headers=headers)
    assert "Content-Encoding" not in plain.headers
    assert small.headers.get("X-Consumed-Content-Encoding") == "gzip"
    assert small.body["data"] == plain.body["data"]
