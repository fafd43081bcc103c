"""Canonical forms: JSON documents and rows as bytes that every library version agrees on."""

import hashlib
import json
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.values import JsonValue

Digests: TypeAlias = NDArray[np.uint8]  # shape (rows, 32)

_ROW_DOMAIN = b"skyportal-like/row/1\x00"
_SCHEMA_DOMAIN = b"skyportal-like/schema/1\x00"
_ONE_NAN = 0x7FF8_0000_0000_0000
_NO_BYTES = pa.scalar(b"", pa.large_binary())
# Bounds the memory of one batch, and keeps its offsets far from overflowing.
_BATCH_ROWS = 16_384


def canonical_json(value: object) -> bytes:
    """Give UTF-8 with sorted keys, no spaces, no NaN and one newline at the end."""
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return text.encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as problem:
        raise ContentsRefused(f"not a JSON document: {problem}") from problem


def parsed_json(data: bytes) -> JsonValue:
    """Read a document back; raises ContentsRefused unless its bytes are the canonical ones."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise ContentsRefused(f"not JSON: {problem}") from problem
    if canonical_json(value) != data:
        raise ContentsRefused("not canonical JSON")
    return cast(JsonValue, value)


def json_digest(value: object) -> bytes:
    """Hash a document in its canonical form."""
    return hashlib.sha256(canonical_json(value)).digest()


def schema_hash(schema: pa.Schema, without: Collection[str] = ()) -> bytes:
    """Hash (name, logical kind, unit) of the columns, whatever their order.

    The unit belongs to the meaning of a number, so another unit is another dataset.
    """
    columns = [
        (field.name, kind_of(field.type), (field.metadata or {}).get(b"unit", b"").decode())
        for field in schema
        if field.name not in without
    ]
    return hashlib.sha256(_SCHEMA_DOMAIN + canonical_json(sorted(columns))).digest()


def kind_of(arrow: pa.DataType) -> str:
    """Name the logical kind of a column: how an engine stores it makes no difference."""
    if pa.types.is_dictionary(arrow):
        return kind_of(arrow.value_type)
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow):
        return f"list<{kind_of(arrow.value_type)}>"
    kinds = {
        "bool": pa.types.is_boolean(arrow),
        "int64": pa.types.is_integer(arrow) and arrow != pa.uint64(),
        "float64": pa.types.is_floating(arrow),
        "utf8": pa.types.is_string(arrow) or pa.types.is_large_string(arrow),
        "timestamp": pa.types.is_timestamp(arrow) and arrow.tz == "UTC",
    }
    for kind, fits in kinds.items():
        if fits:
            return kind
    raise ContentsRefused(f"a column of type {arrow} has no canonical form")


def row_digests(table: pa.Table, without: Collection[str] = ()) -> Digests:
    """Digest each row (shape (rows, 32)), independent of column order, batches and engine.

    The bytes of a row are: domain, schema hash, then a header with 9 bytes per column in
    name order, then the payloads of the text and list columns in the same order. The 9
    bytes are a presence byte (1, or 0 followed by zeros) and 8 little-endian bytes: an
    int64, a float64 (one NaN, no negative zero), a bool as 0 or 1, a timestamp as int64 µs
    since 1970 UTC, the length in bytes of a text (UTF-8, not normalised), or the number of
    items of a list. A list's payload is its items: 8 bytes each, texts as length and bytes.
    """
    start = _ROW_DOMAIN + schema_hash(table.schema, without)
    names = sorted(name for name in table.column_names if name not in without)
    found = bytearray()
    for batch in table.select(names).to_batches(max_chunksize=_BATCH_ROWS):
        found += b"".join(_digests(encoded_rows(batch, start)))
    return np.frombuffer(bytes(found), dtype=np.uint8).reshape(-1, 32)


def encoded_rows(batch: pa.RecordBatch, start: bytes) -> pa.LargeBinaryArray:
    """Encode each row of a batch whose columns stand in name order; `start` opens each."""
    header = np.zeros((batch.num_rows, len(start) + 9 * batch.num_columns), dtype=np.uint8)
    header[:, : len(start)] = np.frombuffer(start, dtype=np.uint8)
    payloads = []
    for index, stored in enumerate(batch.columns):
        coded = pa.types.is_dictionary(stored.type)
        column = stored.dictionary_decode() if coded else stored
        at = len(start) + 9 * index
        header[:, at] = pc.is_valid(column).to_numpy(zero_copy_only=False)
        kind = kind_of(column.type)
        if kind == "utf8":
            words = pc.fill_null(pc.binary_length(column), 0)
            payloads.append(pc.fill_null(column.cast(pa.large_binary()), b""))
        elif kind.startswith("list"):
            words = pc.fill_null(pc.list_value_length(column), 0)
            payloads.append(_list_payloads(column, words))
        else:
            words = _fixed(column)
        header[:, at + 1 : at + 9] = _bytes_of(words)
    fixed = _sliced(header.reshape(-1), np.arange(batch.num_rows + 1) * header.shape[1])
    return pc.binary_join_element_wise(fixed, *payloads, _NO_BYTES)


def key_hashes(keys: Iterable[str]) -> Digests:
    """Hash row keys (shape (rows, 32)); the first bits say in which bucket a row lies."""
    sha256 = hashlib.sha256
    joined = b"".join([sha256(key.encode()).digest() for key in keys])
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, 32)


def hexadecimal(digests: Digests) -> pa.StringArray:
    """Write digests as text, one per row."""
    text = digests.tobytes().hex().encode()
    ends = np.arange(len(digests) + 1, dtype=np.int32) * 64
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(text))


def _digests(rows: pa.LargeBinaryArray) -> list[bytes]:
    _, offsets, data = rows.buffers()
    ends = np.frombuffer(offsets, dtype="<i8")[rows.offset : rows.offset + len(rows) + 1].tolist()
    view = memoryview(data) if data is not None else memoryview(b"")
    sha256 = hashlib.sha256
    return [sha256(view[a:b]).digest() for a, b in pairwise(ends)]


def _fixed(column: pa.Array) -> pa.Array:
    kind = kind_of(column.type)
    if kind == "float64":
        return pc.fill_null(column.cast(pa.float64()), 0.0)
    if kind == "timestamp":
        column = column.cast(pa.timestamp("us", tz="UTC"))
    return pc.fill_null(column.cast(pa.int64()), 0)


def _bytes_of(words: pa.Array) -> NDArray[np.uint8]:
    if pa.types.is_floating(words.type):
        numbers: NDArray[np.float64] = words.to_numpy(zero_copy_only=False).astype("<f8")
        # The NaNs first: arithmetic on a signalling one warns.
        numbers.view("<u8")[np.isnan(numbers)] = _ONE_NAN
        numbers[numbers == 0] = 0.0
        return numbers.view(np.uint8).reshape(-1, 8)
    integers: NDArray[np.int64] = words.to_numpy(zero_copy_only=False).astype("<i8")
    return integers.view(np.uint8).reshape(-1, 8)


def _list_payloads(column: pa.Array, counts: pa.Array) -> pa.LargeBinaryArray:
    items = pc.list_flatten(column)
    if items.null_count:
        raise ContentsRefused("a list may not hold nulls")
    firsts = np.concatenate([[0], np.cumsum(counts.to_numpy(zero_copy_only=False))])
    if kind_of(items.type) != "utf8":
        return _sliced(_bytes_of(_fixed(items)).reshape(-1), firsts * 8)
    sizes = _bytes_of(pc.binary_length(items)).reshape(-1)
    lengths = _sliced(sizes, np.arange(len(items) + 1) * 8)
    joined = pc.binary_join_element_wise(lengths, items.cast(pa.large_binary()), _NO_BYTES)
    _, offsets, data = joined.buffers()
    ends = np.frombuffer(offsets, dtype="<i8")[: len(items) + 1]
    return _sliced(np.frombuffer(data or b"", dtype=np.uint8), ends[firsts])


def _sliced(data: NDArray[np.uint8], ends: NDArray[np.int64]) -> pa.LargeBinaryArray:
    buffers = [None, pa.py_buffer(ends.astype("<i8")), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(ends) - 1, buffers)
