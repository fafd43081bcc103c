"""Writes an event the way sockets and pollers receive it."""

import orjson

from skyportal_like.access import Actor
from skyportal_like.events.types import BY_NAME, REFRESH_CANDIDATES, REFRESH_SOURCE
from skyportal_like.live.log import Cursor, Entry


def of_entry(entry: Entry, actor: Actor) -> dict[str, object]:
    """Give the message for one recipient: only groups that are theirs are named."""
    # A newer version of the code beside this one may write events that are unknown here.
    refetch = BY_NAME[entry.type].refetch if entry.type in BY_NAME else None
    message: dict[str, object] = {
        "cursor": str(entry.cursor),
        "type": entry.type,
        "at": entry.at,
        "actor": {"id": entry.actor_id, "username": entry.username},
        "obj_id": entry.obj_id,
        "group_ids": sorted(entry.groups & actor.group_ids),
        "data": entry.payload,
    }
    if refetch in {REFRESH_SOURCE, REFRESH_CANDIDATES}:
        message["actionType"] = refetch
        message["payload"] = {"obj_key": entry.obj_id} if entry.obj_id else {}
    elif refetch is not None:
        message["actionType"] = refetch
    return message


def as_text(message: dict[str, object]) -> bytes:
    """Write a message as JSON in UTF-8, once for all sockets that get it."""
    return orjson.dumps(message)


def resync(cursor: Cursor) -> bytes:
    """Tell a client that it has missed something and must load anew."""
    return as_text({"actionType": "RESYNC", "payload": {"cursor": str(cursor)}})
