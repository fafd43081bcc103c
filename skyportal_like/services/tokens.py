"""API tokens: made, shown once, kept as a hash; limited, changed, rotated and revoked."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import MembershipChanged, TokenRevoked
from skyportal_like.models import GroupUser, Token, User
from skyportal_like.schemas.tokens import NewToken, TokenEdit, TokenSecret, TokenView
from skyportal_like.security.credentials import digest, new_token_secret
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work, utc_now

FORMER = timedelta(hours=24)
BEYOND_OWNER = (
    "User has attempted to grant token ACLs they do not have access to. Please try again."
)
TOO_MANY = "You have reached the maximum number of tokens allowed for your account type."
DOUBLE = "Duplicate token name."
FOR_OTHERS = "Only System admins may make tokens for other users."
NO_ADMIN = "A token that is limited to groups cannot hold System admin."
WITHIN_GROUPS = "A token that is limited to groups gives others no more than some of these groups."
WITHIN_TIME = "A token that expires gives others no more time than it has itself."
PAST = "A token cannot expire in the past."


@dataclass(frozen=True, slots=True)
class Limits:
    """What narrows a token: some of its owner's groups, and a time at which it ends."""

    group_ids: Collection[int] | None = None
    expires_at: datetime | None = None


UNLIMITED = Limits()


def acls_of(user: User) -> frozenset[Acl]:
    """Give all ACLs that a person holds."""
    return actors.acls_of(user.roles, user.acls)


def create(
    work: Work, user: User, name: str, acls: Iterable[str], limits: Limits = UNLIMITED
) -> str:
    """Make a token for a person and give its secret, which is shown this once."""
    wanted = _held(user, acls)
    _fits(work, user, wanted, limits)
    return _made(work, user, Token(name=name, acls=wanted), limits)[0]


def mint(work: Work, new: NewToken, *, most: int) -> TokenSecret:
    """Make a token as the caller, who gives away no more than they hold."""
    user_id = work.actor.user_id if new.user_id is None else new.user_id
    if user_id != work.actor.user_id and not work.actor.is_system_admin:
        raise NotPermitted(FOR_OTHERS)
    absent = NotFound(f"Cannot find user with ID {user_id}.")
    # Under the lock two requests at once count one another's tokens.
    user = access.get(work, User, user_id, absent=absent, lock=True)
    if user.deactivated_at is not None:
        raise absent
    limits = Limits(new.group_ids, new.expires_at)
    wanted = _held(user, new.acls)
    _within(work, wanted, limits)
    _fits(work, user, wanted, limits)
    if not work.actor.owner_holds(Acl.SYSTEM_ADMIN):
        working = or_(Token.expires_at.is_(None), Token.expires_at > utc_now())
        # access: how many a person has, whichever of them this token may see
        listed = select(func.count(Token.id)).where(
            Token.created_by_id == work.actor.user_id, working
        )
        if work.session.execute(listed).scalar_one() >= most:
            raise Invalid(TOO_MANY)
    secret, row = _made(work, user, Token(name=new.name, acls=wanted), limits)
    return TokenSecret(token_id=secret, id=row.id)


def lists(work: Work) -> list[TokenView]:
    """List the caller's tokens; System admins see everybody's."""
    rows = access.readable(work.actor, Token).order_by(Token.created_at, Token.id)
    return [view(row) for row in work.session.scalars(rows)]


def get(work: Work, token_id: str) -> TokenView:
    """Show a token, by its public name or its secret."""
    return view(_named(work, token_id, Action.READ))


def edit(work: Work, token_id: str, wanted: TokenEdit) -> TokenView:
    """Change a token's name, ACLs, groups or expiry, giving it no more than the caller holds."""
    row = _named(work, token_id, Action.EDIT)
    owner = _owner(work, row)
    before = _said(row)
    given = wanted.model_fields_set
    limits = Limits(
        wanted.group_ids if "group_ids" in given else row.group_ids,
        wanted.expires_at if "expires_at" in given else row.expires_at,
    )
    acls = row.acls if wanted.acls is None else _held(owner, wanted.acls)
    added = set(acls) - set(row.acls)
    if added or given & {"group_ids", "expires_at"}:
        _within(work, added, limits)
    # What stays may have come to its end, or be of a group that the owner has left.
    new_ids = wanted.group_ids if "group_ids" in given else None
    _fits(work, owner, acls, Limits(new_ids, wanted.expires_at))
    if limits.group_ids is not None:
        _no_admin(acls)
    if wanted.name is not None and wanted.name != row.name:
        _keep_apart(work, owner, wanted.name)
        row.name = wanted.name
    row.acls, row.group_ids, row.expires_at = acls, _ids(limits), limits.expires_at
    work.session.flush()
    after = _said(row)
    if after != before:
        work.audit("edit", "token", row.id, user_id=owner.id, before=before, after=after)
    if after["expires_at"] != before["expires_at"]:
        _end_sockets(work, row)
    elif after != before:
        told = Audience(users=frozenset({owner.id}))
        work.emit_to(MembershipChanged(user_id=owner.id), told)
    return view(row)


def rotate(work: Work, token_id: str) -> TokenSecret:
    """Give a token a new secret; the one it had works for a day, the one before no more."""
    row = _named(work, token_id, Action.EDIT)
    owner = _owner(work, row)
    # Whoever gets the secret gets all that the token holds now.
    held = set(row.acls) & acls_of(owner)
    _within(work, held, Limits(row.group_ids, row.expires_at))
    secret = new_token_secret()
    row.former_digest, row.digest = row.digest, digest(secret)
    row.former_until = utc_now() + FORMER
    work.session.flush()
    work.audit("rotate", "token", row.id, user_id=owner.id)
    _end_sockets(work, row)
    return TokenSecret(token_id=secret, id=row.id)


