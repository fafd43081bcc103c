"""What a file of handlers offers, and the answer that says nothing."""

from typing import TypeAlias, TypedDict

from tornado.web import RequestHandler

Routes: TypeAlias = list[tuple[str, type[RequestHandler]]]

OBJ = r"(?P<obj_id>[0-9A-Za-z\-_.+]+)"


class Empty(TypedDict):
    """Nothing more to say than that it was done."""
