"""What cannot be derived of requests: odd paths, values only people know, mixtures, exceptions.

To add an odd endpoint: name the rows of its path in `PLACES`, the values of a parameter in
`VALUES` (by route, or by the parameter's name for all), parameters that only mean something
together in `mixtures.py`, and in `ABOUT` what a 200 tells of when that is not the path's last row.
"""

import re
from collections.abc import Mapping, Sequence

import orjson
from pydantic.fields import FieldInfo

from skyportal_like.events.types import BY_NAME
from skyportal_like.queries.sources import SORTABLE
from tests.leaks.words import Words, each_and_all

# Routes that are not read at all, and why.
NO_READING: Mapping[str, str] = {
    "GET /login/link": "uses up a link and signs in; nobody is asked who they are",
}
# Routes that refuse everybody here, and why.
NEVER_ANSWERED: Mapping[str, str] = {
    "GET /baselayer/socket_auth_token": "gives a signed-in browser its socket; tokens ask here",
    "GET /login/{provider}/": "no provider is set up here",
    "GET /complete/{provider}/": "no provider is set up here",
    "GET /baselayer/logout": "leads to the front page",
    "GET /websocket": "is a socket; what it says is compared in tests/realtime",
}
# Pages without a contract, and the path under which they are asked for.
PLAIN: Mapping[str, str] = {"/(.*)": "/groups/1", "/{path}": "/groups/1"}

# Routes whose answers change with being read: asked after all others, one by one, and what in
# their answers comes of that.
LAST: Mapping[str, re.Pattern[bytes]] = {
    # Exporting the trail is written into the trail.
    "GET /api/audit/export": re.compile(
        rb'\d+,[^\r\n]*,export,audit,[^\r\n]*\r\n|\{[^\n]*"action":"export"[^\n]*\}\n'
    ),
}

# Which rows the names of a path mean: a statement and the table whose key it calls `key`.
PLACES: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("dataset_id", "number"): (
        "select dataset_id, number, id as key from dataset_versions order by id",
        "dataset_versions",
    ),
    ("dataset_id", "number", "path"): (
        """select v.dataset_id, v.number, f.path, v.id as key from dataset_versions v
        join dataset_files f on f.version_id = v.id order by v.id, path""",
        "dataset_versions",
    ),
    ("obj_id", "filter_id"): (
        "select obj_id, filter_id, id as key from candidates order by id",
        "candidates",
    ),
    ("group_id", "user_id"): (
        "select group_id, user_id, id as key from group_users order by id",
        "group_users",
    ),
    ("group_id", "stream_id"): (
        "select group_id, stream_id, id as key from group_streams order by id",
        "group_streams",
    ),
    ("stream_id", "user_id"): (
        "select stream_id, user_id, id as key from stream_users order by id",
        "stream_users",
    ),
    ("user_id", "role"): (
        "select id as user_id, unnest(roles) as role, id as key from users order by id",
        "users",
    ),
    ("user_id", "acl"): (
        "select id as user_id, 'Comment' as acl, id as key from users order by id",
        "users",
    ),
    # Signed-in browsers are named by another column than their key.
    ("session_id",): ("select id as session_id, digest as key from sign_ins", "sign_ins"),
    ("provider",): ("select distinct provider, provider as key from identities", "identities"),
    ("thumbnail_id", "beginning"): (
        (
            "select id as thumbnail_id, left(blob, 16) as beginning, id as key"
            " from thumbnails order by id"
        ),
        "thumbnails",
    ),
}
TABLES: Mapping[str, str] = {
    "obj_id": "objs",
    "request_id": "group_admission_requests",
    "notification_id": "user_notifications",
    "line_id": "audit",
}
ABSENT: Mapping[str, str] = {"beginning": "0" * 16}

# What a 200 tells of where it is not the path's last row: the statement that finds it, with the
# path's values as parameters; nothing where a 200 says nothing.
ABOUT: Mapping[str, tuple[str, str] | str] = {
    "GET /login/{provider}/": "",
    "GET /complete/{provider}/": "",
    # A person's page about themselves, also shown to who manages users.
    "GET /api/internal/profile/{user_id}": "",
    "HEAD /api/candidates/{obj_id}": (
        "candidates",
        "select id from candidates where obj_id = :obj_id",
    ),
    "HEAD /api/sources/{obj_id}": ("sources", "select id from sources where obj_id = :obj_id"),
    # Those that are not frozen, or withdrawn, are refused whoever asks.
    "GET /api/datasets/{dataset_id}/versions/{number}/manifest": (
        "dataset_versions",
        (
            "select id from dataset_versions where dataset_id = cast(:dataset_id as integer)"
            " and number = cast(:number as integer) and status in ('frozen', 'superseded')"
        ),
    ),
    "GET /api/datasets/{dataset_id}/versions/{number}/files/{path}": (
        "dataset_versions",
        (
            "select id from dataset_versions where dataset_id = cast(:dataset_id as integer)"
            " and number = cast(:number as integer) and status in ('frozen', 'superseded')"
            " and :path <> ''"
        ),
    ),
}


# The values of single parameters: "METHOD /path name", or the name alone for every route.
VALUES: Mapping[str, Sequence[str] | str] = {
    "GET /api/sources sortBy": SORTABLE,
    "GET /api/sources sortOrder": ("asc", "desc"),
    "GET /api/sources classifications": "named_classes",
    "GET /api/groups name": "group_names",
    "GET /api/cutouts/pack ids": "objs",
    "GET /api/light_curves ids": "objs",
    "minRedshift": ("0", "0.03", "1"),
    "maxRedshift": ("0", "0.03", "1"),
    "sortOrder": ("asc", "desc"),
    # Who holds an invitation's secret is told what it says: it is a credential.
    "GET /api/internal/sign_in invite_token": ("nonsense",),
    "GET /api/events since": ("1:0:0", "nonsense"),
    "GET /api/events types": tuple(BY_NAME),
    **{
        f"GET /api/audit{end} {name}": words
        for end in ("", "/export")
        for name, words in (("action", "acts"), ("kind", "kinds"), ("target", "targets"))
    },
    "GET /api/audit after": "lines",
    "GET /api/audit/export after": "lines",
    "GET /api/events limit": ("1", "7", "500"),
}


def values(route: str, name: str, known: Words) -> Sequence[str] | None:
    """Give the values that are named for a parameter, or nothing."""
    chosen = VALUES.get(f"{route} {name}", VALUES.get(name))
    if isinstance(chosen, str):
        return each_and_all(known.ids[chosen])
    if route == "GET /api/candidates" and name == "annotationFilterList":
        return _conditions(known)
    return chosen


def is_chosen(route: str, name: str) -> bool:
    """Tell whether the values of a parameter are named."""
    return f"{route} {name}" in VALUES or name in VALUES


def _conditions(known: Words) -> tuple[str, ...]:
    written = [{"origin": origin, "key": "score", "min": 0} for origin in known.origins]
    written += [{"origin": known.origins[0], "key": key, "value": "true"} for key in known.keys]
    return tuple(orjson.dumps(one).decode() for one in written)


def with_others(route: str, name: str, one: FieldInfo) -> tuple[tuple[str, str], ...]:
    """Give what must stand beside a parameter for it to mean anything."""
    del one
    if route == "GET /api/events" and name != "since":
        return (("since", "1:0:0"),)
    return ()
