"""Input that is strange but lawful is kept as it came and does no harm on its way out."""

import json

import pytest

from tests.world import Reply, World


def annotate(world: World, data: bytes) -> Reply:
    assert world.http is not None
    body = b'{"origin": "o", "group_ids": [%d], "data": %s}' % (world.group, data)
    headers = {"Authorization": f"token {world.member.token}"}
    path = f"/api/sources/{world.obj}/annotations"
    return world.http.ask("POST", path, headers=headers, body=body)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b'{"x": "\\ud83d\\ude00"}', {"x": "😀"}),
        ('{"x": "😀"}'.encode(), {"x": "😀"}),
        (b'\xef\xbb\xbf{"x": 1}'[3:], {"x": 1}),
        (b'{"x": 1, "x": 2}', {"x": 2}),
        (b'{"x": 9223372036854775807}', {"x": 9223372036854775807}),
        (b'{"x": 9223372036854775807, "y": NaN}', {"x": 9223372036854775807, "y": None}),
        (b'{"x": %s}' % (b"9" * 40), {"x": 1e40}),
        (b'{"x": %s, "y": NaN}' % (b"9" * 40), {"x": 1e40, "y": None}),
        (b'{"x": %s}' % (b"9" * 6000), {"x": None}),
        (b'{"x": 1e999, "y": -Infinity}', {"x": None, "y": None}),
        (b'{"x": 1e-999}', {"x": 0.0}),
        (b'{"x": %s1%s}' % (b"[" * 60, b"]" * 60), {"x": json.loads("[" * 60 + "1" + "]" * 60)}),
        (b'{"__proto__": {"admin": true}}', {"__proto__": {"admin": True}}),
    ],
    ids=lambda one: repr(one)[:30],
)
def test_what_json_can_say_comes_back_as_it_was_sent(
    world: World, sent: bytes, kept: object
) -> None:
    assert annotate(world, sent).status == 200
    shown = world.get(world.viewer, f"/api/sources/{world.obj}/annotations").data
    assert shown[0]["data"] == kept


def test_markup_in_names_and_words_comes_back_as_json_alone(world: World) -> None:
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    path = f"/api/sources/{world.obj}/comments"
    body = {"text": markup, "group_ids": [world.group]}
    assert world.post(world.member, path, body).status == 200
    shown = world.get(world.viewer, path)
    assert shown.data[0]["text"] == markup
    refused = world.get(world.viewer, "/api/groups/%3Cscript%3E")
    for reply in (shown, refused):
        assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert refused.message == "Invalid group_id: <script>"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"],
)
def test_a_body_is_read_as_json_whatever_its_type_is_said_to_be(
    world: World, content_type: str
) -> None:
    assert world.http is not None
    made = world.http.ask(
        "POST",
        f"/api/sources/{world.obj}/comments",
        headers={
            "Authorization": f"token {world.member.token}",
            "Content-Type": content_type,
        },
        body=b'{"text": "x"}',
    )
    assert made.status == 200, made.body


@pytest.mark.parametrize("redshift", [1e308, 1e5, 1100.0, 1e-300, 0.0, -0.5])
def test_a_redshift_beyond_all_distances_has_none_and_breaks_no_page(
    world: World, redshift: float
) -> None:
    body = {"id": "ZTF26z", "ra": 1, "dec": 1, "redshift": redshift, "group_ids": [world.group]}
    assert world.post(world.member, "/api/sources", body).status == 200
    shown = world.get(world.viewer, "/api/sources/ZTF26z").data
    assert shown["redshift"] == redshift
    assert (shown["dm"] is None) == (not 0.001 < redshift <= 1100)


def test_many_headers_and_cookies_do_no_harm(world: World) -> None:
    assert world.http is not None
    headers = {f"X-Filler-{number}": "x" * 100 for number in range(200)}
    headers |= {"Authorization": f"token {world.member.token}", "Cookie": 'a="; session=\x80; =;'}
    assert world.http.ask("GET", "/api/groups", headers=headers).status == 200
