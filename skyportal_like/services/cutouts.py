"""Cutouts of many objects as one binary pack, so that a page of candidates is one request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import orjson
from PIL import Image

from skyportal_like import access
from skyportal_like.errors import NotFound
from skyportal_like.models import Thumbnail
from skyportal_like.schemas.cutouts import PackedCutout
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import CUTOUT_ROLES
from skyportal_like.work import Work

MAGIC = b"CUT1"
ALIGNMENT = 8


@dataclass(frozen=True, slots=True)
class Cutout:
    """An image of an object by the hash of its PNG."""

    obj_id: str
    role: str
    blob: str


def of_objects(work: Work, obj_ids: Sequence[str]) -> list[Cutout]:
    """List the cutouts of those of these objects that the caller may see."""
    rows = work.session.execute(
        access.readable(work.actor, Thumbnail, Thumbnail.obj_id, Thumbnail.role, Thumbnail.blob)
        .where(
            Thumbnail.obj_id.in_(obj_ids),
            Thumbnail.kind == "cutout",
            Thumbnail.role.in_(CUTOUT_ROLES),
        )
        .order_by(Thumbnail.obj_id, Thumbnail.role)
    )
    return [Cutout(*row) for row in rows]


def pack(storage: Storage, cutouts: Iterable[Cutout]) -> bytes:
    """Pack the pixels of cutouts: magic, length of the header, JSON header, 8-bit grey rows.

    Offsets count from the end of the header, which is padded so that the pixels begin at a
    multiple of 8 bytes. An image that is no longer stored is left out.
    """
    items: list[PackedCutout] = []
    pixels: list[bytes] = []
    offset = 0
    for cutout in cutouts:
        try:
            png = storage.get(cutout.blob)
        except NotFound:
            continue
        with Image.open(BytesIO(png)) as image:
            grey = image.convert("L")
        rows = grey.tobytes()
        items.append(
            PackedCutout(
                id=cutout.obj_id,
                role=cutout.role,
                width=grey.width,
                height=grey.height,
                dtype="u1",
                offset=offset,
                length=len(rows),
            )
        )
        pixels.append(rows)
        offset += len(rows)
    header = orjson.dumps({"items": items})
    header += b" " * (-len(header) % ALIGNMENT)
    return b"".join((MAGIC, len(header).to_bytes(4, "little"), header, *pixels))
