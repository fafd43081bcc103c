"""A group's labelled objects, for the tests of datasets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from skyportal_like.access import actor as actors
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.models import DatasetVersion
from skyportal_like.schemas.annotations import NewAnnotation
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.datasets import NewDataset, Recipe, VersionDetail
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import (
    annotations,
    classifications,
    datasets,
    exports,
    instruments,
    photometry,
    sources,
)
from skyportal_like.services.freezes import Frozen
from skyportal_like.storage import Storage
from skyportal_like.work import Work
from tests.world import ORIGIN, Person, World

CLASSES = ("Ia", "AGN", "RR Lyrae")
CURVE = {"light_curve": ["n_points", "n_detections", "first_mjd", "last_mjd"]}


def a_source(group: int, number: int) -> NewSource:
    """Make one object of a grid on the sky."""
    return NewSource(
        id=f"ZTF26row{number:04d}", ra=(number * 1.5) % 360, dec=-30.0, group_ids=(group,)
    )


def a_word(world: World, obj_id: str, name: str, **more: Any) -> NewClassification:
    """Make one classification, for the group unless told otherwise."""
    given = {
        "obj_id": obj_id,
        "taxonomy_id": world.taxonomy,
        "classification": name,
        "group_ids": (world.group,),
    }
    return NewClassification.model_validate(given | more)


def save(world: World, number: int) -> str:
    """Save one object to the group."""
    new = a_source(world.group, number)
    world.run(world.member, lambda work: sources.post(work, new))
    return new.id


def say(world: World, person: Person, obj_id: str, name: str, **more: Any) -> int:
    """Let somebody classify an object, for the group unless told otherwise."""
    new = a_word(world, obj_id, name, **more)
    found: int = world.run(person, lambda work: classifications.classify(work, new).id)
    return found


def labelled(world: World, count: int, start: int = 0) -> list[str]:
    """Save and classify so many objects, the classes in turn."""
    numbers = range(start, start + count)

    def post(work: Work) -> list[str]:
        return [_labelled(work, world, number) for number in numbers]

    found: list[str] = world.run(world.member, post)
    return found


def _labelled(work: Work, world: World, number: int) -> str:
    new = a_source(world.group, number)
    sources.post(work, new)
    name = CLASSES[number % len(CLASSES)]
    classifications.classify(work, a_word(world, new.id, name))
    return new.id


def annotate(world: World, person: Person, obj_id: str, origin: str, data: dict[str, Any]) -> None:
    """Let somebody annotate an object for the group."""
    new = NewAnnotation(origin=origin, data=data, group_ids=(world.group,))
    world.run(person, lambda work: annotations.annotate(work, obj_id, new))


def recipe(world: World, **clauses: Any) -> Recipe:
    """Give a recipe with the world's taxonomy; clauses replace or widen the defaults."""
    label: Mapping[str, Any] = clauses.pop("label", {})
    return Recipe.model_validate({"label": {"taxonomy_id": world.taxonomy, **label}, **clauses})


def dataset(world: World, name: str = "Golden sample") -> int:
    """Make a dataset of the group."""

    def create(work: Work) -> int:
        return datasets.create(work, NewDataset(name=name, group_id=world.group)).id

    found: int = world.run(world.member, create)
    return found


def ask(world: World, storage: Storage, dataset_id: int, wanted: Recipe) -> DatasetVersion:
    """Ask for a version as the member."""
    row: DatasetVersion = world.run(
        world.member, lambda work: datasets.freeze(work, dataset_id, wanted, storage)
    )
    return row


def freeze(world: World, storage: Storage, dataset_id: int, wanted: Recipe) -> Frozen:
    """Ask for a version and freeze it."""
    row = ask(world, storage, dataset_id, wanted)
    frozen = Freezer(world.units, storage, ORIGIN).freeze(row.id)
    assert frozen is not None
    return frozen


def version(world: World, person: Person, dataset_id: int, number: int) -> VersionDetail:
    """Show a version to somebody."""
    found: VersionDetail = world.run(
        person, lambda work: datasets.version(work, dataset_id, number)
    )
    return found


def exported(
    world: World, storage: Storage, dataset_id: int, number: int, folder: Path
) -> dict[str, dict[str, Any]]:
    """Write a version out and read its rows back, by object."""
    found = version(world, world.member, dataset_id, number)
    exports.write(storage, found["files"], folder)
    parts = sorted((folder / "data").rglob("*.parquet"))
    rows = [row for part in parts for row in pq.ParquetFile(part).read().to_pylist()]
    return {row["obj_id"]: row for row in rows}


def count(world: World, statement: Any) -> int:
    """Count rows."""
    found: int = world.run(world.admin, lambda work: work.session.scalar(statement))
    return found


def observe(world: World, obj_id: str, stream: int, mjds: list[float]) -> None:
    """Add detections that one stream opens, and an upper limit after them."""

    def add(work: Work) -> None:
        taken_with = instruments.ensure_survey_instruments(work, {"ZTF"})["ZTF"]
        photometry.add_points(
            work,
            [
                photometry.NewPoint(
                    obj_id=obj_id,
                    instrument_id=taken_with,
                    filter="ztfg",
                    mjd=mjd,
                    flux=flux,
                    fluxerr=1.0,
                    owner_id=world.admin.id,
                    stream_ids=frozenset({stream}),
                )
                for mjd, flux in [*((mjd, 100.0) for mjd in mjds), (max(mjds) + 1, None)]
            ],
        )

    world.units.run(actors.system, ORIGIN, add)
