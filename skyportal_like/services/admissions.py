"""Requests to be let into a group, and what the group answers."""

from collections.abc import Sequence

from sqlalchemy import select

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import Invalid, NotFound, NotPermitted, PlatformError
from skyportal_like.models import Group, GroupAdmissionRequest, GroupUser, User
from skyportal_like.schemas.admissions import (
    AdmissionEdit,
    AdmissionSearch,
    AdmissionView,
    NewAdmission,
)
from skyportal_like.schemas.users import PersonView
from skyportal_like.services import filters, group_rights, members, notifications
from skyportal_like.work import Work

MISSING = "Could not find an admission request with the ID: {}"
ONLY_ADMINS = (
    "Insufficient permissions: group admission request status can only be changed by group admins."
)
ONLY_REQUESTER = (
    "Insufficient permissions: only the requester can delete a group admission request."
)
NOT_FOR_OTHERS = "Group admission requests cannot be made on behalf of others."
ALREADY_MEMBER = "User {} is already a member of group {}."
LACKS_STREAM = "User {} does not have sufficient stream access to be admitted to group {}."
PENDING = "A request of yours to join group {} is pending already."
KIND = "group_admission_request"


def search(work: Work, query: AdmissionSearch) -> list[AdmissionView]:
    """List the caller's own requests and those to the groups that they administer."""
    statement = access.readable(work.actor, GroupAdmissionRequest)
    if query.group_id is not None:
        statement = statement.where(GroupAdmissionRequest.group_id == query.group_id)
    return _views(work, work.session.scalars(statement.order_by(GroupAdmissionRequest.id)).all())


def get(work: Work, request_id: int) -> AdmissionView:
    """Show a request."""
    row = access.get(
        work, GroupAdmissionRequest, request_id, absent=NotFound(MISSING.format(request_id))
    )
    return _views(work, [row])[0]


def ask(work: Work, new: NewAdmission) -> GroupAdmissionRequest:
    """Ask to be let into a group; one that lets in whoever asks does so at once."""
    # Locked, so that of two identical requests the second one finds the first.
    group = access.get(
        work,
        Group,
        new.group_id,
        absent=NotFound(members.MISSING.format(new.group_id)),
        lock=True,
    )
    member = _check(work, group, new.user_id)
    accepted = group.auto_accept_requests or member is not None
    row = GroupAdmissionRequest(
        user_id=new.user_id, group_id=group.id, status="accepted" if accepted else "pending"
    )
    work.add(row)
    work.audit(
        "ask to join",
        "group",
        group.id,
        group_id=group.id,
        user_id=row.user_id,
        after={"status": row.status},
    )
    if member is not None:
        member.vouched = True
    if accepted:
        members.enrol(work, group, [row.user_id])
        _tell_requester(work, group, row)
    did = "has joined" if accepted else "asks to join"
    for admin_id in group_rights.admins(work, group.id):
        if admin_id != row.user_id:
            text = f"{work.actor.username} {did} the group {group.name}."
            notifications.notify(work, admin_id, KIND, text, _page(group))
    return row


def answer(work: Work, request_id: int, changes: AdmissionEdit) -> None:
    """Say what became of a request; accepting adds nobody, existing clients do that next."""
    row = _fetch(work, request_id, Action.EDIT, ONLY_ADMINS)
    # access: the group of a request whose admin the caller is
    group = work.session.scalars(select(Group).where(Group.id == row.group_id)).one()
    before = row.status
    if before == changes.status:
        return
    row.status = changes.status
    work.session.flush()
    work.audit(
        "answer request",
        "group",
        group.id,
        group_id=group.id,
        user_id=row.user_id,
        before={"status": before},
        after={"status": row.status},
    )
    _tell_requester(work, group, row)


def withdraw(work: Work, request_id: int) -> None:
    """Take one's own request back."""
    row = _fetch(work, request_id, Action.DELETE, ONLY_REQUESTER)
    work.audit(
        "withdraw request",
        "group",
        row.group_id,
        group_id=row.group_id,
        user_id=row.user_id,
        before={"status": row.status},
    )
    work.session.delete(row)


def _check(work: Work, group: Group, user_id: int) -> GroupUser | None:
    """Refuse who may not ask; give the membership of the caller whom another enrolled unasked."""
    member = work.session.scalars(
        # access: the members of a group that was read through its policy
        select(GroupUser).where(GroupUser.group_id == group.id, GroupUser.user_id == user_id)
    ).one_or_none()
    if member is not None and (member.vouched or user_id != work.actor.user_id):
        raise Invalid(ALREADY_MEMBER.format(user_id, group.id), fields={"userID": "a member"})
    if user_id != work.actor.user_id:
        raise NotPermitted(NOT_FOR_OTHERS, fields={"userID": "not yours"})
    if group.single_user_group:
        raise Invalid(members.SINGLE_USER, fields={"groupID": "a single user group"})
    if group.archived_at is not None:
        raise Invalid(filters.ARCHIVED.format(group.id), fields={"groupID": "archived"})
    if group_rights.lacking(work, group.id, [user_id]) is not None:
        raise NotPermitted(LACKS_STREAM.format(user_id, group.id))
    pending = work.session.scalar(
        # access: the caller's own requests
        select(GroupAdmissionRequest.id)
        .where(
            GroupAdmissionRequest.group_id == group.id,
            GroupAdmissionRequest.user_id == user_id,
            GroupAdmissionRequest.status == "pending",
        )
        .limit(1)
    )
    if pending is not None:
        raise Invalid(PENDING.format(group.id), fields={"groupID": "already asked"})
    return member


def _fetch(work: Work, request_id: int, action: Action, text: str) -> GroupAdmissionRequest:
    refused = NotPermitted(text)
    # Existing clients get this text for requests that they cannot see, so absent ones say it too.
    absent: PlatformError = refused
    if work.actor.is_system_admin:
        absent = NotFound(MISSING.format(request_id))
    return access.get(
        work,
        GroupAdmissionRequest,
        request_id,
        action,
        absent=absent,
        refused=refused,
        lock=True,
    )


def _tell_requester(work: Work, group: Group, row: GroupAdmissionRequest) -> None:
    text = f"Your request to join the group {group.name} is now {row.status}."
    notifications.notify(work, row.user_id, KIND, text, _page(group))


def _page(group: Group) -> str:
    return f"/group/{group.id}"


def _views(work: Work, rows: Sequence[GroupAdmissionRequest]) -> list[AdmissionView]:
    people = {
        person.id: PersonView(
            id=person.id,
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
        )
        for person in work.session.scalars(
            access.readable(work.actor, User).where(
                group_rights.one_of(User.id, {row.user_id for row in rows})
            )
        )
    }
    return [
        AdmissionView(
            id=row.id,
            created_at=row.created_at,
            modified=row.modified,
            user_id=row.user_id,
            group_id=row.group_id,
            status=row.status,
            user=people[row.user_id],
        )
        for row in rows
    ]
