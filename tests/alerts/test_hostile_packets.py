"""Files that are no alert packets, damaged ones, and ones made to do harm."""

import io
import json
from contextlib import suppress

import fastavro
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skyportal_like.alerts import UnreadablePacket, read_packets, render_png

from .conftest import PGIR_CANDIDATE, ZTF_CANDIDATE, fits_gz, star, write_packet

STAMP = fits_gz(star(21))
ZTF_RECORD: dict[str, object] = {
    "objectId": "ZTF23abjjnhj",
    "candid": ZTF_CANDIDATE["candid"],
    "cutoutScience": STAMP,
    "cutoutTemplate": STAMP,
    "cutoutDifference": STAMP,
}
VALID = write_packet(ZTF_CANDIDATE, ZTF_RECORD, [ZTF_CANDIDATE])
MARKER = b"one-sync-marker!"


def zigzag(value: int) -> bytes:
    value <<= 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def container(schema: object, body: bytes, count: int = 1) -> bytes:
    text = json.dumps(schema).encode()
    header = b"Obj\x01" + zigzag(2) + zigzag(11) + b"avro.schema" + zigzag(len(text)) + text
    header += zigzag(10) + b"avro.codec" + zigzag(4) + b"null" + b"\0" + MARKER
    return header + zigzag(count) + zigzag(len(body)) + body + MARKER


def refusal_of(data: bytes) -> str:
    with pytest.raises(UnreadablePacket) as refusal:
        list(read_packets(data, "odd.avro"))
    assert refusal.value.name == "odd.avro"
    return refusal.value.reason


def read_to_the_end(data: bytes) -> None:
    with suppress(UnreadablePacket):
        for alert in read_packets(data, "odd.avro"):
            json.dumps([alert.scores, alert.properties], allow_nan=False)
            for cutout in alert.cutouts:
                render_png(cutout.pixels)


def test_an_empty_file_is_named() -> None:
    assert refusal_of(b"") == "the file is empty"


def test_a_renamed_image_is_no_container() -> None:
    assert refusal_of(render_png(np.eye(20, dtype=np.float32))) == "not an Avro object container"


def test_a_container_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    schema = {"type": "record", "name": "user", "fields": [{"name": "mail", "type": "string"}]}
    fastavro.writer(out, schema, [{"mail": "a@b"}])
    assert refusal_of(out.getvalue()) == "of no known survey: the field candidate is missing"


def test_a_container_of_single_values_is_refused() -> None:
    assert refusal_of(container("int", zigzag(7))) == "its records are no alerts but single values"


def test_a_container_without_an_alert_is_refused() -> None:
    packet = write_packet(PGIR_CANDIDATE, {"objectId": "PGIR1", "candid": 1}, None, times=0)
    assert refusal_of(packet) == "no alert in it"


def test_a_compressed_container_is_refused_before_it_is_unpacked() -> None:
    record: dict[str, object] = {"objectId": "PGIR1", "candid": 1}
    packet = write_packet(PGIR_CANDIDATE, record, None, codec="deflate")
    assert refusal_of(packet) == "compressed with deflate; packets are not"


def test_alerts_before_the_damage_are_given() -> None:
    record: dict[str, object] = {"objectId": "PGIR1", "candid": 1}
    packets = read_packets(write_packet(PGIR_CANDIDATE, record, None) + b"rubbish", "odd.avro")
    assert next(packets).candid == 1
    with pytest.raises(UnreadablePacket, match="truncated or damaged after 1 record"):
        next(packets)


def chain(links: int) -> dict[str, object]:
    def link(number: int) -> dict[str, object]:
        inner = f"r{number - 1}" if number else "int"
        fields = [{"name": "x", "type": inner}]
        return {
            "name": f"f{number}",
            "type": {"type": "record", "name": f"r{number}", "fields": fields},
        }

    return {"type": "record", "name": "top", "fields": [link(number) for number in range(links)]}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "record", "name": "n", "fields": [{"name": "next", "type": ["null", "n"]}]},
        {"type": "array", "items": "null"},
        {"type": "array", "items": {"type": "record", "name": "empty", "fields": []}},
        {"type": "fixed", "name": "nothing", "size": 0},
        chain(5000),
    ],
    ids=["contains-itself", "endless-nulls", "endless-empties", "no-bytes", "deep-chain"],
)
def test_a_schema_made_to_exhaust_the_decoder_is_refused(schema: object) -> None:
    reason = refusal_of(container(schema, b"\x02" * 1_000_000))
    assert reason.startswith("its Avro header is damaged or foreign")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(VALID) - 1))
def test_a_packet_cut_off_anywhere_is_refused(length: int) -> None:
    assert refusal_of(VALID[:length])


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_changed_bytes_give_an_alert_or_a_named_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(VALID)
    for place, byte in changes:
        data[place] = byte
    read_to_the_end(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_behind_a_valid_start_give_a_named_refusal(rest: bytes) -> None:
    read_to_the_end(VALID[: VALID.index(MARKER) + len(MARKER)] + rest)
    assert refusal_of(b"Obj\x01" + rest)
