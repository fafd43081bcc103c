"""Who asks: a frozen snapshot of a person's rights, detached from any session."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from skyportal_like.errors import NotPermitted, Unauthenticated
from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role

MALFORMED = (
    'HTTP 401: Unauthorized (Credentials malformed; expected form "Authorization: token abc123")'
)
UNKNOWN = "HTTP 401: Unauthorized"
EXPIRED_USER = "HTTP 403: Forbidden (User account expired)"

# One statement gives everything that any rule asks about a caller.
_SNAPSHOT = """
select u.id, u.username, u.roles, u.acls, u.expiration_date, u.deactivated_at,
    {credential},
    array(select group_id from group_users where user_id = u.id order by 1) as group_ids,
    array(select group_id from group_users where user_id = u.id and admin order by 1)
        as admin_group_ids,
    array(select group_id from group_users where user_id = u.id and can_save order by 1)
        as saving_group_ids,
    array(select stream_id from stream_users where user_id = u.id order by 1) as stream_ids,
    array(
        select f.id from filters f
        join group_users m on m.group_id = f.group_id and m.user_id = u.id
        join stream_users s on s.stream_id = f.stream_id and s.user_id = u.id
        order by 1
    ) as filter_ids,
    (select id from groups where sitewide) as sitewide_group_id
from users u {joined}
"""
_NOTHING_HELD = (
    "null::uuid as token_id, null::text[] as token_acls, null::timestamp as credential_until,"
    " null::text as sign_in"
)
_BY_TOKEN = text(
    _SNAPSHOT.format(
        credential="t.id as token_id, t.acls as token_acls, t.expires_at as credential_until,"
        " null::text as sign_in",
        joined="join tokens t on t.created_by_id = u.id where t.digest = :key",
    )
)
_BY_SIGN_IN = text(
    _SNAPSHOT.format(
        credential="null::uuid as token_id, null::text[] as token_acls,"
        " s.expires_at as credential_until, s.digest as sign_in",
        joined="join sign_ins s on s.user_id = u.id where s.digest = :key",
    )
)
_BY_ID = text(_SNAPSHOT.format(credential=_NOTHING_HELD, joined="where u.id = :key"))
_BY_TOKEN_ID = text(
    _SNAPSHOT.format(
        credential="t.id as token_id, t.acls as token_acls, t.expires_at as credential_until,"
        " null::text as sign_in",
        joined="join tokens t on t.created_by_id = u.id where t.id = :key",
    )
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: identity, ACLs (a token's intersected with its owner's), groups, streams."""

    user_id: int
    username: str
    acls: frozenset[Acl]
    group_ids: frozenset[int]
    admin_group_ids: frozenset[int]
    saving_group_ids: frozenset[int]
    stream_ids: frozenset[int]
    filter_ids: frozenset[int]
    sitewide_group_id: int | None
    roles: tuple[str, ...] = ()
    token_id: UUID | None = None
    until: datetime | None = None
    sign_in: str | None = None

    @property
    def reading_rights(self) -> str:
        """Name what this caller may read, to tell it from what they may at another time."""
        held = (
            self.is_system_admin,
            sorted(self.group_ids),
            sorted(self.stream_ids),
            sorted(self.filter_ids),
        )
        return hashlib.sha256(repr(held).encode()).hexdigest()

    @property
    def is_system_admin(self) -> bool:
        """Whether every row is open to this caller."""
        return Acl.SYSTEM_ADMIN in self.acls

    @property
    def public_id(self) -> str:
        """What an error text may name the caller by."""
        return str(self.token_id or self.user_id)

    def holds(self, acl: Acl) -> bool:
        """Tell whether the caller passes a gate."""
        return acl in self.acls or self.is_system_admin


Identify: TypeAlias = Callable[[Session], Actor]


def by_token(digest: str) -> Identify:
    """Recognise the owner of an API token."""
    return lambda session: _recognise(session, _BY_TOKEN, digest)


def by_sign_in(digest: str) -> Identify:
    """Recognise a signed-in browser."""
    return lambda session: _recognise(session, _BY_SIGN_IN, digest)


def by_user_id(user_id: int) -> Identify:
    """Act as a person, for the command line, jobs and signed socket tokens."""
    return lambda session: _recognise(session, _BY_ID, user_id)


def nobody(_: Session) -> Actor:
    """Stand for a caller who need not be anyone yet: signing in."""
    none: frozenset[int] = frozenset()
    return Actor(0, "", frozenset(), none, none, none, none, none, None)


def system(session: Session) -> Actor:
    """Stand for the platform itself: first start, jobs."""
    return replace(nobody(session), acls=frozenset(Acl))


def renew(session: Session, actor: Actor) -> Actor:
    """Take the snapshot of the same caller anew."""
    if actor.token_id is not None:
        return _recognise(session, _BY_TOKEN_ID, actor.token_id)
    if actor.sign_in is not None:
        return _recognise(session, _BY_SIGN_IN, actor.sign_in)
    return _recognise(session, _BY_ID, actor.user_id)


def _recognise(session: Session, statement: TextClause, key: str | int | UUID) -> Actor:
    row = session.execute(statement, {"key": key}).one_or_none()
    now = datetime.now(UTC).replace(tzinfo=None)
    if row is None or row.deactivated_at is not None:
        raise Unauthenticated(UNKNOWN)
    if row.credential_until is not None and row.credential_until < now:
        raise Unauthenticated(UNKNOWN)
    if row.expiration_date is not None and row.expiration_date < now:
        raise NotPermitted(EXPIRED_USER, status=403)
    return _actor(row)


def _actor(row: Row[tuple[object, ...]]) -> Actor:
    held = {Acl(name) for name in row.acls}
    for role in row.roles:
        held |= ROLE_ACLS[Role(role)]
    if row.token_acls is not None:
        held &= {Acl(name) for name in row.token_acls}
    return Actor(
        user_id=row.id,
        username=row.username,
        acls=frozenset(held),
        group_ids=frozenset(row.group_ids),
        admin_group_ids=frozenset(row.admin_group_ids),
        saving_group_ids=frozenset(row.saving_group_ids),
        stream_ids=frozenset(row.stream_ids),
        filter_ids=frozenset(row.filter_ids),
        sitewide_group_id=row.sitewide_group_id,
        roles=tuple(row.roles),
        token_id=row.token_id,
        until=min(
            (at for at in (row.credential_until, row.expiration_date) if at is not None),
            default=None,
        ),
        sign_in=row.sign_in,
    )
