"""Who holds which roles and ACLs, and who may change whom: nobody gives what they do not hold."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, or_, select

from skyportal_like import access
from skyportal_like.access import Action, Actor, Audience
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import MembershipChanged
from skyportal_like.models import User
from skyportal_like.schemas.roles import NewAcls, NewRoles, RoleView
from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role
from skyportal_like.work import Work

MISSING = "Cannot find user with ID {}."
# What is no row's id: the database counts up to here.
NO_ID = 2**31
NOT_YOURS = "Insufficient permissions: you may change only yourself."
BEYOND = "Insufficient permissions: you cannot give what you do not hold yourself: {}."
HOLDS_MORE = "Insufficient permissions: this person holds more than you do."
LAST_ADMIN = "This is the last System admin; make somebody else one first."
LACKS_ROLE = "Specified user does not have specified role."
LACKS_ACL = "Specified user does not have specified ACL."


def lists() -> list[RoleView]:
    """List the roles and what each holds."""
    return [RoleView(id=role.value, acls=sorted(ROLE_ACLS[role])) for role in Role]


def acls_of(user: User) -> frozenset[Acl]:
    """Give all that a person holds."""
    return actors.acls_of(user.roles, user.acls)


def reach(actor: Actor) -> frozenset[Acl]:
    """Give what the caller can give to others, and take from them.

    A script that may manage users need not hold what a plain user does: its owner's word counts.
    """
    if actor.is_system_admin:
        return frozenset(Acl)
    plain = {acl for acl in ROLE_ACLS[Role.FULL_USER] if actor.owner_holds(acl)}
    return actor.acls | plain if actor.holds(Acl.MANAGE_USERS) else actor.acls


def refuse_beyond(work: Work, acls: Iterable[Acl]) -> None:
    """Refuse to give ACLs that the caller does not hold."""
    if beyond := sorted(set(acls) - reach(work.actor)):
        raise NotPermitted(BEYOND.format(", ".join(beyond)), status=403)


def present(work: Work, user_id: int) -> User:
    """Fetch a person who was not deleted."""
    absent = NotFound(MISSING.format(user_id))
    if not 0 < user_id < NO_ID:
        raise absent
    user = access.get(work, User, user_id, absent=absent)
    if user.deactivated_at is not None:
        raise absent
    return user


def subject(work: Work, user_id: int, action: Action = Action.EDIT) -> User:
    """Fetch and lock a person whom the caller may change; who holds more is out of reach."""
    user = own_or_other(work, user_id, action)
    _refuse_out_of_reach(work, user)
    return user


def own_or_other(work: Work, user_id: int, action: Action = Action.EDIT) -> User:
    """Fetch and lock oneself, whatever one's token holds, or a person whom one may change."""
    if Acl.SYSTEM_ADMIN in acls_of(present(work, user_id)):
        # All of them in one order: of two who would demote each other, one comes second.
        work.session.execute(_admins().with_for_update(key_share=True))
        if work.actor.user_id:
            work.actor = actors.renew(work.session, work.actor)
    user = access.get(
        work,
        User,
        user_id,
        action,
        absent=NotFound(MISSING.format(user_id)),
        refused=NotPermitted(NOT_YOURS),
        lock=True,
    )
    if user.deactivated_at is not None:
        raise NotFound(MISSING.format(user_id))
    if user.id != work.actor.user_id:
        _refuse_out_of_reach(work, user)
    return user


def keep_an_admin(work: Work, user: User) -> None:
    """Refuse to lose the last System admin, before a person stops being one."""
    if Acl.SYSTEM_ADMIN not in acls_of(user):
        return
    others = _admins().where(User.id != user.id, User.expiration_date.is_(None))
    if work.session.scalars(others.with_for_update(key_share=True)).first() is None:
        raise Invalid(LAST_ADMIN, fields={"user_id": "the last System admin"})


def add_roles(work: Work, user_id: int, new: NewRoles) -> None:
    """Give a person roles."""
    user = subject(work, user_id)
    refuse_beyond(work, actors.acls_of(new.role_ids, ()))
    added = [role.value for role in dict.fromkeys(new.role_ids) if role not in user.roles]
    change(work, user, roles=[*user.roles, *added])


def remove_role(work: Work, user_id: int, role: Role) -> None:
    """Take a role from a person."""
    user = subject(work, user_id)
    if role not in user.roles:
        raise Invalid(LACKS_ROLE, fields={"role": "not held"})
    change(work, user, roles=[one for one in user.roles if one != role])


def add_acls(work: Work, user_id: int, new: NewAcls) -> None:
    """Give a person ACLs beside those of their roles."""
    user = subject(work, user_id)
    refuse_beyond(work, new.acl_ids)
    added = [acl.value for acl in dict.fromkeys(new.acl_ids) if acl not in user.acls]
    change(work, user, acls=[*user.acls, *added])


def remove_acl(work: Work, user_id: int, acl: Acl) -> None:
    """Take an ACL from a person; what their roles hold stays."""
    user = subject(work, user_id)
    if acl not in user.acls:
        raise Invalid(LACKS_ACL, fields={"acl": "not held"})
    change(work, user, acls=[one for one in user.acls if one != acl])


def change(
    work: Work, user: User, *, roles: list[str] | None = None, acls: list[str] | None = None
) -> None:
    """Set what a locked person holds, tell it, and write it down."""
    before: dict[str, object] = {"roles": list(user.roles), "acls": list(user.acls)}
    after: dict[str, object] = {
        "roles": list(user.roles) if roles is None else roles,
        "acls": list(user.acls) if acls is None else acls,
    }
    if after == before:
        return
    if Acl.SYSTEM_ADMIN not in actors.acls_of(
        user.roles if roles is None else roles, user.acls if acls is None else acls
    ):
        keep_an_admin(work, user)
    user.roles = user.roles if roles is None else roles
    user.acls = user.acls if acls is None else acls
    work.session.flush()
    work.audit("change rights", "user", user.id, user_id=user.id, before=before, after=after)
    tell(work, user.id)


def tell(work: Work, user_id: int) -> None:
    """Tell a person that their rights changed; sockets take them up."""
    work.emit_to(MembershipChanged(user_id=user_id), Audience(users=frozenset({user_id})))


def _refuse_out_of_reach(work: Work, user: User) -> None:
    if not acls_of(user) <= reach(work.actor):
        raise NotPermitted(HOLDS_MORE, status=403)


def _admins() -> Select[int]:
    # access: whether a System admin would be left
    return select(User.id).where(_is_admin(), User.deactivated_at.is_(None)).order_by(User.id)


def _is_admin() -> ColumnElement[bool]:
    roles = (role.value for role in Role if Acl.SYSTEM_ADMIN in ROLE_ACLS[role])
    return or_(
        User.roles.overlap(list(roles)),
        User.acls.contains([Acl.SYSTEM_ADMIN.value]),
    )
