"""Who holds a row, and who may do what with it: one entry a model, nothing is public by default.

Reading follows from `held_by`. Every other act needs a rule here; an act that is not listed is
forbidden to everybody, System admin included. System admin otherwise passes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from skyportal_like.access.actions import Action
from skyportal_like.access.holdings import (
    Holding,
    all_streams,
    bearer,
    everyone,
    filter_array,
    filter_column,
    group_admins,
    group_array,
    group_column,
    keeper,
    keeper_array,
    owner,
    parent,
    stream_array,
    stream_column,
    when,
)
from skyportal_like.access.rules import (
    Rule,
    admin_of,
    admin_of_any,
    anyone_who_reads,
    both,
    either,
    holder_of,
    member_of,
    own,
    person_holds,
    saver_of,
)
from skyportal_like.models import (
    Alert,
    Annotation,
    AuditLine,
    Base,
    Candidate,
    CandidateQuery,
    Classification,
    Comment,
    Dataset,
    DatasetVersion,
    Decision,
    Filter,
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Identity,
    Instrument,
    Invitation,
    Listing,
    Obj,
    Photometry,
    Rejection,
    SignIn,
    Source,
    SourceView,
    Stream,
    StreamUser,
    Taxonomy,
    Team,
    Telescope,
    Thumbnail,
    Token,
    User,
    UserNotification,
)
from skyportal_like.vocabulary import Acl


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules about one model.

    `by_person`: reading asks what the person holds, not what their token was given.
    """

    held_by: Holding
    rules: Mapping[Action, Rule] = field(default_factory=dict)
    by_person: bool = False


