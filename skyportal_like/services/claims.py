"""What a provider's claims give a person: groups and roles, exactly as the settings map them."""

import structlog
from sqlalchemy import select

from skyportal_like.config import ProviderSettings
from skyportal_like.errors import Invalid
from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import Group, GroupUser, User
from skyportal_like.services import members, roles, users
from skyportal_like.work import Work

log = structlog.get_logger(__name__)


def apply(work: Work, user: User, settings: ProviderSettings, belongs_to: frozenset[str]) -> None:
    """Give and take what the settings map, and leave everything else as it is."""
    _groups(work, user, settings, belongs_to)
    _roles(work, user, settings, belongs_to)


def _groups(work: Work, user: User, settings: ProviderSettings, belongs_to: frozenset[str]) -> None:
    named = {one.group for one in settings.groups.values()}
    rows = work.session.scalars(
        # access: the groups that the settings name, for whom the provider vouches
        select(Group).where(
            Group.name.in_(named),
            ~Group.sitewide,
            ~Group.single_user_group,
            Group.archived_at.is_(None),
        )
    )
    groups = {group.name: group for group in rows}
    if missing := sorted(named - groups.keys()):
        log.warning("sign_in.no_such_group", groups=missing)
    for name, group in groups.items():
        entries = {value: one for value, one in settings.groups.items() if one.group == name}
        given = [one for value, one in entries.items() if value in belongs_to]
        # Where no value makes an admin, who is one is the group's own matter.
        managed = any(one.admin for one in entries.values())
        admin = any(one.admin for one in given) if managed else None
        _member(work, user, group, wanted=bool(given), admin=admin)


def _member(work: Work, user: User, group: Group, *, wanted: bool, admin: bool | None) -> None:
    row = work.session.scalars(
        # access: the membership of whom the provider vouches for
        select(GroupUser).where(GroupUser.group_id == group.id, GroupUser.user_id == user.id)
    ).one_or_none()
    if wanted and (row is None or (admin and not row.admin)):
        users.enter(work, group, user, admin=bool(admin))
    elif row is not None and not wanted:
        work.session.delete(row)
        _written(work, user, group, "remove member", {"admin": row.admin})
        members.tell_gone(work, group, [user.id], others=frozenset((group.id,)))
    elif row is not None and row.admin and admin is False:
        row.admin = False
        _written(work, user, group, "edit member", {"admin": True}, {"admin": False})
        work.emit(MembershipChanged(user_id=user.id, group_id=group.id), about=row)


def _written(
    work: Work,
    user: User,
    group: Group,
    action: str,
    before: dict[str, object],
    after: dict[str, object] | None = None,
) -> None:
    work.session.flush()
    work.audit(
        action, "group", group.id, group_id=group.id, user_id=user.id, before=before, after=after
    )


def _roles(work: Work, user: User, settings: ProviderSettings, belongs_to: frozenset[str]) -> None:
    mapped = {role.value for role in settings.roles.values()}
    given = {role.value for value, role in settings.roles.items() if value in belongs_to}
    work.session.refresh(user, with_for_update={"key_share": True})
    kept = [role for role in user.roles if role in given or role not in mapped]
    try:
        roles.change(work, user, roles=kept + sorted(given - set(kept)))
    except Invalid:
        # Whatever a provider says, somebody must be able to administer this deployment.
        log.warning("sign_in.last_admin_kept", user_id=user.id)
