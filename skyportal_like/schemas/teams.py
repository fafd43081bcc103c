"""Teams over HTTP: groups under one name and colour."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, RowIds
from skyportal_like.schemas.names import Description, Kept, Name
from skyportal_like.schemas.users import PersonView


def _https(value: str) -> str:
    try:
        parts = urlsplit(value)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or any(one.isspace() or one in "\"'<>\\" for one in value):
        raise PydanticCustomError("https", "Input should be an address that begins with https://")
    return value


# Nothing else: a page must not load a picture over a channel that others can read or change.
LogoUrl = Annotated[str, Field(max_length=2000), AfterValidator(_https)]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class NewTeam(Body):
    """Groups to appear under one name."""

    name: Name
    description: Description | None = None
    primary_color: Colour | None = None
    logo_url: LogoUrl | None = None
    group_ids: RowIds = ()


class TeamEdit(Body):
    """What is to change of a team."""

    name: Annotated[Name | None, Kept] = None
    description: Description | None = None
    primary_color: Colour | None = None
    logo_url: LogoUrl | None = None
    group_ids: Annotated[RowIds | None, Kept] = None


class TeamView(TypedDict):
    """A team in a list; groups that the caller may not know of are left out and not counted."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    description: str | None
    primary_color: str | None
    logo_url: str | None
    group_ids: list[int]
    num_members: int


class TeamDetail(TeamView):
    """A team with the people of its groups."""

    users: list[PersonView]


class TeamId(TypedDict):
    """The new team."""

    id: int