def revoke(work: Work, token_id: str) -> None:
    """End a token; the next request with it is refused, and its sockets close."""
    row = _named(work, token_id, Action.DELETE)
    work.audit("revoke", "token", row.id, user_id=row.created_by_id, before=_said(row))
    _end_sockets(work, row)
    work.session.delete(row)
    work.session.flush()


def free_name(work: Work, user: User, wanted: str) -> str:
    """Make a name that none of a person's tokens has."""
    # access: how a person's own tokens are called, to keep the names apart
    names = select(Token.name).where(Token.created_by_id == user.id)
    taken = set(work.session.scalars(names))
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def view(row: Token) -> TokenView:
    """Show a token without its secret."""
    return TokenView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        created_by_id=row.created_by_id,
        acls=list(row.acls),
        group_ids=row.group_ids,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        former_until=row.former_until,
    )


def _named(work: Work, token_id: str, action: Action) -> Token:
    hashed = digest(token_id)
    names = [Token.digest == hashed, Token.former_digest == hashed]
    with suppress(ValueError):
        names.append(Token.id == UUID(token_id))
    # The text does not repeat what may be a secret.
    absent = NotFound("Cannot find this token.")
    found = work.session.execute(
        access.readable(work.actor, Token, Token.id).where(or_(*names)).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise absent
    return access.get(work, Token, found, action, absent=absent, lock=action is not Action.READ)


def _owner(work: Work, row: Token) -> User:
    # access: the owner of a token that was read through its policy
    return work.session.get_one(User, row.created_by_id)


def _held(user: User, acls: Iterable[str]) -> list[str]:
    """Put ACLs in order, all of which the person must hold."""
    wanted = {str(acl) for acl in acls}
    if beyond := sorted(wanted - {str(acl) for acl in acls_of(user)}):
        raise Invalid(BEYOND_OWNER, fields={"acls": f"not held: {', '.join(beyond)}"})
    return sorted(wanted)


def _within(work: Work, acls: Iterable[str], limits: Limits) -> None:
    """Refuse to give away more than the caller's own credential holds."""
    actor = work.actor
    if lacking := actor.lacks(Acl(acl) for acl in acls):
        raise Invalid(BEYOND_OWNER, fields={"acls": f"not held: {', '.join(lacking)}"})
    ids = limits.group_ids
    if actor.limited and (ids is None or not actor.group_ids.issuperset(ids)):
        raise Invalid(WITHIN_GROUPS, fields={"group_ids": "more than this token's own groups"})
    ends = _end_of_credential(work)
    if ends is not None and (limits.expires_at is None or limits.expires_at > ends):
        raise Invalid(WITHIN_TIME, fields={"expires_at": f"later than {ends.isoformat()}"})


def _end_of_credential(work: Work) -> datetime | None:
    """Say when the token ends that asks; a person's own end holds for all their tokens anyway."""
    if work.actor.token_id is None or work.actor.until is None:
        return None
    # access: the caller themselves
    ends = work.session.get_one(User, work.actor.user_id).expiration_date
    return None if work.actor.until == ends else work.actor.until


def _fits(work: Work, user: User, acls: Collection[str], limits: Limits) -> None:
    """Refuse limits that cannot be the token's."""
    if limits.group_ids is not None:
        _no_admin(acls)
        # access: of which groups the token's owner is a member
        own = select(GroupUser.group_id).where(GroupUser.user_id == user.id)
        if missing := sorted(set(limits.group_ids) - set(work.session.scalars(own))):
            raise Invalid(
                f"Cannot find one or more groups with IDs: {missing}.",
                fields={"group_ids": f"not the owner's: {missing}"},
            )
    if limits.expires_at is not None and limits.expires_at <= utc_now():
        raise Invalid(PAST, fields={"expires_at": "in the past"})


def _no_admin(acls: Collection[str]) -> None:
    if Acl.SYSTEM_ADMIN in acls:
        raise Invalid(NO_ADMIN, fields={"acls": "System admin with group_ids"})


def _keep_apart(work: Work, user: User, name: str) -> None:
    if free_name(work, user, name) != name:
        raise Invalid(DOUBLE, fields={"name": "taken"})


def _made(work: Work, user: User, row: Token, limits: Limits) -> tuple[str, Token]:
    _keep_apart(work, user, row.name)
    secret = new_token_secret()
    row.digest, row.created_by_id = digest(secret), user.id
    row.group_ids, row.expires_at = _ids(limits), limits.expires_at
    work.add(row)
    work.audit("create", "token", row.id, user_id=user.id, after=_said(row))
    return secret, row


def _ids(limits: Limits) -> list[int] | None:
    return None if limits.group_ids is None else sorted(set(limits.group_ids))


def _said(row: Token) -> dict[str, object]:
    return {
        "name": row.name,
        "acls": list(row.acls),
        "group_ids": row.group_ids,
        "expires_at": None if row.expires_at is None else row.expires_at.isoformat(),
    }


def _end_sockets(work: Work, row: Token) -> None:
    told = Audience(users=frozenset({row.created_by_id}))
    work.emit_to(TokenRevoked(user_id=row.created_by_id, token_id=row.id), told)
