"""People: making them, what they are called, and which groups they are put into."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Audience
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import GroupUpdated, MembershipChanged
from skyportal_like.models import Group, GroupStream, GroupUser, StreamUser, User
from skyportal_like.schemas.users import RESERVED, DemonstrationPerson, NewUser
from skyportal_like.services import members, roles
from skyportal_like.services.group_rights import one_of
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work

UNKNOWN_GROUPS = "Cannot find one or more groups with IDs: {}."
NOT_GROUP_ADMIN = "Insufficient permissions: you are not an admin of the group with ID {}."
SINGLE_USER = "It is a single user group"
ARCHIVED = "Group {} is archived; nothing new can come into it."
RESERVED_NAME = "Names like {} are for people who were deleted."


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
    if not name or any(one.isspace() or not one.isprintable() for one in name):
        raise Invalid("A username has no spaces.", fields={"username": "not a username"})
    user = User(
        username=name,
        first_name=first_name,
        last_name=last_name,
        roles=[role.value],
        demonstration=demonstration,
    )
    return settle(work, user)


def settle(work: Work, user: User) -> User:
    """Give a new person a group of their own, the sitewide group and its streams."""
    if RESERVED.fullmatch(user.username):
        raise Invalid(RESERVED_NAME.format(user.username), fields={"username": "reserved"})
    refuse_taken(work, user.username)
    house(work, user)
    said: dict[str, object] = {"username": user.username, "roles": list(user.roles)}
    work.audit("create", "user", user.id, user_id=user.id, after=said)
    return user


def house(work: Work, user: User) -> None:
    """Put a person into a new group of one and into the sitewide group."""
    own = Group(name=user.username, single_user_group=True)
    try:
        with work.savepoint():
            work.add(user, own)
    except IntegrityError as error:
        raise _taken(user.username) from error
    work.add(GroupUser(group_id=own.id, user_id=user.id, admin=True))
    # access: everybody joins this group, whoever makes them
    everybody = work.session.scalars(select(Group).where(Group.sitewide)).one()
    join(work, everybody, user)


def join(
    work: Work,
    group: Group,
    user: User,
    *,
    admin: bool = False,
    can_save: bool = True,
    can_share_photometry: bool = False,
) -> None:
    """Put a person into a group and give them its streams, which are the caller's to give."""
    work.add(
        GroupUser(
            group_id=group.id,
            user_id=user.id,
            admin=admin,
            can_save=can_save,
            can_share_photometry=can_share_photometry,
        )
    )
    needed = select(GroupStream.stream_id).where(GroupStream.group_id == group.id)
    give_streams(work, user, work.session.scalars(needed).all())


