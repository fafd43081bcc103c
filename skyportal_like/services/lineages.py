"""Lineages: the versions of a dataset that were published before, and where their rows lay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from skyportal_like.bundles.groups import PLACEMENT
from skyportal_like.models import DatasetFile, DatasetVersion
from skyportal_like.storage import Storage
from skyportal_like.work import Work

UNPUBLISHED = ("draft", "failed")


@dataclass(frozen=True, slots=True)
class Lineage:
    """The versions of a dataset that were published before, and the blobs of their rows."""

    newest_id: int | None
    newest_content_id: str | None
    numbers: Mapping[str, int]
    blobs: Sequence[str]


def read(work: Work, dataset_id: int) -> Lineage:
    """Name the versions that were published, and the blobs of their rows."""
    # access: what a dataset's later versions rest on, whoever reads the earlier ones
    published = work.session.execute(
        select(DatasetVersion.id, DatasetVersion.number, DatasetVersion.content_id)
        .where(DatasetVersion.dataset_id == dataset_id, DatasetVersion.status.not_in(UNPUBLISHED))
        .order_by(DatasetVersion.number)
    ).all()
    blobs = work.session.scalars(
        select(DatasetFile.blob)
        .where(
            DatasetFile.version_id.in_([row.id for row in published]),
            DatasetFile.path.startswith("data/"),
        )
        .order_by(DatasetFile.version_id, DatasetFile.path)
    ).all()
    newest = published[-1] if published else None
    return Lineage(
        newest_id=newest.id if newest else None,
        newest_content_id=newest.content_id if newest else None,
        numbers={row.content_id: row.number for row in reversed(published)},
        blobs=blobs,
    )


def rows(lineage: Lineage, storage: Storage) -> Iterator[pa.Table]:
    """Read where the rows of earlier versions lay."""
    # Versions share unchanged parts.
    for blob in dict.fromkeys(lineage.blobs):
        yield pq.read_table(pa.BufferReader(storage.get(blob)), columns=PLACEMENT.names)
