"""What happened: an event of each type about rows of every audience, and about whom or what."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, inspect, select, text

from skyportal_like.access import Audience
from skyportal_like.events.types import BY_NAME, Event
from skyportal_like.models import (
    Annotation,
    Base,
    Candidate,
    Classification,
    Comment,
    Dataset,
    Filter,
    Group,
    Obj,
    Photometry,
    Rejection,
    Source,
    Taxonomy,
    UserNotification,
)
from skyportal_like.work import Work
from tests.leaks.objects import COMMON
from tests.leaks.world import World

# What events are about: by type, else by the word before its dot.
ABOUT: dict[str, type[Base]] = {
    "candidate.rejected": Rejection,
    "candidate.unrejected": Rejection,
    "candidate": Candidate,
    "source": Source,
    "classification": Classification,
    "comment": Comment,
    "annotation": Annotation,
    "photometry": Photometry,
    "thumbnail": Obj,
    "group": Group,
    "filter": Filter,
    "taxonomy": Taxonomy,
    "dataset": Dataset,
    "notification": UserNotification,
}
# Told to named people or to the members of a group, whatever these may read now.
TO_PEOPLE = {"membership.changed", "token.revoked"}
TO_MEMBERS = {"row.hidden"}
ROWS = 16
# Beside the log, so that a rule can ask what an event is about: no table of the platform's.
TOLD = "create table told (event_id bigint primary key, kind text, key text)"


def make(work: Work, world: World) -> None:
    """Let everything happen, and note beside the log what each event is about."""
    told: list[tuple[str, str]] = []
    for name, event in BY_NAME.items():
        if name in TO_PEOPLE:
            told += _to_people(work, world, event)
        elif name in TO_MEMBERS:
            told += _to_members(work, world, event)
        else:
            told += _about_rows(work, name, event)
    work.session.execute(text(TOLD))
    first = work.session.execute(text("select last_value from events_id_seq")).scalar_one()
    work.session.execute(
        text("insert into told values (:event_id, :kind, :key)"),
        [
            {"event_id": first + number, "kind": kind, "key": key}
            for number, (kind, key) in enumerate(told, 1)
        ],
    )


def check(engine: Engine) -> None:
    """Check that what was noted beside the log matches it."""
    with engine.connect() as connection:
        wrong = connection.execute(
            text(
                "select e.id, e.type, t.kind from events e full join told t on t.event_id = e.id"
                " where t.kind is null or e.id is null"
                " or (t.kind = 'comments') <> (e.type like 'comment.%')"
            )
        ).all()
    assert wrong == [], wrong


def is_known(name: str) -> bool:
    """Tell whether it is said what this type of event is about."""
    return name in TO_PEOPLE | TO_MEMBERS or _model_of(name) is not None


def _model_of(name: str) -> type[Base] | None:
    return ABOUT.get(name) or ABOUT.get(name.partition(".")[0])


def _about_rows(work: Work, name: str, event: type[Event]) -> Iterator[tuple[str, str]]:
    model = _model_of(name)
    assert model is not None, f"say in {__name__} what an event {name} is about"
    key = inspect(model).primary_key[0]
    rows = work.session.scalars(select(model).order_by(key)).all()
    for row in _some(rows):
        row_key = inspect(row).identity[0]
        work.emit(event(**_content(event, row, row_key)), about=row)
        yield str(model.__tablename__), str(row_key)


def _some(rows: Sequence[Any]) -> Sequence[Any]:
    """Take rows from all over, since neighbours have the same readers."""
    return rows[:: max(1, len(rows) // ROWS)]


def _content(event: type[Event], row: Any, key: object) -> dict[str, object]:
    """Say what an event says of a row, as far as its fields are named like columns."""
    said: dict[str, object] = {}
    for name, field in event.model_fields.items():
        if name == "type":
            continue
        if hasattr(row, name):
            said[name] = getattr(row, name)
        elif name == "obj_id":
            said[name] = key
        elif name == "obj_ids":
            said[name] = [row.obj_id]
        elif field.is_required():
            is_key = name.endswith("_id") and isinstance(key, int)
            said[name] = key if is_key else "step" if field.annotation is str else 1
    return said


def _to_people(work: Work, world: World, event: type[Event]) -> Iterator[tuple[str, str]]:
    for user_id in world.people.values():
        said: dict[str, object] = {"user_id": user_id}
        if "token_id" in event.model_fields:
            said["token_id"] = None
        work.emit_to(event(**said), Audience(users=frozenset({user_id})))
        yield "person", str(user_id)


def _to_members(work: Work, world: World, event: type[Event]) -> Iterator[tuple[str, str]]:
    for group_id in world.groups.values():
        work.emit_to(event(kind="obj", id=COMMON), Audience(groups=frozenset({group_id})))
        yield "members", str(group_id)
