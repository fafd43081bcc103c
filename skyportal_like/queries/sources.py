"""Which saved objects a list holds, and in which order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.errors import Invalid
from skyportal_like.models import Classification, Obj, Source, Taxonomy
from skyportal_like.schemas.sources import SourceSearch

SORTABLE = ("saved_at", "id", "ra", "dec", "redshift", "origin")


def matching(actor: Actor, search: SourceSearch) -> Select[Any]:
    """Choose the saved objects, each once, with when they were last saved."""
    saves = access.readable(
        actor, Source, Source.obj_id, func.max(Source.saved_at).label("saved_at")
    ).where(Source.active)
    if search.group_ids:
        saves = saves.where(Source.group_id.in_(search.group_ids))
    if search.saved_before is not None:
        saves = saves.where(Source.saved_at <= search.saved_before)
    if search.saved_after is not None:
        saves = saves.where(Source.saved_at >= search.saved_after)
    return saves.where(*_conditions(actor, search)).group_by(Source.obj_id)


def ordered(statement: Select[Any], actor: Actor, search: SourceSearch) -> Select[Any]:
    """Order the chosen objects."""
    if search.sort_by not in SORTABLE:
        raise Invalid(
            f"Invalid sortBy: {search.sort_by}. Must be one of {', '.join(SORTABLE)}.",
            fields={"sortBy": "unknown"},
        )
    chosen = statement.subquery()
    key: ColumnElement[Any] = chosen.c.saved_at
    objects = access.readable(actor, Obj, Obj.id, *_sort_columns(search)).subquery()
    listing: Select[Any] = select(chosen.c.obj_id)
    if search.sort_by != "saved_at":
        listing = listing.join(objects, objects.c.id == chosen.c.obj_id)
        key = objects.c[search.sort_by]
    by = key.asc() if search.sort_order == "asc" else key.desc()
    return listing.order_by(by.nulls_last(), chosen.c.obj_id)


def _sort_columns(search: SourceSearch) -> list[ColumnElement[Any]]:
    if search.sort_by in {"saved_at", "id"}:
        return []
    return [Obj.__table__.c[search.sort_by]]


def _conditions(actor: Actor, search: SourceSearch) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    labels = access.readable(actor, Classification, Classification.obj_id)
    if search.classified:
        found.append(Source.obj_id.in_(labels))
    if search.unclassified:
        found.append(Source.obj_id.not_in(labels))
    if search.classifications:
        pairs = [
            (Taxonomy.name == taxonomy.strip()) & (Classification.classification == name.strip())
            for taxonomy, _, name in (one.rpartition(":") for one in search.classifications)
        ]
        named = labels.join(Taxonomy, Taxonomy.id == Classification.taxonomy_id)
        found.append(Source.obj_id.in_(named.where(or_(*pairs))))
    if search.source_id:
        found.append(Source.obj_id.contains(search.source_id, autoescape=True))
    if search.min_redshift is not None or search.max_redshift is not None:
        objects = access.readable(actor, Obj, Obj.id)
        if search.min_redshift is not None:
            objects = objects.where(Obj.redshift >= search.min_redshift)
        if search.max_redshift is not None:
            objects = objects.where(Obj.redshift <= search.max_redshift)
        found.append(Source.obj_id.in_(objects))
    return found
