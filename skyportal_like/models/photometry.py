"""Photometry: one brightness, or its upper limit, at one time in one band."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import NO_IDS, Base, BigNumbered


class Photometry(BigNumbered, Base):
    """A point in flux space: µJy in the AB system, zero point 23.9; no flux: an upper limit."""

    __tablename__ = "photometry"
    __table_args__ = (
        Index(
            "uq_photometry_point",
            "obj_id",
            "instrument_id",
            "origin",
            "mjd",
            "fluxerr",
            text("coalesce(flux, 'NaN'::double precision)"),
            unique=True,
        ),
        Index("ix_photometry_obj_id_mjd", "obj_id", "mjd"),
        CheckConstraint("fluxerr >= 0", name="fluxerr_positive"),
        CheckConstraint("flux <> 'NaN'::double precision", name="flux_number"),
    )

    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instruments.id"), index=True)
    filter: Mapped[str]
    mjd: Mapped[float]
    flux: Mapped[float | None]
    fluxerr: Mapped[float]
    ra: Mapped[float | None]
    dec: Mapped[float | None]
    origin: Mapped[str] = mapped_column(server_default=text("''"))
    altdata: Mapped[dict[str, Any] | None]
    upload_id: Mapped[UUID]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    group_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
    stream_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
