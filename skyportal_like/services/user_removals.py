"""People who go: what says who they were is taken away, what they authored stays."""

from collections.abc import Sequence

from sqlalchemy import Delete, delete, exists, select, update

from skyportal_like.access import Action, Audience
from skyportal_like.errors import Invalid
from skyportal_like.events.types import GroupUpdated, MembershipChanged, TokenRevoked
from skyportal_like.models import (
    CandidateQuery,
    Classification,
    Dataset,
    DatasetVersion,
    Decision,
    Filter,
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Identity,
    Invitation,
    Listing,
    Obj,
    SignIn,
    SignInLink,
    Source,
    SourceView,
    StreamUser,
    Token,
    User,
    UserNotification,
)
from skyportal_like.services import filters, lineages, roles, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work, utc_now

NAMELESS = "{} was deleted and has no name any more; give them a new one."
NOT_DELETED = "{} was not deleted, and does not expire."


def name_of(user: User) -> str:
    """Give the name under which what a deleted person authored stays."""
    return f"deleted-{user.id}"


def remove(work: Work, user_id: int) -> None:
    """Deactivate and anonymise a person; their credentials end with this request."""
    user = roles.subject(work, user_id, Action.DELETE)
    roles.keep_an_admin(work, user)
    group_ids = _fellowships(work, user)
    work.audit("delete", "user", user.id, user_id=user.id, before={"roles": list(user.roles)})
    former = user.username
    _end_own_group(work, user)
    for statement in _belongings(user.id):
        work.session.execute(statement)
    _forget_name(work, user, former)
    _anonymise(user)
    work.session.flush()
    themselves = frozenset({user.id})
    for group_id in group_ids:
        told = Audience(groups=frozenset({group_id}), users=themselves)
        work.emit_to(MembershipChanged(user_id=user.id, group_id=group_id), told)
    work.emit_to(TokenRevoked(user_id=user.id, token_id=None), Audience(users=themselves))


def restore(work: Work, user: User, username: str | None) -> None:
    """Let a person in again who was deleted or has expired; what was taken away stays away."""
    if user.deactivated_at is None and user.expiration_date is None:
        raise Invalid(NOT_DELETED.format(user.username))
    gone = user.deactivated_at is not None
    user.deactivated_at = user.expiration_date = None
    if gone:
        user.roles = [Role.VIEW_ONLY.value]
        user.username = _new_name(work, user, username)
        users.house(work, user)
    work.session.flush()
    work.audit("restore", "user", user.id, user_id=user.id, after={"username": user.username})
    roles.tell(work, user.id)


def _new_name(work: Work, user: User, username: str | None) -> str:
    if username is None or username == user.username:
        raise Invalid(NAMELESS.format(user.username), fields={"username": "needed"})
    users.refuse_taken(work, username)
    return username


def _fellowships(work: Work, user: User) -> Sequence[int]:
    return work.session.scalars(
        # access: who knew this person as a member
        select(GroupUser.group_id)
        .join(Group, Group.id == GroupUser.group_id)
        .where(GroupUser.user_id == user.id, ~Group.sitewide, ~Group.single_user_group)
        .order_by(GroupUser.group_id)
    ).all()


def _belongings(user_id: int) -> list[Delete]:
    """Name the rows that are a person's own and nobody's evidence."""
    columns = (
        Token.created_by_id,
        SignIn.user_id,
        SignInLink.user_id,
        Identity.user_id,
        GroupUser.user_id,
        StreamUser.user_id,
        GroupAdmissionRequest.user_id,
        UserNotification.user_id,
        Invitation.invited_by_id,
        Listing.user_id,
        CandidateQuery.user_id,
        Decision.user_id,
    )
    # access: they go with their person, whoever manages users
    return [delete(column.class_).where(column == user_id) for column in columns]


def _forget_name(work: Work, user: User, former: str) -> None:
    """Take the name out of rows that stay; the label log names people by id alone."""
    work.session.execute(
        # access: what was labelled stays, by whom of which name is forgotten
        update(Classification)
        .where(Classification.author_id == user.id)
        .values(author_name=name_of(user), modified=Classification.modified)
    )
    work.session.execute(
        # access: what was looked at stays, by whom is forgotten
        update(SourceView)
        .where(SourceView.username_or_token_id == former, ~SourceView.is_token)
        .values(username_or_token_id=name_of(user), modified=SourceView.modified)
    )
    work.session.execute(
        # access: the invitation stays with who sent it
        update(Invitation).where(Invitation.used_by_id == user.id).values(user_email=name_of(user))
    )
    work.session.execute(
        # access: who looked through this person's eyes is themselves again
        update(SignIn).where(SignIn.acting_as_id == user.id).values(acting_as_id=None)
    )


def _anonymise(user: User) -> None:
    user.username = name_of(user)
    user.first_name = user.last_name = user.bio = None
    user.contact_email = user.sign_in_email = user.contact_phone = user.oauth_uid = None
    user.affiliations, user.roles, user.acls = [], [], []
    user.preferences = {}
    user.expiration_date = None
    user.demonstration = False
    user.deactivated_at = utc_now()


def _end_own_group(work: Work, user: User) -> None:
    """Delete a person's group of one with what was saved to it; frozen data keeps it archived."""
    group = users.own_group(work, user)
    if group is None:
        return
    # access: the group of one goes with its person
    work.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    datasets = select(Dataset.id).where(Dataset.group_id == group.id)  # access: as above
    _lock_objects(work, group)
    own = select(Filter).where(Filter.group_id == group.id).order_by(Filter.id)  # access: as above
    filters.take_away(work, work.session.scalars(own).all())
    frozen = exists().where(
        DatasetVersion.dataset_id.in_(datasets), DatasetVersion.status.not_in(lineages.UNPUBLISHED)
    )
    if work.session.scalar(select(frozen)):
        group.name, group.archived_at = name_of(user), utc_now()
        work.session.flush()
        return
    # access: as above
    drafts = delete(DatasetVersion).where(DatasetVersion.dataset_id.in_(datasets))
    work.session.execute(drafts)
    work.session.execute(
        delete(Dataset).where(Dataset.group_id == group.id)  # access: as above
    )
    work.emit_to(GroupUpdated(group_id=group.id), Audience(users=frozenset({user.id})))
    work.session.delete(group)
    work.session.flush()
    work.enqueue("groups.forget", queue="io", group_id=group.id)


def _lock_objects(work: Work, group: Group) -> None:
    # access: their holders change with the rows that go
    saved = select(Source.obj_id).where(Source.group_id == group.id)
    # access: as above
    objs = select(Obj.id).where(Obj.id.in_(saved)).order_by(Obj.id)
    work.session.execute(objs.with_for_update(key_share=True))
