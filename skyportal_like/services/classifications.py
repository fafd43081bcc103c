"""Classifications: what people say objects are; every word of it goes into the label log."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.errors import Conflict, Invalid, NotFound
from skyportal_like.events.types import Classified, Declassified, Reclassified, RowHidden
from skyportal_like.models import Classification, LabelLogLine, Obj, Taxonomy
from skyportal_like.schemas.classifications import (
    ClassificationEdit,
    ClassificationPage,
    ClassificationSearch,
    ClassificationView,
    NewClassification,
)
from skyportal_like.schemas.groups import GroupView
from skyportal_like.services import groups, taxonomies
from skyportal_like.work import Work

PREFIX = "Error posting classification: "
MISSING = "Cannot find classification with ID: {}."


def classify(work: Work, new: NewClassification) -> Classification:
    """Add a classification of the object, shared with groups of its author."""
    obj = access.get(
        work,
        Obj,
        new.obj_id,
        absent=NotFound(f"{PREFIX}Cannot find object with ID {new.obj_id}."),
    )
    taxonomy = taxonomies.fetch(work, new.taxonomy_id)
    _check(taxonomy, new.classification, new.probability)
    row = Classification(
        obj_id=obj.id,
        taxonomy_id=taxonomy.id,
        classification=new.classification,
        probability=new.probability,
        origin=new.origin,
        ml=new.ml,
        author_id=work.actor.user_id,
        author_name=work.actor.username,
        group_ids=access.audience_for(work, obj, new.group_ids),
        version=1,
    )
    work.add(row)
    _log(work, row, taxonomy, "create", before=None)
    work.emit(Classified(**_told(work, row)), about=row)
    return row


def edit(work: Work, classification_id: int, changes: ClassificationEdit) -> Classification:
    """Change a classification; the log keeps what it was."""
    row = fetch(work, classification_id, Action.EDIT)
    _refuse_stale(row, changes)
    taxonomy = taxonomies.fetch(work, changes.taxonomy_id or row.taxonomy_id)
    given = changes.model_fields_set
    name = changes.classification or row.classification
    probability = changes.probability if "probability" in given else row.probability
    _check(taxonomy, name, probability)
    # Before the row changes: a question in between would write half of the change.
    shared = access.own_groups(work, changes.group_ids) if changes.group_ids else row.group_ids
    before, lost = _columns(row), set(row.group_ids)
    row.taxonomy_id, row.classification, row.probability = taxonomy.id, name, probability
    row.group_ids = shared
    if _columns(row) == before:
        return row
    row.version += 1
    work.session.flush()
    work.session.refresh(row, ["modified"])
    _log(work, row, taxonomy, "update", before=before)
    work.emit(Reclassified(**_told(work, row)), about=row)
    _tell_losers(work, row.id, lost - set(row.group_ids))
    return row


def delete(work: Work, classification_id: int) -> None:
    """Take a classification back; its tombstone stays in the log."""
    row = fetch(work, classification_id, Action.DELETE)
    taxonomy = taxonomies.fetch(work, row.taxonomy_id)
    before = _columns(row)
    row_version = row.version + 1
    work.emit(Declassified(**(_told(work, row) | {"version": row_version})), about=row)
    work.session.delete(row)
    _log(work, row, taxonomy, "delete", before=before, version=row_version)
    work.session.flush()


def fetch(work: Work, classification_id: int, action: Action = Action.READ) -> Classification:
    """Fetch a classification for an act, locked when it is to change."""
    return access.get(
        work,
        Classification,
        classification_id,
        action,
        absent=NotFound(MISSING.format(classification_id)),
        lock=action is not Action.READ,
    )


def get(work: Work, classification_id: int) -> ClassificationView:
    """Show a classification."""
    return views(work, [fetch(work, classification_id)])[0]


def search(work: Work, query: ClassificationSearch) -> ClassificationPage:
    """List the classifications that the caller may read, newest last."""
    statement = access.readable(work.actor, Classification)
    if query.start_date is not None:
        statement = statement.where(Classification.created_at >= query.start_date)
    if query.end_date is not None:
        statement = statement.where(Classification.created_at <= query.end_date)
    total = work.session.scalar(
        # access: counts the rows of the readable statement itself
        select(func.count()).select_from(statement.order_by(None).subquery())
    )
    first = (query.page_number - 1) * query.num_per_page
    rows = work.session.scalars(
        statement.order_by(Classification.id).offset(first).limit(query.num_per_page)
    ).all()
    return ClassificationPage(classifications=views(work, rows), totalMatches=total or 0)


def of_objects(work: Work, obj_ids: Sequence[str]) -> dict[str, list[ClassificationView]]:
    """Show the classifications of each of these objects, oldest first."""
    rows = work.session.scalars(
        access.readable(work.actor, Classification)
        .where(Classification.obj_id.in_(obj_ids))
        .order_by(Classification.id)
    ).all()
    found: dict[str, list[ClassificationView]] = {obj_id: [] for obj_id in obj_ids}
    for shown in views(work, rows):
        found[shown["obj_id"]].append(shown)
    return found


def views(work: Work, rows: Sequence[Classification]) -> list[ClassificationView]:
    """Show classifications with the names of their taxonomies and groups."""
    if not rows:
        return []
    known = groups.named(work, (one for row in rows for one in row.group_ids))
    names = _taxonomy_names(work, {row.taxonomy_id for row in rows})
    return [_view(row, names[row.taxonomy_id], known) for row in rows]


def _view(row: Classification, taxname: str, known: dict[int, GroupView]) -> ClassificationView:
    return ClassificationView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        obj_id=row.obj_id,
        taxonomy_id=row.taxonomy_id,
        taxname=taxname,
        classification=row.classification,
        origin=row.origin,
        probability=row.probability,
        ml=row.ml,
        author_id=row.author_id,
        author_name=row.author_name,
        version=row.version,
        groups=groups.shown(known, row.group_ids),
    )


def _taxonomy_names(work: Work, ids: Iterable[int]) -> dict[int, str]:
    rows = work.session.execute(
        access.readable(work.actor, Taxonomy, Taxonomy.id, Taxonomy.name).where(
            Taxonomy.id.in_(list(ids))
        )
    )
    return {row.id: row.name for row in rows}


def _check(taxonomy: Taxonomy, name: str, probability: float | None) -> None:
    if name not in set(taxonomies.classes(taxonomy.hierarchy)):
        raise Invalid(
            f"{PREFIX}That classification ({name}) is not in the allowed classes for the"
            f" chosen taxonomy (id={taxonomy.id}).",
            fields={"classification": "not a class of this taxonomy"},
        )
    if probability is not None and not 0 <= probability <= 1:
        raise Invalid(
            f"{PREFIX}That probability ({probability}) is outside the allowable range (0-1).",
            fields={"probability": "outside 0 to 1"},
        )


def _refuse_stale(row: Classification, changes: ClassificationEdit) -> None:
    if changes.obj_id is not None and changes.obj_id != row.obj_id:
        raise Invalid("A classification stays with its object.", fields={"obj_id": "cannot change"})
    if changes.modified is not None and changes.modified != row.modified:
        raise Conflict(
            "Somebody changed this classification since you looked.",
            fields={"modified": row.modified.isoformat()},
        )


def _columns(row: Classification) -> dict[str, object]:
    return {
        "obj_id": row.obj_id,
        "taxonomy_id": row.taxonomy_id,
        "classification": row.classification,
        "probability": row.probability,
        "origin": row.origin,
        "ml": row.ml,
        "author_id": row.author_id,
        "group_ids": list(row.group_ids),
    }


def _log(
    work: Work,
    row: Classification,
    taxonomy: Taxonomy,
    operation: str,
    *,
    before: dict[str, object] | None,
    version: int | None = None,
) -> None:
    work.session.add(
        LabelLogLine(
            classification_id=row.id,
            version=version or row.version,
            operation=operation,
            obj_id=row.obj_id,
            before=before,
            after=None if operation == "delete" else _columns(row),
            taxonomy_hash=taxonomy.content_hash,
            actor_id=work.actor.user_id,
            token_id=work.actor.token_id,
            client=work.origin.client,
        )
    )


def _told(work: Work, row: Classification) -> dict[str, object]:
    return {
        "obj_id": row.obj_id,
        "classification_id": row.id,
        "taxonomy_id": row.taxonomy_id,
        "classification": row.classification,
        "probability": row.probability,
        "version": row.version,
        "op_id": work.op_id,
    }


def _tell_losers(work: Work, classification_id: int, group_ids: set[int]) -> None:
    if group_ids:
        work.emit_to(
            RowHidden(kind="classification", id=classification_id),
            Audience(groups=frozenset(group_ids)),
        )
