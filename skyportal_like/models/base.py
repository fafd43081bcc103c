"""Naming, the common columns, and the column types that every table shares."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

UTC_NOW = text("(now() at time zone 'utc')")
NO_IDS = text("'{}'::integer[]")


class Base(DeclarativeBase):
    """The root of all tables: one naming of constraints, one mapping of Python types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text(),
        datetime: DateTime(),
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
        list[int]: ARRAY(Integer()),
        list[str]: ARRAY(Text()),
    }


class Stamped:
    """When a row came and when it last changed, naive UTC."""

    created_at: Mapped[datetime] = mapped_column(server_default=UTC_NOW, sort_order=-2)
    modified: Mapped[datetime] = mapped_column(
        server_default=UTC_NOW, onupdate=UTC_NOW, sort_order=-1
    )


class Numbered(Stamped):
    """A row with an integer id counted up from 1."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)


class BigNumbered(Stamped):
    """A row of a table that may outgrow 32-bit ids."""

    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True, sort_order=-3)
