"""The envelope around every answer, and the errors' words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import orjson
from pydantic import ValidationError

from skyportal_like.errors import Invalid, PlatformError

JSON = "application/json; charset=UTF-8"


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """Data with something beside it: a cookie, a status."""

    data: T
    cookies: Mapping[str, str | None] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go there instead."""

    location: str
    cookies: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, or a file of them, served as they are."""

    content: bytes | Path
    content_type: str
    digest: str | None = None
    filename: str | None = None


def _plain(value: object) -> object:
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")


def success(data: object, version: str) -> bytes:
    """Write the envelope of a success; NaN and infinities become null."""
    return orjson.dumps(
        {"status": "success", "data": data, "version": version},
        default=_plain,
        option=orjson.OPT_NON_STR_KEYS,
    )


def failure(message: str, version: str, *, code: str, fields: Mapping[str, str] | None) -> bytes:
    """Write the envelope of an error."""
    data: dict[str, object] = {"code": code}
    if fields:
        data["fields"] = dict(fields)
    return orjson.dumps({"status": "error", "message": message, "data": data, "version": version})


def of_validation(error: ValidationError) -> PlatformError:
    """Say what is wrong with which field, in pydantic's words or the contract's own."""
    details = error.errors(include_url=False, include_context=True, include_input=False)
    fields = {
        ".".join(str(step) for step in detail["loc"]) or "body": detail["msg"] for detail in details
    }
    for detail in details:
        if detail["type"] == "contract":
            return Invalid(detail["msg"], fields=fields)
    listed = "; ".join(f"{name}: {message}" for name, message in fields.items())
    return Invalid(f"Invalid/missing parameters: {listed}", fields=fields)
