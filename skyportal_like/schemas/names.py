"""What groups, streams, filters and teams may be called, and how an edit leaves things out."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Nickname = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Description = Annotated[str, StringConstraints(max_length=10_000)]


def _given(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "Input should not be null; leave it out to keep it")
    return value


# A field of an edit: left out it stays as it is, and it has no empty state to be set to.
Kept = BeforeValidator(_given)
