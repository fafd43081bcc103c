"""SQLAlchemy tables, one family a file; importing this package loads them all."""

from skyportal_like.models.alerts import Alert
from skyportal_like.models.annotations import Annotation
from skyportal_like.models.audits import AuditLine
from skyportal_like.models.base import Base
from skyportal_like.models.candidates import Candidate, CandidateQuery
from skyportal_like.models.classifications import Classification, LabelLogLine
from skyportal_like.models.comments import Comment
from skyportal_like.models.datasets import Dataset, DatasetFile, DatasetMember, DatasetVersion
from skyportal_like.models.decisions import Decision
from skyportal_like.models.events import EventRow, FeedEpoch
from skyportal_like.models.filters import Filter
from skyportal_like.models.groups import Group, GroupUser
from skyportal_like.models.instruments import Instrument, Telescope
from skyportal_like.models.invitations import GroupAdmissionRequest, Invitation
from skyportal_like.models.listings import Listing
from skyportal_like.models.notifications import UserNotification
from skyportal_like.models.objs import Obj, ObjHolder
from skyportal_like.models.photometry import Photometry
from skyportal_like.models.rejections import Rejection
from skyportal_like.models.source_views import SourceView
from skyportal_like.models.sources import Source
from skyportal_like.models.streams import GroupStream, Stream, StreamUser
from skyportal_like.models.taxonomies import Taxonomy
from skyportal_like.models.teams import Team
from skyportal_like.models.thumbnails import Thumbnail
from skyportal_like.models.tokens import Token
from skyportal_like.models.users import Identity, SignIn, SignInAttempt, SignInLink, User

__all__ = [
    "Alert",
    "Annotation",
    "AuditLine",
    "Base",
    "Candidate",
    "CandidateQuery",
    "Classification",
    "Comment",
    "Dataset",
    "DatasetFile",
    "DatasetMember",
    "DatasetVersion",
    "Decision",
    "EventRow",
    "FeedEpoch",
    "Filter",
    "Group",
    "GroupAdmissionRequest",
    "GroupStream",
    "GroupUser",
    "Identity",
    "Instrument",
    "Invitation",
    "LabelLogLine",
    "Listing",
    "Obj",
    "ObjHolder",
    "Photometry",
    "Rejection",
    "SignIn",
    "SignInAttempt",
    "SignInLink",
    "Source",
    "SourceView",
    "Stream",
    "StreamUser",
    "Taxonomy",
    "Team",
    "Telescope",
    "Thumbnail",
    "Token",
    "User",
    "UserNotification",
]
