"""Which keys annotations and altdata have, remembered for a while for who may read them."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, FromClause, Row, SQLColumnExpression, Text, column, func

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.models import Annotation, Obj
from skyportal_like.schemas.infos import AltdataInfo, AnnotationsInfo
from skyportal_like.work import Work

T = TypeVar("T")

TYPES = ("number", "string", "boolean", "object")
MOST_REMEMBERED = 1_000


class Memory(Generic[T]):
    """Remembers an answer for a while, for its caller with the rights that they had; any thread.

    The rights are part of what it is found by: whoever may read more or less is somebody else.
    """

    def __init__(self, seconds: float, most: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, str], tuple[float, T]] = OrderedDict()

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._kept)

    def recall(self, actor: Actor, find: Callable[[], T]) -> T:
        """Give what is remembered for this caller, or find it and remember that."""
        key = (actor.user_id, actor.reading_rights)
        asked_at = self._clock()
        with self._lock:
            known = self._kept.get(key)
            if known is not None and asked_at < known[0]:
                self._kept.move_to_end(key)
                return known[1]
        # Not under the lock: others need not wait for the database.
        found = find()
        with self._lock:
            self._kept[key] = (asked_at + self._seconds, found)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


class Infos:
    """Says which keys there are in what a caller may read."""

    def __init__(
        self,
        seconds: float,
        *,
        most: int = MOST_REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._annotations: Memory[AnnotationsInfo] = Memory(seconds, most, clock)
        self._altdata: Memory[AltdataInfo] = Memory(seconds, most, clock)

    def of_annotations(self, work: Work) -> AnnotationsInfo:
        """Name the keys of annotations with the types of their values, by origin."""
        return self._annotations.recall(work.actor, lambda: of_annotations(work))

    def of_altdata(self, work: Work) -> AltdataInfo:
        """Name the keys of objects' altdata with the types of their values."""
        return self._altdata.recall(work.actor, lambda: of_altdata(work))


def of_annotations(work: Work) -> AnnotationsInfo:
    """Look through the annotations that the caller reads."""
    key, kind, pairs = _pairs(Annotation.data)
    rows = work.session.execute(
        access.readable(work.actor, Annotation, key, kind, Annotation.origin)
        .join(pairs, kind.in_(TYPES))
        .distinct()
    ).all()
    found: AnnotationsInfo = {row.origin: [] for row in sorted(rows, key=lambda row: row.origin)}
    for row in _in_order(rows):
        found[row.origin].append({row.key: row.kind})
    return found


def of_altdata(work: Work) -> AltdataInfo:
    """Look through the altdata of the objects that the caller sees."""
    key, kind, pairs = _pairs(Obj.altdata)
    rows = work.session.execute(
        access.readable(work.actor, Obj, key, kind).join(pairs, kind.in_(TYPES)).distinct()
    ).all()
    return AltdataInfo(keys=[{row.key: row.kind} for row in _in_order(rows)])


def _pairs(
    data: SQLColumnExpression[Any],
) -> tuple[ColumnElement[str], ColumnElement[str], FromClause]:
    """Give the keys and the types of the values in a column, and the rows that they stand in."""
    pairs = func.jsonb_each(data).table_valued(column("key", Text()), "value").lateral()
    return pairs.c.key, func.jsonb_typeof(pairs.c.value).label("kind"), pairs


def _in_order(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: (row.key, row.kind))
