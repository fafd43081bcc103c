"""Requests that write: to a hidden row they are answered as to one that does not exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from skyportal_like.vocabulary import Acl
from tests.leaks import requests, rules
from tests.leaks.objects import OURS
from tests.leaks.people import Caller
from tests.leaks.world import ABSENT_ID, ABSENT_OBJ

ROWS_OF_A_ROUTE = 6
# Bodies that are well formed, by route; without one an empty body is sent.
BODIES: Mapping[str, dict[str, Any]] = {
    "POST /api/sources/{obj_id}/annotations": {"origin": "new", "data": {}},
    "PUT /api/sources/{obj_id}/annotations/{annotation_id}": {"data": {"score": 1}},
    "POST /api/sources/{obj_id}/comments": {"text": "new"},
    "PUT /api/sources/{obj_id}/comments/{comment_id}": {"text": "new"},
    "PUT /api/classification/{classification_id}": {"probability": 0.4},
    "PATCH /api/datasets/{dataset_id}": {"description": "new"},
    "PUT /api/groups/{group_id}": {"name": "new"},
    "PUT /api/groups/{group_id}/palette": {"classes": []},
}
LABEL = {"obj_id": OURS, "taxonomy_id": 1, "classification": "Ia"}
PLACE = {"ra": 1.0, "dec": 1.0}
RECIPE = {"recipe": {"label": {"taxonomy_id": "ID"}}}


@dataclass(frozen=True, slots=True)
class Write:
    """One request with a body, and the row of which it speaks, as a text that is taken out."""

    method: str
    target: str
    body: bytes
    values: tuple[str, ...]
    acls: frozenset[Acl]

    def __str__(self) -> str:
        return f"{self.method} {self.target} {self.body.decode()}"

    def is_open_to(self, caller: Caller) -> bool:
        """Tell whether the endpoint itself lets the caller in."""
        return Acl.SYSTEM_ADMIN in caller.held_acls or self.acls <= caller.held_acls


# Bodies that name a row: the method, the path, the table of the row, and the body around "ID".
NAMING: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("POST", "/api/classification", "objs", LABEL | {"obj_id": "ID"}),
    ("POST", "/api/classification", "taxonomies", LABEL | {"taxonomy_id": "ID"}),
    ("POST", "/api/classification", "groups", LABEL | {"group_ids": ["ID"]}),
    ("POST", f"/api/sources/{OURS}/comments", "groups", {"text": "x", "group_ids": ["ID"]}),
    (
        "POST",
        f"/api/sources/{OURS}/annotations",
        "groups",
        {"origin": "x", "data": {}, "group_ids": ["ID"]},
    ),
    ("POST", "/api/sources", "groups", PLACE | {"id": "ZTF26new", "group_ids": ["ID"]}),
    ("POST", "/api/sources", "objs", {"id": "ID"}),
    (
        "POST",
        "/api/candidates",
        "filters",
        PLACE | {"id": "ZTF26newer", "filter_ids": ["ID"], "passed_at": "2026-11-20"},
    ),
    ("DELETE", f"/api/sources/{OURS}", "groups", {"group_id": "ID"}),
    ("POST", "/api/datasets", "groups", {"name": "new", "group_id": "ID"}),
    (
        "POST",
        "/api/decisions",
        "objs",
        {"op_id": "00000000-0000-0000-0000-00000000000a", "obj_id": "ID", "set": {"reject": "me"}},
    ),
    (
        "POST",
        "/api/decisions",
        "groups",
        {"op_id": "00000000-0000-0000-0000-00000000000b", "obj_id": OURS, "set": {"save": ["ID"]}},
    ),
    (
        "POST",
        "/api/decisions",
        "classifications",
        {
            "op_id": "00000000-0000-0000-0000-00000000000c",
            "obj_id": OURS,
            "set": {"unclassify": ["ID"]},
        },
    ),
)


def pairs(
    connection: Connection, readable: Mapping[str, set[tuple[object, ...]]]
) -> Iterator[tuple[Write, Write]]:
    """Give requests about hidden rows, each beside the same about a row that does not exist."""
    for route in requests.writing_routes():
        if route.names and route.contract is not None and not route.contract.anonymous:
            yield from _of_route(connection, route, readable)
    keys = {"objs": ABSENT_OBJ}
    for method, target, table, body in NAMING:
        absent = keys.get(table, ABSENT_ID)
        everything = {key[0] for key in rules.rows(connection, table, rules.EVERYBODY)}
        hidden = sorted(everything - {key[0] for key in readable[table]}, key=str)
        for key in hidden[:: max(1, len(hidden) // ROWS_OF_A_ROUTE)]:
            yield _naming(method, target, body, key), _naming(method, target, body, absent)


def _of_route(
    connection: Connection,
    route: requests.Route,
    readable: Mapping[str, set[tuple[object, ...]]],
) -> Iterator[tuple[Write, Write]]:
    places = requests.places(connection, route)
    absent = [place for place in places if not place.exists]
    hidden = [
        place
        for place in places
        if place.about and not any(key in readable[table] for table, key in place.about)
    ]
    body = orjson.dumps(BODIES.get(route.key, {}))
    acls = frozenset() if route.contract is None else route.contract.acls
    for place in hidden[:: max(1, len(hidden) // ROWS_OF_A_ROUTE)]:
        for other in absent:
            if other.values[:-1] == place.values[:-1]:
                yield (
                    Write(route.method, place.path, body, place.values, acls),
                    Write(route.method, other.path, body, other.values, acls),
                )


def _naming(method: str, target: str, body: Mapping[str, Any], key: object) -> Write:
    written = orjson.dumps(body).replace(b'"ID"', orjson.dumps(key))
    return Write(method, target, written, (str(key),), frozenset())
