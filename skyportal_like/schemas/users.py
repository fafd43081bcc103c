"""People over HTTP: how they are made, changed, found and shown."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal, NotRequired
from uuid import UUID

import email_validator
import phonenumbers
from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from skyportal_like.schemas.groups import GroupView, StreamView
from skyportal_like.schemas.inputs import (
    Body,
    Date,
    LenientBody,
    PageNumber,
    PerPage,
    Query,
    RowId,
    Truth,
    contract_error,
)
from skyportal_like.schemas.names import Kept
from skyportal_like.vocabulary import Role

# Characters that are no text of a line, and those that turn the direction of what follows.
UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_ENDS = frozenset("\n\r\t")
RESERVED = re.compile(r"deleted-\d+")
# Where a number does not say its country, existing clients mean this one.
HOME = "US"
LONGEST_USERNAME = 100


def one_line(value: str) -> str:
    """Refuse control characters."""
    if any(unicodedata.category(one) in UNPRINTABLE or one in DIRECTIONS for one in value):
        raise PydanticCustomError("control", "it holds control characters")
    return value


def some_lines(value: str) -> str:
    """Refuse control characters other than line ends."""
    one_line("".join(one for one in value if one not in LINE_ENDS))
    return value


def slug(value: str) -> str:
    """Write a username as it is kept: lower case, letters, digits and . _ - alone."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")
    if not name:
        raise PydanticCustomError("username", "it needs a letter or a digit")
    if RESERVED.fullmatch(name):
        raise PydanticCustomError("username", "names like this are for people who were deleted")
    return name


def _email(value: str) -> str:
    try:
        found = email_validator.validate_email(
            value, check_deliverability=False, globally_deliverable=False
        )
    except email_validator.EmailNotValidError as error:
        raise PydanticCustomError("email", "not an e-mail: {why}", {"why": str(error)}) from error
    return found.normalized


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, HOME)
    except phonenumbers.NumberParseException as error:
        raise contract_error(f"Could not parse input: contact_phone: {error}") from error
    if not phonenumbers.is_possible_number(number):
        raise contract_error("Could not parse input: contact_phone: not a possible number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _or_nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _listed(value: object) -> object:
    return [] if value is None else value


def known_role(value: object) -> object:
    """Refuse what is no role, naming it."""
    if isinstance(value, str) and value not in set(Role):
        raise contract_error(f"Cannot find role with ID {value!r}.")
    return value


OneLine = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(one_line)
]
OptionalLine = Annotated[OneLine | None, BeforeValidator(_or_nothing)]
Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_USERNAME),
    AfterValidator(one_line),
    AfterValidator(slug),
]
OptionalEmail = Annotated[
    Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)] | None,
    BeforeValidator(_or_nothing),
]
OptionalPhone = Annotated[
    Annotated[str, StringConstraints(max_length=50), AfterValidator(_phone)] | None,
    BeforeValidator(_or_nothing),
]
Affiliations = Annotated[
    tuple[Annotated[OneLine, Field(min_length=1)], ...],
    Field(max_length=50),
    BeforeValidator(_listed),
]
OptionalBio = Annotated[
    Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=10, max_length=1000),
        AfterValidator(some_lines),
    ]
    | None,
    BeforeValidator(_or_nothing),
]
RoleId = Annotated[Role, BeforeValidator(known_role)]


class NewUser(Body):
    """A person to be made; they join the groups named here, and hold these groups' streams."""

    username: Username
    first_name: OptionalLine = None
    last_name: OptionalLine = None
    affiliations: Affiliations = ()
    contact_email: OptionalEmail = None
    contact_phone: OptionalPhone = None
    oauth_uid: OptionalLine = None
    roles: list[RoleId] = Field(default=[Role.FULL_USER], max_length=len(Role))
    groups: list[tuple[RowId, bool]] = Field(default=[], alias="groupIDsAndAdmin", max_length=1000)


class PersonEdit(LenientBody):
    """What is to change about a person; other fields existing clients send are never written."""

    username: Annotated[Username | None, Kept] = None
    first_name: OptionalLine = None
    last_name: OptionalLine = None
    affiliations: Affiliations = ()
    contact_email: OptionalEmail = None
    contact_phone: OptionalPhone = None
    bio: OptionalBio = None
    is_bot: Annotated[bool | None, Kept] = None
    expiration_date: Date = Field(
        default=None, validation_alias=AliasChoices("expirationDate", "expiration_date")
    )


class PersonSearch(Query):
    """How `GET /user` narrows, orders and pages."""

    page_number: PageNumber = 1
    num_per_page: PerPage = 25
    first_name: OptionalLine = None
    last_name: OptionalLine = None
    username: OptionalLine = None
    email: OptionalLine = None
    role: OptionalLine = None
    acl: OptionalLine = None
    group: OptionalLine = None
    stream: OptionalLine = None
    include_expired: Truth = False
    sort_by: Literal["username", "createdAt", "created_at"] | None = None
    sort_order: Literal["asc", "desc"] = "asc"


class PersonId(TypedDict):
    """The new person."""

    id: int


class PersonView(TypedDict):
    """Somebody by name."""

    id: int
    username: str
    first_name: str | None
    last_name: str | None


class PersonDetail(PersonView):
    """A person; contact details are for fellow members and those who manage users."""

    created_at: datetime
    modified: datetime
    bio: str | None
    affiliations: list[str]
    contact_email: str | None
    contact_phone: str | None
    oauth_uid: str | None
    is_bot: bool
    expiration_date: datetime | None
    roles: list[str]
    acls: list[str]
    permissions: list[str]


class ListedPerson(PersonDetail):
    """A person in a list, with the groups that the caller shares with them."""

    gravatar_url: str | None
    groups: list[GroupView]
    streams: NotRequired[list[StreamView]]


class PersonPage(TypedDict):
    """A page of people."""

    users: list[ListedPerson]
    totalMatches: int


class TokenSummary(TypedDict):
    """A token by its public name."""

    id: UUID
    name: str
    acls: list[str]
    created_at: datetime


class AdmissionSummary(TypedDict):
    """A request to be let into a group."""

    id: int
    created_at: datetime
    modified: datetime
    user_id: int
    group_id: int
    status: str


class Supporter(TypedDict):
    """Who looks through this person's eyes."""

    id: int
    username: str


class ProfileView(PersonDetail):
    """A person's own page."""

    preferences: dict[str, object]
    gravatar_url: str | None
    tokens: list[TokenSummary]
    groupAdmissionRequests: list[AdmissionSummary]
    streams: list[StreamView]
    is_anonymous: bool
    supporter: Supporter | None
    admin_group_ids: list[int]
    """The groups whose admin the caller is; said on their own page alone."""


class DemonstrationPerson(TypedDict):
    """A person of the demonstration whom one may sign in as."""

    username: str
    first_name: str | None
    last_name: str | None
    groups: list[str]
