"""Evidence: what a group may read of the objects it saved, for the rows of a dataset.

Rows are read as any member of the group may read them, never as the person who freezes: what
only that person may read must not reach the other members through a frozen version. Streams
that opened a part of a row are collected with it; only who holds them all reads the version.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.bundles.columns import feature_name
from skyportal_like.bundles.values import FeatureValue
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Filter, GroupStream, Stream, Taxonomy
from skyportal_like.queries import datasets as queries
from skyportal_like.schemas.datasets import AnnotationFeature, FeatureClause, Recipe
from skyportal_like.services.labels import Word
from skyportal_like.vocabulary import SCORES_ORIGIN
from skyportal_like.work import Work

MJD_ZERO = datetime(1858, 11, 17)  # noqa: DTZ001  naive UTC, as everywhere here
DATED = frozenset({"first_mjd", "last_mjd"})
# What the scores of a stream's alerts are called after the name of the stream.
UNKNOWN_TAXONOMY = "The dataset's group cannot read taxonomy {}."


@dataclass(slots=True)
class Item:
    """One saved object with everything that was asked for about it."""

    obj_id: str
    ra: float | None
    dec: float | None
    features: dict[str, FeatureValue]
    words: dict[int, Word]
    streams: set[str]
    first_mjd: float | None = None
    last_mjd: float | None = None
    asof_mjd: float | None = None

    def known_at(self, mjd: float) -> None:
        """Note that a feature was known no earlier than this."""
        self.asof_mjd = mjd if self.asof_mjd is None else max(self.asof_mjd, mjd)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a version is made of, as of one moment."""

    as_of: datetime
    taxonomy: Taxonomy
    items: Sequence[Item]
    held_streams: Mapping[str, int]


def read(work: Work, group_id: int, recipe: Recipe) -> Evidence:
    """Read what a recipe asks for, in a number of statements that no size changes."""
    reader = reader_of(work, group_id)
    as_of = work.session.scalars(select(func.timezone("utc", func.now()))).one()
    taxonomy = taxonomy_of(work, reader, recipe.label.taxonomy_id)
    items = _items(work, reader, group_id, recipe)
    chosen = queries.ids(reader, group_id, recipe.objects)
    statement = queries.labels(reader, chosen, taxonomy.id, recipe.label.votes)
    for item, row in _matched(items, work.session.execute(statement)):
        # A voter's last word takes the place of the one before, at the end.
        item.words.pop(row.author_id, None)
        item.words[row.author_id] = _word(row)
    held = _held_streams(work, reader)
    wanted = recipe.features
    if wanted.annotations:
        rows = work.session.execute(queries.annotations(reader, chosen, wanted.annotations)).all()
        _add_annotations(rows, items, wanted.annotations)
        _add_streams_of_scores(work, rows, items)
    if wanted.light_curve:
        _add_light_curves(work.session.execute(queries.light_curves(reader, chosen)), items, wanted)
        names = {stream_id: name for name, stream_id in held.items()}
        opened = work.session.execute(queries.light_curve_streams(reader, chosen))
        for item, row in _matched(items, opened):
            item.streams.add(names[row.stream_id])
    return Evidence(as_of, taxonomy, list(items.values()), held)


def reader_of(work: Work, group_id: int) -> Actor:
    """Stand for any member of a group: what all of them may read who hold its streams."""
    group_ids = {group_id}
    if work.actor.sitewide_group_id is not None:
        group_ids.add(work.actor.sitewide_group_id)
    stream_ids = frozenset(
        work.session.scalars(
            select(GroupStream.stream_id).where(GroupStream.group_id.in_(group_ids))
        )
    )
    filter_ids = work.session.scalars(
        # access: the filters of the group itself, as its members read them
        select(Filter.id).where(Filter.group_id.in_(group_ids), Filter.stream_id.in_(stream_ids))
    )
    return replace(
        actors.nobody(work.session),
        group_ids=frozenset(group_ids),
        stream_ids=stream_ids,
        filter_ids=frozenset(filter_ids),
        sitewide_group_id=work.actor.sitewide_group_id,
    )


def name_of(feature: AnnotationFeature) -> str:
    """Name the column of an annotation's key."""
    return feature.name or feature_name(feature.origin, feature.key)


