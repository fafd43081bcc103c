"""Who somebody is here whom a provider names: known, linked, invited, new, or refused."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select, text

from skyportal_like.access import actor as actors
from skyportal_like.config import ProviderSettings
from skyportal_like.errors import NotFound, PlatformError, Unauthenticated
from skyportal_like.models import Group, Identity, User
from skyportal_like.schemas.sign_ins import InvitationBanner
from skyportal_like.schemas.users import RESERVED
from skyportal_like.security.claims import Person
from skyportal_like.services import claims, invitation_rights, invitations, sign_ins, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work

LONGEST_NAME = 60
SIGN_UP = "sign up"


class Refused(Unauthenticated):
    """Somebody whom a provider knows does not come in; the reason is what the page is told."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Signing in was refused: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody comes back from a provider, maybe with an invitation, maybe to be linked."""

    provider: str
    settings: ProviderSettings
    person: Person
    invitation: str | None = None
    link_to: int | None = None


def arrive(work: Work, arrival: Arrival, *, everybody: bool) -> int:
    """Find or make the person and give them what their claims say; `everybody` may sign up."""
    user = _known(work, arrival)
    if user is None:
        # Two answers at once about the same stranger make one person.
        work.session.execute(text("select pg_advisory_xact_lock(hashtext('sign up'))"))
        user = _known(work, arrival)
    if user is None:
        user = _met(work, arrival, everybody=everybody)
    elif arrival.link_to not in (None, user.id):
        raise Refused("linked")
    else:
        _accept(work, arrival, user)
    try:
        work.actor = actors.by_user_id(user.id)(work.session)
    except PlatformError as error:
        raise Refused("refused") from error
    claims.apply(work, user, arrival.settings, arrival.person.belongs_to)
    return user.id


def by_invitation(work: Work, secret: str, username: str, visit: sign_ins.Visit) -> str:
    """Make the person whom an invitation asks in and give the secret of their session."""
    invitation = invitations.find(work, secret)
    user = users.create(work, username, Role(invitation.role))
    invitations.accept(work, secret, user)
    return sign_ins.begin(work, user.id, "invitation", visit)


def banner(work: Work, secret: str) -> InvitationBanner | None:
    """Say who invited the bearer of a secret, and to what, while that is still so."""
    if not secret:
        return None
    try:
        invitation = invitations.find(work, secret)
    except NotFound:
        return None
    invited_by, groups = invitation_rights.offer(work, invitation)
    return InvitationBanner(invited_by=invited_by, groups=groups, expires_at=invitation.expires_at)


def _known(work: Work, arrival: Arrival) -> User | None:
    return work.session.scalars(
        # access: whom the provider vouches for is let in; nobody is signed in yet
        select(User)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.provider == arrival.provider, Identity.subject == arrival.person.subject)
    ).one_or_none()


def _met(work: Work, arrival: Arrival, *, everybody: bool) -> User:
    """Say who a stranger is from now on, or refuse them."""
    person = arrival.person
    if arrival.link_to is not None:
        # access: the one who is signed in and asked for it on their own page
        user = work.session.get_one(User, arrival.link_to)
        how = "link identity"
    elif arrival.settings.trust_email and (owner := _owner_of_email(work, person)) is not None:
        user, how = owner, "link identity by e-mail"
    else:
        user, how = _signed_up(work, arrival, everybody=everybody), SIGN_UP
    identity = Identity(provider=arrival.provider, subject=person.subject, user_id=user.id)
    work.add(identity)
    work.audit(how, "identity", identity.id, user_id=user.id, after={"provider": arrival.provider})
    if how != SIGN_UP:
        _accept(work, arrival, user)
    return user


def _owner_of_email(work: Work, person: Person) -> User | None:
    """Find the one account that a verified e-mail identifies, if no provider was ever linked."""
    if person.email is None or not person.email_verified:
        return None
    vouched = select(Identity.id).where(Identity.user_id == User.id)  # access: as below
    found = work.session.scalars(
        # access: the provider is trusted to know whose e-mail this is; nobody is signed in yet
        select(User)
        .where(
            func.lower(User.sign_in_email) == person.email.lower(),
            User.deactivated_at.is_(None),
            ~vouched.exists(),
        )
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _signed_up(work: Work, arrival: Arrival, *, everybody: bool) -> User:
    if arrival.invitation is not None:
        try:
            role = Role(invitations.find(work, arrival.invitation).role)
        except NotFound as error:
            raise Refused("invitation") from error
        user = _made(work, arrival.person, role)
        invitations.accept(work, arrival.invitation, user)
        return user
    if not everybody:
        raise Refused("invitation_only")
    return _made(work, arrival.person, Role.FULL_USER)


def _made(work: Work, person: Person, role: Role) -> User:
    name = free_name(work, person.username or (person.email or "").partition("@")[0])
    user = users.create(work, name, role, first_name=person.first_name, last_name=person.last_name)
    user.contact_email = person.email
    user.oauth_uid = person.subject
    work.session.flush()
    return user


def _accept(work: Work, arrival: Arrival, user: User) -> None:
    """Take an invitation that somebody who is here already came with; a stale one is no matter."""
    if arrival.invitation is None:
        return
    try:
        invitations.accept(work, arrival.invitation, user)
    except NotFound:
        return


def free_name(work: Work, wanted: str) -> str:
    """Make a username that nobody has, nor any group, out of what a provider calls a person."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:LONGEST_NAME] or "user"
    # access: only which names are taken; a person's own group has the same name
    people = select(func.lower(User.username))
    groups = select(func.lower(Group.name))  # access: as above
    taken = set(
        work.session.scalars(
            people.where(func.lower(User.username).startswith(base, autoescape=True))
        )
    ) | set(
        work.session.scalars(groups.where(func.lower(Group.name).startswith(base, autoescape=True)))
    )
    number, name = 1, base
    while name in taken or RESERVED.fullmatch(name):
        number += 1
        name = f"{base}{number}"
    return name
