"""Objects that end: who may delete one, what must be taken off it before, what goes with it."""

from sqlalchemy import select

from skyportal_like import access
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import RowHidden
from skyportal_like.models import (
    Alert,
    Annotation,
    Candidate,
    Classification,
    Comment,
    Obj,
    Photometry,
    Source,
)
from skyportal_like.work import Work

MISSING = "Cannot find object with ID {}."
NOT_DELETABLE = "Cannot find object with ID {} among those that you may delete."
IN_USE = "Please remove all associated {} from object with ID {} before removing."

# In the order of the contract. Nobody loses these with an object: they are taken off it first,
# labels with their line in the label log.
DEPENDENTS = (
    ("annotations", Annotation),
    ("photometry", Photometry),
    ("comments", Comment),
    ("classifications", Classification),
)


def remove(work: Work, obj_id: str, *, by_members: bool) -> None:
    """Delete an object with its saves, candidates and images, once nothing is said of it any more.

    Whether those who are not System admin may do so at all is `by_members`.
    """
    obj = _lock(work, obj_id)
    refusal = NotPermitted(NOT_DELETABLE.format(obj_id))
    if not (by_members or work.actor.is_system_admin):
        raise refusal
    # Those that the caller reads come before what is hidden: only when none of them is left does
    # an answer depend on that.
    for label, model in DEPENDENTS:
        rows = access.readable(work.actor, model, model.id).where(model.obj_id == obj.id)
        if work.session.scalar(rows.limit(1)) is not None:
            raise Invalid(IN_USE.format(label, obj_id))
    if not work.actor.is_system_admin and _is_others_too(work, obj):
        raise refusal
    work.audit("delete", "obj", obj.id, before={"ra": obj.ra, "dec": obj.dec})
    work.emit_to(RowHidden(kind="obj", id=obj.id), access.audience(obj))
    work.session.delete(obj)
    work.session.flush()


def _lock(work: Work, obj_id: str) -> Obj:
    """Fetch a visible object and let nobody attach anything to it any more.

    The lock of `objs.lock` lets rows in that only refer to the object: a comment that comes after
    we looked would be lost with it.
    """
    visible = access.readable(work.actor, Obj).where(Obj.id == obj_id)
    obj = work.session.scalars(visible.with_for_update(of=Obj)).one_or_none()
    if obj is None:
        raise NotFound(MISSING.format(obj_id))
    return obj


def _is_others_too(work: Work, obj: Obj) -> bool:
    """Tell whether an object has data that the caller cannot take away.

    A save or a candidate is anybody's who reads it. An alert is the survey's own word, and
    nobody's to delete but System admin's, for whom it goes with its object.
    """
    # access: rows that the caller may not read keep an object; which they are is not told
    if work.session.scalar(select(Alert.id).where(Alert.obj_id == obj.id).limit(1)) is not None:
        return True
    for model in (Source, Candidate, *(one for _, one in DEPENDENTS)):
        # access: as above
        hidden = select(model.id).where(
            model.obj_id == obj.id, ~access.condition(work.actor, model)
        )
        if work.session.scalar(hidden.limit(1)) is not None:
            return True
    return False
