"""Who holds an object, append-only logs, frozen datasets, partitions of alerts."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOLDINGS = """
create type obj_holding as (
    obj_id text, kind text, holder_id integer, reason text, delta integer
);

-- The objects are locked first and in order: two writers of the same objects wait for each other
-- instead of deadlocking, and the second one reads what the first one committed.
create function apply_obj_holdings(changes obj_holding[]) returns void
language plpgsql as $$
declare
    touched text[];
begin
    select array_agg(distinct net.obj_id order by net.obj_id) into touched
    from (
        select obj_id from unnest(changes)
        group by obj_id, kind, holder_id, reason having sum(delta) <> 0
    ) as net;
    if touched is null then
        return;
    end if;
    perform 1 from objs where id = any(touched) order by id for no key update;

    insert into obj_holders as held (obj_id, kind, holder_id, reason, n)
    select obj_id, kind, holder_id, reason, sum(delta) from unnest(changes)
    group by obj_id, kind, holder_id, reason having sum(delta) > 0
    order by obj_id, kind, holder_id, reason
    on conflict (obj_id, kind, holder_id, reason) do update set n = held.n + excluded.n;

    delete from obj_holders as held
    using (
        select obj_id, kind, holder_id, reason, sum(delta) as delta from unnest(changes)
        group by obj_id, kind, holder_id, reason having sum(delta) < 0
    ) as net
    where (held.obj_id, held.kind, held.holder_id, held.reason)
        = (net.obj_id, net.kind, net.holder_id, net.reason) and held.n + net.delta <= 0;
    update obj_holders as held set n = held.n + net.delta
    from (
        select obj_id, kind, holder_id, reason, sum(delta) as delta from unnest(changes)
        group by obj_id, kind, holder_id, reason having sum(delta) < 0
    ) as net
    where (held.obj_id, held.kind, held.holder_id, held.reason)
        = (net.obj_id, net.kind, net.holder_id, net.reason);

    update objs
    set group_ids = now_held.groups, filter_ids = now_held.filters, user_ids = now_held.users
    from (
        select one.id,
            array(select distinct holder_id from obj_holders
                  where obj_id = one.id and kind = 'group' order by 1) as groups,
            array(select distinct holder_id from obj_holders
                  where obj_id = one.id and kind = 'filter' order by 1) as filters,
            array(select distinct holder_id from obj_holders
                  where obj_id = one.id and kind = 'user' order by 1) as users
        from unnest(touched) as one(id)
    ) as now_held
    where objs.id = now_held.id
        and (objs.group_ids, objs.filter_ids, objs.user_ids)
            is distinct from (now_held.groups, now_held.filters, now_held.users);
end
$$;

create function hold_by_owner() returns trigger language plpgsql as $$
begin
    perform apply_obj_holdings(array(
        select (id, 'user', owner_id, 'owner', 1)::obj_holding from new_rows
        where owner_id is not null
    ));
    return null;
end
$$;
create trigger hold_by_owner after insert on objs
    referencing new table as new_rows for each statement execute function hold_by_owner();

create function hold_by_source() returns trigger language plpgsql as $$
declare
    changes obj_holding[] := '{}';
begin
    if tg_op <> 'DELETE' then
        changes := changes || array(
            select (obj_id, 'group', group_id, 'source', 1)::obj_holding from new_rows
            where active or requested
        );
    end if;
    if tg_op <> 'INSERT' then
        changes := changes || array(
            select (obj_id, 'group', group_id, 'source', -1)::obj_holding from old_rows
            where active or requested
        );
    end if;
    perform apply_obj_holdings(changes);
    return null;
end
$$;

create function hold_by_candidate() returns trigger language plpgsql as $$
declare
    changes obj_holding[] := '{}';
begin
    if tg_op <> 'DELETE' then
        changes := changes || array(
            select (obj_id, 'filter', filter_id, 'candidate', 1)::obj_holding from new_rows
        );
    end if;
    if tg_op <> 'INSERT' then
        changes := changes || array(
            select (obj_id, 'filter', filter_id, 'candidate', -1)::obj_holding from old_rows
        );
    end if;
    perform apply_obj_holdings(changes);
    return null;
end
$$;

-- Points shared only with a stream hold nothing: they are read where the object already is.
create function hold_by_photometry() returns trigger language plpgsql as $$
declare
    changes obj_holding[] := '{}';
begin
    if tg_op <> 'DELETE' then
        changes := changes || array(
            select (obj_id, 'group', held.group_id, 'photometry', count(*))::obj_holding
            from new_rows, unnest(group_ids) as held(group_id) group by obj_id, held.group_id
        ) || array(
            select (obj_id, 'user', owner_id, 'photometry', count(*))::obj_holding
            from new_rows group by obj_id, owner_id
        );
    end if;
    if tg_op <> 'INSERT' then
        changes := changes || array(
            select (obj_id, 'group', held.group_id, 'photometry', -count(*))::obj_holding
            from old_rows, unnest(group_ids) as held(group_id) group by obj_id, held.group_id
        ) || array(
            select (obj_id, 'user', owner_id, 'photometry', -count(*))::obj_holding
            from old_rows group by obj_id, owner_id
        );
    end if;
    perform apply_obj_holdings(changes);
    return null;
