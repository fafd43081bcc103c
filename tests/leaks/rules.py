"""The rules of reading written a second time, from the contract alone: SQL over the raw tables.

Nothing of the platform's own page of permission is used here. `READABLE` says of each table
which rows a caller reads, `ACTS` what they may do with those, `KNOWN` what is common knowledge
of rows that they do not read, `COLUMNS` what is kept from those who read the rest of a row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from skyportal_like.models import Base
from skyportal_like.vocabulary import Acl

NOTHING = "false"
EVERYBODY = "true"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a credential stands for; `user_id` 0 is nobody, who reads nothing at all."""

    user_id: int
    acls: frozenset[Acl] = frozenset()
    owner_acls: frozenset[Acl] = frozenset()
    groups: frozenset[int] = frozenset()
    admin_groups: frozenset[int] = frozenset()
    saving_groups: frozenset[int] = frozenset()
    sitewide: int = 0
    streams: frozenset[int] = frozenset()
    limited: bool = False
    token: str = ""
    """The hash of the secret that it shows."""

    @property
    def reads_everything(self) -> bool:
        """Whether this is a System admin."""
        return Acl.SYSTEM_ADMIN in self.acls

    @property
    def reads_every_group(self) -> bool:
        """Whether the owner is a System admin: reading groups asks what the person holds."""
        return Acl.SYSTEM_ADMIN in self.owner_acls and not self.limited


# Departure 1. A limited token reaches what its groups hold, not what its owner holds alone.
SEEN_OBJ = """
exists (select 1 from candidates c join filters f on f.id = c.filter_id
    where c.obj_id = {obj} and f.group_id = any({groups}) and f.stream_id = any({streams}))
or exists (select 1 from sources s
    where s.obj_id = {obj} and (s.active or s.requested) and s.group_id = any({groups}))
or exists (select 1 from photometry p where p.obj_id = {obj}
    and (p.group_ids && {groups} or (p.owner_id = {user} and not {limited})))
or exists (select 1 from objs o where o.id = {obj} and o.owner_id = {user} and not {limited})
"""
READ_GROUP = "(id = any({groups}) or not private or {every_group})"
READ_TAXONOMY = "group_ids && {groups}"
READ_DATASET = "group_id = any({groups})"
READ_VERSION = (
    "dataset_id in (select id from datasets where " + READ_DATASET + ") and stream_ids <@ {streams}"
)
ON_SEEN_OBJ = "(" + SEEN_OBJ.replace("{obj}", "{table}.obj_id") + ")"
OF_VERSION = "version_id in (select id from dataset_versions where " + READ_VERSION + ")"
READABLE: Mapping[str, str] = {
    "objs": SEEN_OBJ.replace("{obj}", "objs.id"),
    "alerts": "stream_id = any({streams}) and " + ON_SEEN_OBJ,
    "candidates": "filter_id in (select id from filters"
    " where group_id = any({groups}) and stream_id = any({streams}))",
    "candidate_queries": "user_id = {user}",
    "sources": "group_id = any({groups})",
    "rejections": "group_id = any({groups}) and " + ON_SEEN_OBJ,
    "listings": "user_id = {user}",
    "photometry": "(group_ids && {groups} or stream_ids && {streams}"
    " or owner_id = {user} and not {limited})"
    " and " + ON_SEEN_OBJ,
    "thumbnails": ON_SEEN_OBJ,
    "annotations": "group_ids && {groups} and " + ON_SEEN_OBJ,
    "comments": "group_ids && {groups} and " + ON_SEEN_OBJ,
    "classifications": "group_ids && {groups} and taxonomy_id in"
    " (select id from taxonomies where " + READ_TAXONOMY + ") and " + ON_SEEN_OBJ,
    "taxonomies": READ_TAXONOMY,
    "groups": READ_GROUP,
    "group_users": "group_id = any({groups})",
    "group_streams": "group_id in (select id from groups where " + READ_GROUP + ")",
    "group_admission_requests": "user_id = {user} and not {limited}"
    " or group_id = any({admin_groups})",
    "invitations": "invited_by_id = {user} and not {limited}",
    "teams": EVERYBODY,
    "streams": "id = any({streams}) or auto_join",
    "stream_users": "user_id = {user}",
    "filters": "group_id = any({groups}) and stream_id = any({streams})",
    "datasets": READ_DATASET,
    "dataset_versions": READ_VERSION,
    "dataset_members": OF_VERSION,
    "dataset_files": OF_VERSION,
    "users": EVERYBODY,
    # Of its owner's credentials and papers a limited token knows itself alone.
    "tokens": "created_by_id = {user} and not {limited} or digest = '{token}'",
    "identities": "user_id = {user} and not {limited}",
    "user_notifications": "user_id = {user} and not {limited}",
    "sign_ins": "user_id = {user} and not {limited}",
    "sign_in_links": NOTHING,
    "sign_in_attempts": NOTHING,
    "decisions": "user_id = {user}",
    "source_views": ON_SEEN_OBJ,
    "telescopes": EVERYBODY,
    "instruments": EVERYBODY,
    "audit": "group_id = any({admin_groups})"
    " or (actor_id = {user} or user_id = {user}) and not {limited}",
    "label_log": NOTHING,
    "obj_holders": NOTHING,
    "feed_epochs": EVERYBODY,
}
# Who hears is who reads; of a group that others may know of only its members hear.
HEARD_BY_OTHERS = {"groups": "id = any({groups})"}

