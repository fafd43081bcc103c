"""Groups over HTTP."""

from datetime import datetime
from typing import Literal

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, Query, Truth


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


class MemberView(TypedDict):
    """A member; contact details are for fellow members."""

    id: int
    username: str
    first_name: str | None
    last_name: str | None
    contact_email: str | None
    admin: bool
    can_save: bool
    can_share_photometry: bool


class StreamView(TypedDict):
    """A stream by name."""

    id: int
    name: str


class FilterView(TypedDict):
    """A filter as its readers see it."""

    id: int
    created_at: datetime
    modified: datetime
    name: str
    stream_id: int
    group_id: int
    altdata: dict[str, object] | None
    broker_id: int | None
    autosave: bool


class GroupDetail(GroupView, total=False):
    """A group with who and what is in it."""

    users: list[MemberView]
    streams: list[StreamView]
    filters: list[FilterView]


class GroupLists(TypedDict):
    """The groups a caller has to do with."""

    user_groups: list[GroupView]
    user_accessible_groups: list[GroupView]
    all_groups: list[GroupView]


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
