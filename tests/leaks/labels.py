"""Taxonomies, labels with their log, and datasets in every state."""

from collections.abc import Iterator
from dataclasses import dataclass

from skyportal_like.bundles.manifests import MANIFEST
from skyportal_like.models import (
    Classification,
    Dataset,
    DatasetFile,
    DatasetMember,
    DatasetVersion,
    LabelLogLine,
    Taxonomy,
)
from skyportal_like.work import Work, utc_now
from tests.leaks.objects import SAVERS
from tests.leaks.people import SITEWIDE
from tests.leaks.world import World

CLASSES = ("Ia", "AGN", "Hidden")
# One file of each kind that a version serves.
FILES = (MANIFEST, "README.md", "CITATION.cff", "data/train.parquet", "data/NOTICE")


def make(work: Work, world: World) -> None:
    """Make the trees, the labels and the datasets."""
    trees = {name: _tree(work, world, name) for name in (SITEWIDE, "alpha", "delta", "zeta")}
    for obj_id in SAVERS:
        for tree, taxonomy_id in trees.items():
            for group in (SITEWIDE, "alpha", "beta", "gamma", "delta", "zeta"):
                _label(work, world, obj_id, taxonomy_id, _class_of(tree, group), group)
    for number, group in enumerate(("alpha", "beta", "gamma", "delta", "zeta", "eta"), 1):
        _dataset(work, world, group, number)


def _tree(work: Work, world: World, group: str) -> int:
    nodes = [{"class": name} for name in (*CLASSES, f"only {group}")]
    row = Taxonomy(
        name=f"Tree of {group}",
        version="1",
        hierarchy={"class": "Source", "subclasses": nodes},
        content_hash=f"hash of {group}",
        group_ids=sorted({world.groups[group], world.groups["zeta"]}),
    )
    work.add(row)
    return row.id


def _class_of(tree: str, group: str) -> str:
    """Choose a class that tells who gave it."""
    return f"only {tree}" if tree == group else CLASSES[len(group) % len(CLASSES)]


def _label(
    work: Work,
    world: World,
    obj_id: str,
    taxonomy_id: int,
    name: str,
    group: str,
) -> None:
    author = "member" if group == "alpha" else "outsider"
    row = Classification(
        obj_id=obj_id,
        taxonomy_id=taxonomy_id,
        classification=name,
        probability=0.5,
        author_id=world.people[author],
        author_name=f"{author}-person",
        group_ids=[world.groups[group]],
    )
    work.add(row)
    work.add(
        LabelLogLine(
            classification_id=row.id,
            version=1,
            operation="create",
            obj_id=obj_id,
            taxonomy_hash="x",
            actor_id=world.people[author],
            client="test",
        )
    )


@dataclass(frozen=True, slots=True)
class _Stage:
    """One version to make: of which streams, and how far it got."""

    streams: tuple[str, ...]
    status: str


STAGES = (
    _Stage((), "frozen"),
    _Stage(("partner",), "frozen"),
    _Stage(("public",), "frozen"),
    _Stage(("public", "partner"), "superseded"),
    _Stage(("public",), "withdrawn"),
    _Stage((), "draft"),
    _Stage((), "failed"),
)


def _dataset(work: Work, world: World, group: str, number: int) -> None:
    row = Dataset(
        group_id=world.groups[group],
        name=f"Set of {group}",
        slug=f"set-of-{group}",
        salt="salt",
        created_by_id=sorted(world.people.values())[number],
    )
    work.add(row)
    parent: int | None = None
    for stage_number, stage in enumerate(STAGES, 1):
        version = DatasetVersion(
            dataset_id=row.id,
            number=stage_number,
            recipe={"of": group, "number": stage_number},
            parent_id=parent,
            author_id=row.created_by_id,
            stream_ids=[world.streams[one] for one in stage.streams],
        )
        work.add(version)
        if stage.status not in {"draft", "failed"}:
            work.add(*_contents(world, group, version))
        _finish(version, stage)
        work.session.flush()
        parent = version.id


def _contents(
    world: World, group: str, version: DatasetVersion
) -> Iterator[DatasetFile | DatasetMember]:
    for path in FILES:
        content = f"{path} of {group} {version.number}".encode()
        yield DatasetFile(
            version_id=version.id, path=path, size=len(content), blob=world.storage.put(content)
        )
    for obj_id in SAVERS:
        yield DatasetMember(
            version_id=version.id,
            example_id=f"{version.id} {obj_id}",
            obj_id=obj_id,
            digest="x",
            label="Ia",
            split="train",
            group_key="x",
        )


def _finish(version: DatasetVersion, stage: _Stage) -> None:
    version.status = stage.status
    if stage.status == "draft":
        return
    if stage.status == "failed":
        version.failure = f"failure of version {version.id}"
        return
    version.as_of = version.frozen_at = utc_now()
    version.content_id = f"content {version.id}"
    version.bundle_id = f"bundle {version.id}"
    version.n_rows = len(SAVERS)
    version.counts = {"Ia": len(SAVERS)}
