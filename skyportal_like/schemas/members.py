"""Members of groups over HTTP."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, RowId, RowIds
from skyportal_like.schemas.names import Kept


class NewMember(Body):
    """Whom to put into a group, and what they may do in it."""

    user_id: RowId = Field(alias="userID")
    admin: bool = False
    can_save: bool = Field(default=True, alias="canSave")
    can_share_photometry: bool = Field(default=False, alias="canSharePhotometry")


class MemberEdit(Body):
    """What is to change of a membership; what is not named stays as it is."""

    user_id: RowId = Field(alias="userID")
    admin: Annotated[bool | None, Kept] = None
    can_save: Annotated[bool | None, Kept] = Field(default=None, alias="canSave")
    can_share_photometry: Annotated[bool | None, Kept] = Field(
        default=None, alias="canSharePhotometry"
    )


class SourceGroups(Body):
    """The groups whose members are to be members of another one too."""

    group_ids: RowIds = Field(alias="fromGroupIDs", min_length=1)


class MembershipView(TypedDict):
    """A new membership."""

    group_id: int
    user_id: int
    admin: bool


class NewMembers(TypedDict):
    """Who became a member."""

    user_ids: list[int]
