"""The ids and names that requests are made of: all that exist, whoever may know them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from skyportal_like.access.policies import POLICIES
from tests.leaks.papers import query_id
from tests.leaks.people import PEOPLE
from tests.leaks.world import ABSENT_ID, ABSENT_OBJ, ABSENT_UUID


@dataclass(frozen=True, slots=True)
class Words:
    """The ids and names that exist, readable to somebody or to nobody."""

    ids: Mapping[str, tuple[str, ...]]

    def __getattr__(self, name: str) -> tuple[str, ...]:
        return self.ids[name]

    @property
    def of_everything(self) -> tuple[str, ...]:
        """Give some words for a text of which nothing is known."""
        chosen = ("group_names", "usernames", "objs", "origins", "classes", "contacts")
        return tuple(self.ids[name][len(self.ids[name]) // 2] for name in chosen)


GROUPS = (
    "select {column} from groups where not single_user_group or id in"
    " (select id from groups where single_user_group order by id limit 2) order by id"
)
WORDS: Mapping[str, str] = {
    # Those that people share with, and two of one person each.
    "groups": GROUPS.format(column="id"),
    "group_names": GROUPS.format(column="name"),
    "filters": "select id from filters order by id",
    "streams": "select id from streams order by id",
    "stream_names": "select name from streams order by id",
    "users": "select id from users order by id",
    "usernames": "select username from users order by id",
    "objs": "select id from objs order by id",
    "taxonomies": "select id from taxonomies order by id",
    "origins": "select distinct origin from annotations order by 1",
    "keys": "select distinct jsonb_object_keys(data) from annotations order by 1",
    "classes": "select distinct classification from classifications order by 1",
    "named_classes": "select distinct t.name || ': ' || c.classification"
    " from classifications c join taxonomies t on t.id = c.taxonomy_id order by 1",
    "lists": "select distinct list_name from listings order by 1",
    "teams": "select id from teams order by id",
    "tokens": "select id from tokens order by created_at, id",
    "acts": "select distinct action from audit order by 1",
    "kinds": "select distinct kind from audit order by 1",
    "targets": "select distinct target from audit order by 1",
    "lines": "select id from audit where id % 9 = 0 order by id",
    "mails": "select distinct user_email from invitations order by 1",
    "contacts": "select contact_email from users order by id",
    "cursors": "select epoch || ':' || xid || ':' || id from events order by id",
}


def look_up(connection: Connection) -> Words:
    """Look up what exists."""
    found = {
        name: tuple(str(one) for one in connection.execute(text(statement)).scalars())
        for name, statement in WORDS.items()
    }
    for model in POLICIES:
        table = model.__tablename__
        key = model.__table__.primary_key.columns[0].name  # type: ignore[attr-defined]
        keys = connection.execute(text(f"select {key} from {table} order by {key}")).scalars().all()
        found[f"keys of {table}"] = tuple(str(one) for one in keys[:: max(1, len(keys) // 3)])
    return Words(found)


def each_and_all(ids: Sequence[str]) -> tuple[str, ...]:
    """Each alone, and all together."""
    return (*ids, ",".join(ids))


def by_name(name: str, known: Words) -> Sequence[str] | None:
    """Give the values of a parameter by what its name means everywhere."""
    plain = name.replace("_", "").lower()
    chosen: Sequence[str] | None = None
    for ending, ids in (
        ("groupids", each_and_all(known.groups)),
        ("groupid", (*known.groups, str(ABSENT_ID))),
        ("filterids", each_and_all(known.filters)),
        ("filterid", (*known.filters, str(ABSENT_ID))),
        ("streamids", each_and_all(known.streams)),
        ("streamid", (*known.streams, str(ABSENT_ID))),
        ("userids", each_and_all(known.users)),
        ("userid", (*known.users, str(ABSENT_ID))),
        ("taxonomyid", (*known.taxonomies, str(ABSENT_ID))),
        ("teamid", (*known.teams, str(ABSENT_ID))),
        ("objids", each_and_all(known.objs)),
        ("objid", (*known.objs, ABSENT_OBJ, "ZTF26")),
        ("sourceid", (*known.objs[:9], ABSENT_OBJ, "saved")),
        ("queryid", (*(str(query_id(one)) for one in PEOPLE), str(ABSENT_UUID))),
        ("pagenumber", ("1", "2")),
        ("page", ("1", "2")),
        ("numperpage", ("1", "3", "500")),
        ("date", ("2026-01-01", "2036-01-01")),
        ("before", ("2026-01-01", "2036-01-01")),
        ("after", ("2026-01-01", "2036-01-01")),
        ("origin", known.origins),
        ("key", known.keys),
        ("listname", known.lists),
        ("listnamereject", known.lists),
        ("classifications", known.classes),
        ("classificationsreject", known.classes),
        ("username", known.usernames),
        ("email", (*known.mails[::5], *known.contacts)),
        ("actorid", known.users),
        ("token", known.tokens),
        ("group", known.group_names),
        ("stream", known.stream_names),
    ):
        if plain.endswith(ending) and chosen is None:
            chosen = ids
    return chosen
