"""Avro object containers: hostile bytes in, plain records out."""

from collections.abc import Iterator
from io import BytesIO

import fastavro

from skyportal_like.alerts.packets import UnreadablePacket

Record = dict[str, object]

PRIMITIVES = frozenset({"boolean", "int", "long", "float", "double", "bytes", "string"})
DEEPEST = 16


def read_records(data: bytes, name: str) -> Iterator[Record]:
    """Give the records of an uncompressed Avro container, one by one."""
    if not data:
        raise UnreadablePacket(name, "the file is empty")
    if not data.startswith(b"Obj\x01"):
        raise UnreadablePacket(name, "not an Avro object container")
    number = 0
    records = _opened(data, name)
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except Exception as error:
            # A parser of hostile bytes fails with whatever its next line happens to raise.
            reason = f"truncated or damaged after {number} record(s): {_told(error)}"
            raise UnreadablePacket(name, reason) from error
        if not isinstance(record, dict):
            raise UnreadablePacket(name, "its records are no alerts but single values")
        number += 1
        yield record
    if number == 0:
        raise UnreadablePacket(name, "no alert in it")


def _opened(data: bytes, name: str) -> Iterator[object]:
    try:
        reader = fastavro.reader(BytesIO(data))
        codec = reader.codec
        _depth(reader.writer_schema, {})
    except Exception as error:
        # As above, and the schema is a part of the file.
        reason = f"its Avro header is damaged or foreign: {_told(error)}"
        raise UnreadablePacket(name, reason) from error
    if codec != "null":
        # A block of a few bytes may otherwise expand to any size, with no bound to set.
        raise UnreadablePacket(name, f"compressed with {codec}; packets are not")
    return reader


def _depth(schema: object, depths: dict[str, int]) -> int:
    """Refuse a schema by which few bytes become endless values or a deep recursion.

    Every value must take a byte, so null stands only in unions; the decoder recurses in C,
    where a schema that contains itself overflows the stack.
    """
    match schema:
        case str() if schema in PRIMITIVES:
            return 1
        case str() if schema in depths:
            depth = depths[schema]
        case list() if schema:
            depth = 1 + max((_depth(part, depths) for part in schema if part != "null"), default=0)
        case {"type": "record", "name": str(own), "fields": list(fields)} if fields:
            depth = 1 + max(_depth(field["type"], depths) for field in fields)
            depths[own] = depth
        case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
            depth = 1 + _depth(inner, depths)
        case {"type": "fixed", "name": str(own), "size": int(size)} if size > 0:
            depth = depths[own] = 1
        case {"type": "enum", "name": str(own)}:
            depth = depths[own] = 1
        case {"type": (str() | list() | dict()) as inner} if inner != "fixed":
            depth = _depth(inner, depths)
        case _:
            raise ValueError(f"a schema with {str(schema)[:60]} is no alert's")
    if depth > DEEPEST:
        raise ValueError("the schema is nested too deeply")
    return depth


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
