"""Labelled examples and votes -> checked, normalised Arrow tables."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import cast

import astropy.units as u
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from astropy_healpix import HEALPix

from skyportal_like.bundles import columns
from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.values import Example, Feature, FeatureValue, Kind, Vote

_EXACT_IN_FLOAT = 2**53
_ARROW_ERRORS = (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError)


def examples_table(
    examples: Sequence[Example], features: Iterable[Feature] | None = None
) -> pa.Table:
    """Lay examples out in columns, sorted by id; features are inferred unless declared.

    A feature that a row lacks is null, exactly as if it were given as None. Raises
    ContentsRefused for duplicate ids, missing labels, positions or values out of range.
    """
    declared = tuple(inferred_features(examples) if features is None else features)
    schema = columns.examples_schema(declared)
    own = {field.name for field in schema if field.name not in columns.CORE_NAMES}
    arrays = []
    for field in schema:
        name = field.name
        values: list[object]
        if name in own:
            values = [one.features.get(name) for one in examples]
        elif name == "group_key":
            values = [one.declared_group for one in examples]
        elif name == "labelled_at":
            values = [_utc(one.labelled_at) for one in examples]
        elif name == "streams":
            values = [sorted(set(one.streams)) for one in examples]
        elif name in ("healpix", "split", "fold", "row_digest"):
            values = [None] * len(examples)
        else:
            values = [getattr(one, name) for one in examples]
        arrays.append(_array(name, values, field.type))
    return prepared(pa.table(arrays, schema=schema))


def prepared(table: pa.Table) -> pa.Table:
    """Check an examples table, fill in HEALPix, settle -0.0 and NaN, and sort it by id."""
    expected = columns.examples_schema(columns.features_of(table.schema))
    if not table.schema.equals(expected):
        raise ContentsRefused("the table's columns are not those of an examples table")
    for name in columns.REQUIRED:
        if table.column(name).null_count:
            raise ContentsRefused(f"{name}: every example needs one")
    if pc.any(pc.equal(pc.binary_length(table.column("example_id")), 0)).as_py():
        raise ContentsRefused("example_id: may not be empty")
    table = _settled(_with_healpix(table)).sort_by("example_id").combine_chunks()
    ids = table.column("example_id")
    if len(ids) > 1:
        twice = ids[1:].filter(pc.equal(ids[1:], ids[:-1]))
        if len(twice):
            raise ContentsRefused(f"example_id {twice[0].as_py()!r} occurs more than once")
    return table.cast(expected)


def votes_table(votes: Sequence[Vote]) -> pa.Table:
    """Lay votes out in columns."""
    arrays = []
    for field in columns.VOTES:
        values: list[object]
        if field.name == "at":
            values = [_utc(vote.at) for vote in votes]
        elif field.name == "row_digest":
            values = [None] * len(votes)
        else:
            values = [getattr(vote, field.name) for vote in votes]
            if field.name != "probability" and None in values:
                raise ContentsRefused(f"{field.name}: every vote needs one")
        arrays.append(_array(field.name, values, field.type))
    return _settled(pa.table(arrays, schema=columns.VOTES))


def inferred_features(examples: Sequence[Example]) -> tuple[Feature, ...]:
    """Say which features the examples have; one kind each, integers widen to float64."""
    names = sorted(set(chain.from_iterable(one.features for one in examples)))
    return tuple(
        Feature(name, _kind(name, [one.features.get(name) for one in examples])) for name in names
    )


def _kind(name: str, values: Sequence[FeatureValue]) -> Kind:
    types = set(map(type, values)) - {type(None)}
    kinds = {_kind_of_type(name, one) for one in types}
    if kinds == {"int64", "float64"}:
        # Widening 2**53 + 1 would silently change it.
        if any(isinstance(v, int) and abs(v) > _EXACT_IN_FLOAT for v in values):
            raise ContentsRefused(f"feature {name!r} mixes fractions and integers beyond 2**53")
        return "float64"
    if len(kinds) > 1:
        raise ContentsRefused(f"feature {name!r} mixes {' and '.join(sorted(kinds))}")
    return kinds.pop() if kinds else "float64"


def _kind_of_type(name: str, one: type) -> Kind:
    known: tuple[tuple[type, Kind], ...] = (
        (bool, "bool"),
        (int, "int64"),
        (float, "float64"),
        (str, "utf8"),
    )
    for python, kind in known:
        if issubclass(one, python):
            return kind
    raise ContentsRefused(f"feature {name!r} holds a {one.__name__}")


def _array(name: str, values: list[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except _ARROW_ERRORS as problem:
        raise ContentsRefused(f"{name}: {problem}") from problem


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC)


def _settled(table: pa.Table) -> pa.Table:
    for index, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            values = table.column(index)
            # Adding 0.0 turns -0.0 into 0.0; a NaN's payload has no meaning.
            values = pc.add(values, pa.scalar(0.0))
            values = pc.if_else(pc.is_nan(values), pa.scalar(float("nan")), values)
            table = table.set_column(index, field, values)
    return table


def _with_healpix(table: pa.Table) -> pa.Table:
    placed = pc.is_valid(table.column("ra"))
    if not placed.equals(pc.is_valid(table.column("dec"))):
        raise ContentsRefused("ra and dec: give both or neither")
    rows = np.flatnonzero(placed.to_numpy())
    ra, dec = (table.column(name).drop_null().to_numpy() for name in ("ra", "dec"))
    # Written so that NaN fails too.
    if not (np.all((ra >= 0) & (ra < 360)) and np.all(np.abs(dec) <= 90)):
        raise ContentsRefused("ra and dec: 0 <= ra < 360 and -90 <= dec <= 90 degrees")
    pixels = np.zeros(len(table), dtype=np.int64)
    if len(rows):
        grid = HEALPix(nside=2**columns.HEALPIX_ORDER, order="nested")
        pixels[rows] = cast(
            "np.ndarray[tuple[int], np.dtype[np.int64]]",
            grid.lonlat_to_healpix(ra * u.deg, dec * u.deg),
        )
    absent = np.ones(len(table), dtype=bool)
    absent[rows] = False
    index = table.schema.get_field_index("healpix")
    column = pa.array(pixels, pa.int64(), mask=absent)
    return table.set_column(index, table.schema.field("healpix"), column)