ACTS: Mapping[tuple[str, str], str] = {
    ("objs", "contribute"): EVERYBODY,
    ("sources", "unsave"): "group_id = any({groups}) and"
    " (saved_by_id = {user} or {holds:Manage sources})",
    ("rejections", "delete"): "group_id = any({saving_groups})",
    ("listings", "delete"): "user_id = {user}",
    ("annotations", "edit"): "author_id = {user}",
    ("annotations", "delete"): "author_id = {user}",
    ("comments", "edit"): "author_id = {user}",
    ("comments", "delete"): "author_id = {user} or group_ids && {admin_groups}",
    ("classifications", "edit"): "author_id = {user}",
    ("classifications", "delete"): "author_id = {user} or group_ids && {admin_groups}",
    ("taxonomies", "contribute"): EVERYBODY,
    ("groups", "save"): "id = any({saving_groups})",
    ("groups", "contribute"): "id = any({groups})",
    ("groups", "administer"): "id = any({admin_groups})",
    ("group_admission_requests", "edit"): "group_id = any({admin_groups})",
    ("group_admission_requests", "delete"): "user_id = {user}",
    ("invitations", "edit"): "invited_by_id = {user}",
    ("invitations", "delete"): "invited_by_id = {user}",
    ("teams", "edit"): "{holds:Manage teams}",
    ("teams", "delete"): "{holds:Manage teams}",
    ("filters", "contribute"): EVERYBODY,
    ("filters", "administer"): "group_id = any({admin_groups}) or {owner_holds:Manage groups}",
    ("datasets", "contribute"): "group_id = any({saving_groups})",
    ("users", "edit"): "id = {user} or {holds:Manage users}",
    ("users", "delete"): "{holds:Manage users}",
    ("tokens", "edit"): "created_by_id = {user}",
    ("tokens", "delete"): "created_by_id = {user}",
    ("user_notifications", "edit"): "user_id = {user}",
    ("user_notifications", "delete"): "user_id = {user}",
    ("sign_ins", "delete"): "user_id = {user}",
}

LATER = {name: f"{name} + interval '1 day'" for name in ("created_at", "modified")}
OTHER_JSON = "jsonb_build_object('changed', true)"

# Of some rows that a caller does not read a part is known all the same: when, and what changes
# in the caller's world because it is not.
KNOWN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # A readable group names its streams and its members.
    "streams": (
        "id in (select stream_id from group_streams where group_id in"
        " (select id from groups where " + READ_GROUP + "))",
        LATER | {"altdata": OTHER_JSON},
    ),
    # Adding somebody to a group tells its admin whether they hold its streams.
    "stream_users": (
        "stream_id in (select stream_id from group_streams where group_id = any({admin_groups}))",
        LATER | {"id": "id + 500000"},
    ),
    "group_users": (
        "group_id in (select id from groups where " + READ_GROUP + ")",
        LATER | {"id": "id + 500000"},
    ),
}

