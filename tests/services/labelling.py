"""A group's labelled objects, for the tests of datasets."""

from collections.abc import Mapping
from typing import Any

from skyportal_like.schemas.annotations import NewAnnotation
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.datasets import NewDataset, Recipe
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import annotations, classifications, datasets, sources
from skyportal_like.work import Work
from tests.world import Person, World

CLASSES = ("Ia", "AGN", "RR Lyrae")


def save(world: World, number: int, *, group: int | None = None) -> str:
    """Save one object of a grid on the sky to a group."""
    obj_id = f"ZTF26row{number:04d}"
    new = NewSource(
        id=obj_id,
        ra=(number * 1.5) % 360,
        dec=-30.0,
        group_ids=(group or world.group,),
    )
    world.run(world.member, lambda work: sources.post(work, new))
    return obj_id


def say(world: World, person: Person, obj_id: str, name: str, **more: Any) -> int:
    """Let somebody classify an object, for the group unless told otherwise."""
    new = NewClassification.model_validate(
        {
            "obj_id": obj_id,
            "taxonomy_id": world.taxonomy,
            "classification": name,
            "group_ids": (world.group,),
            **more,
        }
    )
    found: int = world.run(person, lambda work: classifications.classify(work, new).id)
    return found


def labelled(world: World, count: int, start: int = 0) -> list[str]:
    """Save and classify so many objects, the classes in turn."""
    ids = []
    for number in range(start, start + count):
        ids.append(save(world, number))
        say(world, world.member, ids[-1], CLASSES[number % len(CLASSES)])
    return ids


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
