"""Teams: groups that appear under one name."""

from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import NO_IDS, Base, Numbered


class Team(Numbered, Base):
    """Several groups under one name and colour; it opens nothing to anybody."""

    __tablename__ = "teams"

    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    primary_color: Mapped[str | None]
    logo_url: Mapped[str | None]
    group_ids: Mapped[list[int]] = mapped_column(server_default=NO_IDS)
