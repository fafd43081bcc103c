"""A connection that was lost: everything missed comes, in order, and then what happens."""

import threading
from typing import Any

import pytest
from sqlalchemy import text

from skyportal_like.live.log import Cursor
from skyportal_like.models import Classification
from skyportal_like.services import upkeep
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Node, eventually
from tests.world import World, settle


def comment_ids(messages: list[dict[str, Any]]) -> list[int]:
    return [one["data"]["comment_id"] for one in messages if one["type"] == "comment.created"]


def prune(world: World, days: float) -> None:
    world.run(world.admin, lambda work: upkeep.expire(work, feed_days=days))


def make_old(world: World) -> None:
    """Let everything in the log have happened last month."""

    def act(work: Work) -> None:
        work.session.execute(text("update events set at = at - interval '30 days'"))

    world.run(world.admin, act)


def test_all_that_was_missed_comes_in_order_and_then_what_happens(world: World, node: Node) -> None:
    ear = node.listen(world.member)
    before = acts.comment(world, world.colleague, "before")
    assert ear.heard("comment.created")["data"] == {"comment_id": before}
    ear.close()
    missed = [acts.comment(world, world.colleague, f"missed {number}") for number in range(350)]

    again = node.listen(world.member, since=ear.cursor)
    live = [acts.comment(world, world.colleague, f"live {number}") for number in range(20)]
    heard = acts.up_to_mark(world, world.member, again)
    assert comment_ids(heard) == missed + live
    cursors = [tuple(map(int, one["cursor"].split(":"))) for one in heard]
    assert cursors == sorted(set(cursors))


def test_what_happens_between_being_let_in_and_asking_is_not_lost(world: World, node: Node) -> None:
    ear = node.admitted(world.member)
    between = acts.comment(world, world.colleague, "between")
    ear.subscribe()
    assert ear.heard("comment.created")["data"] == {"comment_id": between}


def test_asking_for_other_objects_loses_and_repeats_nothing(world: World, node: Node) -> None:
    ear = node.listen(world.member)
    wanted = []
    for number in range(10):
        wanted.append(acts.comment(world, world.colleague, f"comment {number}"))
        ear.subscribe(types=["comment.created", "source.saved"])
    assert comment_ids(acts.up_to_mark(world, world.member, ear)) == wanted


def test_a_client_may_go_back_on_the_same_socket(world: World, node: Node) -> None:
    ear = node.listen(world.member)
    start = ear.cursor
    said = [acts.comment(world, world.colleague, f"comment {number}") for number in range(5)]
    assert comment_ids(acts.up_to_mark(world, world.member, ear)) == said
    ear.subscribe(since=start, types=["comment.created"])
    again = [ear.heard("comment.created") for _ in said]
    assert comment_ids(again) == said


def test_a_cursor_that_another_process_gave_ahead_of_this_one_repeats_nothing(
    world: World, node: Node
) -> None:
    hub = node.process.platform.hub
    reached, go_on = threading.Event(), threading.Event()
    hub._reader.submit(lambda: (reached.set(), go_on.wait()))
    reached.wait()
    start = world.get(world.member, "/api/events").data["cursor"]
    acts.comment(world, world.colleague, "heard elsewhere")
    settle(world.units.engine)
    ahead = world.get(world.member, "/api/events", since=start).data["events"][0]["cursor"]
    assert hub.cursor < Cursor.parse(ahead)
    ear = node.listen(world.member, since=ahead)

    async def is_live() -> bool:
        return any(one.live for one in hub._subscribers)

    node.io_loop.run_sync(lambda: eventually(is_live))
    go_on.set()
    later = acts.comment(world, world.colleague, "later")
    assert comment_ids(acts.up_to_mark(world, world.member, ear)) == [later]


@pytest.mark.parametrize("strange", ["99:5:5", "0:0:0"])
def test_a_cursor_of_another_epoch_gets_resync(world: World, node: Node, strange: str) -> None:
    ear = node.listen(world.member, since=strange)
    fresh = ear.heard("RESYNC")["payload"]["cursor"]
    later = acts.comment(world, world.colleague, "later")
    assert ear.heard("comment.created")["data"] == {"comment_id": later}
    settle(world.units.engine)
    page = world.get(world.member, "/api/events", since=fresh).data
    assert comment_ids(page["events"]) == [later]
    assert world.get(world.member, "/api/events", since=strange).data["resync"] is True


def test_a_cursor_from_a_future_that_was_undone_gets_resync(world: World, node: Node) -> None:
    epoch, xid, _ = node.admitted(world.member).cursor.split(":")
    ahead = f"{epoch}:{int(xid) + 1_000_000}:1"
    node.listen(world.member, since=ahead).heard("RESYNC")
    assert world.get(world.member, "/api/events", since=ahead).data["resync"] is True


