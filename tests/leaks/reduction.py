"""Cuts a clone of the world down to what one caller may know, by the independent rules."""

from sqlalchemy import Connection, text

from skyportal_like.models import Base
from tests.leaks import rules
from tests.leaks.rules import Rights

# What triggers keep of who sees an object, computed anew from the rows that are left.
HOLDERS = """
update objs o set
    group_ids = array(select distinct g from (
        select group_id as g from sources where obj_id = o.id and (active or requested)
        union select unnest(group_ids) from photometry where obj_id = o.id) x order by 1),
    filter_ids = array(select distinct filter_id from candidates where obj_id = o.id order by 1),
    user_ids = array(select distinct u from (
        select o.owner_id as u where o.owner_id is not null
        union select owner_id from photometry where obj_id = o.id) x order by 1)
"""
REASONS = """
insert into obj_holders (obj_id, kind, holder_id, reason, n)
select held.*, count(*) from (
    select obj_id, 'group', group_id, 'source' from sources where active or requested
    union all select obj_id, 'filter', filter_id, 'candidate' from candidates
    union all select obj_id, 'group', unnest(group_ids), 'photometry' from photometry
    union all select obj_id, 'user', owner_id, 'photometry' from photometry
    union all select id, 'user', owner_id, 'owner' from objs where owner_id is not null
) as held(obj_id, kind, holder_id, reason)
where obj_id in (select id from objs) group by 1, 2, 3, 4
"""
# The order matters for nothing: what stays is worked out before anything goes.
KEPT = "create temporary table kept_{table} on commit drop as select {columns} from {table} where "


def reduce(connection: Connection, rights: Rights) -> int:
    """Delete and change what the caller may not know, and say how many rows went."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    # No trigger and no foreign key has a say: a world of its own, not a history.
    connection.execute(text("set local session_replication_role = replica"))
    for table in tables:
        _choose(connection, table, rights)
    if rights.user_id:
        _change(connection, rights)
    gone = sum(_delete(connection, table) for table in tables)
    if rights.user_id:
        _unname(connection, rights)
        _run(connection, HOLDERS)
        _run(connection, REASONS)
    connection.commit()
    return gone


def _choose(connection: Connection, table: str, rights: Rights) -> None:
    """Note which rows of a table stay: those that are read, and those of which a part is known."""
    stays = rules.reads(table, rights)
    if table in rules.KNOWN and rights.user_id:
        stays += f" or ({rules.condition(rules.KNOWN[table][0], rights, table)})"
    columns = ", ".join(rules.key_columns(table))
    _run(connection, KEPT.format(table=table, columns=columns) + stays)


def _delete(connection: Connection, table: str) -> int:
    if table == "feed_epochs":
        return 0
    columns = ", ".join(rules.key_columns(table))
    return _run(
        connection, f"delete from {table} where ({columns}) not in (select * from kept_{table})"
    )


def _change(connection: Connection, rights: Rights) -> None:
    """Change the columns of which a caller knows nothing in rows of which they know something."""
    for table, (_, columns) in rules.KNOWN.items():
        changes = ", ".join(f"{name} = {value}" for name, value in columns.items())
        unread = f"not {rules.reads(table, rights)}"
        if "id" in columns:
            keys = f"update kept_{table} set id = {columns['id']} where id in"
            _run(connection, f"{keys} (select id from {table} where {unread})")
        _run(connection, f"update {table} set {changes} where {unread}")
    for named, (when, columns) in rules.COLUMNS.items():
        table = named.partition(" ")[0]
        changes = ", ".join(f"{name} = {value}" for name, value in columns.items())
        where = rules.condition(when, rights, table)
        _run(connection, f"update {table} set {changes} where {where}")


def _unname(connection: Connection, rights: Rights) -> None:
    """Take names of what the caller does not read out of arrays."""
    for (table, column), known in rules.NAMING.items():
        left = (
            f"array(select one from unnest({column}) with ordinality as named(one, place)"
            f" where one in (select id from {known}) order by place)"
        )
        _run(connection, f"update {table} set {column} = {left} where cardinality({column}) > 0")


def _run(connection: Connection, statement: str) -> int:
    # A colon in these statements is a cast or a text, never a parameter.
    return connection.execute(text(statement.replace(":", r"\:"))).rowcount
