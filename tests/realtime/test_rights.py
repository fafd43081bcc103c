"""Rights that change while people listen: in the order of the log, and not one event later."""

import asyncio
import threading

from sqlalchemy.orm import Session

from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import GroupUser, StreamUser, User
from skyportal_like.schemas.candidates import NewCandidate
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import candidates, filters, sources, tokens
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import SECONDS, Ear, Node
from tests.world import Person, World

ENDED = 1008


def comments_heard(world: World, person: Person, ear: Ear) -> list[object]:
    heard = acts.up_to_mark(world, person, ear)
    return [one["data"] for one in heard if one["type"] == "comment.created"]


def test_not_one_event_after_the_removal_reaches_who_was_removed(world: World, node: Node) -> None:
    gone, stays = node.listen(world.colleague), node.listen(world.viewer)
    before = [acts.comment(world, world.member, f"before {number}") for number in range(20)]
    acts.remove_member(world, world.colleague, world.group)
    after = [acts.comment(world, world.member, f"after {number}") for number in range(20)]
    label = {"obj_id": world.obj, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    assert world.post(world.member, "/api/classification", label).status == 200

    heard = comments_heard(world, world.colleague, gone)
    assert heard == [{"comment_id": one} for one in before]
    heard = comments_heard(world, world.viewer, stays)
    assert heard == [{"comment_id": one} for one in before + after]


def test_in_one_transaction_too_what_comes_after_the_removal_is_not_heard(
    world: World, node: Node
) -> None:
    gone = node.listen(world.colleague)

    def act(work: Work) -> None:
        sources.post(work, NewSource(id="ZTF26a", ra=1.0, dec=1.0, group_ids=(world.group,)))
        row = (
            work.session.query(GroupUser)
            .filter_by(user_id=world.colleague.id, group_id=world.group)
            .one()
        )
        work.emit(MembershipChanged(user_id=row.user_id, group_id=row.group_id), about=row)
        work.session.delete(row)
        work.session.flush()
        sources.post(work, NewSource(id="ZTF26b", ra=1.0, dec=1.0, group_ids=(world.group,)))

    world.run(world.member, act)
    heard = [one["obj_id"] for one in acts.up_to_mark(world, world.colleague, gone)]
    assert "ZTF26b" not in heard


def test_who_was_removed_before_asking_for_events_hears_none_of_the_group(
    world: World, node: Node
) -> None:
    ear = node.admitted(world.colleague)
    acts.remove_member(world, world.colleague, world.group)
    acts.comment(world, world.member, "after")
    node.listen(world.member, since=ear.cursor).heard("membership.changed")
    ear.subscribe(since=ear.cursor)
    assert comments_heard(world, world.colleague, ear) == []


def test_rights_that_change_while_somebody_is_recognised_are_not_the_old_ones(
    world: World, node: Node
) -> None:
    hub = node.process.platform.hub
    read, go_on = threading.Event(), threading.Event()
    snapshot = actors.by_user_id(world.colleague.id)
    witness = node.listen(world.member)

    def slowly(session: Session) -> Actor:
        actor = snapshot(session)
        read.set()
        go_on.wait()
        return actor

    async def admit() -> Actor:
        admitting = asyncio.ensure_future(hub.admit(slowly, lambda _: None, lambda *_: None))
        await asyncio.to_thread(read.wait)
        await asyncio.to_thread(acts.remove_member, world, world.colleague, world.group)
        await asyncio.wait_for(witness.connection.recv(), SECONDS)
        go_on.set()
        return (await admitting).actor

    actor = node.io_loop.run_sync(admit)
    assert world.group not in actor.group_ids


def test_a_new_member_hears_from_then_on(world: World, node: Node) -> None:
    ear = node.listen(world.outsider)
    acts.comment(world, world.member, "before")
    acts.add_member(world, world.outsider, world.group)
    after = acts.comment(world, world.member, "after")
    assert comments_heard(world, world.outsider, ear) == [{"comment_id": after}]


def test_a_new_filter_is_heard_from_then_on_and_lost_with_its_stream(
    world: World, node: Node
) -> None:
    ear = node.listen(world.viewer)

    def make(work: Work) -> int:
        made = filters.ensure(work, world.group, [("faint", world.stream)])
        return made["faint", world.stream].id

    filter_id = world.run(world.admin, make)

    def post(name: str) -> None:
        new = NewCandidate.model_validate(
            {
                "id": name,
                "ra": 3.0,
                "dec": 3.0,
                "filter_ids": [filter_id],
                "passed_at": "2026-11-20T04:00:00",
            }
        )
        world.run(world.member, lambda work: candidates.post(work, new))

    def lose(work: Work) -> None:
        row = (
            work.session.query(StreamUser)
            .filter_by(user_id=world.viewer.id, stream_id=world.stream)
            .one()
        )
        work.emit(MembershipChanged(user_id=row.user_id, stream_id=row.stream_id), about=row)
        work.session.delete(row)

    post("ZTF26first")
    first = {"filter_id": filter_id, "count": 1, "obj_ids": ["ZTF26first"]}
    ear.until(lambda message: message["data"] == first)
    world.run(world.admin, lose)
    post("ZTF26second")
    heard = acts.up_to_mark(world, world.viewer, ear)
    assert [one["type"] for one in heard if one["type"] == "candidate.posted"] == []


def test_a_revoked_token_closes_its_sockets_and_no_other(world: World, node: Node) -> None:
    def another(work: Work) -> str:
        user = work.session.get_one(User, world.member.id)
        return tokens.create(work, user, "second", [Acl.COMMENT])

    second = Person(world.member.id, "member", world.run(world.member, another))
    listening, waiting = node.listen(world.member), node.admitted(world.member)
    others = [node.listen(second), node.listen(world.colleague)]
    acts.revoke(world, world.member)
    assert listening.closed() == ENDED
    assert waiting.closed() == ENDED
    number = acts.comment(world, world.colleague, "goes on")
    for ear in others:
        ear.until(lambda message: message["data"] == {"comment_id": number})
