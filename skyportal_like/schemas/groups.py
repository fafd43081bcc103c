"""Groups over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from typing_extensions import TypedDict

from skyportal_like.schemas.filters import FilterView
from skyportal_like.schemas.inputs import (
    Body,
    Moment,
    Query,
    RowIds,
    Truth,
    contract_error,
)
from skyportal_like.schemas.names import Description, Kept, Name, Nickname

NAMELESS = "Missing required parameter: `name`"


class GroupView(TypedDict):
    """A group as everybody who may read it sees it."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    nickname: str | None
    description: str | None
    private: bool
    auto_accept_requests: bool
    single_user_group: bool
    archived_at: datetime | None


class NewGroup(Body):
    """A collaboration to be."""

    name: Name
    nickname: Nickname | None = None
    description: Description | None = None
    private: bool = False
    auto_accept_requests: bool = False
    group_admins: RowIds | None = None

    @model_validator(mode="before")
    @classmethod
    def _say_that_it_has_no_name(cls, value: Any) -> Any:
        if isinstance(value, dict):
            name = value.get("name")
            if name is None or (isinstance(name, str) and not name.strip()):
                raise contract_error(NAMELESS)
        return value


class GroupEdit(Body):
    """What is to change; `modified` as the editor saw it guards against overwriting."""

    name: Annotated[Name | None, Kept] = None
    nickname: Nickname | None = None
    description: Description | None = None
    private: Annotated[bool | None, Kept] = None
    auto_accept_requests: Annotated[bool | None, Kept] = None
    modified: Moment | None = None


class GroupId(TypedDict):
    """The new group."""

    id: int


class GroupRemoval(TypedDict, total=False):
    """What became of a group: nothing is said of one that is gone."""

    archived: bool


class MemberView(TypedDict):
    """A member; contact details are for fellow members and who manages people."""

    id: int
    username: str
    first_name: str | None
    last_name: str | None
    contact_email: str | None
    contact_phone: str | None
    oauth_uid: str | None
    admin: bool
    can_save: bool
    can_share_photometry: bool


class StreamView(TypedDict):
    """A stream by name."""

    id: int
    name: str


class GroupDetail(GroupView, total=False):
    """A group with who and what is in it."""

    users: list[MemberView]
    streams: list[StreamView]
    filters: list[FilterView]


class ListedGroup(GroupView):
    """A group in the list of all, with the streams that it holds."""

    streams: list[StreamView]


class GroupLists(TypedDict):
    """The groups a caller has to do with."""

    user_groups: list[GroupView]
    user_accessible_groups: list[GroupView]
    all_groups: list[ListedGroup]


class GroupSearch(Query):
    """How `GET /groups` narrows."""

    name: str | None = None
    include_single_user_groups: Truth = False


class GroupQuery(Query):
    """What `GET /groups/{id}` adds."""

    include_group_users: Truth = True


class PaletteClass(Body):
    """One class on one key."""

    key: str = Field(pattern=r"^[1-9]$")
    taxonomy_id: int
    classification: str = Field(min_length=1)
    label: str | None = None


class Palette(Body):
    """How a group scans: its class keys, what rejecting means, whether deciding moves on."""

    classes: tuple[PaletteClass, ...] = Field(default=(), max_length=9)
    reject_scope: Literal["me", "group"] = "me"
    auto_advance: bool = True


class PaletteView(TypedDict):
    """A group's palette."""

    classes: list[dict[str, object]]
    reject_scope: str
    auto_advance: bool
