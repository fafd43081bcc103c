"""Invitations over HTTP."""

from datetime import datetime
from typing import Annotated, Literal, NotRequired, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView, StreamView
from skyportal_like.schemas.inputs import (
    Body,
    Date,
    PageNumber,
    PerPage,
    Query,
    RowIds,
    Truth,
    contract_error,
)
from skyportal_like.schemas.names import Kept
from skyportal_like.schemas.users import OptionalLine, PersonView, known_role, one_line
from skyportal_like.vocabulary import Role

# What it says is not looked at: existing clients invite whom they like, and mail that cannot be
# delivered is no reason to refuse.
Addressee = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=320),
    AfterValidator(one_line),
]
InvitedRole = Annotated[Literal[Role.FULL_USER, Role.VIEW_ONLY], BeforeValidator(known_role)]
FLAGS = (
    ("group_admin", "groupAdmin"),
    ("can_save", "canSave"),
    ("can_share_photometry", "canSharePhotometry"),
)


def _once(ids: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(ids)) < len(ids):
        raise contract_error("groupIDs: a group stands in it twice.")
    return ids


GroupIds = Annotated[RowIds, AfterValidator(_once)]
Flags = Annotated[list[bool], Field(max_length=1000)]


class NewInvitation(Body):
    """Who is asked in, as what, and into which groups; one flag of each kind a group."""

    user_email: Addressee = Field(alias="userEmail")
    group_ids: GroupIds = Field(default=(), alias="groupIDs")
    stream_ids: RowIds | None = Field(default=None, alias="streamIDs")
    role: InvitedRole = Role.FULL_USER
    group_admin: Flags | None = Field(default=None, alias="groupAdmin")
    can_save: Flags | None = Field(default=None, alias="canSave")
    can_share_photometry: Flags | None = Field(default=None, alias="canSharePhotometry")
    user_expiration_date: Date = Field(default=None, alias="userExpirationDate")

    @model_validator(mode="after")
    def _one_flag_a_group(self) -> Self:
        for name, wire in FLAGS:
            given = getattr(self, name)
            if given is not None and len(given) != len(self.group_ids):
                raise contract_error(f"{wire} must have as many elements as groupIDs.")
        return self


class InvitationEdit(Body):
    """What is to change about an invitation; what is left out stays."""

    group_ids: Annotated[GroupIds | None, Kept] = Field(default=None, alias="groupIDs")
    stream_ids: Annotated[RowIds | None, Kept] = Field(default=None, alias="streamIDs")
    role: Annotated[InvitedRole | None, Kept] = None


class InvitationSearch(Query):
    """How `GET /invitations` narrows and pages."""

    include_used: Truth = False
    email: OptionalLine = None
    group: OptionalLine = None
    stream: OptionalLine = None
    invited_by: OptionalLine = None
    page_number: PageNumber = 1
    num_per_page: PerPage = 25


class InvitationId(TypedDict):
    """The new invitation; where no mail is sent, the link that the inviter passes on."""

    id: int
    url: NotRequired[str]


class InvitationView(TypedDict):
    """An invitation without its secret."""

    id: int
    created_at: datetime
    modified: datetime
    user_email: str
    role_id: str
    admin_for_groups: list[bool]
    can_save_to_groups: list[bool]
    can_share_photometry_for_groups: list[bool]
    user_expiration_date: datetime | None
    expires_at: datetime
    used: bool
    status: Literal["pending", "used", "expired"]
    groups: list[GroupView]
    streams: list[StreamView]
    invited_by: PersonView


class InvitationPage(TypedDict):
    """A page of invitations."""

    invitations: list[InvitationView]
    totalMatches: int
