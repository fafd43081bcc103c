"""Groups: who may know of them, what they are called, and how each of them scans."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import Conflict, Invalid, NotFound, NotPermitted
from skyportal_like.events.types import GroupUpdated
from skyportal_like.models import Group, GroupStream, GroupUser, Stream, User
from skyportal_like.schemas.groups import (
    GroupDetail,
    GroupEdit,
    GroupLists,
    GroupSearch,
    GroupView,
    ListedGroup,
    MemberView,
    NewGroup,
    Palette,
    PaletteView,
    StreamView,
)
from skyportal_like.services import filters, group_rights, members
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work

MISSING = "Cannot find Group with id {}"
TAKEN = "There is a group of this name already."
NOT_ADMIN = "Insufficient permissions: only group admins can change Group with id {}."
FIXED = "The sitewide group and single user groups cannot be changed."
SETTINGS = ("name", "nickname", "description", "private", "auto_accept_requests")


def view(group: Group) -> GroupView:
    """Show a group's own columns."""
    return GroupView(
        id=group.id,
        created_at=group.created_at,
        modified=group.modified,
        name=group.name,
        nickname=group.nickname,
        description=group.description,
        private=group.private,
        auto_accept_requests=group.auto_accept_requests,
        single_user_group=group.single_user_group,
        archived_at=group.archived_at,
    )


def named(work: Work, ids: Iterable[int]) -> dict[int, GroupView]:
    """Show those of these groups that the caller may know of; a unit looks each up once."""
    wanted = set(ids)
    if lacking := sorted(wanted - work.groups_shown.keys()):
        rows = work.session.scalars(access.readable(work.actor, Group).where(Group.id.in_(lacking)))
        work.groups_shown |= dict.fromkeys(lacking) | {group.id: view(group) for group in rows}
    return {one: known for one in wanted if (known := work.groups_shown[one]) is not None}


def shown(known: dict[int, GroupView], ids: Iterable[int]) -> list[GroupView]:
    """Pick a row's groups out of those that were shown."""
    return [known[group_id] for group_id in ids if group_id in known]


def lists(work: Work, search: GroupSearch) -> GroupLists:
    """List the caller's groups, and all that they may know of."""
    actor = work.actor
    statement = access.readable(actor, Group).order_by(func.lower(Group.name), Group.id)
    if not search.include_single_user_groups:
        mine_too = Group.id.in_(actor.group_ids)
        statement = statement.where(or_(~Group.single_user_group, mine_too))
    everything = list(work.session.scalars(statement))
    mine = [group for group in everything if group.id in actor.group_ids]
    accessible = everything if actor.owner_holds(Acl.SYSTEM_ADMIN) else mine
    listed = [
        group
        for group in everything
        if search.include_single_user_groups or not group.single_user_group
    ]
    streams = _streams(work, [group.id for group in listed])
    return GroupLists(
        user_groups=[view(group) for group in mine],
        user_accessible_groups=[view(one) for one in accessible if not one.single_user_group],
        all_groups=[ListedGroup(**view(group), streams=streams[group.id]) for group in listed],
    )


def of_name(work: Work, name: str) -> list[GroupView]:
    """List the groups of exactly this name."""
    rows = work.session.scalars(access.readable(work.actor, Group).where(Group.name == name))
    return [view(group) for group in rows]


def sitewide(work: Work) -> GroupView:
    """Show the group to which everybody belongs."""
    row = work.session.scalars(access.readable(work.actor, Group).where(Group.sitewide)).one()
    return view(row)


def get(work: Work, group_id: int, *, with_users: bool) -> GroupDetail:
    """Show a group with its members, streams and filters."""
    group = _group(work, group_id)
    detail = cast(GroupDetail, view(group))
    if with_users:
        detail["users"] = people(work, group)
    detail["streams"] = _streams(work, [group.id])[group.id]
    detail["filters"] = filters.of_group(work, group.id)
    return detail


def create(work: Work, new: NewGroup) -> Group:
    """Make a group; who makes it becomes an admin of it, unless a script names others."""
    named_admins = set(new.group_admins or ())
    group_rights.check_people(work, sorted(named_admins), field="group_admins")
    _refuse_taken(work, new.name)
    group = work.session.scalars(
        insert(Group)
        .values(new.model_dump(include=set(SETTINGS)))
        .on_conflict_do_nothing()
        .returning(Group)
    ).one_or_none()
    if group is None:
        raise _taken()
    work.audit("create", "group", group.id, group_id=group.id, after=_settings(group))
    first = named_admins | _maker(work, named_admins)
    members.enrol(work, group, sorted(first), {"admin": True})
    work.emit(GroupUpdated(group_id=group.id), about=group)
    return group


