"""Identity and access: invitations, teams, providers' identities, limits of tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A person's tokens are told apart by name from now on; the oldest of a name keeps it.
RENAME_DOUBLES = """
update tokens set name = tokens.name || ' ' || left(tokens.id::text, 8)
from (
    select id, row_number() over (partition by created_by_id, name order by created_at, id) as n
    from tokens
) as counted
where counted.id = tokens.id and counted.n > 1
"""

REFUSE_TRUNCATE = """
create trigger append_only_whole before truncate on {table}
    for each statement execute function refuse_change()
"""

# Whose name stands beside a label is no part of it: it goes when its person goes.
DEMAND_LABEL_LOG = """
create or replace function demand_label_log() returns trigger language plpgsql as $$
declare
    wanted_id integer := case when tg_op = 'DELETE' then old.id else new.id end;
    wanted_version integer := case when tg_op = 'INSERT' then new.version else old.version + 1 end;
begin
    {unless}
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
$$
"""
UNLESS_NAME_ALONE = """if tg_op = 'UPDATE' and to_jsonb(new) - array['author_name', 'modified']
        = to_jsonb(old) - array['author_name', 'modified'] then
        return null;
    end if;"""


def upgrade() -> None:
    op.execute(DEMAND_LABEL_LOG.format(unless=UNLESS_NAME_ALONE))
    op.add_column(
        "events",
        sa.Column(
            "any_keepers",
            postgresql.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'::integer[]"),
            nullable=False,
        ),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("invitation", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_expires_at"), "sign_in_attempts", ["expires_at"], unique=False
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("primary_color", sa.Text(), nullable=True),
        sa.Column("logo_url", sa.Text(), nullable=True),
        sa.Column(
            "group_ids",
            postgresql.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'::integer[]"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "group_admission_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.CheckConstraint(
            "status in ('pending', 'accepted', 'declined')",
            name=op.f("ck_group_admission_requests_status"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_group_admission_requests_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_group_admission_requests_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_admission_requests")),
    )
    op.create_index(
        "ix_group_admission_requests_group_id",
        "group_admission_requests",
        ["group_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_group_admission_requests_user_id"),
        "group_admission_requests",
        ["user_id"],
        unique=False,
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_identities_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_identities_provider_subject")),
    )
    op.create_index(op.f("ix_identities_user_id"), "identities", ["user_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("user_email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "group_ids",
            postgresql.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'::integer[]"),
            nullable=False,
        ),
        sa.Column(
            "stream_ids",
            postgresql.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'::integer[]"),
            nullable=False,
        ),
        sa.Column(
            "admin_for_groups",
            postgresql.ARRAY(sa.Boolean()),
            server_default=sa.text("'{}'::boolean[]"),
            nullable=False,
        ),
        sa.Column(
            "can_save_to_groups",
            postgresql.ARRAY(sa.Boolean()),
            server_default=sa.text("'{}'::boolean[]"),
            nullable=False,
        ),
        sa.Column(
            "can_share_photometry_for_groups",
            postgresql.ARRAY(sa.Boolean()),
            server_default=sa.text("'{}'::boolean[]"),
            nullable=False,
        ),
        sa.Column("user_expiration_date", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["users.id"],
            name=op.f("fk_invitations_invited_by_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["used_by_id"],
            ["users.id"],
            name=op.f("fk_invitations_used_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
    )
    op.create_index(
        op.f("ix_invitations_invited_by_id"), "invitations", ["invited_by_id"], unique=False
    )
    op.create_table(
        "user_notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notification_type", sa.Text(), nullable=False),
        sa.Column("viewed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_notifications_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_notifications")),
    )
    op.create_index(
        "ix_user_notifications_user_id_id", "user_notifications", ["user_id", "id"], unique=False
    )
    op.create_table(
        "source_views",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(),
            server_default=sa.text("(now() at time zone 'utc')"),
            nullable=False,
        ),
        sa.Column("obj_id", sa.Text(), nullable=False),
        sa.Column("username_or_token_id", sa.Text(), nullable=False),
        sa.Column("is_token", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obj_id"], ["objs.id"], name=op.f("fk_source_views_obj_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_views")),
    )
    op.create_index("ix_source_views_created_at", "source_views", ["created_at"], unique=False)
    op.create_index("ix_source_views_obj_id", "source_views", ["obj_id"], unique=False)
    op.add_column("audit", sa.Column("user_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_audit_actor_id"), "audit", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_user_id"), "audit", ["user_id"], unique=False)
    op.add_column("groups", sa.Column("archived_at", sa.DateTime(), nullable=True))
    op.add_column(
        "group_users",
        sa.Column("vouched", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column(
        "sign_ins",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
    )
    op.add_column("sign_ins", sa.Column("acting_as_id", sa.Integer(), nullable=True))
    op.add_column("sign_ins", sa.Column("seen_at", sa.DateTime(), nullable=True))
    op.add_column(
        "sign_ins", sa.Column("how", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("sign_ins", sa.Column("browser", sa.Text(), nullable=True))
    op.add_column("sign_ins", sa.Column("address", sa.Text(), nullable=True))
    op.create_index(op.f("ix_sign_ins_acting_as_id"), "sign_ins", ["acting_as_id"], unique=False)
    op.create_unique_constraint(op.f("uq_sign_ins_id"), "sign_ins", ["id"])
    op.create_foreign_key(
        op.f("fk_sign_ins_acting_as_id"),
        "sign_ins",
        "users",
        ["acting_as_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.add_column("tokens", sa.Column("group_ids", postgresql.ARRAY(sa.Integer()), nullable=True))
    op.add_column("tokens", sa.Column("last_used_at", sa.DateTime(), nullable=True))
    op.add_column("tokens", sa.Column("former_digest", sa.Text(), nullable=True))
    op.add_column("tokens", sa.Column("former_until", sa.DateTime(), nullable=True))
    op.execute(RENAME_DOUBLES)
    op.create_unique_constraint(
        op.f("uq_tokens_created_by_id_name"), "tokens", ["created_by_id", "name"]
    )
    op.create_unique_constraint(op.f("uq_tokens_former_digest"), "tokens", ["former_digest"])
    op.add_column("users", sa.Column("bio", sa.Text(), nullable=True))
    op.add_column(
        "users",
        sa.Column(
            "affiliations",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
    )
    op.add_column("users", sa.Column("contact_phone", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("sign_in_email", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("oauth_uid", sa.Text(), nullable=True))
    op.add_column(
        "users",
        sa.Column(
            "preferences", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
    )
    for table in ("audit", "label_log"):
        op.execute(REFUSE_TRUNCATE.format(table=table))


def downgrade() -> None:
    op.execute(DEMAND_LABEL_LOG.format(unless=""))
    op.drop_column("events", "any_keepers")
    for table in ("audit", "label_log"):
        op.execute(f"drop trigger append_only_whole on {table}")
    op.drop_column("users", "preferences")
    op.drop_column("users", "oauth_uid")
    op.drop_column("users", "sign_in_email")
    op.drop_column("users", "contact_phone")
    op.drop_column("users", "affiliations")
    op.drop_column("users", "bio")
    op.drop_constraint(op.f("uq_tokens_former_digest"), "tokens", type_="unique")
    op.drop_constraint(op.f("uq_tokens_created_by_id_name"), "tokens", type_="unique")
    op.drop_column("tokens", "former_until")
    op.drop_column("tokens", "former_digest")
    op.drop_column("tokens", "last_used_at")
    op.drop_column("tokens", "group_ids")
    op.drop_constraint(op.f("fk_sign_ins_acting_as_id"), "sign_ins", type_="foreignkey")
    op.drop_constraint(op.f("uq_sign_ins_id"), "sign_ins", type_="unique")
    op.drop_index(op.f("ix_sign_ins_acting_as_id"), table_name="sign_ins")
    op.drop_column("sign_ins", "address")
    op.drop_column("sign_ins", "browser")
    op.drop_column("sign_ins", "how")
    op.drop_column("sign_ins", "seen_at")
    op.drop_column("sign_ins", "acting_as_id")
    op.drop_column("sign_ins", "id")
    op.drop_column("group_users", "vouched")
    op.drop_column("groups", "archived_at")
    op.drop_index(op.f("ix_audit_user_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_actor_id"), table_name="audit")
    op.drop_column("audit", "user_id")
    op.drop_index("ix_source_views_obj_id", table_name="source_views")
    op.drop_index("ix_source_views_created_at", table_name="source_views")
    op.drop_table("source_views")
    op.drop_index("ix_user_notifications_user_id_id", table_name="user_notifications")
    op.drop_table("user_notifications")
    op.drop_index(op.f("ix_invitations_invited_by_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_identities_user_id"), table_name="identities")
    op.drop_table("identities")
    op.drop_index(
        op.f("ix_group_admission_requests_user_id"), table_name="group_admission_requests"
    )
    op.drop_index("ix_group_admission_requests_group_id", table_name="group_admission_requests")
    op.drop_table("group_admission_requests")
    op.drop_table("teams")
    op.drop_index(op.f("ix_sign_in_attempts_expires_at"), table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
