"""Input that means harm or nonsense: each has its clear answer, and nothing is half-written."""

import json

import pytest
from sqlalchemy import text

from skyportal_like.work import Work
from tests.world import Reply, World

# What an error may never show: the driver, the statement, the stack, the parser's inside.
TELLTALE = (
    "psycopg",
    "sqlalchemy",
    "SELECT",
    "INSERT",
    "UPDATE",
    "Traceback",
    "File ",
    "codec",
    "recursion",
    "sys.",
    "orjson",
    "::",
)
CANNOT_BE_STORED = "A value of this request is out of range, or holds a character that is not text."
TABLES = ("objs", "sources", "candidates", "comments", "annotations", "events", "audit")


@pytest.fixture(autouse=True)
def nothing_half_written(world: World) -> object:
    """Hold that what was refused left no row, and what was not left whole ones."""

    def counts(work: Work) -> list[int]:
        return [work.session.scalar(text(f"select count(*) from {name}")) or 0 for name in TABLES]

    before = world.run(world.admin, counts)
    yield
    assert world.run(world.admin, counts) == before


def send(world: World, method: str, path: str, body: bytes | None = None) -> Reply:
    assert world.http is not None
    headers = {"Authorization": f"token {world.member.token}"}
    return world.http.ask(method, path, headers=headers, body=body)


def assert_refused(reply: Reply, *statuses: int) -> str:
    """Hold that an error wears the envelope and says nothing of the inside; give its text."""
    assert reply.status in (statuses or (400,)), reply.body
    assert set(reply.body) == {"status", "message", "data", "version"}
    assert reply.code in {"invalid", "not_found", "forbidden", "method_not_allowed"}
    said = json.dumps(reply.body)
    assert [word for word in TELLTALE if word in said] == []
    return reply.message


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe{", "it is not UTF-8"),
        (b'{"text": "\xff"}', "it is not UTF-8"),
        ('{"text": "x"}'.encode("utf-16"), "it is not UTF-8"),
        (b'{"text": "\\ud800"}', "it holds half of a surrogate pair"),
        (b'{"text": "x", "\\udfff": 1}', "it holds half of a surrogate pair"),
        (b"[" * 10_000 + b"]" * 10_000, "it is nested deeper than 64 levels"),
        (b'{"text":' * 10_000 + b"1" + b"}" * 10_000, "it is nested deeper than 64 levels"),
        (b"[" * 10_000, "it is nested deeper than 64 levels"),
        (b'{"text": ' + b"[" * 64 + b"]" * 64 + b"}", "it is nested deeper than 64 levels"),
        (b'{"text": "x"} {}', "Extra data: line 1 column 15 (char 14)"),
        (b"text=x&group_ids=1", "Expecting value: line 1 column 1 (char 0)"),
        (b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nx\r\n--x--\r\n", "Expecting"),
        (b"{'text': 'x'}", "Expecting property name enclosed in double quotes"),
    ],
    ids=lambda one: repr(one[:20]),
)
def test_a_body_that_is_no_json_is_refused_with_its_reason(
    world: World, body: bytes, reason: str
) -> None:
    path = f"/api/sources/{world.obj}/comments"
    said = assert_refused(send(world, "POST", path, body))
    assert said.startswith(f"The body is not valid JSON: {reason}")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/sources/ZTF26public1/comments", b'{"text": "a\\u0000b"}'),
        ("/api/sources/ZTF26public1/annotations", b'{"origin": "o", "data": {"x": "\\u0000"}}'),
        ("/api/sources/ZTF26public1/annotations", b'{"origin": "o", "data": {"\\u0000": 1}}'),
        ("/api/sources", b'{"id": "a", "ra": 1, "dec": 1, "summary": "\\u0000"}'),
        ("/api/sources", b'{"id": "a", "ra": 1, "dec": 1, "alias": ["x", "\\u0000"]}'),
        ("/api/sources", b'{"id": "a", "ra": 1, "dec": 1, "altdata": {"x": ["\\u0000"]}}'),
    ],
)
def test_a_nul_is_no_text(world: World, path: str, body: bytes) -> None:
    assert assert_refused(send(world, "POST", path, body)) == CANNOT_BE_STORED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", b'"a b"'),
        ("id", b'"a\\n"'),
        ("id", b'"a/b"'),
        ("id", b'"' + b"x" * 5000 + b'"'),
        ("id", b'"<script>"'),
        ("ra", b"1e999"),
        ("ra", b"NaN"),
        ("ra", b"9" * 6000),
        ("dec", b"-Infinity"),
        ("dec", b'{"$gt": 0}'),
        ("redshift", b"1e999"),
        ("score", b"Infinity"),
        ("group_ids", b"[1e999]"),
        ("group_ids", b"[%s]" % (b"9" * 25)),
        ("group_ids", b"[%s]" % (b"9" * 6000)),
        ("group_ids", b'["1; drop table objs"]'),
    ],
    ids=lambda one: repr(one[:20]),
)
def test_a_value_that_means_nothing_is_named(world: World, field: str, value: bytes) -> None:
    fields = {"id": b'"ZTF26x"', "ra": b"1", "dec": b"1", field: value}
    body = b"{%s}" % b", ".join(b'"%s": %s' % (key.encode(), one) for key, one in fields.items())
    reply = send(world, "POST", "/api/sources", body)
    assert f"{field}" in assert_refused(reply)
    assert {name.partition(".")[0] for name in reply.body["data"]["fields"]} == {field}