def edit(work: Work, group_id: int, changes: GroupEdit) -> None:
    """Change what a group is called and how it lets people in; what is not named stays."""
    group = _group(work, group_id)
    group = group_rights.administered(work, group_id, NOT_ADMIN.format(group.id))
    if group.single_user_group or group.sitewide:
        raise NotPermitted(FIXED)
    if changes.modified is not None and changes.modified != group.modified:
        raise Conflict(
            "Somebody changed this group since you looked.",
            fields={"modified": group.modified.isoformat()},
        )
    before = _settings(group)
    if changes.name is not None and changes.name != group.name:
        _refuse_taken(work, changes.name)
    for name, value in changes.model_dump(exclude_unset=True, include=set(SETTINGS)).items():
        setattr(group, name, value)
    if _settings(group) == before:
        return
    try:
        with work.savepoint():
            work.session.flush()
    except IntegrityError as error:
        raise _taken() from error
    work.audit("edit", "group", group.id, group_id=group.id, before=before, after=_settings(group))
    work.emit(GroupUpdated(group_id=group.id), about=group)


def people(work: Work, group: Group) -> list[MemberView]:
    """Show the members of a group that was read; contact details to whom they are meant for."""
    rows = work.session.execute(
        # access: the members of a group that was read through its policy
        select(User, GroupUser, members.reached_by(work.actor))
        .join(GroupUser, GroupUser.user_id == User.id)
        .where(GroupUser.group_id == group.id, group_rights.is_active())
        .order_by(func.lower(User.username))
    )
    return [_member(user, member, trusted=trusted) for user, member, trusted in rows]


def palette(work: Work, group_id: int) -> PaletteView:
    """Say how a group scans."""
    group = _group(work, group_id)
    chosen = Palette.model_validate(group.palette or {})
    return PaletteView(
        classes=[one.model_dump() for one in chosen.classes],
        reject_scope=chosen.reject_scope,
        auto_advance=chosen.auto_advance,
    )


def set_palette(work: Work, group_id: int, chosen: Palette) -> PaletteView:
    """Decide how a group scans."""
    group = _group(work, group_id, Action.ADMINISTER)
    before = group.palette
    group.palette = chosen.model_dump(mode="json")
    work.session.flush()
    work.audit(
        "set palette", "group", group.id, group_id=group.id, before=before, after=group.palette
    )
    work.emit(GroupUpdated(group_id=group.id), about=group)
    return palette(work, group_id)


def _group(work: Work, group_id: int, action: Action = Action.READ) -> Group:
    return access.get(
        work,
        Group,
        group_id,
        action,
        absent=NotFound(MISSING.format(group_id)),
    )


def _member(user: User, member: GroupUser, *, trusted: bool) -> MemberView:
    return MemberView(
        id=user.id,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        contact_email=user.contact_email if trusted else None,
        contact_phone=user.contact_phone if trusted else None,
        oauth_uid=user.oauth_uid if trusted else None,
        admin=member.admin,
        can_save=member.can_save,
        can_share_photometry=member.can_share_photometry,
    )


def _streams(work: Work, group_ids: list[int]) -> dict[int, list[StreamView]]:
    rows = work.session.execute(
        # access: the streams of groups that were read through their policy
        select(GroupStream.group_id, Stream.id, Stream.name)
        .join(Stream, Stream.id == GroupStream.stream_id)
        .where(group_rights.one_of(GroupStream.group_id, group_ids))
        .order_by(Stream.id)
    )
    found: dict[int, list[StreamView]] = defaultdict(list)
    for group_id, stream_id, name in rows:
        found[group_id].append(StreamView(id=stream_id, name=name))
    return found


def _maker(work: Work, named_admins: set[int]) -> set[int]:
    """Tell whether the caller joins what they make: a person does, a script where nobody else."""
    actor = work.actor
    if not actor.user_id:
        return set()
    if actor.token_id is not None and (named_admins or actor.owner_holds(Acl.SYSTEM_ADMIN)):
        return set()
    return {actor.user_id}


def _refuse_taken(work: Work, name: str) -> None:
    """Refuse the name of another group; a person's name in any spelling is their own group's."""
    taken = work.session.scalar(
        # access: a name is taken or not for everybody; nothing else of the row is told
        select(Group.id)
        .where(
            or_(
                Group.name == name,
                Group.single_user_group & (Group.name == func.lower(name)),
            )
        )
        .limit(1)
    )
    if taken is not None:
        raise _taken()


def _taken() -> Invalid:
    return Invalid(TAKEN, fields={"name": "taken"})


def _settings(group: Group) -> dict[str, object]:
    return {name: getattr(group, name) for name in SETTINGS}
