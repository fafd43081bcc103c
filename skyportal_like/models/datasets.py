"""Datasets: a group's labels as numbered, frozen versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from skyportal_like.models.base import Base, Numbered


class Dataset(Numbered, Base):
    """A named series of versions that belongs to a group."""

    __tablename__ = "datasets"
    __table_args__ = (
        UniqueConstraint("group_id", "slug"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_form"),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    licence: Mapped[str] = mapped_column(server_default=text("'CC-BY-4.0'"))
    salt: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)


class DatasetVersion(Numbered, Base):
    """One freeze; once frozen, a trigger lets only its status and release date change."""

    __tablename__ = "dataset_versions"
    __table_args__ = (
        UniqueConstraint("dataset_id", "number"),
        CheckConstraint(
            "status in ('draft', 'failed', 'frozen', 'withdrawn', 'superseded')", name="status"
        ),
        CheckConstraint(
            "status in ('draft', 'failed') or content_id is not null", name="frozen_is_identified"
        ),
    )

    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="RESTRICT"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(server_default=text("'draft'"))
    recipe: Mapped[dict[str, Any]]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("dataset_versions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    failure: Mapped[str | None]
    as_of: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    release_at: Mapped[datetime | None]
    content_id: Mapped[str | None]
    bundle_id: Mapped[str | None]
    n_rows: Mapped[int | None]
    counts: Mapped[dict[str, Any] | None]
    stream_ids: Mapped[list[int]] = mapped_column(server_default=text("'{}'::integer[]"))


class DatasetMember(Base):
    """Which object is in which version, for membership, differences and leakage."""

    __tablename__ = "dataset_members"
    __table_args__ = (Index("ix_dataset_members_obj_id", "obj_id"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("dataset_versions.id", ondelete="RESTRICT"), primary_key=True
    )
    example_id: Mapped[str] = mapped_column(primary_key=True)
    obj_id: Mapped[str | None]
    digest: Mapped[str]
    label: Mapped[str]
    split: Mapped[str]
    group_key: Mapped[str]


class DatasetFile(Base):
    """A file of a frozen bundle, by the hash of its content."""

    __tablename__ = "dataset_files"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("dataset_versions.id", ondelete="RESTRICT"), primary_key=True
    )
    path: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger())
    blob: Mapped[str] = mapped_column(index=True)
