"""Rejections: for oneself, kept on a list of one's own, and for a whole group."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.events.types import CandidateRejected, CandidateUnrejected
from skyportal_like.models import Listing, Rejection
from skyportal_like.schemas.candidates import RejectedView
from skyportal_like.vocabulary import REJECTED_CANDIDATES
from skyportal_like.work import Work


def reject_for_me(work: Work, obj_id: str) -> bool:
    """Put an object on the caller's own list of rejected ones; say whether it was new there."""
    row = work.session.scalars(
        insert(Listing)
        .values(user_id=work.actor.user_id, obj_id=obj_id, list_name=REJECTED_CANDIDATES)
        .on_conflict_do_nothing()
        .returning(Listing)
    ).one_or_none()
    if row is None:
        return False
    work.emit(CandidateRejected(obj_id=obj_id, group_id=None, op_id=work.op_id), about=row)
    return True


def unreject_for_me(work: Work, obj_id: str) -> bool:
    """Take an object off the caller's own list; say whether it was there."""
    row = work.session.scalars(
        access.readable(work.actor, Listing).where(
            Listing.user_id == work.actor.user_id,
            Listing.obj_id == obj_id,
            Listing.list_name == REJECTED_CANDIDATES,
        )
    ).one_or_none()
    if row is None:
        return False
    work.emit(CandidateUnrejected(obj_id=obj_id, group_id=None, op_id=work.op_id), about=row)
    work.session.delete(row)
    work.session.flush()
    return True


def reject_for(work: Work, obj_id: str, group_ids: Sequence[int]) -> list[int]:
    """Reject an object for groups that were checked; say which of them had not done so."""
    if not group_ids:
        return []
    rows = work.session.scalars(
        insert(Rejection)
        .values(
            [
                {"obj_id": obj_id, "group_id": group_id, "rejected_by_id": work.actor.user_id}
                for group_id in sorted(group_ids)
            ]
        )
        .on_conflict_do_nothing()
        .returning(Rejection)
    ).all()
    for row in rows:
        work.emit(
            CandidateRejected(obj_id=obj_id, group_id=row.group_id, op_id=work.op_id), about=row
        )
    return sorted(row.group_id for row in rows)


def unreject_for(work: Work, obj_id: str, group_ids: Sequence[int]) -> list[int]:
    """Take back rejections for groups; say for which there was one."""
    rows = work.session.scalars(
        access.readable(work.actor, Rejection).where(
            Rejection.obj_id == obj_id,
            Rejection.group_id.in_(group_ids),
            access.allowed(work.actor, Rejection, Action.DELETE),
        )
    ).all()
    for row in rows:
        work.emit(
            CandidateUnrejected(obj_id=obj_id, group_id=row.group_id, op_id=work.op_id), about=row
        )
    gone = sorted(row.group_id for row in rows)
    # access: the rows were chosen through their policy above
    work.session.execute(delete(Rejection).where(Rejection.id.in_([row.id for row in rows])))
    return gone


def of_objects(work: Work, obj_ids: Sequence[str]) -> dict[str, RejectedView]:
    """Say for whom each of these objects is rejected, as far as the caller may know."""
    found = {obj_id: RejectedView(me=False, groups=[]) for obj_id in obj_ids}
    listed = access.readable(work.actor, Listing, Listing.obj_id).where(
        Listing.user_id == work.actor.user_id,
        Listing.list_name == REJECTED_CANDIDATES,
        Listing.obj_id.in_(obj_ids),
    )
    for obj_id in work.session.scalars(listed):
        found[obj_id]["me"] = True
    rejected = access.readable(work.actor, Rejection, Rejection.obj_id, Rejection.group_id).where(
        Rejection.obj_id.in_(obj_ids)
    )
    for obj_id, group_id in work.session.execute(rejected.order_by(Rejection.group_id)):
        found[obj_id]["groups"].append(group_id)
    return found
