"""Writes events in the transaction of the change they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from skyportal_like.access import Audience
from skyportal_like.events.types import EventType, ObjEvent
from skyportal_like.models import EventRow


@dataclass(frozen=True, slots=True)
class Told:
    """An event, who hears it, and the parents that a hearer must be able to read too."""

    event: EventType
    audience: Audience
    obj_id: str | None = None
    taxonomy_id: int | None = None


def write(session: Session, actor_id: int | None, told: Sequence[Told]) -> None:
    """Write the events of a unit of work, in order, with one statement."""
    if told:
        # access: the outbox is written by whoever acts and read through the hub only
        session.execute(insert(EventRow), [_row(actor_id, one) for one in told])


def _row(actor_id: int | None, told: Told) -> dict[str, object]:
    audience = told.audience
    left_out = {"type", "obj_id"} if isinstance(told.event, ObjEvent) else {"type"}
    payload = told.event.model_dump(mode="json", exclude=left_out)
    if payload.get("op_id", "") is None:
        del payload["op_id"]
    return {
        "type": told.event.type,
        "actor_id": actor_id,
        "obj_id": told.obj_id,
        "taxonomy_id": told.taxonomy_id,
        "any_groups": sorted(audience.groups),
        "any_streams": sorted(audience.streams),
        "any_users": sorted(audience.users),
        "any_keepers": sorted(audience.keepers),
        "any_filters": sorted(audience.filters),
        "all_streams": sorted(audience.all_streams),
        "payload": payload,
    }
