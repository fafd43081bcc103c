"""The world that everybody looks at: made once in a database that is cloned for each caller."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Engine, text

from skyportal_like.access import actor as actors
from skyportal_like.models import (
    Base,
    Filter,
    Group,
    GroupStream,
    GroupUser,
    Stream,
    StreamUser,
    Token,
    User,
)
from skyportal_like.security.credentials import digest
from skyportal_like.services import upkeep
from skyportal_like.storage import Storage
from skyportal_like.work import Origin, Units, Work
from tests.leaks.people import CALLERS, FILTERS, GROUPS, PEOPLE, SITEWIDE, STREAMS, Caller
from tests.leaks.rules import Rights

ORIGIN = Origin("leaks", "test")
# Ids of different tables never collide, so that one in an answer says what it names.
APART = 10_000
ABSENT_OBJ = "ZTF26absent"
ABSENT_ID = 7_777_777
ABSENT_UUID = UUID(int=7_777_777)
JD = 2461363.5


@dataclass(slots=True)
class World:
    """Names and the ids they got."""

    storage: Storage
    people: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    streams: dict[str, int] = field(default_factory=dict)
    filters: dict[str, int] = field(default_factory=dict)

    def own_group(self, person: str) -> int:
        """Give a person's group of one."""
        return self.groups[f"of {person}"]

    def rights(self, caller: Caller) -> Rights:
        """Say what a credential stands for, from what was declared."""
        person = PEOPLE[caller.person]
        names = {*person.groups, SITEWIDE, f"of {caller.person}"}
        if caller.limited_to is not None:
            names &= set(caller.limited_to)
        admin = {*person.admin_of, f"of {caller.person}"} & names
        saving = {
            name
            for name in names - set(person.without_saving)
            if name not in GROUPS or not GROUPS[name].archived
        }

        def ids(of: set[str]) -> frozenset[int]:
            return frozenset(self.groups[name] for name in of)

        return Rights(
            user_id=self.people[caller.person],
            acls=caller.held_acls,
            owner_acls=caller.held_acls if caller.limited_to is not None else caller.owner_acls,
            groups=ids(names),
            admin_groups=ids(admin),
            saving_groups=ids(saving),
            sitewide=self.groups[SITEWIDE],
            streams=frozenset(self.streams[name] for name in person.streams),
            limited=caller.limited_to is not None,
            token=digest(secret_of(caller)),
        )


def secret_of(caller: Caller) -> str:
    """Give the secret of a caller's token."""
    return f"secret of {caller.name}".replace(" ", "-")


def build(engine: Engine, storage: Storage) -> World:
    """Make the people, then every kind of row, then what happened to them."""
    # Here, since they make rows of the world.
    from tests.leaks import labels, objects, occurrences, papers

    world = World(storage)
    units = Units(engine, lambda: None)
    for act in (
        set_ids_apart,
        make_people,
        objects.make,
        labels.make,
        papers.make,
        occurrences.make,
    ):
        units.run(actors.system, ORIGIN, lambda work, act=act: act(work, world))
    occurrences.check(engine)
    return world


def set_ids_apart(work: Work, world: World) -> None:
    del world
    numbered = [
        table.name
        for table in Base.metadata.sorted_tables
        if "id" in table.columns and table.columns["id"].type.python_type is int
    ]
    for place, name in enumerate(numbered, 1):
        sequence = "alerts_id_seq" if name == "alerts" else f"{name}_id_seq"
        work.session.execute(
            text("select setval(cast(:name as regclass), :first)"),
            {"name": sequence, "first": place * APART},
        )


def make_people(work: Work, world: World) -> None:
    """Make streams, groups, people, memberships, filters and tokens."""
    upkeep.prepare(work, SITEWIDE)
    world.groups[SITEWIDE] = work.session.execute(
        text("select id from groups where sitewide")
    ).scalar_one()
    for name, auto_join in STREAMS.items():
        stream = Stream(name=f"stream {name}", auto_join=auto_join, altdata={"of": name})
        work.add(stream)
        world.streams[name] = stream.id
    for name, circle in GROUPS.items():
        group = Group(
            name=f"group {name}",
            description=f"about {name}",
            private=circle.private,
            palette={"classes": [], "auto_advance": circle.private},
        )
        if circle.archived:
            group.archived_at = upkeep.utc_now()
        work.add(group)
        world.groups[name] = group.id
        work.add(
            *(
                GroupStream(group_id=group.id, stream_id=world.streams[one])
                for one in circle.streams
            )
        )
    for name in PEOPLE:
        make_person(work, world, name)
    for name, (group_name, stream_name) in FILTERS.items():
        row = Filter(
            name=f"filter {name}",
            group_id=world.groups[group_name],
            stream_id=world.streams[stream_name],
            altdata={"of": name},
        )
        work.add(row)
        world.filters[name] = row.id
    for caller in CALLERS:
        work.add(_token(world, caller))


def make_person(work: Work, world: World, name: str) -> None:
    """Make one person with a group of their own."""
    person = PEOPLE[name]
    user = User(
        username=f"{name}-person",
        first_name=name,
        contact_email=f"{name}@example.org",
        contact_phone="+4930123456",
        preferences={"of": name},
        roles=[person.role.value],
    )
    own = Group(name=f"{name}-person", single_user_group=True)
    work.add(user, own)
    world.people[name] = user.id
    world.groups[f"of {name}"] = own.id
    work.add(
        GroupUser(group_id=own.id, user_id=user.id, admin=True),
        GroupUser(group_id=world.groups[SITEWIDE], user_id=user.id),
        *(
            GroupUser(
                group_id=world.groups[one],
                user_id=user.id,
                admin=one in person.admin_of,
                can_save=one not in person.without_saving,
                vouched=one not in person.enrolled_in,
            )
            for one in person.groups
        ),
        *(StreamUser(stream_id=world.streams[one], user_id=user.id) for one in person.streams),
    )


def _token(world: World, caller: Caller) -> Token:
    limits = (
        None if caller.limited_to is None else [world.groups[name] for name in caller.limited_to]
    )
    return Token(
        digest=digest(secret_of(caller)),
        name=f"token {caller.name}",
        created_by_id=world.people[caller.person],
        acls=sorted(caller.owner_acls if caller.acls is None else caller.acls),
        group_ids=limits,
    )


def shared_groups(world: World) -> Iterator[tuple[str, int]]:
    """Give the groups that people share rows with."""
    for name in (*GROUPS, SITEWIDE):
        yield name, world.groups[name]


def ids_of(engine: Engine, statement: str, parameters: Mapping[str, object]) -> list[object]:
    """Give the first column of what a statement finds."""
    with engine.connect() as connection:
        return list(connection.execute(text(statement), dict(parameters)).scalars())
