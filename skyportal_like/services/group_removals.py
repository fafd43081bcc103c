"""Groups that end: what goes with them, and what keeps them as archives."""

from sqlalchemy import delete, exists, or_, select, text, update

from skyportal_like import access
from skyportal_like.access import Audience
from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.events.types import GroupUpdated
from skyportal_like.models import (
    Candidate,
    Dataset,
    DatasetVersion,
    Filter,
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Obj,
    Source,
)
from skyportal_like.schemas.groups import GroupRemoval
from skyportal_like.services import filters, group_rights, lineages, members, notifications
from skyportal_like.work import Work, utc_now

MISSING = "Cannot find Group with id {}"
NOT_DELETABLE = "Cannot find Group with id {} among those that you may delete."
BATCH = 1_000
OBJ_BATCH = 100

# Classifications keep the id: a label changes only with a line in the label log, and a line by
# nobody, about every label of a group that is gone, would be no evidence of anything. The id
# opens nothing, since no other group ever gets it. Tokens keep it too: without their last group
# they would be limited to none instead of to one that is gone.
ARRAYS = ("annotations", "comments", "taxonomies", "teams")


def remove(work: Work, group_id: int) -> GroupRemoval:
    """Delete a group with all that is its own; where that holds frozen data, archive it."""
    group = _deletable(work, group_id)
    frozen = _has_frozen(work, group)
    if frozen and group.archived_at is not None:
        return GroupRemoval(archived=True)
    # Objects before the group, as those do who save to it; then nothing may come into the group
    # any more, and what came meanwhile is locked as well.
    _lock_objects(work, group, with_sources=not frozen)
    # access: the caller administers this group
    work.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    _lock_objects(work, group, with_sources=not frozen)
    # access: as above
    own = select(Filter).where(Filter.group_id == group.id).order_by(Filter.id)
    filters.take_away(work, work.session.scalars(own).all())
    if frozen:
        _archive(work, group)
        return GroupRemoval(archived=True)
    _delete(work, group)
    return GroupRemoval()


def forget(work: Work, table: str, group_id: int) -> int:
    """Take the id of a group that is gone out of some rows; say of how many."""
    if table == "photometry":
        return _forget_photometry(work, group_id)
    changed = work.session.execute(
        # What their authors wrote is not changed by this, so `modified` stays.
        text(
            f"update {table} set group_ids = array_remove(group_ids, :gone) where id in ("  # noqa: S608 - one of ARRAYS
            f" select id from {table} where group_ids @> array[cast(:gone as integer)]"
            " order by id limit :batch for no key update) returning id"
        ),
        {"gone": group_id, "batch": BATCH},
    )
    return len(changed.all())


def _forget_photometry(work: Work, group_id: int) -> int:
    """Find the points through the objects that the group still holds, by their points alone."""
    objs = work.session.scalars(
        # access: rows of a group that is gone; nothing of them is told to anybody
        select(Obj.id)
        .where(Obj.group_ids.contains([group_id]))
        .order_by(Obj.id)
        .limit(OBJ_BATCH)
        .with_for_update(key_share=True)
    ).all()
    changed = work.session.execute(
        text(
            "update photometry set group_ids = array_remove(group_ids, :gone)"
            " where obj_id = any(:objs) and group_ids @> array[cast(:gone as integer)] returning id"
        ),
        {"gone": group_id, "objs": list(objs)},
    )
    return len(changed.all())


def _deletable(work: Work, group_id: int) -> Group:
    group = access.get(work, Group, group_id, absent=NotFound(MISSING.format(group_id)))
    if group.sitewide or group.single_user_group:
        raise NotPermitted(MISSING.format(group_id), status=403)
    return group_rights.administered(work, group_id, NOT_DELETABLE.format(group_id), status=403)


def _has_frozen(work: Work, group: Group) -> bool:
    """Lock the group's datasets against freezing, and look whether one was frozen."""
    # access: whether a group has something that must stay, for its admin
    own = select(Dataset.id).where(Dataset.group_id == group.id).order_by(Dataset.id)
    ids = work.session.scalars(own.with_for_update()).all()
    facts = exists().where(
        DatasetVersion.dataset_id.in_(ids),
        DatasetVersion.status.not_in(lineages.UNPUBLISHED),
    )
    # access: as above
    return bool(work.session.scalar(select(facts)))


def _lock_objects(work: Work, group: Group, *, with_sources: bool) -> None:
    # access: the rows that hold these objects go, and their triggers write the objects
    own = select(Filter.id).where(Filter.group_id == group.id)
    held = [
        # access: as above
        Obj.id.in_(select(Candidate.obj_id).where(Candidate.filter_id.in_(own))),
    ]
    if with_sources:
        # access: as above
        held.append(Obj.id.in_(select(Source.obj_id).where(Source.group_id == group.id)))
    # access: as above
    objs = select(Obj.id).where(or_(*held)).order_by(Obj.id)
    work.session.execute(objs.with_for_update(key_share=True))


def _archive(work: Work, group: Group) -> None:
    group.archived_at = utc_now()
    work.session.flush()
    asked = work.session.scalars(
        # access: an archived group lets nobody in
        update(GroupAdmissionRequest)
        .where(
            GroupAdmissionRequest.group_id == group.id, GroupAdmissionRequest.status == "pending"
        )
        .values(status="declined")
        .returning(GroupAdmissionRequest.user_id)
    ).all()
    for user_id in sorted(set(asked)):
        notifications.notify(
            work,
            user_id,
            "group_admission_request",
            f"The group {group.name} was archived, so your request to join it was declined.",
        )
    work.audit("archive", "group", group.id, group_id=group.id, after={"name": group.name})
    work.emit(GroupUpdated(group_id=group.id), about=group)


def _delete(work: Work, group: Group) -> None:
    # access: the caller administers the group, and none of its versions is frozen
    datasets = select(Dataset.id).where(Dataset.group_id == group.id)
    # access: as above
    drafts = delete(DatasetVersion).where(DatasetVersion.dataset_id.in_(datasets))
    work.session.execute(drafts)
    work.session.execute(
        delete(Dataset).where(Dataset.group_id == group.id)  # access: as above
    )
    # access: as above
    people = select(GroupUser.user_id).where(GroupUser.group_id == group.id)
    gone = work.session.scalars(people).all()
    work.audit("delete", "group", group.id, group_id=group.id, before={"name": group.name})
    members.tell_gone(work, group, gone)
    work.emit_to(GroupUpdated(group_id=group.id), Audience(users=frozenset(gone)))
    work.session.delete(group)
    work.session.flush()
    work.enqueue("groups.forget", queue="io", group_id=group.id)
