"""Every request that can be made: derived from the routes, with what only people can know.

A new endpoint is covered without a line here as long as its path names rows as `x_id` of a table
and its parameters are named and typed like others. What is odd stands in the registry below.
"""

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import Connection, text
from tornado.web import RequestHandler

from skyportal_like import app, openapi
from skyportal_like.handlers import operation
from skyportal_like.handlers.contracts import Contract
from skyportal_like.models import Base
from tests.leaks import registry, words
from tests.leaks.mixtures import MIXTURES
from tests.leaks.words import Words
from tests.leaks.world import ABSENT_ID, ABSENT_OBJ, ABSENT_UUID

READING = ("GET", "HEAD")
NAMED = re.compile(r"\{(\w+)\}")
# On a path that names a row, single parameters are tried on this many of the rows.
SOME = 8
About = frozenset[tuple[str, tuple[object, ...]]]
NOBODYS: About = frozenset()


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, with its contract where it has one."""

    method: str
    template: str
    contract: Contract | None = field(compare=False)

    @property
    def key(self) -> str:
        """How failures name it."""
        return f"{self.method} {self.template}"

    @property
    def names(self) -> tuple[str, ...]:
        """What the path names."""
        return tuple(NAMED.findall(self.template))

    @property
    def query(self) -> Mapping[str, FieldInfo]:
        """The parameters by the names that a client writes."""
        model = None if self.contract is None else self.contract.takes_query
        return {} if model is None else _by_alias(model)


@dataclass(frozen=True, slots=True)
class Place:
    """One path with its values; `about` are rows one of which must be readable to get a 200."""

    path: str
    values: tuple[str, ...] = ()
    about: About = NOBODYS
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as every caller sends it."""

    route: Route
    place: Place
    query: tuple[tuple[str, str], ...] = field(default=())

    @property
    def target(self) -> str:
        """The path with its query string."""
        return self.place.path + (f"?{urlencode(self.query)}" if self.query else "")

    def __str__(self) -> str:
        return f"{self.route.method} {self.target}"


def routes() -> list[Route]:
    """Give every route that reads, those without a contract as well."""
    found = []
    pages = [*openapi.routes(app.routes(), _platform()), *operation.PAGES]
    for pattern, handler, *_ in [*app.routes(), *pages]:
        template = openapi.path_of(pattern)
        contracts = openapi.contracts_of(handler)
        if not contracts and _reads(handler):
            found.append(Route("GET", registry.PLAIN.get(template, template), None))
        found += [
            Route(method.upper(), template, contract)
            for method, contract in contracts.items()
            if method.upper() in READING
        ]
    return [route for route in found if route.key not in registry.NO_READING]


def writing_routes() -> list[Route]:
    """Give every route that writes."""
    return [
        Route(method.upper(), openapi.path_of(pattern), contract)
        for pattern, handler in app.routes()
        for method, contract in openapi.contracts_of(handler).items()
        if method.upper() not in READING
    ]


def all_of(connection: Connection) -> list[Request]:
    """Give every request, each once, in the order of the routes."""
    known = words.look_up(connection)
    made = [one for route in routes() for one in of_route(connection, route, known)]
    return sorted(dict.fromkeys(made), key=lambda one: one.route.key in registry.LAST)


