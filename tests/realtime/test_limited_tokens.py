"""Tokens that reach only some groups, and browsers that look through other eyes: what they hear."""

from skyportal_like.models import Group, Obj, Token
from skyportal_like.security.credentials import digest, new_token_secret
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Node
from tests.world import Person, World


def own_group(world: World, person: Person) -> int:
    """Give the group where a person is alone; marks are made there."""
    found: int = world.run(
        person,
        lambda work: work.session.query(Group).filter_by(name=person.username).one().id,
    )
    return found


def limited(world: World, person: Person, *group_ids: int) -> Person:
    """Give a person's token that reaches only these groups, and the one where they are alone."""
    secret = new_token_secret()
    reached = [own_group(world, person), *group_ids]

    def make(work: Work) -> None:
        work.add(
            Token(
                digest=digest(secret),
                name="limited",
                created_by_id=person.id,
                acls=[],
                group_ids=reached,
            )
        )

    world.run(world.admin, make)
    return Person(person.id, person.username, secret)


def test_a_token_without_the_group_hears_nothing_of_it(world: World, node: Node) -> None:
    elsewhere = node.listen(limited(world, world.member))
    inside = node.listen(limited(world, world.colleague, world.group))
    said = acts.comment(world, world.colleague, "hello", world.group)
    heard = acts.up_to_mark(world, world.colleague, inside)
    assert [one["data"] for one in heard if one["type"] == "comment.created"] == [
        {"comment_id": said}
    ]
    heard = acts.up_to_mark(world, world.member, elsewhere)
    assert [one for one in heard if one["type"] == "comment.created"] == []


def test_a_limited_token_hears_nothing_of_what_its_owner_keeps_for_themselves(
    world: World, node: Node
) -> None:
    def upload(work: Work) -> None:
        work.add(Obj(id="ZTF26mine", ra=1.0, dec=1.0, owner_id=world.member.id))

    world.run(world.member, upload)
    whole = node.listen(world.member)
    part = node.listen(limited(world, world.member, world.group))
    acts.comment(world, world.member, "private", own_group(world, world.member), obj="ZTF26mine")
    heard = acts.up_to_mark(world, world.member, whole)
    assert "comment.created" in {one["type"] for one in heard}
    heard = acts.up_to_mark(world, world.member, part)
    assert "comment.created" not in {one["type"] for one in heard}
