"""The page about oneself, and what about a person changes."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import or_, select

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import Invalid, NotPermitted
from skyportal_like.models import Group, GroupUser, StreamUser, User
from skyportal_like.schemas.profiles import ProfileEdit
from skyportal_like.schemas.users import PersonEdit, ProfileView, Supporter
from skyportal_like.services import impersonations, people, roles, users
from skyportal_like.work import Work

MAX_PREFERENCES = 65_536
EMAIL_OF_OTHERS = (
    "Insufficient permissions: this person belongs to groups or holds streams that you do not; "
    "only System admins may change their e-mail."
)
NOT_YOURS = "Insufficient permissions: this page is for the person and for who manages users."
# What the audit trail may say of a person; of the rest it says only that it changed.
PLAIN = ("username", "is_bot", "expiration_date")


def of_caller(work: Work) -> ProfileView:
    """Show the caller themselves, and who looks through their eyes."""
    view = people.profile(work, access.get(work, User, work.actor.user_id))
    administered = access.readable(work.actor, Group, Group.id).where(
        Group.id.in_(work.actor.admin_group_ids), ~Group.single_user_group
    )
    view["admin_group_ids"] = sorted(work.session.scalars(administered))
    supporter = impersonations.supporter(work)
    if supporter is not None:
        view["supporter"] = Supporter(id=supporter.user_id, username=supporter.username)
    return view


def get(work: Work, user_id: int) -> ProfileView:
    """Show a person's own page."""
    if user_id == work.actor.user_id:
        return of_caller(work)
    user = roles.present(work, user_id)
    return people.profile(
        work, access.get(work, User, user.id, Action.EDIT, refused=NotPermitted(NOT_YOURS))
    )


def edit(work: Work, user_id: int, changes: ProfileEdit) -> ProfileView:
    """Change a person's own page; what is not named stays."""
    user = roles.own_or_other(work, user_id)
    given = changes.model_dump(exclude_unset=True)
    if changes.preferences:
        # The row is locked: of two browsers that merge at once, the second sees the first.
        given["preferences"] = _merged(user.preferences, changes.preferences)
        if len(orjson.dumps(given["preferences"])) > MAX_PREFERENCES:
            raise Invalid(
                f"Preferences take up to {MAX_PREFERENCES // 1024} kB.",
                fields={"preferences": "too large"},
            )
    else:
        given.pop("preferences", None)
    change(work, user, given)
    return get(work, user_id)


def edit_person(work: Work, user_id: int, changes: PersonEdit) -> None:
    """Change a person as who manages users; what is not named stays."""
    user = roles.subject(work, user_id)
    given = changes.model_dump(exclude_unset=True)
    if "contact_email" in given and work.actor.is_system_admin:
        given["sign_in_email"] = given["contact_email"]
    change(work, user, given)


def change(work: Work, user: User, given: dict[str, object]) -> None:
    """Set columns of a locked person, tell it where rights hang on it, and write it down."""
    wanted = {
        name: list(value) if isinstance(value, tuple) else value for name, value in given.items()
    }
    if wanted.get("contact_email", user.contact_email) != user.contact_email:
        _refuse_foreign_email(work, user)
        # Typing an e-mail proves nothing: what a provider knew them by is no longer theirs.
        wanted.setdefault("sign_in_email", None)
    changed = sorted(name for name, value in wanted.items() if getattr(user, name) != value)
    if not changed:
        return
    if "expiration_date" in changed and wanted["expiration_date"] is not None:
        roles.keep_an_admin(work, user)
    before = _said(user, changed)
    if "username" in changed:
        users.rename(work, user, str(wanted["username"]))
    for name in changed:
        setattr(user, name, wanted[name])
    work.session.flush()
    work.audit("edit", "user", user.id, user_id=user.id, before=before, after=_said(user, changed))
    if "expiration_date" in changed:
        roles.tell(work, user.id)


def _merged(old: dict[str, object], new: dict[str, object]) -> dict[str, object]:
    """Merge level by level: objects into objects, anything else takes the place of what was."""
    merged = dict(old)
    for key, value in new.items():
        former = merged.get(key)
        if isinstance(former, dict) and isinstance(value, dict):
            merged[key] = _merged(former, value)
        else:
            merged[key] = value
    return merged


def _refuse_foreign_email(work: Work, user: User) -> None:
    """Refuse to change how somebody is reached, and comes in, who has rights that one has not."""
    actor = work.actor
    if user.id == actor.user_id or actor.is_system_admin:
        return
    # access: what a person has that the caller has not
    groups = select(GroupUser.group_id).join(Group, Group.id == GroupUser.group_id)
    foreign = groups.where(
        GroupUser.user_id == user.id,
        ~Group.sitewide,
        ~Group.single_user_group,
        or_(
            GroupUser.group_id.not_in(actor.group_ids),
            GroupUser.admin & GroupUser.group_id.not_in(actor.admin_group_ids),
        ),
    )
    # access: as above
    streams = select(StreamUser.stream_id).where(
        StreamUser.user_id == user.id, StreamUser.stream_id.not_in(actor.stream_ids)
    )
    if any(work.session.scalar(one.limit(1)) is not None for one in (foreign, streams)):
        raise NotPermitted(EMAIL_OF_OTHERS, status=403, fields={"contact_email": "not yours"})


def _said(user: User, changed: Sequence[str]) -> dict[str, object]:
    said: dict[str, object] = {"changed": list(changed)}
    for name in PLAIN:
        if name in changed:
            value = getattr(user, name)
            said[name] = value.isoformat() if isinstance(value, datetime) else value
    return said
