"""People: making them, what they hold, and the page about oneself."""

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Group, GroupStream, GroupUser, StreamUser, User
from skyportal_like.schemas.users import DemonstrationPerson, ProfileView
from skyportal_like.vocabulary import ROLE_ACLS, Role
from skyportal_like.work import Work


def create(
    work: Work,
    username: str,
    role: Role,
    *,
    first_name: str | None = None,
    last_name: str | None = None,
    demonstration: bool = False,
) -> User:
    """Make a person, with a group of their own, in the sitewide group and its streams."""
    name = username.strip().lower()
    if not name or any(character.isspace() for character in name):
        raise Invalid("A username has no spaces.", fields={"username": "not a username"})
    if named(work, name) is not None:
        raise Invalid(f"The username {name} is taken.", fields={"username": "taken"})
    user = User(
        username=name,
        first_name=first_name,
        last_name=last_name,
        roles=[role.value],
        demonstration=demonstration,
    )
    own = Group(name=name, single_user_group=True)
    work.add(user, own)
    work.add(GroupUser(group_id=own.id, user_id=user.id, admin=True))
    # access: everybody joins this group, whoever makes them
    everybody = work.session.scalars(select(Group).where(Group.sitewide)).one()
    join(work, everybody, user)
    work.audit("create", "user", user.id, after={"username": name, "role": role.value})
    return user


def join(work: Work, group: Group, user: User, *, admin: bool = False) -> None:
    """Put a person into a group and give them its streams."""
    work.add(GroupUser(group_id=group.id, user_id=user.id, admin=admin))
    held = set(
        # access: whoever makes a person a member also gives them the group's streams
        work.session.scalars(
            select(StreamUser.stream_id).where(StreamUser.user_id == user.id)  # access: as above
        )
    )
    needed = work.session.scalars(
        select(GroupStream.stream_id).where(GroupStream.group_id == group.id)
    )
    work.session.add_all(
        StreamUser(stream_id=stream_id, user_id=user.id)
        for stream_id in needed
        if stream_id not in held
    )
    work.session.flush()


def named(work: Work, username: str) -> User | None:
    """Find a person by name."""
    return work.session.scalars(
        # access: names of people are common knowledge among those who may sign in
        select(User).where(func.lower(User.username) == username.strip().lower())
    ).one_or_none()


def require(work: Work, username: str) -> User:
    """Find a person by name, or say that there is none."""
    user = named(work, username)
    if user is None:
        raise NotFound(f"There is no user named {username}.", fields={"username": "unknown"})
    return user


def profile(work: Work) -> ProfileView:
    """Show the caller themselves."""
    user = access.get(work, User, work.actor.user_id)
    permissions = set(user.acls).union(*(ROLE_ACLS[Role(role)] for role in user.roles))
    return ProfileView(
        id=user.id,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        contact_email=user.contact_email,
        is_bot=user.is_bot,
        roles=list(user.roles),
        acls=list(user.acls),
        permissions=sorted(str(acl) for acl in permissions),
        preferences={},
    )


def demonstration_people(work: Work) -> list[DemonstrationPerson]:
    """List the people of the demonstration with their groups."""
    rows = work.session.execute(
        # access: people of the demonstration exist to be tried out by anybody on this machine
        select(User.username, User.first_name, User.last_name, func.array_agg(Group.name))
        .join(GroupUser, GroupUser.user_id == User.id)
        .join(Group, Group.id == GroupUser.group_id)
        .where(User.demonstration, ~Group.single_user_group, ~Group.sitewide)
        .group_by(User.id)
        .order_by(User.id)
    )
    return [
        DemonstrationPerson(
            username=row[0], first_name=row[1], last_name=row[2], groups=sorted(row[3])
        )
        for row in rows
    ]
