"""Taxonomies: trees of classes, each version for good."""

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Taxonomy(Numbered, Base):
    """One version of a tree of classes; `content_hash` names the tree itself."""

    __tablename__ = "taxonomies"
    __table_args__ = (
        UniqueConstraint("name", "version"),
        Index("ix_taxonomies_group_ids", "group_ids", postgresql_using="gin"),
    )

    name: Mapped[str]
    hierarchy: Mapped[dict[str, Any]]
    provenance: Mapped[str | None]
    version: Mapped[str]
    is_latest: Mapped[bool] = mapped_column(server_default=text("true"))
    content_hash: Mapped[str]
    group_ids: Mapped[list[int]]