def test_a_cursor_older_than_what_was_pruned_gets_resync_and_a_newer_one_does_not(
    world: World, node: Node
) -> None:
    ear = node.listen(world.member)
    old = ear.cursor

    def say_twice(work: Work) -> None:
        for words in ("one", "two"):
            new = acts.NewComment(text=words, group_ids=(world.group,))
            acts.comments.comment(work, world.obj, new)

    world.run(world.colleague, say_twice)
    within = ear.heard("comment.created")["cursor"]
    ear.heard("comment.created")
    make_old(world)
    prune(world, 7.0)
    kept = acts.comment(world, world.colleague, "kept")
    newest = ear.heard("comment.created")["cursor"]

    for lost in (old, within):
        late = node.listen(world.member, since=lost)
        late.heard("RESYNC")
        assert world.get(world.member, "/api/events", since=lost).data["resync"] is True
    after = acts.comment(world, world.colleague, "after")
    assert comment_ids(
        acts.up_to_mark(world, world.member, node.listen(world.member, since=newest))
    ) == [after]
    assert kept < after


def test_after_a_quiet_time_a_fresh_cursor_is_good_although_all_was_pruned(
    world: World, node: Node
) -> None:
    early = node.listen(world.member)
    acts.comment(world, world.colleague, "long ago")
    # Read by this process too, whatever transaction elsewhere held it back for a moment.
    early.until(lambda message: message["type"] == "comment.created")
    make_old(world)
    prune(world, 7.0)
    fresh = node.admitted(world.member).cursor
    ear = node.listen(world.member, since=fresh)
    later = acts.comment(world, world.colleague, "later")
    assert ear.heard("comment.created")["data"] == {"comment_id": later}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"subscribe": {"since": "yesterday"}}, "since: not a cursor"),
        ({"subscribe": {"since": "1:-2:3"}}, "since: not a cursor"),
        ({"subscribe": {"since": f"1:{1 << 70}:3"}}, "since: not a cursor"),
        ({"subscribe": {"since": 7}}, "subscribe.since"),
        ({"subscribe": {"objects": []}}, "subscribe.objects"),
        ({"unsubscribe": {}}, "subscribe: Field required"),
        ("[]", "valid dictionary"),
        ("{not JSON", "unexpected character"),
        (b"\xff\xfe", "not valid UTF-8"),
    ],
)
def test_a_wrong_message_is_answered_and_the_socket_stays_usable(
    world: World, node: Node, message: object, said: str
) -> None:
    ear = node.listen(world.member)
    ear.tell(message)
    assert said in ear.heard("INVALID")["payload"]["message"]
    number = acts.comment(world, world.colleague, "still here")
    assert ear.heard("comment.created")["data"] == {"comment_id": number}


def test_who_polls_gets_pages_that_join_without_a_gap(world: World, node: Node) -> None:
    cursor = world.get(world.member, "/api/events").data["cursor"]
    said = [acts.comment(world, world.colleague, f"comment {number}") for number in range(12)]
    settle(world.units.engine)
    got: list[int] = []
    for _ in range(4):
        page = world.get(world.member, "/api/events", since=cursor, limit=5).data
        cursor = page["cursor"]
        got += comment_ids(page["events"])
    assert got == said
    assert world.get(world.member, "/api/events", since=cursor).data["events"] == []


def test_who_polls_may_ask_for_types_and_one_object(world: World, node: Node) -> None:
    cursor = world.get(world.member, "/api/events").data["cursor"]
    acts.comment(world, world.member, "elsewhere", obj=world.candidate)
    number = acts.comment(world, world.member, "here")
    settle(world.units.engine)
    narrowed = {"since": cursor, "types": "comment.created", "obj_id": world.obj}
    page = world.get(world.member, "/api/events", **narrowed).data
    assert comment_ids(page["events"]) == [number]
    assert len(page["events"]) == 1
    wrong = world.get(world.member, "/api/events", since="yesterday")
    assert (wrong.status, wrong.message) == (400, "since: not a cursor")


def test_an_event_about_a_row_that_is_gone_still_says_what_it_was(world: World, node: Node) -> None:
    ear = node.listen(world.colleague)
    body = {"obj_id": world.obj, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    made = world.post(
        world.member, "/api/classification", body | {"group_ids": [world.group]}
    ).data["classification_id"]
    world.delete(world.member, f"/api/classification/{made}")
    ear.heard("classification.created")
    assert ear.heard("classification.deleted")["data"]["version"] == 2
    assert world.run(world.admin, lambda work: work.session.get(Classification, made)) is None
