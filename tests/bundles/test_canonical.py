import hashlib
import math
import random
import struct
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skyportal_like.bundles.canonical import (
    canonical_json,
    encoded_rows,
    kind_of,
    parsed_json,
    row_digests,
    schema_hash,
)
from skyportal_like.bundles.refusals import ContentsRefused

SCHEMA = pa.schema(
    [
        ("flag", pa.bool_()),
        ("number", pa.int64()),
        ("real", pa.float64()),
        ("text", pa.string()),
        ("texts", pa.list_(pa.string())),
        ("times", pa.timestamp("us", tz="UTC")),
    ]
)
EARLY, EPOCH, LATE = map(datetime.fromisoformat, ("1900-01-01", "1970-01-01", "2200-01-01"))
_TEXT = st.text(max_size=6)
ROWS = st.fixed_dictionaries(
    {
        "flag": st.none() | st.booleans(),
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "real": st.none() | st.floats(),
        "text": st.none() | _TEXT,
        "texts": st.none() | st.lists(_TEXT, max_size=3),
        "times": st.none() | st.datetimes(EARLY, LATE),
    }
)


def tabled(rows: list[dict[str, object]]) -> pa.Table:
    aware = [
        {
            key: one.replace(tzinfo=UTC) if isinstance(one, datetime) else one
            for key, one in row.items()
        }
        for row in rows
    ]
    return pa.Table.from_pylist(aware, schema=SCHEMA)


def meaning(row: dict[str, object]) -> list[object]:
    """Say what a row is, so that equal rows compare equal and -0.0 is 0.0."""
    real = row["real"]
    if isinstance(real, float):
        real = "NaN" if math.isnan(real) else real + 0.0
    return [row["flag"], row["number"], real, row["text"], row["texts"], row["times"]]


def by_hand(row: dict[str, object]) -> bytes:
    """Encode a row as the docstring of row_digests says, one value at a time."""
    header, payload = b"", b""
    for name in SCHEMA.names:
        value = row[name]
        word = bytes(8)
        if isinstance(value, bool | int):
            word = struct.pack("<q", value)
        elif isinstance(value, float):
            number = value + 0.0
            word = (
                bytes.fromhex("000000000000f87f")
                if math.isnan(number)
                else struct.pack("<d", number)
            )
        elif isinstance(value, datetime):
            since = value - EPOCH
            microseconds = (since.days * 86400 + since.seconds) * 10**6 + since.microseconds
            word = struct.pack("<q", microseconds)
        elif isinstance(value, str):
            encoded = value.encode()
            word, payload = struct.pack("<q", len(encoded)), payload + encoded
        elif isinstance(value, list):
            word = struct.pack("<q", len(value))
            for item in value:
                payload += struct.pack("<q", len(item.encode())) + item.encode()
        header += bytes([value is not None]) + word
    return header + payload


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_rows_are_encoded_as_the_definition_says(rows: list[dict[str, object]]) -> None:
    batch = tabled(rows).to_batches()[0]
    assert encoded_rows(batch, b"").to_pylist() == [by_hand(row) for row in rows]


@settings(max_examples=200, deadline=None)
@given(ROWS, ROWS)
def test_two_rows_have_one_encoding_only_if_they_are_the_same(
    one: dict[str, object], other: dict[str, object]
) -> None:
    first, second = row_digests(tabled([one, other]))
    assert (first.tobytes() == second.tobytes()) == (meaning(one) == meaning(other))


@settings(max_examples=50, deadline=None)
@given(ROWS, st.sampled_from(SCHEMA.names), ROWS)
def test_changing_one_cell_changes_the_digest(
    row: dict[str, object], name: str, other: dict[str, object]
) -> None:
    changed = {**row, name: other[name]}
    first, second = row_digests(tabled([row, changed]))
    assert (first.tobytes() == second.tobytes()) == (meaning(row) == meaning(changed))


def test_a_digest_is_that_of_the_domain_the_schema_and_the_row() -> None:
    row: dict[str, object] = {
        "flag": True,
        "number": 2**53 + 1,
        "real": -0.0,
        "text": "é",
        "texts": ["a", ""],
        "times": datetime.fromisoformat("2026-01-02T03:04:05.000006"),
    }
    whole = b"skyportal-like/row/1\x00" + schema_hash(SCHEMA) + by_hand(row)
    assert row_digests(tabled([row]))[0].tobytes() == hashlib.sha256(whole).digest()


