"""What a file of handlers offers, and the answer that says nothing."""

from typing import TypeAlias

from tornado.web import RequestHandler
from typing_extensions import TypedDict

Routes: TypeAlias = list[tuple[str, type[RequestHandler]]]

OBJ = r"(?P<obj_id>[0-9A-Za-z\-_.+]+)"


class Empty(TypedDict):
    """Nothing more to say than that it was done."""
