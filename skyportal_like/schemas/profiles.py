"""What people change about themselves, over HTTP."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from skyportal_like.schemas.inputs import Body
from skyportal_like.schemas.names import Kept
from skyportal_like.schemas.users import (
    LONGEST_USERNAME,
    Affiliations,
    OptionalBio,
    OptionalEmail,
    OptionalLine,
    OptionalPhone,
    one_line,
    slug,
)

SHORTEST_USERNAME = 5


def _long_enough(value: str) -> str:
    if len(value) < SHORTEST_USERNAME:
        raise PydanticCustomError(
            "username", "it needs at least {least} characters", {"least": SHORTEST_USERNAME}
        )
    return value


ChosenName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST_USERNAME),
    AfterValidator(one_line),
    AfterValidator(slug),
    AfterValidator(_long_enough),
]


def _nothing(value: object) -> object:
    return {} if value is None else value


class ProfileEdit(Body):
    """What is to change; preferences are merged into those that are there, level by level."""

    username: Annotated[ChosenName | None, Kept] = None
    first_name: OptionalLine = None
    last_name: OptionalLine = None
    affiliations: Affiliations = ()
    contact_email: OptionalEmail = None
    contact_phone: OptionalPhone = None
    bio: OptionalBio = None
    is_bot: Annotated[bool | None, Kept] = None
    preferences: Annotated[dict[str, Any], BeforeValidator(_nothing)] = Field(default_factory=dict)
