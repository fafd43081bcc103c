"""Who decides about a group at this moment, and who may be let into it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Integer, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.models import Group, GroupStream, GroupUser, StreamUser, User
from skyportal_like.work import Work


def administered(work: Work, group_id: int, text: str, *, status: int = 400) -> Group:
    """Fetch and lock a group of which the caller is an admin at this moment."""
    refused = NotPermitted(text, status=status)
    group = access.get(
        work,
        Group,
        group_id,
        Action.ADMINISTER,
        absent=NotFound(text, status=status),
        refused=refused,
        lock=True,
    )
    # Whoever waited for the lock may have lost the right meanwhile.
    if not is_admin(work, group.id):
        raise refused
    return group


def is_admin(work: Work, group_id: int) -> bool:
    """Tell whether the caller administers a group now, not only when the request came in."""
    if work.actor.is_system_admin:
        return True
    if group_id not in work.actor.admin_group_ids:
        return False
    return work.actor.user_id in admins(work, group_id)


def admins(work: Work, group_id: int) -> list[int]:
    """Name the admins of a group who can still sign in."""
    rows = work.session.scalars(
        # access: who decides about a group, for its own services
        select(GroupUser.user_id)
        .join(User, User.id == GroupUser.user_id)
        .where(GroupUser.group_id == group_id, GroupUser.admin, is_active())
        .order_by(GroupUser.user_id)
    )
    return list(rows)


def is_active() -> ColumnElement[bool]:
    """Give the SQL that is true of people who can still sign in."""
    return User.deactivated_at.is_(None)


def one_of(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Give the SQL that is true of these ids, as one value however many they are."""
    return column == any_(literal(sorted(ids), ARRAY(Integer)))


def lacking(work: Work, group_id: int, user_ids: Sequence[int]) -> tuple[int, int] | None:
    """Name the first of these people who lacks a stream of the group, and the stream."""
    held = (
        # access: whether people hold what a group asks for, for who decides about the group
        select(StreamUser.id)
        .where(StreamUser.user_id == User.id, StreamUser.stream_id == GroupStream.stream_id)
        .exists()
    )
    found = work.session.execute(
        # access: as above
        select(User.id, GroupStream.stream_id)
        .join(GroupStream, GroupStream.group_id == group_id)
        .where(one_of(User.id, user_ids), ~held)
        .order_by(User.id, GroupStream.stream_id)
        .limit(1)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def check_people(work: Work, user_ids: Sequence[int], *, field: str) -> None:
    """Check that all these people exist and can still sign in."""
    wanted = set(user_ids)
    known = access.readable(work.actor, User, User.id).where(one_of(User.id, wanted), is_active())
    if unknown := sorted(wanted.difference(work.session.scalars(known))):
        listed = ", ".join(str(one) for one in unknown)
        raise Invalid(f"Cannot find user with ID {listed}.", fields={field: f"unknown: {listed}"})
