"""Annotations: named values about an object, one set an origin."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import Annotated, AnnotationDeleted, AnnotationEdited, RowHidden
from skyportal_like.models import Annotation, Obj
from skyportal_like.schemas.annotations import AnnotationEdit, AnnotationView, NewAnnotation
from skyportal_like.schemas.groups import GroupView
from skyportal_like.services import groups
from skyportal_like.work import Work

HIDDEN = "Could not find any accessible annotations."
TAKEN = (
    "Annotation already exists: duplicate key value violates unique constraint "
    "on the object and origin."
)
MISMATCH = "Annotation resource ID does not match resource ID given in path ({})"


def annotate(work: Work, obj_id: str, new: NewAnnotation) -> Annotation:
    """Attach values to an object under an origin that has none there yet."""
    obj = access.get(work, Obj, obj_id, absent=NotFound(f"Obj {obj_id} not found", status=404))
    row = Annotation(
        obj_id=obj.id,
        origin=new.origin,
        data=new.data,
        author_id=work.actor.user_id,
        group_ids=access.all_groups(work, new.group_ids),
    )
    try:
        with work.savepoint():
            work.add(row)
    except IntegrityError as error:
        raise Invalid(TAKEN, fields={"origin": "already exists"}) from error
    work.emit(Annotated(obj_id=row.obj_id, annotation_id=row.id, origin=row.origin), about=row)
    return row


def edit(work: Work, obj_id: str, annotation_id: int, changes: AnnotationEdit) -> None:
    """Replace an annotation's values, its origin or its groups."""
    row = _fetch(work, obj_id, annotation_id, Action.EDIT)
    lost = set(row.group_ids)
    if changes.origin is not None:
        row.origin = changes.origin
    if changes.data is not None:
        row.data = changes.data
    if changes.group_ids:
        row.group_ids = access.own_groups(work, changes.group_ids)
    try:
        with work.savepoint():
            work.session.flush()
    except IntegrityError as error:
        raise Invalid(TAKEN, fields={"origin": "already exists"}) from error
    work.emit(
        AnnotationEdited(obj_id=row.obj_id, annotation_id=row.id, origin=row.origin), about=row
    )
    if lost := lost - set(row.group_ids):
        work.emit_to(RowHidden(kind="annotation", id=row.id), Audience(groups=frozenset(lost)))


def delete(work: Work, obj_id: str, annotation_id: int) -> None:
    """Take an annotation away."""
    row = _fetch(work, obj_id, annotation_id, Action.DELETE)
    work.emit(
        AnnotationDeleted(obj_id=row.obj_id, annotation_id=row.id, origin=row.origin), about=row
    )
    work.session.delete(row)


def get(work: Work, obj_id: str, annotation_id: int) -> AnnotationView:
    """Show an annotation."""
    row = _fetch(work, obj_id, annotation_id, Action.READ)
    return _view(row, groups.named(work, row.group_ids))


def of_object(work: Work, obj_id: str) -> list[AnnotationView]:
    """Show the annotations of one object."""
    access.get(work, Obj, obj_id, absent=NotPermitted(HIDDEN, status=403))
    return of_objects(work, [obj_id])[obj_id]


def of_objects(work: Work, obj_ids: Sequence[str]) -> dict[str, list[AnnotationView]]:
    """Show the annotations of each of these objects, by origin."""
    rows = work.session.scalars(
        access.readable(work.actor, Annotation)
        .where(Annotation.obj_id.in_(obj_ids))
        .order_by(Annotation.origin)
    ).all()
    known = groups.named(work, (one for row in rows for one in row.group_ids))
    found: dict[str, list[AnnotationView]] = {obj_id: [] for obj_id in obj_ids}
    for row in rows:
        found[row.obj_id].append(_view(row, known))
    return found


def _fetch(work: Work, obj_id: str, annotation_id: int, action: Action) -> Annotation:
    row = access.get(
        work,
        Annotation,
        annotation_id,
        action,
        absent=NotPermitted(HIDDEN, status=403),
        lock=action is not Action.READ,
    )
    if row.obj_id != obj_id:
        raise Invalid(MISMATCH.format(obj_id), fields={"obj_id": "does not match"})
    return row


def _view(row: Annotation, known: dict[int, GroupView]) -> AnnotationView:
    return AnnotationView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        obj_id=row.obj_id,
        origin=row.origin,
        data=row.data,
        author_id=row.author_id,
        groups=groups.shown(known, row.group_ids),
    )
