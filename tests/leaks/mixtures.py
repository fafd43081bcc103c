"""Parameters that mean something only together, by route."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from skyportal_like.access.policies import POLICIES
from skyportal_like.queries.sources import SORTABLE
from skyportal_like.vocabulary import REJECTED_CANDIDATES
from tests.leaks.papers import query_id
from tests.leaks.people import PEOPLE
from tests.leaks.words import Words

Mixtures: TypeAlias = Iterator[dict[str, str]]


def _candidates(known: Words) -> Mixtures:
    for origin in known.origins:
        for key in ("score", f"key_{origin.partition('-')[2]}"):
            yield {
                "sortByAnnotationOrigin": origin,
                "sortByAnnotationKey": key,
                "sortByAnnotationOrder": "desc" if key == "score" else "asc",
            }
    for group in known.groups:
        for status in ("savedToAllSelected", "savedToAnySelected", "notSavedToAllSelected"):
            yield {"groupIDs": group, "savedStatus": status}
        yield {"groupIDs": group, "hideGroupRejected": "true"}
    for person in PEOPLE:
        yield {"queryID": str(query_id(person)), "pageNumber": "2", "numPerPage": "2"}
    for prefix in ("ZTF26", "ZTF26s", *known.objs):
        yield {"objID": prefix, "nameOnly": "true"}
    yield {"listNameReject": REJECTED_CANDIDATES, "numPerPage": "3", "pageNumber": "2"}


def _sources(known: Words) -> Mixtures:
    for key in SORTABLE:
        yield {"sortBy": key, "sortOrder": "asc", "numPerPage": "3", "pageNumber": "2"}
    for group in known.groups:
        yield {"group_ids": group, "classified": "true"}
        yield {"group_ids": group, "unclassified": "true"}


def _events(known: Words) -> Mixtures:
    for obj_id in known.objs:
        yield {"since": "1:0:0", "obj_id": obj_id}
    for cursor in known.cursors[:: max(1, len(known.cursors) // 20)]:
        yield {"since": cursor, "limit": "3"}


def _explanations(known: Words) -> Mixtures:
    """Ask about some rows of every kind, and everything that can be done with one of them."""
    people = ("member-person", "both-person", "outsider-person")
    for model, policy in POLICIES.items():
        keys = known.ids[f"keys of {model.__tablename__}"]
        for number, key in enumerate(keys):
            whom = {"actor": people[number % 3], "kind": model.__name__, "id": key}
            yield whom | {"action": "read"}
        for action in policy.rules:
            row = {"kind": model.__name__, "id": keys[0]}
            yield row | {"actor": people[0], "action": action.value}


MIXTURES: Mapping[str, Callable[[Words], Mixtures]] = {
    "GET /api/candidates": _candidates,
    "GET /api/sources": _sources,
    "GET /api/events": _events,
    "GET /api/access/explain": _explanations,
}
