"""Taxonomies: trees of classes, posted for good."""

import hashlib
import json
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema
from sqlalchemy import func, select, update

from skyportal_like import access
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.events.types import TaxonomyChanged
from skyportal_like.models import Taxonomy
from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.taxonomies import NewTaxonomy, TaxonomyView
from skyportal_like.services import groups
from skyportal_like.work import Work

UNKNOWN = "Taxonomy does not exist or is not available to user."
NOT_A_HIERARCHY = "Hierarchy does not validate against the schema."
TAKEN = "That version/name combination is already present. If you really want to replace this,"
TAKEN_MORE = " delete the current one first."


def post(work: Work, new: NewTaxonomy) -> Taxonomy:
    """Add a taxonomy, or the next version of one; older versions stay."""
    try:
        jsonschema.validate(new.hierarchy, schema())
    except jsonschema.ValidationError as error:
        raise Invalid(NOT_A_HIERARCHY, fields={"hierarchy": error.message}) from error
    shared = access.own_groups(work, new.group_ids or ()) or _sitewide(work)
    taken = work.session.scalar(
        # access: a name is taken or not for everybody; nothing else of the row is told
        select(Taxonomy.id).where(Taxonomy.name == new.name, Taxonomy.version == new.version)
    )
    if taken is not None:
        raise Invalid(TAKEN + TAKEN_MORE, fields={"version": "already present"})
    if new.isLatest:
        mine = access.readable(work.actor, Taxonomy, Taxonomy.id)
        work.session.execute(
            update(Taxonomy)  # access: only versions that the caller may read are superseded
            .where(Taxonomy.name == new.name, Taxonomy.id.in_(mine))
            .values(is_latest=False)
        )
    row = Taxonomy(
        name=new.name,
        version=new.version,
        hierarchy=new.hierarchy,
        provenance=new.provenance,
        is_latest=new.isLatest,
        content_hash=content_hash(new.hierarchy),
        group_ids=shared,
    )
    work.add(row)
    work.audit("post", "taxonomy", row.id, after={"name": row.name, "version": row.version})
    work.emit(TaxonomyChanged(taxonomy_id=row.id), about=row)
    return row


def get(work: Work, taxonomy_id: int) -> TaxonomyView:
    """Show a taxonomy."""
    row = fetch(work, taxonomy_id)
    return _view(row, groups.named(work, row.group_ids))


def readable(work: Work) -> list[TaxonomyView]:
    """List the taxonomies that the caller may read."""
    rows = list(
        work.session.scalars(
            access.readable(work.actor, Taxonomy).order_by(func.lower(Taxonomy.name), Taxonomy.id)
        )
    )
    known = groups.named(work, (one for row in rows for one in row.group_ids))
    return [_view(row, known) for row in rows]


def fetch(work: Work, taxonomy_id: int) -> Taxonomy:
    """Fetch a taxonomy to classify against."""
    return access.get(work, Taxonomy, taxonomy_id, absent=NotFound(UNKNOWN))


def classes(hierarchy: dict[str, Any]) -> Iterator[str]:
    """Name every class of a tree, inner nodes too."""
    yield str(hierarchy["class"])
    for child in hierarchy.get("subclasses") or ():
        yield from classes(child)


def path_to(hierarchy: dict[str, Any], name: str) -> tuple[str, ...] | None:
    """Give the classes from the root of a tree to the named one."""
    own = str(hierarchy["class"])
    if own == name:
        return (own,)
    for child in hierarchy.get("subclasses") or ():
        below = path_to(child, name)
        if below is not None:
            return (own, *below)
    return None


def content_hash(hierarchy: dict[str, Any]) -> str:
    """Name a tree by its content."""
    canonical = json.dumps(hierarchy, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Give the schema of a tree of classes."""
    return _tdtax()[0]


@lru_cache(maxsize=1)
def sitewide_hierarchy() -> dict[str, Any]:
    """Give the field's own tree of time-domain classes."""
    return _tdtax()[1]


def _tdtax() -> tuple[dict[str, Any], dict[str, Any]]:
    with warnings.catch_warnings():
        # The package leaves the files that it reads at import open.
        warnings.simplefilter("ignore", ResourceWarning)
        import tdtax  # noqa: PLC0415 - reading its files takes a while and not every start needs it

        return dict(tdtax.schema), dict(tdtax.taxonomy)


def _sitewide(work: Work) -> list[int]:
    group_id = work.actor.sitewide_group_id
    return [] if group_id is None else [group_id]


def _view(row: Taxonomy, known: dict[int, GroupView]) -> TaxonomyView:
    return TaxonomyView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        hierarchy=row.hierarchy,
        provenance=row.provenance,
        version=row.version,
        isLatest=row.is_latest,
        groups=groups.shown(known, row.group_ids),
    )
