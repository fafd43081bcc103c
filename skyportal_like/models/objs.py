"""Objects on the sky, and who holds them."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from skyportal_like.models.base import NO_IDS, Base, Stamped


class Obj(Stamped, Base):
    """A place on the sky under one name.

    `group_ids`, `filter_ids` and `user_ids` say who may see it: triggers keep them from
    `obj_holders`, nothing else writes them.
    """

    __tablename__ = "objs"
    __table_args__ = (
        CheckConstraint("ra >= 0 and ra < 360", name="ra_range"),
        CheckConstraint("dec between -90 and 90", name="dec_range"),
        CheckConstraint("id ~ '^[0-9A-Za-z_.+;:-]+$'", name="id_charset"),
        Index("ix_objs_group_ids", "group_ids", postgresql_using="gin"),
        Index("ix_objs_filter_ids", "filter_ids", postgresql_using="gin"),
        Index("ix_objs_user_ids", "user_ids", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-3)
    ra: Mapped[float | None]
    dec: Mapped[float | None]
    ra_dis: Mapped[float | None]
    dec_dis: Mapped[float | None]
    ra_err: Mapped[float | None]
    dec_err: Mapped[float | None]
    offset: Mapped[float] = mapped_column(server_default=text("0"))
    t0: Mapped[float | None]
    redshift: Mapped[float | None]
    redshift_error: Mapped[float | None]
    redshift_origin: Mapped[str | None]
    redshift_history: Mapped[list[Any] | None]
    host_id: Mapped[int | None]
    summary: Mapped[str | None]
    summary_history: Mapped[list[Any] | None]
    altdata: Mapped[dict[str, Any] | None]
    dist_nearest_source: Mapped[float | None]
    mag_nearest_source: Mapped[float | None]
    e_mag_nearest_source: Mapped[float | None]
    transient: Mapped[bool] = mapped_column(server_default=text("false"))
    varstar: Mapped[bool] = mapped_column(server_default=text("false"))
    is_roid: Mapped[bool] = mapped_column(server_default=text("false"))
    mpc_name: Mapped[str | None]
    tns_name: Mapped[str | None]
    tns_info: Mapped[dict[str, Any] | None]
    score: Mapped[float | None]
    origin: Mapped[str | None]
    alias: Mapped[list[str] | None] = mapped_column(ARRAY(Text()))
    healpix: Mapped[int | None] = mapped_column(BigInteger(), index=True)
    internal_key: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    detect_photometry_count: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    group_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    filter_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    user_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)


class ObjHolder(Base):
    """How many rows of one reason make an object visible to one group, filter or user."""

    __tablename__ = "obj_holders"
    __table_args__ = (
        CheckConstraint("kind in ('group', 'filter', 'user')", name="kind"),
        CheckConstraint("n > 0", name="n_positive"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
