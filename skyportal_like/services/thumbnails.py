"""Thumbnails: images of objects by role, the newest of each."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import select, text

from skyportal_like import access
from skyportal_like.errors import NotFound
from skyportal_like.events.types import ThumbnailAdded
from skyportal_like.models import Obj, Thumbnail
from skyportal_like.schemas.objs import ThumbnailView
from skyportal_like.work import Work

URL = "/api/thumbnail/{}/{}.png"
SHOWN_OF_BLOB = 16

# An image without a time counts as older than any with one.
_ATTACH = text("""
insert into thumbnails as held (obj_id, role, blob, taken_jd, survey, origin)
select given.*
from json_to_recordset(cast(:rows as json)) as given(
    obj_id text, role text, blob text, taken_jd double precision, survey text, origin text
)
on conflict (obj_id, kind, role) do update
set blob = excluded.blob, taken_jd = excluded.taken_jd, survey = excluded.survey,
    origin = excluded.origin, modified = now() at time zone 'utc'
where held.blob <> excluded.blob
    and coalesce(held.taken_jd, '-infinity') < coalesce(excluded.taken_jd, '-infinity')
returning id, obj_id
""")


@dataclass(frozen=True, slots=True)
class NewThumbnail:
    """An image of an object in a role; its bytes are stored already."""

    obj_id: str
    role: str
    blob: str
    taken_jd: float | None = None
    survey: str | None = None
    origin: str | None = None


def attach(work: Work, images: Collection[NewThumbnail]) -> int:
    """Attach images in the place of older ones of the same role, and count those that are new."""
    newest: dict[tuple[str, str], NewThumbnail] = {}
    for image in sorted(images, key=lambda one: (one.obj_id, one.role, one.taken_jd or 0.0)):
        newest[image.obj_id, image.role] = image
    if not newest:
        return 0
    rows = orjson.dumps([asdict(image) for image in newest.values()]).decode()
    # access: nothing of what stood there before is told
    made = work.session.execute(_ATTACH, {"rows": rows}).all()
    # access: those who see the object hear of its images
    seen_by = work.session.execute(
        # access: as above
        select(Obj.id, Obj.group_ids, Obj.filter_ids, Obj.user_ids).where(
            Obj.id.in_({row.obj_id for row in made})
        )
    )
    objects = {row.id: Obj(**row._mapping) for row in seen_by}  # noqa: SLF001 - its public name
    for row in sorted(made, key=lambda one: one.id):
        work.emit(ThumbnailAdded(obj_id=row.obj_id, thumbnail_id=row.id), about=objects[row.obj_id])
    return len(made)


def of_objects(work: Work, obj_ids: Sequence[str]) -> dict[str, list[ThumbnailView]]:
    """Show the images of each of these objects."""
    rows = work.session.scalars(
        access.readable(work.actor, Thumbnail)
        .where(Thumbnail.obj_id.in_(obj_ids))
        .order_by(Thumbnail.id)
    )
    found: dict[str, list[ThumbnailView]] = {obj_id: [] for obj_id in obj_ids}
    for row in rows:
        found[row.obj_id].append(_view(row))
    return found


def blob_of(work: Work, thumbnail_id: int, beginning: str) -> str:
    """Name the bytes of an image by its address; a replaced image is gone from its old one."""
    gone = NotFound("Could not find this thumbnail.", status=404)
    row = access.get(work, Thumbnail, thumbnail_id, absent=gone)
    if row.blob[:SHOWN_OF_BLOB] != beginning:
        raise gone
    return row.blob


def _view(row: Thumbnail) -> ThumbnailView:
    return ThumbnailView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        obj_id=row.obj_id,
        type=row.role,
        public_url=URL.format(row.id, row.blob[:SHOWN_OF_BLOB]),
        origin=row.origin,
        survey=row.survey,
        is_grayscale=row.is_grayscale,
    )