def taxonomy_of(work: Work, reader: Actor, taxonomy_id: int) -> Taxonomy:
    """Fetch a taxonomy as the group reads it."""
    taxonomy = work.session.scalars(
        access.readable(reader, Taxonomy).where(Taxonomy.id == taxonomy_id)
    ).one_or_none()
    if taxonomy is None:
        raise NotFound(
            UNKNOWN_TAXONOMY.format(taxonomy_id), fields={"label.taxonomy_id": "unknown"}
        )
    return taxonomy


def _held_streams(work: Work, reader: Actor) -> dict[str, int]:
    rows = work.session.execute(
        access.readable(reader, Stream, Stream.name, Stream.id).where(
            Stream.id.in_(reader.stream_ids)
        )
    )
    return {row.name: row.id for row in rows}


def _items(work: Work, reader: Actor, group_id: int, recipe: Recipe) -> dict[str, Item]:
    columns = recipe.features.columns
    found = {}
    for row in work.session.execute(queries.objects(reader, group_id, recipe.objects, columns)):
        placed = row.ra is not None and row.dec is not None
        item = Item(
            obj_id=row.obj_id,
            ra=row.ra if placed else None,
            dec=row.dec if placed else None,
            features={name: getattr(row, name) for name in columns},
            words={},
            streams=set(),
        )
        if columns:
            item.known_at(_mjd(row.modified))
        found[item.obj_id] = item
    return found


def _matched(
    items: Mapping[str, Item], rows: Iterable[Row[Any]]
) -> Iterator[tuple[Item, Row[Any]]]:
    """Pair rows with their objects; one that was saved between two statements waits."""
    for row in rows:
        item = items.get(row.obj_id)
        if item is not None:
            yield item, row


def _word(row: Row[Any]) -> Word:
    return Word(
        voter=row.author_id,
        classification=row.classification,
        probability=row.probability,
        ml=row.ml,
        origin=row.origin or "",
        at=row.modified,
    )


def _add_annotations(
    rows: Sequence[Row[Any]], items: Mapping[str, Item], features: Sequence[AnnotationFeature]
) -> None:
    numbers = {key: number for number, key in enumerate(sorted({one.key for one in features}))}
    for item in items.values():
        item.features |= dict.fromkeys(name_of(one) for one in features)
    for item, row in _matched(items, rows):
        for one in features:
            if one.origin == row.origin:
                value = getattr(row, f"value_{numbers[one.key]}")
                item.features[name_of(one)] = _plain(one, row.obj_id, value)
        item.known_at(_mjd(row.modified))


def _plain(feature: AnnotationFeature, obj_id: str, value: object) -> FeatureValue:
    if value is None or isinstance(value, str | int | float):
        return value
    raise Invalid(
        f"features.annotations: {feature.origin}/{feature.key} of {obj_id} is not a number, a "
        "text or a truth value.",
        fields={"features.annotations": f"{feature.origin}/{feature.key}"},
    )


def _add_streams_of_scores(work: Work, rows: Sequence[Row[Any]], items: Mapping[str, Item]) -> None:
    """Note the streams of whose alerts these are the scores, held by the group or not."""
    scores = [(row, row.origin.removesuffix(SCORES_ORIGIN)) for row in rows if row.by_bot]
    names = {name for _, name in scores}
    known = set(
        work.session.scalars(
            # access: origins that the reader was shown already name these streams
            select(Stream.name).where(Stream.name.in_(names))
        )
    )
    for row, name in scores:
        if name in known and row.obj_id in items:
            items[row.obj_id].streams.add(name)


def _add_light_curves(
    rows: Iterable[Row[Any]], items: Mapping[str, Item], wanted: FeatureClause
) -> None:
    counted = [name for name in wanted.light_curve if name not in DATED]
    for item in items.values():
        item.features |= dict.fromkeys(counted, 0)
    for item, row in _matched(items, rows):
        item.features |= {name: getattr(row, name) for name in counted}
        item.first_mjd = row.first_mjd if "first_mjd" in wanted.light_curve else None
        item.last_mjd = row.last_mjd if "last_mjd" in wanted.light_curve else None
        item.known_at(row.asof_mjd)


def _mjd(at: datetime) -> float:
    return (at - MJD_ZERO) / timedelta(days=1)