# Columns that are kept from some of those who read the row: from whom, and what changes there.
COLUMNS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # Departure 7: contact details are for fellow members and whoever manages users.
    "users": (
        (
            "id <> {user} and not {holds:Manage users} and id not in"
            " (select user_id from group_users"
            " where group_id = any({groups}) and group_id <> {sitewide} and vouched)"
        ),
        {
            "contact_email": "'changed' || id || '@example.org'",
            "contact_phone": "'+49' || id",
            "sign_in_email": "'changed' || id || '@example.org'",
        },
    ),
    # Settings that are nobody else's business.
    "users preferences": ("id <> {user}", {"preferences": OTHER_JSON}),
}

# Arrays that name other rows: a name of what the caller does not read is taken out of them.
NAMING: Mapping[tuple[str, str], str] = {
    (table.name, column.name): "groups"
    for table in Base.metadata.tables.values()
    for column in table.columns
    if column.name == "group_ids" and table.name not in {"tokens", "objs"}
} | {("events", "any_groups"): "groups"}


def condition(sql: str, rights: Rights, table: str = "") -> str:
    """Write a rule for one caller."""
    written = sql.replace("{table}", table)
    for acl in Acl:
        holds = acl in rights.acls or rights.reads_everything
        owner_holds = acl in rights.owner_acls or Acl.SYSTEM_ADMIN in rights.owner_acls
        written = written.replace(f"{{holds:{acl}}}", str(holds))
        written = written.replace(f"{{owner_holds:{acl}}}", str(owner_holds))
    for name, value in (
        ("user", str(rights.user_id)),
        ("limited", str(rights.limited)),
        ("token", rights.token),
        ("every_group", str(rights.reads_every_group)),
        ("sitewide", str(rights.sitewide)),
        ("groups", _ids(rights.groups)),
        ("admin_groups", _ids(rights.admin_groups)),
        ("saving_groups", _ids(rights.saving_groups)),
        ("streams", _ids(rights.streams)),
    ):
        written = written.replace(f"{{{name}}}", value)
    return written


def reads(table: str, rights: Rights) -> str:
    """Write who reads a table for one caller."""
    if rights.reads_everything:
        return EVERYBODY
    if not rights.user_id:
        return NOTHING
    if table == "events":
        return f"({hears(rights)})"
    return f"({condition(READABLE[table], rights, table)})"


def hears(rights: Rights) -> str:
    """Write who hears an event, from what is noted beside the log of what it is about."""
    parts = []
    for table in READABLE:
        rule = HEARD_BY_OTHERS.get(table, READABLE[table])
        key = key_columns(table)[0]
        readers = f"select {table}.{key}::text from {table} where {condition(rule, rights, table)}"
        parts.append(f"(kind = '{table}' and key in ({readers}))")
    parts.append(f"(kind = 'person' and key = '{rights.user_id}')")
    parts.append(f"(kind = 'members' and cast(key as integer) = any({_ids(rights.groups)}))")
    seen = condition(ON_SEEN_OBJ, rights, "events")
    of_rows = f"id in (select event_id from told where {' or '.join(parts)})"
    return f"{of_rows} and (obj_id is null or {seen})"


def may(table: str, act: str, rights: Rights) -> str:
    """Write who may do something with the rows of a table for one caller."""
    if rights.reads_everything:
        return EVERYBODY
    return f"{reads(table, rights)} and ({condition(ACTS[table, act], rights, table)})"


def key_columns(table: str) -> list[str]:
    """Name the columns that tell the rows of a table apart."""
    return [column.name for column in Base.metadata.tables[table].primary_key]


def rows(connection: Connection, table: str, where: str) -> set[tuple[object, ...]]:
    """Give the keys of the rows of a table that fulfil a condition."""
    columns = ", ".join(key_columns(table))
    found = connection.execute(
        text(f"select {columns} from {table} where {where}".replace(":", r"\:"))
    )
    return {tuple(row) for row in found}


def _ids(ids: Collection[int]) -> str:
    return f"cast('{{{','.join(map(str, sorted(ids)))}}}' as integer[])"
