"""Members of groups: who joins, what they may do there, who leaves."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Integer, func, literal, or_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased

from skyportal_like import access
from skyportal_like.access import Actor, Audience
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import MembershipChanged, RowHidden
from skyportal_like.models import Group, GroupAdmissionRequest, GroupUser, User
from skyportal_like.schemas.members import MemberEdit, MembershipView, NewMember, SourceGroups
from skyportal_like.services import notifications
from skyportal_like.services.group_rights import (
    administered,
    admins,
    check_people,
    is_active,
    is_admin,
    lacking,
    one_of,
)
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work

MISSING = "Cannot find Group with id {}"
NOT_ACCESSIBLE = "Group with ID {} not accessible."
SINGLE_USER = "It is a single user group"
LACKS_STREAM = "User {} does not have stream access with ID {}"
NOT_REMOVABLE = "Insufficient permissions: only group admins can take others out of a group."
EVERYBODYS = "Everybody is a member of the sitewide group."
LAST_ADMIN = "You are the last admin of group {}: make another member an admin first."
RIGHTS = ("admin", "can_save", "can_share_photometry")


def add(work: Work, group_id: int, new: NewMember) -> MembershipView:
    """Put a person into a group, if they hold all of its streams."""
    group = _open(work, group_id)
    check_people(work, [new.user_id], field="userID")
    _refuse_without_streams(work, group.id, [new.user_id])
    rights = new.model_dump(include=set(RIGHTS))
    if not enrol(work, group, [new.user_id], rights):
        raise Invalid(
            f"User {new.user_id} is already a member of group {group.id}.",
            fields={"userID": "already a member"},
        )
    return MembershipView(group_id=group.id, user_id=new.user_id, admin=new.admin)


def add_from_groups(work: Work, group_id: int, source: SourceGroups) -> list[int]:
    """Put all members of other groups into a group, or none of them."""
    group = _open(work, group_id)
    wanted = set(source.group_ids)
    known = access.readable(work.actor, Group, Group.id).where(Group.id.in_(wanted))
    if unknown := sorted(wanted.difference(work.session.scalars(known))):
        raise Invalid(
            f"Cannot find one or more groups with IDs: {unknown}.",
            fields={"fromGroupIDs": f"unknown: {unknown}"},
        )
    # access: the members of groups that were read through their policy
    here = select(GroupUser.user_id).where(GroupUser.group_id == group.id)
    people = work.session.scalars(
        # access: as above
        select(GroupUser.user_id)
        .join(User, User.id == GroupUser.user_id)
        .where(GroupUser.group_id.in_(wanted), GroupUser.user_id.not_in(here), is_active())
        .distinct()
        .order_by(GroupUser.user_id)
    ).all()
    _refuse_without_streams(work, group.id, people)
    return enrol(work, group, people)


def edit(work: Work, group_id: int, changes: MemberEdit) -> None:
    """Change what a member may do in a group; what is not named stays."""
    group = _open(work, group_id)
    given = changes.model_dump(exclude_unset=True, include=set(RIGHTS))
    if not given:
        raise Invalid(
            "At least one of admin, canSave and canSharePhotometry must be given.",
            fields=dict.fromkeys(("admin", "canSave", "canSharePhotometry"), "one is needed"),
        )
    row = _membership(work, group.id, changes.user_id, field="userID")
    if given.get("admin") is False:
        _refuse_group_without_admin(work, row, goes=False)
    before = _rights(row)
    for name, value in given.items():
        setattr(row, name, value)
    if _rights(row) == before:
        return
    work.session.flush()
    work.audit(
        "edit member",
        "group",
        group.id,
        group_id=group.id,
        user_id=row.user_id,
        before=before,
        after=_rights(row),
    )
    work.emit(MembershipChanged(user_id=row.user_id, group_id=group.id), about=row)


def remove(work: Work, group_id: int, user_id: int) -> None:
    """Take a person out of a group: they themselves may, and admins of the group."""
    group = access.get(work, Group, group_id, absent=NotFound(MISSING.format(group_id)), lock=True)
    leaves = user_id == work.actor.user_id and (
        group.id in work.actor.group_ids or not work.actor.limited
    )
    if not (leaves or is_admin(work, group.id)):
        raise NotPermitted(NOT_REMOVABLE, status=403)
    if group.single_user_group:
        raise NotPermitted(SINGLE_USER, status=403)
    if group.sitewide and not work.actor.is_system_admin:
        raise NotPermitted(EVERYBODYS, status=403)
    row = _membership(work, group.id, user_id, field="user_id")
    _refuse_group_without_admin(work, row, goes=True)
    work.audit(
        "remove member",
        "group",
        group.id,
        group_id=group.id,
        user_id=row.user_id,
        before=_rights(row),
    )
    work.session.delete(row)
    work.session.flush()
    tell_gone(work, group, [row.user_id], others=frozenset((group.id,)))


def tell_gone(
    work: Work, group: Group, user_ids: Collection[int], *, others: frozenset[int] = frozenset()
) -> None:
    """Tell people that they are out of a group, and those groups that they are."""
    for user_id in sorted(user_ids):
        theirs = frozenset((user_id,))
        work.emit_to(
            MembershipChanged(user_id=user_id, group_id=group.id),
            Audience(groups=others, users=theirs),
        )
        if group.private or not others:
            work.emit_to(RowHidden(kind="group", id=group.id), Audience(users=theirs))


def enrol(
    work: Work, group: Group, user_ids: Sequence[int], rights: dict[str, bool] | None = None
) -> list[int]:
    """Make people members who may be; say who was none yet."""
    if not user_ids:
        return []
    chosen = {"admin": False, "can_save": True, "can_share_photometry": False} | (rights or {})
    # One array, not one value a person: a statement takes some ten thousand of those.
    people = func.unnest(literal(sorted(user_ids), ARRAY(Integer))).column_valued("person")
    flags = (literal(chosen[name]) for name in RIGHTS)
    made = work.session.scalars(
        insert(GroupUser)
        .from_select(
            ["group_id", "user_id", *RIGHTS, "vouched"],
            select(literal(group.id), people, *flags, _vouched(work, group, people)),
        )
        .on_conflict_do_nothing()
        .returning(GroupUser)
    ).all()
    _settle_requests(work, group, [row.user_id for row in made])
    for row in sorted(made, key=lambda one: one.user_id):
        work.audit(
            "add member",
            "group",
            group.id,
            group_id=group.id,
            user_id=row.user_id,
            after=_rights(row),
        )
        work.emit(MembershipChanged(user_id=row.user_id, group_id=group.id), about=row)
        if row.user_id != work.actor.user_id:
            notifications.notify(
                work,
                row.user_id,
                "group_membership",
                f"You are now a member of the group {group.name}.",
                f"/group/{group.id}",
            )
    return sorted(row.user_id for row in made)


def reached_by(actor: Actor) -> ColumnElement[bool]:
    """Give the SQL that is true of people whose contact details the caller may see.

    Sharing a group counts if it says something: everybody is in the sitewide one, and into one of
    their own anybody can enrol whom they like.
    """
    if actor.holds(Acl.MANAGE_USERS):
        return true()
    membership = aliased(GroupUser)
    fellow = (
        # access: whether the caller shares a group with the person
        select(membership.id)
        .join(Group, Group.id == membership.group_id)
        .where(
            membership.user_id == User.id,
            one_of(membership.group_id, actor.group_ids),
            membership.vouched,
            ~Group.sitewide,
            ~Group.single_user_group,
        )
        .correlate(User)
    )
    return or_(User.id == actor.user_id, fellow.exists())


def _vouched(work: Work, group: Group, person: ColumnElement[int]) -> ColumnElement[bool]:
    """Give the SQL that is true of who joins by an act of their own, or is put in by a manager."""
    actor = work.actor
    if actor.holds(Acl.MANAGE_USERS):
        return true()
    asked = (
        # access: what new members had asked for
        select(GroupAdmissionRequest.id)
        .where(
            GroupAdmissionRequest.group_id == group.id,
            GroupAdmissionRequest.user_id == person,
            GroupAdmissionRequest.status.in_(("pending", "accepted")),
        )
        .exists()
    )
    return or_(person == actor.user_id, asked)


def _open(work: Work, group_id: int) -> Group:
    group = administered(work, group_id, NOT_ACCESSIBLE.format(group_id))
    if group.single_user_group:
        raise Invalid(SINGLE_USER, fields={"group_id": "a single user group"})
    return group


def _settle_requests(work: Work, group: Group, user_ids: Sequence[int]) -> None:
    """Accept what new members had asked for."""
    if user_ids:
        work.session.execute(
            # access: the group just let them in, whatever was asked
            update(GroupAdmissionRequest)
            .where(
                GroupAdmissionRequest.group_id == group.id,
                GroupAdmissionRequest.status == "pending",
                one_of(GroupAdmissionRequest.user_id, user_ids),
            )
            .values(status="accepted")
        )


def _refuse_without_streams(work: Work, group_id: int, user_ids: Sequence[int]) -> None:
    found = lacking(work, group_id, user_ids)
    if found is not None:
        raise NotPermitted(LACKS_STREAM.format(*found), status=403)


def _refuse_group_without_admin(work: Work, row: GroupUser, *, goes: bool) -> None:
    """Refuse that the last admin leaves others behind, or leaves nobody to decide."""
    if not row.admin or row.user_id != work.actor.user_id or work.actor.is_system_admin:
        return
    if admins(work, row.group_id) != [row.user_id]:
        return
    others = work.session.scalar(
        # access: whether a group would be left without an admin
        select(func.count())
        .select_from(GroupUser)
        .join(User, User.id == GroupUser.user_id)
        .where(GroupUser.group_id == row.group_id, GroupUser.user_id != row.user_id, is_active())
    )
    if others or not goes:
        raise Invalid(LAST_ADMIN.format(row.group_id), fields={"admin": "the last one"})


def _membership(work: Work, group_id: int, user_id: int, *, field: str) -> GroupUser:
    row = work.session.scalars(
        # access: the members of a group that was read through its policy
        select(GroupUser).where(GroupUser.group_id == group_id, GroupUser.user_id == user_id)
    ).one_or_none()
    if row is None:
        raise Invalid(
            f"User {user_id} is not a member of group {group_id}.", fields={field: "not a member"}
        )
    return row


def _rights(row: GroupUser) -> dict[str, object]:
    return {name: getattr(row, name) for name in RIGHTS}
