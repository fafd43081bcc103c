"""Alembic's entry: runs on the connection that `database/migrations.py` hands over."""

from alembic import context
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.sql.schema import SchemaItem

from skyportal_like.models import Base
from skyportal_like.models.events import Xid8

# Reflection does not know this type of PostgreSQL by itself.
ischema_names["xid8"] = Xid8

connection = context.config.attributes["connection"]


def is_ours(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None
) -> bool:
    """Leave out the job queue's tables, and the partitions that ingest makes."""
    return not (
        kind == "table" and name is not None and name.startswith(("procrastinate_", "alerts_p"))
    )


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=True,
    include_object=is_ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    # Of the session: each revision is a transaction of its own, and the limit is for them all.
    connection.execute(text("set lock_timeout = '5s'"))
    context.run_migrations()
