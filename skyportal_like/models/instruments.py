"""Telescopes and the instruments on them."""

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Telescope(Numbered, Base):
    """Where light is collected; latitude and longitude in degrees, elevation in metres."""

    __tablename__ = "telescopes"

    name: Mapped[str] = mapped_column(unique=True)
    nickname: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    elevation: Mapped[float | None]
    diameter: Mapped[float]
    robotic: Mapped[bool] = mapped_column(server_default=text("false"))
    fixed_location: Mapped[bool] = mapped_column(server_default=text("true"))


class Instrument(Numbered, Base):
    """What turned light into numbers; `filters` are sncosmo bandpass names."""

    __tablename__ = "instruments"

    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    band: Mapped[str | None]
    telescope_id: Mapped[int] = mapped_column(ForeignKey("telescopes.id"), index=True)
    filters: Mapped[list[str]]
