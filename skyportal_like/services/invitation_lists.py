"""Lists of invitations: what their inviter sees of them."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select

from skyportal_like import access
from skyportal_like.models import Group, Invitation, Stream, User
from skyportal_like.schemas.groups import StreamView
from skyportal_like.schemas.invitations import InvitationPage, InvitationSearch, InvitationView
from skyportal_like.schemas.users import PersonView
from skyportal_like.services import groups
from skyportal_like.services.group_rights import one_of
from skyportal_like.work import Work, utc_now


def search(work: Work, query: InvitationSearch) -> InvitationPage:
    """List the invitations that the caller may read, newest first."""
    actor = work.actor
    statement = access.readable(actor, Invitation)
    if not query.include_used:
        statement = statement.where(~Invitation.used)
    if query.email is not None:
        statement = statement.where(Invitation.user_email.icontains(query.email, autoescape=True))
    if query.group is not None:
        named = access.readable(actor, Group, Group.id).where(Group.name == query.group)
        statement = statement.where(Invitation.group_ids.overlap(work.session.scalars(named).all()))
    if query.stream is not None:
        # access: the inviter named the stream themselves
        held = select(Stream.id).where(Stream.name == query.stream)
        statement = statement.where(Invitation.stream_ids.overlap(work.session.scalars(held).all()))
    if query.invited_by is not None:
        matches = User.username.icontains(query.invited_by, autoescape=True)
        people = access.readable(actor, User, User.id).where(matches)
        statement = statement.where(Invitation.invited_by_id.in_(people))
    total = work.session.scalar(select(func.count()).select_from(statement.subquery()))
    page = statement.order_by(Invitation.id.desc())
    page = page.offset((query.page_number - 1) * query.num_per_page).limit(query.num_per_page)
    rows = work.session.scalars(page).all()
    return InvitationPage(invitations=_views(work, rows), totalMatches=total or 0)


def _views(work: Work, rows: Sequence[Invitation]) -> list[InvitationView]:
    known = groups.named(work, {one for row in rows for one in row.group_ids})
    streams = {
        stream.id: StreamView(id=stream.id, name=stream.name)
        for stream in work.session.scalars(
            # access: the inviter named the streams themselves
            select(Stream).where(one_of(Stream.id, {one for row in rows for one in row.stream_ids}))
        )
    }
    inviters = {
        person.id: PersonView(
            id=person.id,
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
        )
        for person in work.session.scalars(
            access.readable(work.actor, User).where(
                one_of(User.id, {row.invited_by_id for row in rows})
            )
        )
    }
    return [
        InvitationView(
            id=row.id,
            created_at=row.created_at,
            modified=row.modified,
            user_email=row.user_email,
            role_id=row.role,
            admin_for_groups=list(row.admin_for_groups),
            can_save_to_groups=list(row.can_save_to_groups),
            can_share_photometry_for_groups=list(row.can_share_photometry_for_groups),
            user_expiration_date=row.user_expiration_date,
            expires_at=row.expires_at,
            used=row.used,
            status=_status(row),
            groups=groups.shown(known, row.group_ids),
            streams=[streams[one] for one in row.stream_ids if one in streams],
            invited_by=inviters[row.invited_by_id],
        )
        for row in rows
    ]


def _status(row: Invitation) -> Literal["pending", "used", "expired"]:
    if row.used:
        return "used"
    return "pending" if row.expires_at > utc_now() else "expired"
