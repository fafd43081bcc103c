"""Datasets: a group's labels as numbered versions, asked for here and frozen in the background."""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.bundles.manifests import MANIFEST
from skyportal_like.bundles.writing import sealed
from skyportal_like.errors import Invalid, NotFound, Withdrawn
from skyportal_like.models import Dataset, DatasetFile, DatasetVersion, Group
from skyportal_like.schemas.datasets import (
    DatasetEdit,
    DatasetView,
    FileView,
    NewDataset,
    Recipe,
    VersionDetail,
    VersionStatus,
    VersionView,
)
from skyportal_like.security.credentials import new_secret
from skyportal_like.services import drafts, lineages
from skyportal_like.storage import Storage
from skyportal_like.work import Work

ABSENT = "Cannot find Dataset with ID: {}."
NO_VERSION = "There is no version {} of this dataset."
NOT_FROZEN = "Version {} is not frozen."
TAKEN = "The group has a dataset {} already."
# Beyond this many rows the background finds out whether anything changed.
COMPARED_AT_ONCE = 10_000


def create(work: Work, new: NewDataset) -> Dataset:
    """Make a dataset of a group to which the caller may save."""
    group = access.get(
        work,
        Group,
        new.group_id,
        Action.SAVE,
        absent=NotFound(f"Cannot find Group with id {new.group_id}"),
    )
    row = Dataset(
        group_id=group.id,
        name=new.name,
        slug=new.slug or slug_of(new.name),
        description=new.description,
        licence=new.licence,
        salt=new_secret(),
        created_by_id=work.actor.user_id,
    )
    try:
        with work.savepoint():
            work.add(row)
    except IntegrityError as error:
        raise Invalid(TAKEN.format(row.slug), fields={"slug": "already exists"}) from error
    work.audit("create", "dataset", row.id, group_id=group.id, after={"slug": row.slug})
    return row


def slug_of(name: str) -> str:
    """Write a name in the letters of an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:100].strip("-")
    if not slug:
        raise Invalid(
            "This name has no letters for an address; give a slug.", fields={"slug": "needed"}
        )
    return slug


def edit(work: Work, dataset_id: int, changes: DatasetEdit) -> Dataset:
    """Change what is said about a dataset; frozen versions keep what was said before."""
    row = fetch(work, dataset_id, Action.CONTRIBUTE, lock=True)
    given = changes.model_dump(exclude_unset=True)
    before = {name: getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    work.audit("edit", "dataset", row.id, group_id=row.group_id, before=before, after=given)
    return row


def readable(work: Work) -> list[DatasetView]:
    """List the datasets of the caller's groups with the versions that they may read."""
    return _views(
        work, work.session.scalars(access.readable(work.actor, Dataset).order_by(Dataset.id))
    )


def get(work: Work, dataset_id: int) -> DatasetView:
    """Show a dataset."""
    return _views(work, [fetch(work, dataset_id)])[0]


def named(work: Work, address: str) -> Dataset | None:
    """Find a dataset by group/slug; a group's name may have a slash itself."""
    group, slug = parted(address)
    return work.session.scalars(
        access.readable(work.actor, Dataset).where(
            Dataset.group_id.in_(groups_called(work, group)), Dataset.slug == slug
        )
    ).one_or_none()


def groups_called(work: Work, name: str) -> list[int]:
    """Find the group of this name, or those whose name reads so in an address."""
    known = work.session.scalars(access.readable(work.actor, Group)).all()
    exact = [row.id for row in known if row.name == name]
    return exact or [row.id for row in known if slug_of(row.name) == name]


def require(work: Work, address: str) -> Dataset:
    """Find a dataset by group/slug, or say that there is none."""
    row = named(work, address)
    if row is None:
        raise NotFound(f"There is no dataset {address}.", fields={"dataset": "unknown"})
    return row


def parted(address: str) -> tuple[str, str]:
    """Take group/slug apart."""
    group, _, slug = address.rpartition("/")
    if not group or not slug:
        raise Invalid(f"{address!r} is not of the form GROUP/SLUG.", fields={"dataset": "form"})
    return group, slug


def version(work: Work, dataset_id: int, number: int) -> VersionDetail:
    """Show a version with its recipe and its files."""
    row = _version(work, dataset_id, number)
    parent = work.session.scalar(
        access.readable(work.actor, DatasetVersion, DatasetVersion.number).where(
            DatasetVersion.id == row.parent_id
        )
    )
    files = work.session.scalars(
        select(DatasetFile).where(DatasetFile.version_id == row.id).order_by(DatasetFile.path)
    )
    return VersionDetail(
        **_version_view(row),
        dataset_id=row.dataset_id,
        parent=parent,
        recipe=row.recipe,
        stream_ids=list(row.stream_ids),
        files=[FileView(path=one.path, size=one.size, sha256=one.blob) for one in files],
    )


def manifest(work: Work, dataset_id: int, number: int) -> str:
    """Give the blob of a frozen version's manifest."""
    return file(work, dataset_id, number, MANIFEST)