end
$$;
"""

HOLDING_TABLES = {
    "sources": "hold_by_source",
    "candidates": "hold_by_candidate",
    "photometry": "hold_by_photometry",
}

APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
create trigger append_only before update or delete on label_log
    for each row execute function refuse_change();
create trigger append_only before update or delete on audit
    for each row execute function refuse_change();

-- A label cannot change without its line in the log, whoever writes it.
create function demand_label_log() returns trigger language plpgsql as $$
declare
    wanted_id integer := case when tg_op = 'DELETE' then old.id else new.id end;
    wanted_version integer := case when tg_op = 'INSERT' then new.version else old.version + 1 end;
begin
    if tg_op = 'UPDATE' and new.version <> wanted_version or not exists (
        select 1 from label_log
        where classification_id = wanted_id and version = wanted_version
            and operation = case tg_op
                when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end
    ) then
        raise exception 'classification % has no line in label_log for version %',
            wanted_id, wanted_version using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end
$$;
create constraint trigger logged after insert or update or delete on classifications
    deferrable initially deferred for each row execute function demand_label_log();
"""

FROZEN = """
create function guard_frozen_version() returns trigger language plpgsql as $$
begin
    if old.status in ('draft', 'failed') then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'dataset version % is frozen', old.id
            using errcode = 'integrity_constraint_violation';
    end if;
    if new.status in ('draft', 'failed')
        or to_jsonb(new) - array['status', 'release_at', 'modified']
            <> to_jsonb(old) - array['status', 'release_at', 'modified'] then
        raise exception 'dataset version % is frozen', old.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end
$$;
create trigger frozen before update or delete on dataset_versions
    for each row execute function guard_frozen_version();

create function guard_frozen_rows() returns trigger language plpgsql as $$
declare
    touched integer := case when tg_op = 'DELETE' then old.version_id else new.version_id end;
begin
    if exists (
        select 1 from dataset_versions
        where id in (touched, case when tg_op = 'UPDATE' then old.version_id else touched end)
            and status not in ('draft', 'failed')
    ) then
        raise exception 'dataset version % is frozen', touched
            using errcode = 'integrity_constraint_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger frozen before insert or update or delete on dataset_members
    for each row execute function guard_frozen_rows();
create trigger frozen before insert or update or delete on dataset_files
    for each row execute function guard_frozen_rows();
"""

PARTITIONS = """
-- Partitions of 30 days, made when their first alert comes; attaching one blocks no reader.
create function ensure_alerts_partition(at double precision) returns void
language plpgsql as $$
declare
    slot integer := floor(at / 30);
    name text := 'alerts_p' || slot;
begin
    if to_regclass(name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('alerts partitions'));
    if to_regclass(name) is not null then
        return;
    end if;
    execute format('create table %I (like alerts including all)', name);
    execute format('alter table alerts attach partition %I for values from (%s) to (%s)',
                   name, slot * 30, (slot + 1) * 30);
end
$$;
"""

FIRST_EPOCH = """
insert into feed_epochs (epoch, system_identifier)
select 1, system_identifier from pg_control_system()
"""


def upgrade() -> None:
    op.execute(HOLDINGS)
    for table, function in HOLDING_TABLES.items():
        op.execute(
            f"create trigger hold_insert after insert on {table} referencing new table as new_rows"
            f" for each statement execute function {function}()"
        )
        op.execute(
            f"create trigger hold_update after update on {table}"
            " referencing old table as old_rows new table as new_rows"
            f" for each statement execute function {function}()"
        )
        op.execute(
            f"create trigger hold_delete after delete on {table} referencing old table as old_rows"
            f" for each statement execute function {function}()"
        )
    op.execute(APPEND_ONLY)
    op.execute(FROZEN)
    op.execute(PARTITIONS)
    op.execute(FIRST_EPOCH)


def downgrade() -> None:
    op.execute("delete from feed_epochs")
    op.execute("drop function ensure_alerts_partition(double precision)")
    for table in ("dataset_members", "dataset_files", "dataset_versions"):
        op.execute(f"drop trigger frozen on {table}")
    op.execute("drop function guard_frozen_rows()")
    op.execute("drop function guard_frozen_version()")
    op.execute("drop trigger logged on classifications")
    op.execute("drop function demand_label_log()")
    for table in ("label_log", "audit"):
        op.execute(f"drop trigger append_only on {table}")
    op.execute("drop function refuse_change()")
    for table, function in HOLDING_TABLES.items():
        for event in ("insert", "update", "delete"):
            op.execute(f"drop trigger hold_{event} on {table}")
        op.execute(f"drop function {function}()")
    op.execute("drop trigger hold_by_owner on objs")
    op.execute("drop function hold_by_owner()")
    op.execute("drop function apply_obj_holdings(obj_holding[])")
    op.execute("drop type obj_holding")
