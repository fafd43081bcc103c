"""With which groups a caller may share what they write, and with which by default."""

from collections.abc import Sequence

from sqlalchemy import select

from skyportal_like.access.gate import Asking
from skyportal_like.errors import Invalid
from skyportal_like.models import Filter, Group, GroupUser, Obj


def own_groups(asking: Asking, group_ids: Sequence[int]) -> list[int]:
    """Check that the caller belongs to all these groups; System admin may name any."""
    wanted = sorted(set(group_ids))
    actor = asking.actor
    if actor.is_system_admin:
        known = set(asking.session.scalars(select(Group.id).where(Group.id.in_(wanted))))
    else:
        known = set(actor.group_ids)
    foreign = [group_id for group_id in wanted if group_id not in known]
    if foreign:
        raise Invalid(
            f"Cannot find one or more groups with IDs: {foreign}.",
            fields={"group_ids": f"unknown: {foreign}"},
        )
    return wanted


def audience_for(asking: Asking, obj: Obj, group_ids: Sequence[int] | None) -> list[int]:
    """Choose the groups of a comment or label: those named, else those that see the object.

    Left out, it goes to the sitewide group where that group sees the object, otherwise to the
    caller's groups through which the caller does (`api.md`, departure 11).
    """
    if group_ids:
        return own_groups(asking, group_ids)
    actor = asking.actor
    seeing = set(obj.group_ids) | set(
        asking.session.scalars(select(Filter.group_id).where(Filter.id.in_(obj.filter_ids)))
    )
    if actor.sitewide_group_id in seeing:
        return [actor.sitewide_group_id]
    through = sorted(seeing & actor.group_ids)
    return through or [single_user_group(asking)]


def all_groups(asking: Asking, group_ids: Sequence[int] | None) -> list[int]:
    """Choose the groups of an annotation: those named, else all of the caller's."""
    if group_ids:
        return own_groups(asking, group_ids)
    return sorted(asking.actor.group_ids)


def single_user_group(asking: Asking) -> int:
    """Give the caller's own group of one."""
    return asking.session.scalars(
        select(Group.id)
        .join(GroupUser, GroupUser.group_id == Group.id)
        .where(Group.single_user_group, GroupUser.user_id == asking.actor.user_id)
    ).one()
