"""People as others see them: one by one, in lists, and on their own page."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, or_, select

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.models import (
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Stream,
    StreamUser,
    Token,
    User,
)
from skyportal_like.schemas.groups import GroupView, StreamView
from skyportal_like.schemas.users import (
    AdmissionSummary,
    ListedPerson,
    PersonDetail,
    PersonPage,
    PersonSearch,
    ProfileView,
    TokenSummary,
)
from skyportal_like.services import groups, members, roles
from skyportal_like.services.group_rights import is_active, one_of
from skyportal_like.work import ANONYMOUS, Work, utc_now


def get(work: Work, user_id: int) -> PersonDetail:
    """Show a person."""
    user = roles.present(work, user_id)
    trusted = work.session.scalar(
        access.readable(work.actor, User, members.reached_by(work.actor)).where(User.id == user.id)
    )
    return detail(user, trusted=bool(trusted))


def search(work: Work, query: PersonSearch) -> PersonPage:
    """List people who match, a page of them, and count all."""
    actor = work.actor
    matching = _narrowed(actor, access.readable(actor, User, User.id), query)
    rows = work.session.execute(
        access.readable(actor, User, User, members.reached_by(actor))
        .where(User.id.in_(matching))
        .order_by(*_order(query))
        .offset((query.page_number - 1) * query.num_per_page)
        .limit(query.num_per_page)
    ).all()
    total = work.session.scalar(select(func.count()).select_from(matching.subquery()))
    ids = [user.id for user, _ in rows]
    shared, streams = _groups(work, ids), _streams(work, ids)
    return PersonPage(
        users=[_listed(user, shared[user.id], streams, trusted=bool(seen)) for user, seen in rows],
        totalMatches=total or 0,
    )


def detail(user: User, *, trusted: bool) -> PersonDetail:
    """Show a person's columns; contact details to whom they are meant for."""
    return PersonDetail(
        id=user.id,
        created_at=user.created_at,
        modified=user.modified,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        bio=user.bio,
        affiliations=list(user.affiliations),
        contact_email=user.contact_email if trusted else None,
        contact_phone=user.contact_phone if trusted else None,
        oauth_uid=user.oauth_uid if trusted else None,
        is_bot=user.is_bot,
        expiration_date=user.expiration_date,
        roles=list(user.roles),
        acls=list(user.acls),
        permissions=sorted(roles.acls_of(user)),
    )


def profile(work: Work, user: User) -> ProfileView:
    """Show a person's own page, to themselves or to who manages users."""
    actor = work.actor
    own = user.id == actor.user_id or actor.is_system_admin
    tokens = work.session.scalars(
        access.readable(actor, Token)
        .where(Token.created_by_id == user.id)
        .order_by(Token.created_at, Token.id)
    )
    asked = work.session.scalars(
        access.readable(actor, GroupAdmissionRequest)
        .where(GroupAdmissionRequest.user_id == user.id)
        .order_by(GroupAdmissionRequest.id)
    )
    held = access.readable(actor, StreamUser, Stream.id, Stream.name)
    streams = work.session.execute(
        held.join(Stream, Stream.id == StreamUser.stream_id)
        .where(StreamUser.user_id == user.id)
        .order_by(Stream.id)
    )
    return ProfileView(
        **detail(user, trusted=True),
        preferences=dict(user.preferences) if own else {},
        gravatar_url=gravatar(user.contact_email),
        tokens=[
            TokenSummary(
                id=token.id, name=token.name, acls=list(token.acls), created_at=token.created_at
            )
            for token in tokens
        ],
        groupAdmissionRequests=[
            AdmissionSummary(
                id=row.id,
                created_at=row.created_at,
                modified=row.modified,
                user_id=row.user_id,
                group_id=row.group_id,
                status=row.status,
            )
            for row in asked
        ],
        streams=[StreamView(id=stream_id, name=name) for stream_id, name in streams],
        is_anonymous=work.origin.client == ANONYMOUS,
        supporter=None,
        admin_group_ids=[],
    )