def test_digests_depend_neither_on_batches_nor_on_column_order_nor_on_how_text_is_stored() -> None:
    chance = random.Random(1)
    rows: list[dict[str, object]] = [
        {
            "flag": chance.choice([None, True, False]),
            "number": chance.choice([None, chance.randrange(2**60)]),
            "real": chance.choice([None, chance.random(), math.inf]),
            "text": chance.choice([None, "", "abc", "é" * 5]),
            "texts": chance.choice([None, [], ["x"], ["", "long " * 9]]),
            "times": EPOCH,
        }
        for _ in range(300)
    ]
    table = tabled(rows)
    digests = row_digests(table).tobytes()
    pieces = [table.slice(start, 7) for start in range(0, 300, 7)]
    assert row_digests(pa.concat_tables(pieces)).tobytes() == digests
    assert row_digests(table.select(list(reversed(SCHEMA.names)))).tobytes() == digests
    other = table.set_column(3, "text", table["text"].cast(pa.large_string()))
    other = other.set_column(4, "texts", table["texts"].cast(pa.large_list(pa.large_string())))
    assert row_digests(other).tobytes() == digests
    coded = table.set_column(3, "text", table["text"].dictionary_encode())
    assert row_digests(coded).tobytes() == digests


def test_nan_payloads_and_the_sign_of_zero_mean_nothing() -> None:
    odd = np.array([0x7FF8000000000001, 0xFFF8000000000000, 0x7FF0000000000001], dtype="<u8")
    nans = pa.table({"real": odd.view("<f8")})
    assert len({digest.tobytes() for digest in row_digests(nans)}) == 1
    zeros = row_digests(pa.table({"real": [0.0, -0.0]}))
    assert zeros[0].tobytes() == zeros[1].tobytes()


def test_what_looks_alike_but_is_not_the_same_has_another_digest() -> None:
    composed, decomposed, none, empty = "\u00e9", "e\u0301", None, ""
    texts = row_digests(pa.table({"text": [composed, decomposed, none, empty]}))
    assert len({digest.tobytes() for digest in texts}) == 4
    numbers = row_digests(pa.table({"number": [2**53, 2**53 + 1, 0, None]}))
    assert len({digest.tobytes() for digest in numbers}) == 4
    lists = row_digests(pa.table({"texts": [["ab"], ["a", "b"], [], None, [""]]}))
    assert len({digest.tobytes() for digest in lists}) == 5


def test_a_column_of_another_name_kind_or_unit_is_another_schema() -> None:
    def column(name: str, kind: pa.DataType, unit: str) -> bytes:
        return schema_hash(pa.schema([pa.field(name, kind, metadata={"unit": unit})]))

    plain = column("flux", pa.float64(), "uJy")
    others = [
        column("flux", pa.float64(), "mag"),
        column("flux", pa.int64(), "uJy"),
        column("flax", pa.float64(), "uJy"),
    ]
    assert len({plain, *others}) == 4
    assert column("flux", pa.float32(), "uJy") == plain


@pytest.mark.parametrize("kind", [pa.uint64(), pa.timestamp("us"), pa.binary(), pa.struct([])])
def test_a_type_without_a_canonical_form_is_refused(kind: pa.DataType) -> None:
    with pytest.raises(ContentsRefused, match="canonical form"):
        kind_of(kind)


def test_canonical_json_is_sorted_tight_and_keeps_unicode() -> None:
    assert (
        canonical_json({"b": [1, 2.5, None], "a": "é"}) == '{"a":"é","b":[1,2.5,null]}\n'.encode()
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}\n',
        b'{"a": 1}\n',
        b'{"a":1}',
        b'{"a":1,"a":1}\n',
        b'{"a":NaN}\n',
        b'{"a":1e3}\n',
        b'"\\ud800"\n',
        b"{",
        b"\xff\xfe",
        b"[" * 200_000,
        b"1" * 5000 + b"\n",
    ],
)
def test_json_in_any_other_form_is_refused(data: bytes) -> None:
    with pytest.raises(ContentsRefused):
        parsed_json(data)