def of_route(connection: Connection, route: Route, known: Words) -> Iterator[Request]:
    """Give the requests of one route: every place bare and with all switches on, some with each
    value of each parameter.
    """
    somewhere = places(connection, route)
    queries = list(variations(route, known))
    for number, place in enumerate(somewhere):
        yield Request(route, place)
        is_one_of_some = number % max(1, len(somewhere) // SOME) == 0
        for query in queries if is_one_of_some else queries[:1]:
            yield Request(route, place, query)


def places(connection: Connection, route: Route) -> list[Place]:
    """Give every path of a route: each row of its kind, mixtures of them, and ones of none."""
    names = route.names
    if not names:
        return [Place(route.template)]
    statement, table = _rows_of(route, names)
    found = []
    rows = [row._asdict() for row in connection.execute(text(statement))]
    for row in rows:
        values = tuple(str(row[name]) for name in names)
        found.append(Place(_path(route, values), values, _about(route, connection, table, row)))
    others = {
        (*other.values[:-1], one.values[-1])
        for one, other in zip(found, [*found[1:], *found[:1]], strict=True)
    } - {one.values for one in found}
    found += [Place(_path(route, values), values) for values in sorted(others)]
    return [*found, *absent_places(route, found)]


def absent_places(route: Route, existing: Sequence[Place]) -> list[Place]:
    """Give paths that name nothing: one with the parents of a row, one without."""
    last = _absent(route, route.names[-1])
    parents = {one.values[:-1] for one in existing}
    nowhere = tuple(_absent(route, name) for name in route.names)
    chosen = [*sorted(parents), nowhere[:-1]]
    return [
        Place(_path(route, (*before, last)), (*before, last), exists=False)
        for before in dict.fromkeys(chosen)
    ]


def variations(route: Route, known: Words) -> Iterator[tuple[tuple[str, str], ...]]:
    """Give query strings: each value of each parameter, all switches at once, and mixtures."""
    switches = [name for name, one in route.query.items() if bool in kinds(one.annotation)]
    if len(switches) > 1:
        yield tuple((name, "true") for name in switches)
    for name, one in route.query.items():
        for value in values_of(route, name, one, known):
            yield ((name, value), *registry.with_others(route.key, name, one))
    if (mixed := MIXTURES.get(route.key)) is not None:
        for mixture in mixed(known):
            yield tuple(mixture.items())


def values_of(route: Route, name: str, one: FieldInfo, known: Words) -> Sequence[str]:
    """Give the values that are tried of one parameter."""
    chosen = registry.values(route.key, name, known)
    if chosen is not None:
        return chosen
    if closed := closed_values(one):
        return closed
    found = kinds(one.annotation)
    if bool in found:
        return ("true", "false")
    by_name = words.by_name(name, known)
    if by_name is not None:
        return by_name
    if int in found or float in found:
        return ("0", "1", "2", "1000")
    return known.of_everything


def closed_values(one: FieldInfo) -> tuple[str, ...]:
    """Give the values of a parameter that takes one of a closed set."""
    found = kinds(one.annotation)
    for kind in found:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return tuple(member.value for member in kind)
    literals = tuple(str(kind) for kind in found if not isinstance(kind, type) and kind is not Any)
    if literals:
        return literals
    for constraint in one.metadata:
        pattern = getattr(constraint, "pattern", None)
        if pattern and re.fullmatch(r"\^\(?[\w|]+\)?\$", pattern):
            return tuple(pattern.strip("^$()").split("|"))
    return ()


def kinds(annotation: Any) -> list[Any]:
    """Give the plain types and literals that an annotation is made of."""
    origin = typing.get_origin(annotation)
    if origin is Literal:
        return list(typing.get_args(annotation))
    if origin is typing.Annotated:
        return kinds(typing.get_args(annotation)[0])
    if origin in {Union, UnionType, tuple, list, frozenset, set}:
        inner = [kinds(one) for one in typing.get_args(annotation) if one is not Ellipsis]
        return [kind for one in inner for kind in one if kind is not NoneType]
    return [annotation]


def _by_alias(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {one.alias or name: one for name, one in model.model_fields.items()}


def _reads(handler: type[RequestHandler]) -> bool:
    return handler.get is not RequestHandler.get


def _platform() -> Any:
    """Stand for the running process where only its version is asked."""

    class Version:
        version = app.version()

    return Version()


def _rows_of(route: Route, names: tuple[str, ...]) -> tuple[str, str]:
    """Say how the rows that a path names are found, and in which table they are."""
    if (known := registry.PLACES.get(names)) is not None:
        return known
    last = next((name for name in reversed(names) if name.endswith("_id")), names[-1])
    table = table_of(last)
    assert table is not None, f"say in {registry.__name__}.PLACES what {route.key} names: {names}"
    columns = Base.metadata.tables[table].columns
    lacking = [name for name in names if name != last and name not in columns]
    assert not lacking, f"say in {registry.__name__}.PLACES what {route.key} names: {lacking}"
    listed = ", ".join(f"id as {name}" if name == last else name for name in names)
    return f"select {listed}, id as key from {table} order by id", table


def table_of(name: str) -> str | None:
    """Find the table whose rows a name such as `comment_id` means."""
    if name in registry.TABLES:
        return registry.TABLES[name]
    word = name.removesuffix("_id")
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return plural if plural in Base.metadata.tables else None


def _about(route: Route, connection: Connection, table: str, row: Mapping[str, Any]) -> About:
    """Say which rows a 200 tells of: by default the one that the path names."""
    odd = registry.ABOUT.get(route.key)
    if odd is None:
        return frozenset({(table, (row["key"],))})
    if odd == "":
        return NOBODYS
    other, statement = odd
    found = connection.execute(text(statement), {name: row[name] for name in route.names})
    return frozenset((other, (key,)) for key in found.scalars())


def _path(route: Route, values: Sequence[str]) -> str:
    path = route.template
    for name, value in zip(route.names, values, strict=True):
        path = path.replace(f"{{{name}}}", quote(value, safe="/:"))
    return path


def _absent(route: Route, name: str) -> str:
    if name in registry.ABSENT:
        return registry.ABSENT[name]
    adapter = None if route.contract is None else route.contract.path.get(name)
    kind = None if adapter is None else adapter._type
    if name == "obj_id":
        return ABSENT_OBJ
    if "UUID" in str(kind):
        return str(ABSENT_UUID)
    return str(ABSENT_ID) if int in kinds(kind) else "absent"
