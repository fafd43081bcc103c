"""Reads an endpoint's contract from its method's signature."""

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from skyportal_like.errors import Invalid
from skyportal_like.handlers.answers import Answer, Blob, Redirect
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


@dataclass(frozen=True, slots=True)
class Contract:
    """What an endpoint needs, takes and gives."""

    method: Callable[..., Any]
    acls: frozenset[Acl]
    anonymous: bool
    takes_body: type[BaseModel] | None
    takes_query: type[BaseModel] | None
    path: dict[str, TypeAdapter[Any]]
    returns: TypeAdapter[Any] | None
    """What the data of a success looks like; nothing where bytes or a redirect are answered."""
    summary: str
    isolation: str | None
    while_supporting: bool
    """Whether it may change something although another looks through the caller's eyes."""

    def path_values(self, given: dict[str, str]) -> dict[str, Any]:
        """Parse what stands in the path."""
        values = {}
        for name, adapter in self.path.items():
            try:
                values[name] = adapter.validate_python(given[name])
            except ValidationError as error:
                raise Invalid(
                    f"Invalid {name}: {given[name]}", fields={name: "not valid"}
                ) from error
        return values


def read(
    method: Callable[..., Any],
    acls: tuple[Acl, ...],
    *,
    anonymous: bool,
    isolation: str | None,
    while_supporting: bool,
) -> Contract:
    """Read a method's signature: work, body, query, and the rest from the path."""
    hints = typing.get_type_hints(method, include_extras=True)
    names = [name for name in inspect.signature(method).parameters if name != "self"]
    if names[:1] != ["work"] or hints.get("work") is not Work:
        raise TypeError(f"{method.__qualname__}: the first parameter must be work: Work")
    summary = (inspect.getdoc(method) or "").strip()
    if not summary:
        raise TypeError(f"{method.__qualname__} has no docstring; it becomes the documentation")
    return Contract(
        method=method,
        acls=frozenset(acls),
        anonymous=anonymous,
        takes_body=hints.get("body"),
        takes_query=hints.get("query"),
        path={
            name: TypeAdapter(hints[name])
            for name in names
            if name not in {"work", "body", "query"}
        },
        returns=_data_of(hints["return"]),
        summary=summary,
        isolation=isolation,
        while_supporting=while_supporting,
    )


def _data_of(hint: Any) -> TypeAdapter[Any] | None:
    """Find the type of an answer's data inside what a method returns."""
    if hint in (Blob, Redirect):
        return None
    if typing.get_origin(hint) is Answer:
        return TypeAdapter(typing.get_args(hint)[0])
    return TypeAdapter(hint)
