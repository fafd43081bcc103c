"""Freezes: a draft becomes a fact in one transaction, after its files were stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.bundles.manifests import MANIFEST, SUMS, Manifest
from skyportal_like.bundles.tallies import class_counts
from skyportal_like.bundles.writing import Sealed
from skyportal_like.errors import Conflict
from skyportal_like.events.types import DatasetFrozen, DatasetProgressed
from skyportal_like.models import Dataset, DatasetFile, DatasetMember, DatasetVersion
from skyportal_like.schemas.datasets import Recipe
from skyportal_like.services import drafts, lineages
from skyportal_like.services.drafts import Draft, Material
from skyportal_like.storage import Storage
from skyportal_like.work import Work, utc_now

STEPS = ("reading", "labelling and splitting", "writing", "storing")
FAILED = "failed"
MEMBER_COLUMNS = ("example_id", "obj_id", "row_digest", "label", "split", "group_key")


class Overtaken(Conflict):
    """Another version was frozen since this draft was read, so its split must be kept too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A version that waits to be frozen."""

    version_id: int
    dataset_id: int
    group_id: int
    number: int
    author_id: int
    recipe: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A bundle whose files are stored."""

    manifest: Manifest
    sealed: Sealed
    files: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The version that holds the rows asked for: a new one, or the one that had them already."""

    number: int
    content_id: str
    bundle_id: str
    is_new: bool


def asked(work: Work, version_id: int) -> Asked | None:
    """Find a version that waits, unless it was frozen, failed or taken away meanwhile."""
    row = work.session.execute(
        # access: the platform itself does what somebody was allowed to ask for
        select(DatasetVersion, Dataset.group_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(DatasetVersion.id == version_id, DatasetVersion.status == "draft")
    ).one_or_none()
    if row is None:
        return None
    version, group_id = row
    return Asked(
        version_id=version.id,
        dataset_id=version.dataset_id,
        group_id=group_id,
        number=version.number,
        author_id=version.author_id,
        recipe=version.recipe,
    )


def gather(work: Work, one: Asked) -> Material:
    """Read what the version is made of, as its author may still do."""
    dataset = access.get(work, Dataset, one.dataset_id, Action.CONTRIBUTE)
    return drafts.gather(work, dataset, Recipe.model_validate(one.recipe), one.author_id)


def store(storage: Storage, folder: Path, manifest: Manifest, sealed: Sealed) -> Stored:
    """Store the files of a bundle under the hashes of their content."""
    paths = [*(entry.path for entry in manifest.files), MANIFEST, SUMS]
    files = [
        (path, (folder / path).stat().st_size, storage.put_file(folder / path)) for path in paths
    ]
    return Stored(manifest, sealed, files)


def finish(
    work: Work, one: Asked, material: Material, draft: Draft, stored: Stored
) -> Frozen | None:
    """Make the version a fact, all at once; None when somebody else did or took it away."""
    version = _locked(work, one)
    if version is None:
        return _same(work, one, stored.sealed.identity.content_id)
    if lineages.read(work, one.dataset_id).newest_id != material.lineage.newest_id:
        raise Overtaken("Another version was frozen meanwhile.")
    _add_members(work, version, stored.sealed)
    work.session.execute(
        insert(DatasetFile),
        [
            {"version_id": version.id, "path": path, "size": size, "blob": blob}
            for path, size, blob in stored.files
        ],
    )
    version.as_of, version.frozen_at = material.evidence.as_of, utc_now()
    version.parent_id = material.lineage.newest_id
    version.content_id = stored.manifest.content_id
    version.bundle_id = stored.manifest.bundle_id
    version.n_rows = len(stored.sealed.examples)
    version.counts = {
        **dict(_mapping(stored.manifest.document["counts"])),
        "classes": class_counts(stored.sealed.examples),
        "left_out": dict(draft.left_out),
    }
    version.stream_ids = list(draft.stream_ids)
    version.status = "frozen"
    work.session.flush()
    work.audit(
        "freeze",
        "dataset version",
        version.id,
        group_id=one.group_id,
        after={"content_id": version.content_id, "bundle_id": version.bundle_id},
    )
    _tell_frozen(work, one, version)
    return Frozen(version.number, version.content_id, version.bundle_id, is_new=True)


def unchanged(work: Work, one: Asked, content_id: str) -> Frozen | None:
    """Take a draft away that says what a version says already, and name that version."""
    version = _locked(work, one)
    if version is not None:
        work.session.delete(version)
    return _same(work, one, content_id)


def fail(work: Work, one: Asked, reason: str, stream_ids: Sequence[int] = ()) -> None:
    """Say why a version could not be frozen, to those who may read its rows."""
    version = _locked(work, one)
    if version is None:
        return
    version.status, version.failure = "failed", reason
    version.stream_ids = list(stream_ids)
    progress(work, one, FAILED, stream_ids)


def progress(work: Work, one: Asked, step: str, stream_ids: Sequence[int] = ()) -> None:
    """Tell the group how far a freeze is: once its streams are known, those who hold them."""
    done = STEPS.index(step) if step in STEPS else len(STEPS)
    work.emit_to(
        DatasetProgressed(
            dataset_id=one.dataset_id,
            version=one.number,
            step=step,
            done=done,
            total=len(STEPS),
        ),
        Audience(groups=frozenset((one.group_id,)), all_streams=frozenset(stream_ids)),
    )


def _locked(work: Work, one: Asked) -> DatasetVersion | None:
    """Lock the dataset, so that its versions become facts one after another."""
    # access: the version's author was allowed to freeze it when its rows were read
    work.session.execute(
        select(Dataset.id).where(Dataset.id == one.dataset_id).with_for_update(key_share=True)
    )
    return work.session.scalars(
        # access: as above
        select(DatasetVersion).where(
            DatasetVersion.id == one.version_id, DatasetVersion.status == "draft"
        )
    ).one_or_none()


def _same(work: Work, one: Asked, content_id: str) -> Frozen | None:
    # access: the author of these very rows is told which version holds them
    version = work.session.scalars(
        select(DatasetVersion)
        .where(
            DatasetVersion.dataset_id == one.dataset_id,
            DatasetVersion.content_id == content_id,
            DatasetVersion.status.not_in(lineages.UNPUBLISHED),
        )
        .order_by(DatasetVersion.number)
        .limit(1)
    ).one_or_none()
    if version is None or version.content_id is None or version.bundle_id is None:
        return None
    _tell_frozen(work, one, version)
    return Frozen(version.number, version.content_id, version.bundle_id, is_new=False)


def _tell_frozen(work: Work, one: Asked, version: DatasetVersion) -> None:
    work.emit_to(
        DatasetFrozen(dataset_id=one.dataset_id, version=version.number),
        Audience(groups=frozenset((one.group_id,)), all_streams=frozenset(version.stream_ids)),
    )


def _add_members(work: Work, version: DatasetVersion, sealed: Sealed) -> None:
    columns = (sealed.examples.column(name).to_pylist() for name in MEMBER_COLUMNS)
    names = ("example_id", "obj_id", "digest", "label", "split", "group_key")
    work.session.execute(
        insert(DatasetMember),
        [
            dict(zip(names, values, strict=True), version_id=version.id)
            for values in zip(*columns, strict=True)
        ],
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("counts of a manifest are a mapping")
    return value