def give_streams(work: Work, user: User, stream_ids: Sequence[int]) -> None:
    """Give a person those of these streams that they do not hold yet."""
    held = set(
        # access: what a person holds, for who gives them more
        work.session.scalars(
            select(StreamUser.stream_id).where(StreamUser.user_id == user.id)  # access: as above
        )
    )
    work.session.add_all(
        StreamUser(stream_id=stream_id, user_id=user.id)
        for stream_id in sorted(set(stream_ids) - held)
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


def post(work: Work, new: NewUser) -> User:
    """Make a person as the caller, who gives away no more than they hold."""
    chosen = _administered(work, new.groups)
    roles.refuse_beyond(work, actors.acls_of(new.roles, ()))
    _refuse_foreign_streams(work, [group.id for group, _ in chosen], new.username)
    columns = new.model_dump(exclude={"roles", "groups", "affiliations"})
    user = settle(
        work,
        User(
            **columns,
            affiliations=list(new.affiliations),
            roles=[role.value for role in dict.fromkeys(new.roles)],
            sign_in_email=_identifying(work, new.contact_email),
        ),
    )
    for group, admin in chosen:
        enter(work, group, user, admin=admin)
    return user


def enter(work: Work, group: Group, user: User, **flags: bool) -> None:
    """Make a person a member of a group, or an admin of one they are in, and tell it.

    Who comes so does it themselves or by somebody who may: that vouches for what they were before.
    """
    admin = flags.get("admin", False)
    member = work.session.scalars(
        # access: whether the person is in a group that the caller administers
        select(GroupUser).where(GroupUser.group_id == group.id, GroupUser.user_id == user.id)
    ).one_or_none()
    if member is not None:
        member.vouched = True
    if member is not None and (member.admin or not admin):
        return
    if member is None:
        join(work, group, user, **flags)
    else:
        member.admin = True
        work.session.flush()
    said: dict[str, object] = {"admin": admin}
    work.audit("add member", "group", group.id, group_id=group.id, user_id=user.id, after=said)
    told = Audience(groups=frozenset({group.id}), users=frozenset({user.id}))
    work.emit_to(MembershipChanged(user_id=user.id, group_id=group.id), told)


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


def own_group(work: Work, user: User) -> Group | None:
    """Find a person's group of one."""
    return work.session.scalars(
        # access: it goes and is renamed with its person
        select(Group)
        .join(GroupUser, GroupUser.group_id == Group.id)
        .where(Group.single_user_group, GroupUser.user_id == user.id)
    ).one_or_none()


def _administered(work: Work, wanted: Sequence[tuple[int, bool]]) -> list[tuple[Group, bool]]:
    """Fetch groups into which the caller may put people."""
    flags = dict(wanted)
    readable = access.readable(work.actor, Group).where(Group.id.in_(flags)).order_by(Group.id)
    # Locked, so that no stream comes to a group between looking at its streams and giving them.
    rows = work.session.scalars(readable.with_for_update(of=Group, key_share=True)).all()
    if unknown := sorted(flags.keys() - {group.id for group in rows}):
        raise Invalid(
            UNKNOWN_GROUPS.format(unknown), fields={"groupIDsAndAdmin": f"unknown: {unknown}"}
        )
    for group in rows:
        refuse_foreign_group(work, group)
    return [(group, flags[group.id]) for group in rows]


def _refuse_foreign_streams(work: Work, group_ids: Sequence[int], username: str) -> None:
    """Refuse groups with a stream that the caller cannot give and a newcomer does not have."""
    if work.actor.is_system_admin:
        return
    # access: everybody gets these streams, whoever makes them
    everybodys = select(GroupStream.stream_id).join(Group, Group.id == GroupStream.group_id)
    lacking = work.session.scalar(
        select(GroupStream.stream_id)
        .where(
            one_of(GroupStream.group_id, group_ids),
            GroupStream.stream_id.not_in(work.actor.stream_ids),
            GroupStream.stream_id.not_in(everybodys.where(Group.sitewide)),
        )
        .order_by(GroupStream.stream_id)
        .limit(1)
    )
    if lacking is not None:
        raise NotPermitted(members.LACKS_STREAM.format(username, lacking), status=403)


def _identifying(work: Work, email: str | None) -> str | None:
    """Give the e-mail by which a provider may know a new person, if it is nobody's yet.

    Otherwise who manages users could shut somebody out: an e-mail of two people opens nothing.
    """
    if email is None or work.actor.is_system_admin:
        return email
    taken = work.session.scalar(
        # access: whom an e-mail identifies; the caller is not told
        select(User.id).where(func.lower(User.sign_in_email) == email.lower()).limit(1)
    )
    return email if taken is None else None


def refuse_foreign_group(work: Work, group: Group, *, by_owner: bool = False) -> None:
    """Refuse a group into which the caller may not put people, nor by right of their owner."""
    actor = work.actor
    if not (by_owner or actor.is_system_admin or group.id in actor.admin_group_ids):
        raise NotPermitted(NOT_GROUP_ADMIN.format(group.id), status=403)
    if group.single_user_group:
        raise Invalid(SINGLE_USER, fields={"group": "a single user group"})
    if group.archived_at is not None:
        raise Invalid(ARCHIVED.format(group.id), fields={"group": "archived"})


def rename(work: Work, user: User, name: str) -> None:
    """Call a person, and with them their group of one, by another name."""
    refuse_taken(work, name)
    own = own_group(work, user)
    try:
        with work.savepoint():
            user.username = name
            if own is not None:
                own.name = name
            work.session.flush()
    except IntegrityError as error:
        raise _taken(name) from error
    if own is not None:
        work.emit(GroupUpdated(group_id=own.id), about=own)


def refuse_taken(work: Work, name: str) -> None:
    """Refuse a name that a person or a group has already."""
    # access: a name is taken or not, for everybody alike; a person's own group has it too
    groups = select(Group.id).where(func.lower(Group.name) == name).limit(1)
    if named(work, name) is not None or work.session.scalar(groups) is not None:
        raise _taken(name)


def _taken(name: str) -> Invalid:
    return Invalid(f"The username {name} is taken.", fields={"username": "taken"})
