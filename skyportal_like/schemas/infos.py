"""Which keys there are, for who builds a condition of them."""

from typing import Literal, TypeAlias

from typing_extensions import TypedDict

# A key whose values are of two types stands there once for each.
KeyInfo: TypeAlias = dict[str, Literal["number", "string", "boolean", "object"]]
# By origin.
AnnotationsInfo: TypeAlias = dict[str, list[KeyInfo]]


class AltdataInfo(TypedDict):
    """The keys of objects' altdata."""

    keys: list[KeyInfo]
