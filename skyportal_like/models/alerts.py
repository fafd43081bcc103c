"""Alerts: what a survey said about an object at one moment."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Sequence, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Stamped

NUMBERS = Sequence("alerts_id_seq", metadata=Base.metadata)


class Alert(Stamped, Base):
    """One packet of a survey, partitioned by its own time."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("survey", "candid", "jd"),
        {"postgresql_partition_by": "RANGE (jd)"},
    )

    # A key of two columns gets no numbers by itself.
    id: Mapped[int] = mapped_column(
        BigInteger(), NUMBERS, server_default=NUMBERS.next_value(), primary_key=True, sort_order=-3
    )
    jd: Mapped[float] = mapped_column(primary_key=True)
    survey: Mapped[str]
    candid: Mapped[int] = mapped_column(BigInteger())
    obj_id: Mapped[str] = mapped_column(ForeignKey("objs.id", ondelete="CASCADE"), index=True)
    stream_id: Mapped[int] = mapped_column(ForeignKey("streams.id"), index=True)
    properties: Mapped[dict[str, Any]]
    packet: Mapped[str]
