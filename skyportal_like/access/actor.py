"""Who asks: a frozen snapshot of a person's rights, detached from any session."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Row, TextClause
from sqlalchemy.orm import Session

from skyportal_like.access import snapshots
from skyportal_like.errors import NotPermitted, Unauthenticated
from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role

MALFORMED = (
    'HTTP 401: Unauthorized (Credentials malformed; expected form "Authorization: token abc123")'
)
UNKNOWN = "HTTP 401: Unauthorized"
EXPIRED_USER = "HTTP 403: Forbidden (User account expired)"


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: identity, ACLs (a token's intersected with its owner's), groups, streams.

    A `limited` token reaches only some groups of its owner, and what these hold.
    """

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
    owner_acls: frozenset[Acl] = frozenset()
    """What the person holds, whatever their token was given; nothing more for a limited one."""
    limited: bool = False
    supporter_id: int | None = None
    """Who looks through this person's eyes; then nothing can be written."""
    seen_at: datetime | None = None

    @property
    def reading_rights(self) -> str:
        """Name what this caller may read, to tell it from what they may at another time."""
        held = (
            self.is_system_admin,
            sorted(self.group_ids),
            sorted(self.stream_ids),
            sorted(self.filter_ids),
            self.limited,
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

    def lacks(self, acls: Iterable[Acl]) -> list[Acl]:
        """Name those of these ACLs that the caller does not hold, and so cannot give away."""
        return sorted(acl for acl in acls if not self.holds(acl))

    def owner_holds(self, acl: Acl) -> bool:
        """Tell whether the person behind the credential passes a gate."""
        return acl in self.owner_acls or Acl.SYSTEM_ADMIN in self.owner_acls


Identify: TypeAlias = Callable[[Session], Actor]


def by_token(digest: str) -> Identify:
    """Recognise the owner of an API token."""

    def identify(session: Session) -> Actor:
        found = _snapshot(session, snapshots.BY_TOKEN, digest)
        # The secret before a rotation works for a while; asking for it costs known ones nothing.
        return _admitted(found or _snapshot(session, snapshots.BY_FORMER_TOKEN, digest))

    return identify


def by_token_id(token_id: UUID) -> Identify:
    """Recognise the owner of a token by its public name, for who asks about it."""
    return lambda session: _recognise(session, snapshots.BY_TOKEN_ID, token_id)


def by_sign_in(digest: str) -> Identify:
    """Recognise a signed-in browser."""
    return lambda session: _seen_by(session, digest)


def by_user_id(user_id: int) -> Identify:
    """Act as a person, for the command line, jobs and signed socket tokens."""
    return lambda session: _recognise(session, snapshots.BY_ID, user_id)


def by_name_to_look(username: str) -> Identify:
    """Act as the person whose eyes everybody may look through who shows no credential."""

    def identify(session: Session) -> Actor:
        actor = _recognise(session, snapshots.BY_NAME, username)
        # What is that person's own stays theirs: their papers, their private uploads.
        return replace(actor, acls=frozenset(), owner_acls=frozenset(), limited=True)

    return identify


def nobody(_: Session) -> Actor:
    """Stand for a caller who need not be anyone yet: signing in."""
    none: frozenset[int] = frozenset()
    return Actor(0, "", frozenset(), none, none, none, none, none, None)


def system(session: Session) -> Actor:
    """Stand for the platform itself: first start, jobs."""
    return replace(nobody(session), acls=frozenset(Acl), owner_acls=frozenset(Acl))


def acls_of(roles: Iterable[str], acls: Iterable[str]) -> frozenset[Acl]:
    """Give all that a person holds, by role and by name."""
    return frozenset(Acl(name) for name in acls).union(*(ROLE_ACLS[Role(role)] for role in roles))


def renew(session: Session, actor: Actor) -> Actor:
    """Take the snapshot of the same caller anew."""
    if actor.token_id is not None:
        return _recognise(session, snapshots.BY_TOKEN_ID, actor.token_id)
    if actor.sign_in is not None:
        return _seen_by(session, actor.sign_in)
    return _recognise(session, snapshots.BY_ID, actor.user_id)


def _recognise(session: Session, statement: TextClause, key: str | int | UUID) -> Actor:
    return _admitted(_snapshot(session, statement, key))


def _snapshot(
    session: Session, statement: TextClause, key: str | int | UUID
) -> Row[tuple[object, ...]] | None:
    return session.execute(statement, {"key": key}).one_or_none()


def _admitted(row: Row[tuple[object, ...]] | None) -> Actor:
    now = datetime.now(UTC).replace(tzinfo=None)
    if row is None or row.deactivated_at is not None:
        raise Unauthenticated(UNKNOWN)
    if row.credential_until is not None and row.credential_until < now:
        raise Unauthenticated(UNKNOWN)
    if row.expiration_date is not None and row.expiration_date < now:
        raise NotPermitted(EXPIRED_USER, status=403)
    return _actor(row)


def _seen_by(session: Session, sign_in: str) -> Actor:
    """Recognise a browser: as its own person, or as the one through whose eyes they look.

    Who may not look through these eyes any more is themselves again.
    """
    row = _snapshot(session, snapshots.BY_SIGN_IN, sign_in)
    if row is None or row.supporter_id is None:
        return _admitted(row)
    supporter = _recognise(session, snapshots.BY_OWN_SIGN_IN, sign_in)
    try:
        person = _admitted(row)
    except (Unauthenticated, NotPermitted):
        return supporter
    if not may_become(supporter, person.acls):
        return supporter
    ends = [at for at in (person.until, supporter.until) if at is not None]
    return replace(person, until=min(ends, default=None))


def may_become(supporter: Actor, acls: frozenset[Acl]) -> bool:
    """Tell whether a caller may look through the eyes of a person who holds these ACLs."""
    return supporter.holds(Acl.BECOME_USER) and all(supporter.holds(acl) for acl in acls)


def _actor(row: Row[tuple[object, ...]]) -> Actor:
    limited = row.token_groups is not None
    owned = acls_of(row.roles, row.acls)
    if limited:
        # Every group is more than some groups.
        owned -= {Acl.SYSTEM_ADMIN}
    held = owned
    if row.token_acls is not None:
        held &= {Acl(name) for name in row.token_acls}
    return Actor(
        user_id=row.id,
        username=row.username,
        acls=held,
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
        owner_acls=held if limited else owned,
        limited=limited,
        supporter_id=row.supporter_id,
        seen_at=row.seen_at,
    )