def file(work: Work, dataset_id: int, number: int, path: str) -> str:
    """Give the blob of one of a frozen version's files."""
    row = _version(work, dataset_id, number)
    if row.status in lineages.UNPUBLISHED:
        raise NotFound(NOT_FROZEN.format(number), status=404)
    if row.status == "withdrawn":
        raise Withdrawn(f"Version {number} was withdrawn.")
    blob = work.session.scalar(
        select(DatasetFile.blob).where(DatasetFile.version_id == row.id, DatasetFile.path == path)
    )
    if blob is None:
        raise NotFound(f"Version {number} has no such file.", status=404)
    return blob


def freeze(work: Work, dataset_id: int, recipe: Recipe, storage: Storage) -> DatasetVersion:
    """Ask for a version; where the newest says the same already, that one is the answer."""
    dataset = fetch(work, dataset_id, Action.CONTRIBUTE, lock=True)
    drafts.check(work, dataset, recipe)
    same = _unchanged(work, dataset, recipe, storage)
    if same is not None:
        return same
    # access: an attempt that failed left nothing behind; its number is free again
    work.session.execute(
        delete(DatasetVersion).where(
            DatasetVersion.dataset_id == dataset.id, DatasetVersion.status == "failed"
        )
    )
    # access: numbers count what the caller may not read, too; the dataset is locked
    number = work.session.scalar(
        select(func.coalesce(func.max(DatasetVersion.number), 0) + 1).where(
            DatasetVersion.dataset_id == dataset.id
        )
    )
    row = DatasetVersion(
        dataset_id=dataset.id,
        number=number,
        status="draft",
        recipe=recipe.model_dump(mode="json"),
        author_id=work.actor.user_id,
        stream_ids=[],
    )
    work.add(row)
    work.audit("ask for", "dataset version", row.id, group_id=dataset.group_id)
    work.enqueue("datasets.freeze", queue="cpu", version_id=row.id)
    return row


def status(row: DatasetVersion) -> VersionStatus:
    """Say which version it is and how far."""
    return VersionStatus(version=row.number, status=row.status)


def fetch(
    work: Work, dataset_id: int, action: Action = Action.READ, *, lock: bool = False
) -> Dataset:
    """Fetch a dataset for an act."""
    return access.get(
        work,
        Dataset,
        dataset_id,
        action,
        absent=NotFound(ABSENT.format(dataset_id), status=404),
        lock=lock,
    )


def _version(work: Work, dataset_id: int, number: int) -> DatasetVersion:
    dataset = fetch(work, dataset_id)
    row = work.session.scalars(
        access.readable(work.actor, DatasetVersion).where(
            DatasetVersion.dataset_id == dataset.id, DatasetVersion.number == number
        )
    ).one_or_none()
    if row is None:
        raise NotFound(NO_VERSION.format(number), status=404)
    return row


def _unchanged(
    work: Work, dataset: Dataset, recipe: Recipe, storage: Storage
) -> DatasetVersion | None:
    newest = work.session.scalars(
        access.readable(work.actor, DatasetVersion)
        .where(
            DatasetVersion.dataset_id == dataset.id,
            DatasetVersion.status.not_in(lineages.UNPUBLISHED),
        )
        .order_by(DatasetVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.recipe != recipe.model_dump(mode="json"):
        return None
    if newest.status != "frozen" or (newest.n_rows or 0) > COMPARED_AT_ONCE:
        return None
    draft = drafts.work_out(drafts.gather(work, dataset, recipe, work.actor.user_id), storage)
    if draft.audit.refusals:
        return None
    ready = sealed(draft.split.table, draft.votes, draft.taxonomy)
    return newest if ready.identity.content_id == newest.content_id else None


def _views(work: Work, rows: Iterable[Dataset]) -> list[DatasetView]:
    found = list(rows)
    versions: dict[int, list[VersionView]] = {row.id: [] for row in found}
    statement = access.readable(work.actor, DatasetVersion).where(
        DatasetVersion.dataset_id.in_(versions)
    )
    for one in work.session.scalars(statement.order_by(DatasetVersion.number)):
        versions[one.dataset_id].append(_version_view(one))
    return [
        DatasetView(
            id=row.id,
            name=row.name,
            slug=row.slug,
            group_id=row.group_id,
            description=row.description,
            licence=row.licence,
            created_by_id=row.created_by_id,
            created_at=row.created_at,
            modified=row.modified,
            versions=versions[row.id],
        )
        for row in found
    ]


def _version_view(row: DatasetVersion) -> VersionView:
    return VersionView(
        number=row.number,
        status=row.status,
        created_at=row.created_at,
        author_id=row.author_id,
        as_of=row.as_of,
        frozen_at=row.frozen_at,
        content_id=row.content_id,
        bundle_id=row.bundle_id,
        n_rows=row.n_rows,
        counts=row.counts,
        failure=row.failure,
    )
