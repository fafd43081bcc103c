"""Everything that can happen, one class an event: past tense, ids and small deltas only."""

from typing import ClassVar, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

REFRESH_SOURCE = "skyportal/REFRESH_SOURCE"
REFRESH_CANDIDATES = "skyportal/REFRESH_CANDIDATES"
FETCH_TAXONOMIES = "skyportal/REFRESH_TAXONOMIES"
FETCH_GROUPS = "skyportal/FETCH_GROUPS"


class Event(BaseModel):
    """Something happened; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    refetch: ClassVar[str | None] = None
    """What clients that only know "fetch this anew" are told."""


class ObjEvent(Event):
    """Something happened to an object."""

    refetch: ClassVar[str | None] = REFRESH_SOURCE
    obj_id: str


class CandidatePosted(Event):
    """Objects passed a filter; one event a filter and transaction."""

    refetch: ClassVar[str | None] = REFRESH_CANDIDATES
    type: Literal["candidate.posted"] = "candidate.posted"
    filter_id: int
    count: int
    obj_ids: list[str]


class SourceSaved(ObjEvent):
    """A group saved an object."""

    type: Literal["source.saved"] = "source.saved"
    group_id: int
    op_id: UUID | None = None


class SourceUnsaved(ObjEvent):
    """A group let go of an object."""

    type: Literal["source.unsaved"] = "source.unsaved"
    group_id: int
    op_id: UUID | None = None


class CandidateRejected(ObjEvent):
    """An object was rejected, for a group or, without one, by a person for themselves."""

    type: Literal["candidate.rejected"] = "candidate.rejected"
    group_id: int | None
    op_id: UUID | None = None


class CandidateUnrejected(ObjEvent):
    """A rejection was taken back."""

    type: Literal["candidate.unrejected"] = "candidate.unrejected"
    group_id: int | None
    op_id: UUID | None = None


class Labelled(ObjEvent):
    """What every event about a classification says."""

    classification_id: int
    taxonomy_id: int
    classification: str
    probability: float | None
    version: int
    op_id: UUID | None = None


class Classified(Labelled):
    """Somebody classified an object."""

    type: Literal["classification.created"] = "classification.created"


class Reclassified(Labelled):
    """A classification was changed."""

    type: Literal["classification.updated"] = "classification.updated"


class Declassified(Labelled):
    """A classification was taken back; its tombstone stays in the log."""

    type: Literal["classification.deleted"] = "classification.deleted"


class CommentEvent(ObjEvent):
    """What every event about a comment says."""

    comment_id: int
    op_id: UUID | None = None


class Commented(CommentEvent):
    """Somebody commented on an object."""

    type: Literal["comment.created"] = "comment.created"


class CommentEdited(CommentEvent):
    """A comment was changed."""

    type: Literal["comment.updated"] = "comment.updated"


class CommentDeleted(CommentEvent):
    """A comment was taken back."""

    type: Literal["comment.deleted"] = "comment.deleted"


class AnnotationEvent(ObjEvent):
    """What every event about an annotation says."""

    annotation_id: int
    origin: str


class Annotated(AnnotationEvent):
    """Somebody annotated an object."""

    type: Literal["annotation.created"] = "annotation.created"


class AnnotationEdited(AnnotationEvent):
    """An annotation was changed."""

    type: Literal["annotation.updated"] = "annotation.updated"


class AnnotationDeleted(AnnotationEvent):
    """An annotation was taken back."""

    type: Literal["annotation.deleted"] = "annotation.deleted"


class PhotometryAdded(ObjEvent):
    """Points were added to a light curve; one event an object and transaction."""

    type: Literal["photometry.added"] = "photometry.added"
    count: int


class ThumbnailAdded(ObjEvent):
    """An image was added to an object."""

    type: Literal["thumbnail.added"] = "thumbnail.added"
    thumbnail_id: int


class RowHidden(Event):
    """A row went out of a reader's sight; nothing of its content is said."""

    type: Literal["row.hidden"] = "row.hidden"
    kind: str
    id: str | int


class GroupUpdated(Event):
    """A group's settings changed."""

    refetch: ClassVar[str | None] = FETCH_GROUPS
    type: Literal["group.updated"] = "group.updated"
    group_id: int


class MembershipChanged(Event):
    """A person's groups or streams changed."""

    refetch: ClassVar[str | None] = FETCH_GROUPS
    type: Literal["membership.changed"] = "membership.changed"
    user_id: int
    group_id: int | None = None
    stream_id: int | None = None


class FilterChanged(Event):
    """A filter came, changed or went."""

    type: Literal["filter.changed"] = "filter.changed"
    filter_id: int


class TaxonomyChanged(Event):
    """A taxonomy came or changed."""

    refetch: ClassVar[str | None] = FETCH_TAXONOMIES
    type: Literal["taxonomy.changed"] = "taxonomy.changed"
    taxonomy_id: int


class DatasetProgressed(Event):
    """A freeze went on."""

    type: Literal["dataset.progress"] = "dataset.progress"
    dataset_id: int
    version: int
    step: str
    done: int
    total: int


class DatasetFrozen(Event):
    """A version became a fact."""

    type: Literal["dataset.frozen"] = "dataset.frozen"
    dataset_id: int
    version: int


class NotificationCreated(Event):
    """Somebody is told something; only they hear."""

    type: Literal["notification.created"] = "notification.created"
    notification_id: int


class TokenRevoked(Event):
    """A credential ended; sockets that were opened with it close."""

    type: Literal["token.revoked"] = "token.revoked"
    user_id: int
    token_id: UUID | None


EventType = (
    CandidatePosted
    | SourceSaved
    | SourceUnsaved
    | CandidateRejected
    | CandidateUnrejected
    | Classified
    | Reclassified
    | Declassified
    | Commented
    | CommentEdited
    | CommentDeleted
    | Annotated
    | AnnotationEdited
    | AnnotationDeleted
    | PhotometryAdded
    | ThumbnailAdded
    | RowHidden
    | GroupUpdated
    | MembershipChanged
    | FilterChanged
    | TaxonomyChanged
    | DatasetProgressed
    | DatasetFrozen
    | NotificationCreated
    | TokenRevoked
)

BY_NAME: dict[str, type[Event]] = {
    event.model_fields["type"].default: event for event in get_args(EventType)
}
