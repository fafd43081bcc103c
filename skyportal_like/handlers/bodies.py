"""Reads JSON bodies: what is accepted can be stored as it is, and sent back."""

import json
from typing import Any, cast

import orjson

from skyportal_like.errors import Invalid

NOT_AN_OBJECT = "Please ensure posted data is of type application/json"
# Answers wrap what was stored, and the fast writer ends at 254 levels.
MAX_DEPTH = 64


def parse(raw: bytes) -> dict[str, Any]:
    """Read a body as an object; an empty one is an empty object."""
    if not raw.strip():
        return {}
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = _leniently(raw)
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
        raise _invalid(f"it is nested deeper than {MAX_DEPTH} levels")
    if not isinstance(value, dict):
        raise Invalid(
            f"{NOT_AN_OBJECT}: a JSON object.", fields={"body": "not an object"}, status=500
        )
    return cast("dict[str, Any]", value)


def _leniently(raw: bytes) -> object:
    """Read what the fast parser refuses: clients send NaN and Infinity."""
    try:
        value = json.loads(raw.decode("utf-8-sig"), parse_int=_number)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise _invalid("it is not UTF-8") from error
    except UnicodeEncodeError as error:
        raise _invalid("it holds half of a surrogate pair") from error
    except RecursionError as error:
        raise _invalid(f"it is nested deeper than {MAX_DEPTH} levels") from error
    except json.JSONDecodeError as error:
        raise _invalid(str(error)) from error
    return value


def _number(digits: str) -> float:
    """Read an integer as the fast parser does: beyond 64 bits it is a float."""
    if len(digits) > 20:
        return float(digits)
    value = int(digits)
    return value if -(2**63) <= value < 2**64 else float(digits)


def _is_deeper(value: object, limit: int) -> bool:
    """Tell whether more than this many objects and lists stand in one another."""
    level: list[Any] = [value]
    for _ in range(limit):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _invalid(reason: str) -> Invalid:
    return Invalid(
        f"The body is not valid JSON: {reason}. {NOT_AN_OBJECT}.", fields={"body": reason}
    )