POLICIES: Mapping[type[Base], Policy] = {
    Obj: Policy(
        held_by=group_array(Obj.group_ids)
        | filter_array(Obj.filter_ids)
        | keeper_array(Obj.user_ids),
        rules={Action.CONTRIBUTE: anyone_who_reads()},
    ),
    Alert: Policy(held_by=stream_column(Alert.stream_id) & parent(Alert.obj_id, Obj)),
    Candidate: Policy(held_by=filter_column(Candidate.filter_id)),
    CandidateQuery: Policy(held_by=owner(CandidateQuery.user_id)),
    Source: Policy(
        held_by=group_column(Source.group_id),
        rules={
            Action.UNSAVE: both(
                member_of(Source.group_id),
                either(own(Source.saved_by_id), holder_of(Acl.MANAGE_SOURCES)),
            )
        },
    ),
    Rejection: Policy(
        held_by=group_column(Rejection.group_id) & parent(Rejection.obj_id, Obj),
        rules={Action.DELETE: saver_of(Rejection.group_id)},
    ),
    Listing: Policy(held_by=owner(Listing.user_id), rules={Action.DELETE: own(Listing.user_id)}),
    Photometry: Policy(
        held_by=(
            group_array(Photometry.group_ids)
            | stream_array(Photometry.stream_ids)
            | keeper(Photometry.owner_id)
        )
        & parent(Photometry.obj_id, Obj),
    ),
    Thumbnail: Policy(held_by=parent(Thumbnail.obj_id, Obj)),
    Annotation: Policy(
        held_by=group_array(Annotation.group_ids) & parent(Annotation.obj_id, Obj),
        rules={
            Action.EDIT: own(Annotation.author_id),
            Action.DELETE: own(Annotation.author_id),
        },
    ),
    Comment: Policy(
        held_by=group_array(Comment.group_ids) & parent(Comment.obj_id, Obj),
        rules={
            Action.EDIT: own(Comment.author_id),
            Action.DELETE: either(own(Comment.author_id), admin_of_any(Comment.group_ids)),
        },
    ),
    Classification: Policy(
        held_by=group_array(Classification.group_ids)
        & parent(Classification.obj_id, Obj)
        & parent(Classification.taxonomy_id, Taxonomy),
        rules={
            Action.EDIT: own(Classification.author_id),
            Action.DELETE: either(
                own(Classification.author_id), admin_of_any(Classification.group_ids)
            ),
        },
    ),
    Taxonomy: Policy(
        held_by=group_array(Taxonomy.group_ids),
        rules={Action.CONTRIBUTE: anyone_who_reads()},
    ),
    Group: Policy(
        held_by=group_column(Group.id) | when(lambda: ~Group.private),
        rules={
            Action.SAVE: saver_of(Group.id),
            Action.CONTRIBUTE: member_of(Group.id),
            Action.ADMINISTER: admin_of(Group.id),
        },
        by_person=True,
    ),
    GroupUser: Policy(held_by=group_column(GroupUser.group_id)),
    GroupAdmissionRequest: Policy(
        held_by=keeper(GroupAdmissionRequest.user_id)
        | group_admins(GroupAdmissionRequest.group_id),
        rules={
            Action.EDIT: admin_of(GroupAdmissionRequest.group_id),
            Action.DELETE: own(GroupAdmissionRequest.user_id),
        },
    ),
    Invitation: Policy(
        held_by=keeper(Invitation.invited_by_id),
        rules={
            Action.EDIT: own(Invitation.invited_by_id),
            Action.DELETE: own(Invitation.invited_by_id),
        },
    ),
    Team: Policy(
        held_by=everyone(),
        rules={
            Action.EDIT: holder_of(Acl.MANAGE_TEAMS),
            Action.DELETE: holder_of(Acl.MANAGE_TEAMS),
        },
    ),
    Stream: Policy(held_by=stream_column(Stream.id) | when(lambda: Stream.auto_join)),
    StreamUser: Policy(held_by=owner(StreamUser.user_id)),
    Filter: Policy(
        held_by=filter_column(Filter.id),
        rules={
            Action.CONTRIBUTE: anyone_who_reads(),
            Action.ADMINISTER: either(admin_of(Filter.group_id), person_holds(Acl.MANAGE_GROUPS)),
        },
    ),
    Dataset: Policy(
        held_by=group_column(Dataset.group_id),
        rules={Action.CONTRIBUTE: saver_of(Dataset.group_id)},
    ),
    DatasetVersion: Policy(
        held_by=parent(DatasetVersion.dataset_id, Dataset) & all_streams(DatasetVersion.stream_ids),
    ),
    User: Policy(
        held_by=everyone(),
        rules={
            Action.EDIT: either(own(User.id), holder_of(Acl.MANAGE_USERS)),
            Action.DELETE: holder_of(Acl.MANAGE_USERS),
        },
    ),
    Token: Policy(
        held_by=keeper(Token.created_by_id) | bearer(Token.id),
        rules={
            Action.EDIT: own(Token.created_by_id),
            Action.DELETE: own(Token.created_by_id),
        },
    ),
    Identity: Policy(held_by=keeper(Identity.user_id)),
    UserNotification: Policy(
        held_by=keeper(UserNotification.user_id),
        rules={
            Action.EDIT: own(UserNotification.user_id),
            Action.DELETE: own(UserNotification.user_id),
        },
    ),
    AuditLine: Policy(
        held_by=group_admins(AuditLine.group_id)
        | keeper(AuditLine.actor_id)
        | keeper(AuditLine.user_id),
    ),
    SourceView: Policy(held_by=parent(SourceView.obj_id, Obj)),
    SignIn: Policy(held_by=keeper(SignIn.user_id), rules={Action.DELETE: own(SignIn.user_id)}),
    Decision: Policy(held_by=owner(Decision.user_id)),
    Telescope: Policy(held_by=everyone()),
    Instrument: Policy(held_by=everyone()),
}

# Tables that no caller reads by themselves, and why.
UNGOVERNED: Mapping[str, str] = {
    "obj_holders": "kept by triggers; read only through objs",
    "group_streams": "read beside a group that was read through its policy",
    "label_log": "evidence, written with the label; read by administration only",
    "events": "read by the hub, which checks each recipient",
    "feed_epochs": "bookkeeping of the feed",
    "dataset_members": "read beside a version that was read through its policy",
    "dataset_files": "read beside a version that was read through its policy",
    "sign_in_links": "read before anybody is signed in, by the hash of the secret",
    "sign_in_attempts": "read before anybody is signed in, by the hash of the secret",
}
