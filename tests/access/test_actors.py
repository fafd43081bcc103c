"""What a credential brings: limits of tokens, rights of the person behind them, rotation."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.errors import Unauthenticated
from skyportal_like.models import Group, GroupUser, Obj, Photometry, Token, User
from skyportal_like.security.credentials import digest, new_token_secret
from skyportal_like.services import streams, users
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work, utc_now
from tests.world import Person, World


def token(world: World, person: Person, acls: list[str], **columns: object) -> str:
    """Make a token and give its secret."""
    secret = new_token_secret()

    def make(work: Work) -> None:
        work.add(
            Token(
                digest=digest(secret),
                name=secret[:8],
                created_by_id=person.id,
                acls=acls,
                **columns,
            )
        )

    world.run(world.admin, make)
    return secret


def actor_of(world: World, secret: str) -> Actor:
    with Session(world.units.engine) as session:
        return actors.by_token(digest(secret))(session)


@pytest.fixture
def two_groups(people: World) -> int:
    """Let the member into a second group with an object of its own; give the group's id."""

    def act(work: Work) -> int:
        group = Group(name="Second")
        work.add(group)
        streams.give(work, group.id, [people.stream])
        users.join(work, group, work.session.get_one(User, people.member.id), admin=True)
        return group.id

    return int(people.run(people.admin, act))


def sees(world: World, actor: Actor, obj_id: str) -> bool:
    with Session(world.units.engine) as session:
        found = session.scalar(access.readable(actor, Obj, Obj.id).where(Obj.id == obj_id))
        return found is not None


def test_a_limited_token_reaches_its_groups_and_no_other(people: World, two_groups: int) -> None:
    limited = actor_of(people, token(people, people.member, [], group_ids=[two_groups]))
    assert limited.group_ids == {two_groups}
    assert limited.admin_group_ids == {two_groups}
    assert limited.saving_group_ids == {two_groups}
    assert limited.filter_ids == frozenset()
    assert not sees(people, limited, people.obj)
    assert not sees(people, limited, people.candidate)
    whole = actor_of(people, token(people, people.member, []))
    assert sees(people, whole, people.obj)
    assert sees(people, whole, people.candidate)


def test_a_limited_token_keeps_nothing_when_its_owner_leaves(
    people: World, two_groups: int
) -> None:
    secret = token(people, people.member, [], group_ids=[two_groups])
    people.run(
        people.admin,
        lambda work: (
            work.session.query(GroupUser)
            .filter_by(group_id=two_groups, user_id=people.member.id)
            .delete()
            and None
        ),
    )
    assert actor_of(people, secret).group_ids == frozenset()


def test_a_limited_token_does_not_reach_what_its_owner_uploaded_for_themselves(
    people: World, two_groups: int
) -> None:
    def upload(work: Work) -> None:
        work.add(Obj(id="ZTF26mine", ra=1.0, dec=1.0, owner_id=people.member.id))

    people.run(people.member, upload)
    limited = actor_of(people, token(people, people.member, [], group_ids=[two_groups]))
    whole = actor_of(people, token(people, people.member, []))
    assert (sees(people, whole, "ZTF26mine"), sees(people, limited, "ZTF26mine")) == (True, False)
    assert limited.reading_rights != whole.reading_rights


def test_a_limited_token_of_a_system_admin_is_no_system_admin(people: World) -> None:
    secret = token(people, people.admin, [Acl.SYSTEM_ADMIN, Acl.COMMENT], group_ids=[people.group])
    limited = actor_of(people, secret)
    assert not limited.is_system_admin
    assert not limited.owner_holds(Acl.SYSTEM_ADMIN)
    assert limited.acls == {Acl.COMMENT}
    assert not sees(people, limited, people.obj)


def test_a_token_never_holds_more_than_its_owner_holds_now(people: World) -> None:
    secret = token(people, people.member, [Acl.COMMENT, Acl.SYSTEM_ADMIN])
    assert actor_of(people, secret).acls == {Acl.COMMENT}
    people.run(
        people.admin,
        lambda work: (
            work.session.execute(
                text("update users set roles = '{View only}' where id = :id"),
                {"id": people.member.id},
            )
            and None
        ),
    )
    assert actor_of(people, secret).acls == frozenset()


def test_the_rights_of_the_person_count_where_reading_groups(people: World) -> None:
    def make(work: Work) -> int:
        group = Group(name="Closed", private=True)
        work.add(group)
        return group.id

    closed = people.run(people.admin, make)
    plain = actor_of(people, token(people, people.admin, [Acl.UPLOAD_DATA]))
    assert plain.owner_holds(Acl.SYSTEM_ADMIN)
    assert not plain.holds(Acl.SYSTEM_ADMIN)
    with Session(people.units.engine) as session:
        seen = session.scalars(access.readable(plain, Group, Group.id)).all()
        assert closed in seen
        points = session.scalars(access.readable(plain, Photometry, Photometry.id)).all()
    assert points == []
    assert not sees(people, plain, people.obj)


def test_the_secret_before_a_rotation_works_until_its_time(people: World) -> None:
    former = new_token_secret()
    token(
        people,
        people.member,
        [],
        former_digest=digest(former),
        former_until=utc_now() + timedelta(hours=1),
    )
    actor = actor_of(people, former)
    assert actor.user_id == people.member.id
    assert actor.until is not None
    people.run(
        people.admin,
        lambda work: (
            work.session.execute(
                text("update tokens set former_until = now() at time zone 'utc' - interval '1 s'")
            )
            and None
        ),
    )
    with pytest.raises(Unauthenticated):
        actor_of(people, former)


def test_nobody_saves_to_an_archived_group(people: World) -> None:
    assert people.group in people.actor(people.member).saving_group_ids
    people.run(
        people.admin,
        lambda work: (
            work.session.execute(
                text("update groups set archived_at = now() where id = :id"), {"id": people.group}
            )
            and None
        ),
    )
    assert people.group not in people.actor(people.member).saving_group_ids
    assert people.group in people.actor(people.member).group_ids
    assert sees(people, people.actor(people.member), people.obj), "what it has stays readable"
