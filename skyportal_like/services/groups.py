"""Groups, and how each of them scans."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import NotFound
from skyportal_like.events.types import GroupUpdated
from skyportal_like.models import Filter, Group, GroupStream, GroupUser, Stream, User
from skyportal_like.schemas.groups import (
    FilterView,
    GroupDetail,
    GroupLists,
    GroupSearch,
    GroupView,
    MemberView,
    Palette,
    PaletteView,
    StreamView,
)
from skyportal_like.work import Work


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
    everything = list(
        work.session.scalars(
            access.readable(work.actor, Group).order_by(func.lower(Group.name), Group.id)
        )
    )
    mine = [group for group in everything if group.id in work.actor.group_ids]
    accessible = everything if work.actor.is_system_admin else mine
    return GroupLists(
        user_groups=[view(group) for group in mine],
        user_accessible_groups=[view(one) for one in accessible if not one.single_user_group],
        all_groups=[
            view(group)
            for group in everything
            if search.include_single_user_groups or not group.single_user_group
        ],
    )


def of_name(work: Work, name: str) -> list[GroupView]:
    """List the groups of exactly this name."""
    rows = work.session.scalars(access.readable(work.actor, Group).where(Group.name == name))
    return [view(group) for group in rows]


def get(work: Work, group_id: int, *, with_users: bool) -> GroupDetail:
    """Show a group with its members, streams and filters."""
    group = _group(work, group_id)
    detail = cast(GroupDetail, view(group))
    if with_users:
        detail["users"] = _members(work, group)
    rows = work.session.execute(
        # access: the streams of a group that was read through its policy
        select(Stream.id, Stream.name)
        .join(GroupStream, GroupStream.stream_id == Stream.id)
        .where(GroupStream.group_id == group.id)
        .order_by(Stream.id)
    )
    detail["streams"] = [StreamView(id=row.id, name=row.name) for row in rows]
    filters = access.readable(work.actor, Filter).where(Filter.group_id == group.id)
    detail["filters"] = [
        filter_view(row) for row in work.session.scalars(filters.order_by(Filter.id))
    ]
    return detail


def filters_of(work: Work) -> list[FilterView]:
    """List the filters that the caller may read."""
    rows = work.session.scalars(access.readable(work.actor, Filter).order_by(Filter.id))
    return [filter_view(row) for row in rows]


def filter_view(row: Filter) -> FilterView:
    """Show a filter."""
    return FilterView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        stream_id=row.stream_id,
        group_id=row.group_id,
        altdata=row.altdata,
        broker_id=row.broker_id,
        autosave=row.autosave,
    )


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
        absent=NotFound(f"Cannot find Group with id {group_id}"),
    )


def _members(work: Work, group: Group) -> list[MemberView]:
    fellow = group.id in work.actor.group_ids or work.actor.is_system_admin
    rows = work.session.execute(
        # access: the members of a group that was read through its policy
        select(User, GroupUser)
        .join(GroupUser, GroupUser.user_id == User.id)
        .where(GroupUser.group_id == group.id, User.deactivated_at.is_(None))
        .order_by(func.lower(User.username))
    )
    return [
        MemberView(
            id=user.id,
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
            contact_email=user.contact_email if fellow else None,
            admin=member.admin,
            can_save=member.can_save,
            can_share_photometry=member.can_share_photometry,
        )
        for user, member in rows
    ]
