"""The document of the API: valid, complete, true to the routes, and readable without scripts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from skyportal_like import __version__, app, openapi
from skyportal_like.openapi import contracts_of, path_of
from skyportal_like.vocabulary import Acl
from tests.world import World

DOCUMENT = openapi.document(app.routes(), __version__)
OPERATIONS = [
    (path, method, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def references(value: Any) -> Iterator[str]:
    """Find every reference in the document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def schemas(value: Any) -> Iterator[Any]:
    """Find every schema of parameters, bodies and answers."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "schema":
                yield inner
            else:
                yield from schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas(inner)


def test_it_is_of_openapi_3_1_and_says_what_it_describes() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert set(DOCUMENT) == {"openapi", "info", "paths", "components"}
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert set(DOCUMENT["components"]) == {"schemas", "responses", "securitySchemes"}


def test_every_schema_is_one_of_json_schema_2020_12() -> None:
    found = [*DOCUMENT["components"]["schemas"].values(), *schemas(DOCUMENT)]
    assert len(found) > 100
    for schema in found:
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_and_every_schema_is_referred_to() -> None:
    named = set(references(DOCUMENT))
    for reference in named:
        place: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]
    models = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert models <= named
    for name in DOCUMENT["components"]["schemas"]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)


def test_every_route_with_a_contract_is_in_it_and_nothing_else() -> None:
    routes = {
        (path_of(pattern), method)
        for pattern, handler in app.routes()
        for method in contracts_of(handler)
    }
    assert {(path, method) for path, method, _ in OPERATIONS} == routes
    for pattern, handler in app.routes():
        if pattern.startswith("/api/"):
            assert contracts_of(handler), pattern


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"\w+\.\w+", name)] == []


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda one: str(one)[:40])
def test_an_operation_says_all_that_a_caller_needs(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"].endswith(".")
    in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", path))
    assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
    assert set(operation["responses"]) == {"200", "default"}
    assert ("requestBody" in operation) <= (method in {"post", "put", "patch", "delete"})
    assert set(operation.get("x-acls", ())) <= set(Acl)
    anonymous = operation["security"] == []
    assert not (anonymous and operation.get("x-acls"))


def test_the_acls_are_those_that_the_endpoints_ask_for() -> None:
    asked = {
        (path_of(pattern), method): (sorted(contract.acls), contract.anonymous)
        for pattern, handler in app.routes()
        for method, contract in contracts_of(handler).items()
    }
    said = {
        (path, method): (operation.get("x-acls", []), operation["security"] == [])
        for path, method, operation in OPERATIONS
    }
    assert said == asked
    assert asked["/api/classification", "post"] == ([Acl.CLASSIFY], False)


def test_a_path_is_written_as_openapi_writes_it_and_matches_its_own_route() -> None:
    for pattern, _ in app.routes():
        path = path_of(pattern)
        assert re.fullmatch(r"[\w/.{}]+", path), path
        example = re.sub(r"\{path\}", "README.md", path)
        example = re.sub(r"\{beginning\}", "0" * 16, example)
        assert re.fullmatch(pattern, re.sub(r"\{\w+\}", "1", example)), pattern


def test_it_is_served_with_its_readable_page_to_anybody(world: World) -> None:
    served = world.get(None, "/api/openapi.json")
    assert served.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert served.body["paths"].keys() == DOCUMENT["paths"].keys()
    page = world.get(None, "/api/docs")
    assert page.headers["Content-Type"] == "text/html; charset=UTF-8"
    policy = page.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    text = page.raw.decode()
    assert not re.search(r"<script|\son\w+=|javascript:|https?://", text)
    for path, _, operation in OPERATIONS:
        assert f"<code>{path}</code>" in text
        assert operation["summary"].replace("'", "&#x27;").split("`")[0] in text


def test_what_is_served_is_what_an_answer_looks_like(world: World) -> None:
    resolved = {"components": DOCUMENT["components"]}
    for path, method, given in (
        ("/api/groups", "get", world.get(world.member, "/api/groups")),
        ("/api/sources/{obj_id}", "get", world.get(world.member, f"/api/sources/{world.obj}")),
        ("/api/candidates", "get", world.get(world.member, "/api/candidates")),
    ):
        content = DOCUMENT["paths"][path][method]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"] | resolved
        Draft202012Validator(schema).validate(given.body)
    failure = DOCUMENT["components"]["responses"]["Failure"]["content"]["application/json"]
    Draft202012Validator(failure["schema"]).validate(world.get(world.member, "/api/x").body)
    with pytest.raises(Exception, match="required property"):
        Draft202012Validator(failure["schema"]).validate({"status": "error"})
