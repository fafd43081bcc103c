"""What people of the world do so that others hear of it, and marks that bound what they hear."""

from itertools import count

from skyportal_like.events.types import MembershipChanged, TokenRevoked
from skyportal_like.models import Group, GroupUser, Token
from skyportal_like.schemas.comments import NewComment
from skyportal_like.schemas.sources import NewSource
from skyportal_like.security.credentials import digest
from skyportal_like.services import comments, sources
from skyportal_like.work import Work
from tests.realtime.nodes import Ear
from tests.world import Person, World

_NUMBERS = count()


def comment(world: World, person: Person, text: str, *group_ids: int, obj: str = "") -> int:
    """Comment on the group's object, in a unit of work of its own; give the comment's id."""
    new = NewComment(text=text, group_ids=group_ids or (world.group,))
    made: int = world.run(person, lambda work: comments.comment(work, obj or world.obj, new).id)
    return made


def mark(world: World, person: Person) -> str:
    """Let a person alone hear something, so that whatever came before has been heard too."""
    name = f"ZTF26mark{next(_NUMBERS)}"

    def save(work: Work) -> None:
        own = work.session.query(Group).filter_by(name=person.username).one()
        sources.post(work, NewSource(id=name, ra=1.0, dec=1.0, group_ids=(own.id,)))

    world.run(person, save)
    return name


def is_mark(message: dict[str, object]) -> bool:
    """Tell whether a message is about somebody's mark."""
    return str(message["obj_id"]).startswith("ZTF26mark")


def up_to_mark(world: World, person: Person, ear: Ear) -> list[dict[str, object]]:
    """Give all that an ear of this person heard until a mark of their own."""
    name = mark(world, person)
    return ear.until(lambda message: message.get("obj_id") == name)


def remove_member(world: World, person: Person, group_id: int) -> None:
    """Take a person out of a group."""

    def act(work: Work) -> None:
        row = work.session.query(GroupUser).filter_by(user_id=person.id, group_id=group_id).one()
        work.emit(MembershipChanged(user_id=person.id, group_id=group_id), about=row)
        work.session.delete(row)

    world.run(world.admin, act)


def add_member(world: World, person: Person, group_id: int) -> None:
    """Put a person into a group."""

    def act(work: Work) -> None:
        row = GroupUser(user_id=person.id, group_id=group_id)
        work.add(row)
        work.emit(MembershipChanged(user_id=person.id, group_id=group_id), about=row)

    world.run(world.admin, act)


def revoke(world: World, person: Person) -> None:
    """Revoke the token of a person."""

    def act(work: Work) -> None:
        row = work.session.query(Token).filter_by(digest=digest(person.token)).one()
        work.emit(TokenRevoked(user_id=person.id, token_id=row.id), about=row)
        work.session.delete(row)

    world.run(person, act)