def gravatar(email: str | None) -> str | None:
    """Name the picture that goes with an address; who sees it can look the address up."""
    if email is None:
        return None
    known_as = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    return f"https://secure.gravatar.com/avatar/{known_as}?d=blank"


def _order(query: PersonSearch) -> list[ColumnElement[Any]]:
    keys: list[ColumnElement[Any]] = [User.id.expression]
    if query.sort_by == "username":
        keys.insert(0, func.lower(User.username))
    elif query.sort_by is not None:
        keys.insert(0, User.created_at.expression)
    return [key.desc() for key in keys] if query.sort_order == "desc" else keys


def _narrowed(
    actor: Actor, statement: Select[*tuple[object, ...]], query: PersonSearch
) -> Select[*tuple[object, ...]]:
    """Keep who matches, by nothing that the caller may not read."""
    statement = statement.where(is_active())
    for column, text in (
        (User.first_name, query.first_name),
        (User.last_name, query.last_name),
        (User.username, query.username),
    ):
        if text is not None:
            statement = statement.where(column.icontains(text, autoescape=True))
    if query.email is not None:
        matches = User.contact_email.icontains(query.email, autoescape=True)
        statement = statement.where(matches, members.reached_by(actor))
    if query.role is not None:
        statement = statement.where(User.roles.contains([query.role]))
    if query.acl is not None:
        statement = statement.where(User.acls.contains([query.acl]))
    if query.group is not None:
        # access: the members of a group are known to whoever may know of the group
        enrolled = select(GroupUser.user_id).join(Group, Group.id == GroupUser.group_id)
        of_group = enrolled.where(Group.name == query.group, access.condition(actor, Group))
        statement = statement.where(User.id.in_(of_group))
    if query.stream is not None:
        holders = access.readable(actor, StreamUser, StreamUser.user_id)
        of_stream = holders.join(Stream, Stream.id == StreamUser.stream_id)
        statement = statement.where(User.id.in_(of_stream.where(Stream.name == query.stream)))
    if not query.include_expired:
        stays = or_(User.expiration_date.is_(None), User.expiration_date > utc_now())
        statement = statement.where(stays)
    return statement


def _groups(work: Work, user_ids: Sequence[int]) -> dict[int, list[GroupView]]:
    """Give the groups of people that the caller is in too; to System admins all."""
    # access: the caller's own groups, whose members they know
    statement = select(GroupUser.user_id, Group).join(Group, Group.id == GroupUser.group_id)
    if not work.actor.is_system_admin:
        statement = statement.where(one_of(Group.id, work.actor.group_ids))
    rows = work.session.execute(
        statement.where(one_of(GroupUser.user_id, user_ids)).order_by(
            func.lower(Group.name), Group.id
        )
    )
    found: dict[int, list[GroupView]] = defaultdict(list)
    for user_id, group in rows:
        found[user_id].append(groups.view(group))
    return found


def _streams(work: Work, user_ids: Sequence[int]) -> dict[int, list[StreamView]] | None:
    """Give the streams that people hold, to System admins alone."""
    if not work.actor.is_system_admin:
        return None
    rows = work.session.execute(
        access.readable(work.actor, StreamUser, StreamUser.user_id, Stream.id, Stream.name)
        .join(Stream, Stream.id == StreamUser.stream_id)
        .where(one_of(StreamUser.user_id, user_ids))
        .order_by(Stream.id)
    )
    found: dict[int, list[StreamView]] = defaultdict(list)
    for user_id, stream_id, name in rows:
        found[user_id].append(StreamView(id=stream_id, name=name))
    return found


def _listed(
    user: User,
    shared: list[GroupView],
    streams: dict[int, list[StreamView]] | None,
    *,
    trusted: bool,
) -> ListedPerson:
    person = cast(ListedPerson, detail(user, trusted=trusted))
    person["gravatar_url"] = gravatar(user.contact_email) if trusted else None
    person["groups"] = shared
    if streams is not None:
        person["streams"] = streams[user.id]
    return person
