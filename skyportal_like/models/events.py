"""The log of the live feed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from skyportal_like.models.base import NO_IDS, UTC_NOW, Base


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type in DDL."""
        return "xid8"


class FeedEpoch(Base):
    """A life of the database cluster: transaction ids start over after a logical restore."""

    __tablename__ = "feed_epochs"

    epoch: Mapped[int] = mapped_column(primary_key=True)
    system_identifier: Mapped[int] = mapped_column(BigInteger())
    started_at: Mapped[datetime] = mapped_column(server_default=UTC_NOW)
    pruned_xid: Mapped[int | None] = mapped_column(BigInteger())


class EventRow(Base):
    """One event and its audience, written in the transaction of the change."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_epoch_xid_id", "epoch", "xid", "id"),
        Index("ix_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True)
    epoch: Mapped[int] = mapped_column(server_default=text("current_feed_epoch()"))
    xid: Mapped[int] = mapped_column(Xid8(), server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime] = mapped_column(server_default=UTC_NOW)
    type: Mapped[str]
    actor_id: Mapped[int | None]
    obj_id: Mapped[str | None]
    taxonomy_id: Mapped[int | None]
    any_groups: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    any_streams: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    any_users: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    any_filters: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    any_keepers: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    all_streams: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    payload: Mapped[dict[str, Any]]