@pytest.mark.parametrize("number", [b"99999999999", b"-1", b"0", b"2147483648"])
def test_a_group_beyond_every_group_is_refused(world: World, number: bytes) -> None:
    body = b'{"text": "x", "group_ids": [%s]}' % number
    said = assert_refused(send(world, "POST", f"/api/sources/{world.obj}/comments", body))
    assert "group_ids" in said or said.startswith("Cannot find one or more groups with IDs: [0]")
    body = b'{"id": "ZTF26x", "ra": 1, "dec": 1, "group_ids": [%s]}' % number
    assert_refused(send(world, "POST", "/api/sources", body))


@pytest.mark.parametrize("key", ["99999999999", "-1", "9" * 25, "9" * 5000, "1e3", "%00", "1%00"])
@pytest.mark.parametrize(
    "path", ["/api/groups/{}", "/api/classification/{}", "/api/sources/ZTF26public1/comments/{}"]
)
def test_an_id_beyond_every_row_is_refused(world: World, path: str, key: str) -> None:
    # The contract says 403 of a comment that is not there.
    assert_refused(send(world, "GET", path.format(key)), 400, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/api/sources/a%00",
        "/api/sources/%ff",
        "/api/groups/%ff",
        "/api/groups/%c3%28",
        "/api/sources/..%2f..%2fetc%2fpasswd",
        "/api/sources/../../../etc/passwd",
        "/api/thumbnail/1/..%2f..%2fetc.png",
        "/api/thumbnail/1/../../0123456789abcdef.png",
        "/api/thumbnail/" + "9" * 5000 + "/0123456789abcdef.png",
        "/api/thumbnail/99999999999999999999/0123456789abcdef.png",
        "/api/sources?sourceID=%00",
        "/api/sources?pageNumber=" + "9" * 30,
        "/api/sources?pageNumber=9223372036854775807",
        "/api/candidates?pageNumber=" + "9" * 30,
        "/api/candidates?numPerPage=" + "9" * 5000,
        "/api/candidates?groupIDs=" + "9" * 30,
        "/api/candidates?groupIDs=%00",
        "/api/candidates?groupIDs=1)%20or%201=1",
        "/api/candidates?filterIDs=99999999999999999999",
        "/api/candidates?startDate=%00",
        "/api/candidates?startDate=" + "9" * 5000,
        "/api/candidates?startDate=0001-01-01T00:00%2B14:00",
        "/api/candidates?startDate=9999-12-31T23:59-12:00",
        "/api/candidates?startDate=2026-01-01T00:00%20XYZ",
        "/api/candidates?savedStatus=%27;drop%20table%20objs",
        "/api/candidates?objID=%00&nameOnly=true",
        "/api/candidates?sortByAnnotationOrigin=%00&sortByAnnotationKey=%00",
        "/api/candidates?annotationFilterList=" + "%5B" * 5000,
        "/api/classification?pageNumber=99999999999999999999",
        "/api/classification?startDate=%00",
    ],
    ids=lambda path: path[:60],
)
def test_a_path_or_query_that_means_nothing_is_refused(world: World, path: str) -> None:
    assert_refused(send(world, "GET", path), 400, 404)


@pytest.mark.parametrize("path", ["/api/groups", "/api/docs", "/api/openapi.json", "/api/nothing"])
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PROPFIND", "DELETE"])
def test_a_method_that_no_path_takes_is_refused(world: World, method: str, path: str) -> None:
    assert_refused(send(world, method, path), 405)


def test_what_looks_like_a_statement_is_a_name_like_any_other(world: World) -> None:
    for name in ("'; drop table objs; --", "%' or 1=1", "\\", "${x}", "{{7*7}}"):
        reply = world.get(world.member, "/api/candidates", objID=name, nameOnly="true")
        assert reply.data == {"candidates": []}
