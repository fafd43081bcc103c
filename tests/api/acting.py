"""What tests about people do besides asking: look into tables, make scripts and strangers."""

from typing import Any

from sqlalchemy import text

from skyportal_like.access import actor as actors
from skyportal_like.models import User
from skyportal_like.services import invitations, tokens, users
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work
from tests.world import ORIGIN, Person, Reply, World


def patch(world: World, person: Person | None, path: str, body: object) -> Reply:
    return world.ask("PATCH", person, path, body)


def rows(world: World, statement: str, **values: object) -> list[tuple[Any, ...]]:
    with world.units.engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def change(world: World, statement: str, **values: object) -> None:
    with world.units.engine.begin() as connection:
        connection.execute(text(statement), values)


def limited_token(world: World, owner: Person, *acls: Acl) -> Person:
    """Give somebody's second token, which holds less than they do."""

    def make(work: Work) -> str:
        return tokens.create(work, users.require(work, owner.username), "low", acls)

    return Person(owner.id, owner.username, world.units.run(actors.system, ORIGIN, make))


def stranger(world: World, name: str = "stranger", role: Role = Role.FULL_USER) -> int:
    """Make somebody who is in no group but the sitewide one."""

    def make(work: Work) -> int:
        return users.create(work, name, role).id

    return int(world.units.run(actors.system, ORIGIN, make))


def invite(world: World, person: Person, **more: object) -> Reply:
    return world.post(person, "/api/invitations", {"userEmail": "new@example.org"} | more)


def secret_in(reply: Reply) -> str:
    return str(reply.data["url"].partition("invite_token=")[2])


def accept(world: World, secret: str, user_id: int | None = None, name: str = "newcomer") -> int:
    """Come in by an invitation, as somebody who is here or as somebody new."""

    def come(work: Work) -> int:
        if user_id is None:
            role = Role(invitations.find(work, secret).role)
            user = users.create(work, name, role)
        else:
            user = work.session.get_one(User, user_id)
        invitations.accept(work, secret, user)
        return user.id

    return int(world.units.run(actors.nobody, ORIGIN, come))
