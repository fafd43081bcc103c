"""Taxonomies over HTTP."""

from datetime import datetime
from typing import Any

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.inputs import Body, RowIds


class NewTaxonomy(Body):
    """A tree of classes, or the next version of one."""

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    hierarchy: dict[str, Any]
    group_ids: RowIds | None = None
    provenance: str | None = None
    isLatest: bool = True  # noqa: N815 - the contract's name


class TaxonomyView(TypedDict):
    """One version of a taxonomy."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    hierarchy: dict[str, Any]
    provenance: str | None
    version: str
    isLatest: bool
    groups: list[GroupView]


class TaxonomyId(TypedDict):
    """The new taxonomy."""

    taxonomy_id: int
