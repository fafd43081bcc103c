"""A slow reader and a loud client hurt only themselves."""

import asyncio
import json
import socket

import pytest
from tornado.ioloop import IOLoop

from skyportal_like.access import Actor, Audience
from skyportal_like.events.types import RowHidden
from skyportal_like.handlers import sockets
from skyportal_like.live import subscribers
from skyportal_like.live.log import Cursor
from skyportal_like.live.subscribers import Subscriber
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Node, eventually
from tests.world import World

POLICY, TOO_LARGE = 1008, 1009
BULKY = "x" * 10_000


def bulk(world: World, how_many: int) -> None:
    """Tell the group of much at once, in long messages."""

    def act(work: Work) -> None:
        for number in range(how_many):
            hidden = RowHidden(kind=BULKY, id=number)
            work.emit_to(hidden, Audience(groups=frozenset({world.group})))

    world.run(world.member, act)


def short_of_room() -> socket.socket:
    """Give a socket whose system keeps little of what its owner does not read."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return made


@pytest.mark.parametrize("bound", ["MAX_WAITING", "MAX_WAITING_BYTES"])
def test_who_does_not_read_gets_resync_and_nobody_else_waits(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(subscribers, bound, {"MAX_WAITING": 150}.get(bound, 1_500_000))
    made = short_of_room()
    made.connect(("127.0.0.1", node.port))
    slow = node.admitted(world.colleague, sock=made, max_queue=1, compression=None)
    slow.subscribe()
    quick = node.listen(world.viewer)
    hub = node.process.platform.hub
    [behind] = [one for one in hub._subscribers if one.actor.user_id == world.colleague.id]
    last = 0
    # What the systems on the way keep is theirs; the buffer here fills after it.
    for _ in range(10):
        bulk(world, 100)
        last = acts.comment(world, world.member, f"after {last}")
        wanted = {"comment_id": last}
        heard = quick.until(lambda message, wanted=wanted: message.get("data") == wanted)
        assert len(heard) == 100
        assert len(behind._waiting) <= subscribers.MAX_WAITING
        assert behind._waiting_bytes <= subscribers.MAX_WAITING_BYTES

    missing = slow.until(lambda message: message.get("actionType") == "RESYNC")
    assert 0 < len(missing) < 1000
    later = acts.comment(world, world.member, "later")
    slow.until(lambda message: message.get("data") == {"comment_id": later})


def test_the_notice_names_the_place_from_which_to_go_on(
    people: World, io_loop: IOLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribers, "MAX_WAITING", 3)
    actor: Actor = people.actor(people.member)

    async def overflow() -> list[bytes]:
        sent: list[bytes] = []
        taken: asyncio.Future[None] = asyncio.Future()

        def send(text: bytes) -> asyncio.Future[None] | None:
            sent.append(text)
            return None if taken.done() else taken

        one = Subscriber(actor, send, lambda *_: None, Cursor(1, 0, 0))
        for number in range(1, 7):
            one.push(b"event %d" % number, Cursor(1, number, 0))
        assert sent == [b"event 1"]
        taken.set_result(None)
        await asyncio.sleep(0)
        one.push(b"event 7", Cursor(1, 7, 0))
        return sent

    _, notice, *after = io_loop.run_sync(overflow)
    assert json.loads(notice) == {"actionType": "RESYNC", "payload": {"cursor": "1:5:0"}}
    assert after == [b"event 6", b"event 7"]


@pytest.mark.parametrize("size", [1, 50, 200, 70_000])
def test_messages_of_every_size_arrive_whole(world: World, node: Node, size: int) -> None:
    ear = node.listen(world.member)

    def act(work: Work) -> None:
        audience = Audience(groups=frozenset({world.group}))
        work.emit_to(RowHidden(kind="é" * size, id=1), audience)

    world.run(world.member, act)
    assert ear.heard("row.hidden")["data"] == {"kind": "é" * size, "id": 1}


def test_many_missed_events_need_no_room_and_no_resync(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribers, "MAX_WAITING", 5)
    start = world.get(world.member, "/api/events").data["cursor"]
    bulk(world, 300)
    ear = node.listen(world.member, since=start)
    assert [ear.said()["type"] for _ in range(300)] == ["row.hidden"] * 300


def test_who_hangs_up_while_much_is_missing_leaves_nothing_behind(world: World, node: Node) -> None:
    start = world.get(world.member, "/api/events").data["cursor"]
    bulk(world, 1500)
    made = short_of_room()
    made.connect(("127.0.0.1", node.port))
    ear = node.admitted(world.member, sock=made, max_queue=1, compression=None)
    ear.subscribe(since=start)
    ear.heard("row.hidden")
    ear.connection.transport.abort()
    hub = node.process.platform.hub

    async def nobody_is_left() -> bool:
        return hub.listeners == 0

    node.io_loop.run_sync(lambda: eventually(nobody_is_left))


def test_who_says_too_much_in_a_second_is_hung_up_on(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud, quiet = node.listen(world.member), node.listen(world.colleague)

    async def shout() -> None:
        for _ in range(sockets.MAX_MESSAGES_A_SECOND):
            await loud.connection.send('{"subscribe": {}}')

    node.io_loop.run_sync(shout)
    assert loud.closed() == POLICY
    number = acts.comment(world, world.member, "to the others")
    assert quiet.heard("comment.created")["data"] == {"comment_id": number}


@pytest.mark.parametrize(
    ("size", "code"), [(sockets.MAX_MESSAGE_BYTES + 1, POLICY), (1_000_000, TOO_LARGE)]
)
def test_who_says_too_long_a_thing_is_hung_up_on(
    world: World, node: Node, size: int, code: int
) -> None:
    ear = node.listen(world.member)
    ear.tell(" " * size)
    assert ear.closed() == code


def test_a_long_credential_is_no_way_around_the_bound(world: World, node: Node) -> None:
    ear = node.open()
    ear.tell("x" * (sockets.MAX_MESSAGE_BYTES + 1))
    assert ear.closed() == POLICY
