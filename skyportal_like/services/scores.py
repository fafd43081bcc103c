"""Scores: what a survey's software made of an object, as one annotation an origin."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import text

from skyportal_like.events.types import Annotated, AnnotationEdited
from skyportal_like.models import Annotation
from skyportal_like.work import Work

# The newest alert's scores stay; groups that take the object later are added to the readers.
_PUT = text("""
insert into annotations as held (obj_id, origin, data, author_id, group_ids)
select given.*
from json_to_recordset(cast(:rows as json)) as given(
    obj_id text, origin text, data jsonb, author_id integer, group_ids integer[]
)
on conflict (obj_id, origin) do update
set data = case when (held.data->>'jd')::double precision
        >= (excluded.data->>'jd')::double precision
        then held.data else excluded.data end,
    group_ids = array(select distinct unnest(held.group_ids || excluded.group_ids) order by 1),
    modified = now() at time zone 'utc'
where held.author_id = excluded.author_id
    and not ((held.data->>'jd')::double precision >= (excluded.data->>'jd')::double precision
        and held.group_ids @> excluded.group_ids)
returning id, obj_id, origin, group_ids, xmax = 0 as made
""")


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """The scores of one object's alert at one time."""

    obj_id: str
    origin: str
    jd: float
    data: dict[str, Any]
    author_id: int
    group_ids: frozenset[int]


def put(work: Work, sets: Collection[ScoreSet]) -> int:
    """Write these scores where none newer stand, and count the annotations that changed."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(sets, key=lambda one: (one.obj_id, one.origin, one.jd)):
        values = asdict(one)
        values["data"] = {**one.data, "jd": values.pop("jd")}
        before = newest.get((one.obj_id, one.origin))
        if before is not None:
            values["group_ids"] |= before["group_ids"]
        newest[one.obj_id, one.origin] = values
    if not newest:
        return 0
    given = orjson.dumps(list(newest.values()), default=sorted).decode()
    # access: the platform itself writes; somebody else's annotation of this origin is left alone
    changed = work.session.execute(_PUT, {"rows": given}).all()
    for row in sorted(changed, key=lambda one: one.id):
        kind = Annotated if row.made else AnnotationEdited
        work.emit(
            kind(obj_id=row.obj_id, annotation_id=row.id, origin=row.origin),
            about=Annotation(obj_id=row.obj_id, group_ids=row.group_ids),
        )
    return len(changed)
