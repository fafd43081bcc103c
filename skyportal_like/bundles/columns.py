"""The columns of the examples and votes tables: names, types, units, meaning."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import pyarrow as pa

from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.values import Feature, Kind

Role: TypeAlias = Literal["identity", "position", "time", "label", "feature", "split"]

HEALPIX_ORDER = 29
# Parquet calls the items of a list so, and reads them back under that name.
TEXTS = pa.list_(pa.field("element", pa.string()))
TIMESTAMP = pa.timestamp("us", tz="UTC")
ARROW_TYPES: dict[Kind, pa.DataType] = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "utf8": pa.string(),
}
# Every tool that reads a bundle (SQL engines included) takes such a name unquoted.
FEATURE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


def described(
    name: str, kind: pa.DataType, role: Role, unit: str = "", about: str = ""
) -> pa.Field:
    """Make a column that carries its role, unit and meaning in the file itself."""
    notes = {"role": role, "unit": unit, "description": about}
    return pa.field(name, kind, metadata={key: text for key, text in notes.items() if text})


_BEFORE_FEATURES = (
    described("example_id", pa.string(), "identity", about="Unique within the dataset"),
    described("obj_id", pa.string(), "identity", about="The object, where there is one"),
    described("group_key", pa.string(), "split", about="Rows of one group share a split"),
    described("ra", pa.float64(), "position", "deg", "Right ascension, ICRS"),
    described("dec", pa.float64(), "position", "deg", "Declination, ICRS"),
    described("healpix", pa.int64(), "position", "", "HEALPix pixel, nested, order 29, ICRS"),
    described("first_mjd", pa.float64(), "time", "d", "First detection, MJD UTC"),
    described("last_mjd", pa.float64(), "time", "d", "Last detection, MJD UTC"),
    described("label", pa.string(), "label", about="The class to learn"),
    described("label_path", TEXTS, "label", about="From root to leaf"),
    described("label_probability", pa.float64(), "label", about="0 to 1, of the label"),
    described("n_votes", pa.int64(), "label", about="Votes the label rests on"),
    described("n_voters", pa.int64(), "label", about="Distinct voters among them"),
    described("agreement", pa.float64(), "label", about="Share of votes for the label"),
    described("label_origin", pa.string(), "label", about="human or ml"),
    described("labelled_at", TIMESTAMP, "label", about="Time of the deciding vote, UTC"),
    described("feature_asof_mjd", pa.float64(), "time", "d", "Features know nothing later, MJD"),
)
_AFTER_FEATURES = (
    described("streams", TEXTS, "identity", about="Streams the row came from"),
    described("split", pa.string(), "split", about="train, validation or test"),
    described("fold", pa.int64(), "split", about="Cross-validation fold of a training group"),
    described("row_digest", pa.string(), "identity", about="SHA-256 of the row, canonical"),
)
VOTES = pa.schema(
    [
        described("example_id", pa.string(), "identity", about="The example it is about"),
        described("voter", pa.string(), "identity", about="Pseudonym, stable in the dataset"),
        described("classification", pa.string(), "label", about="The class voted for"),
        described("taxonomy_version", pa.string(), "label", about="Version or content hash"),
        described("at", TIMESTAMP, "time", about="When, UTC"),
        described("origin", pa.string(), "label", about="Where the vote was cast"),
        described("ml", pa.bool_(), "label", about="Cast by a model"),
        described("probability", pa.float64(), "label", about="0 to 1, as stated by the voter"),
        described("row_digest", pa.string(), "identity", about="SHA-256 of the row, canonical"),
    ]
)
# The split is hashed apart from the rows, so that a diff tells a moved row from a changed one.
SPLIT_COLUMNS = ("example_id", "group_key", "split", "fold")
NOT_IN_EXAMPLE_DIGEST = frozenset({"group_key", "split", "fold", "row_digest"})
NOT_IN_VOTE_DIGEST = frozenset({"row_digest"})
REQUIRED = ("example_id", "label", "label_path", "n_votes", "n_voters", "label_origin", "streams")
CORE_NAMES = tuple(field.name for field in (*_BEFORE_FEATURES, *_AFTER_FEATURES))


def examples_schema(features: Iterable[Feature]) -> pa.Schema:
    """Give the schema of an examples table with these features, which stand in name order."""
    ordered = sorted(features, key=lambda feature: feature.name)
    _refuse_bad_names([feature.name for feature in ordered])
    middle = [
        described(one.name, ARROW_TYPES[one.kind], "feature", one.unit, one.description)
        for one in ordered
    ]
    return pa.schema([*_BEFORE_FEATURES, *middle, *_AFTER_FEATURES])


def features_of(schema: pa.Schema) -> tuple[Feature, ...]:
    """Read the feature columns back from a schema."""
    kinds = {str(arrow): kind for kind, arrow in ARROW_TYPES.items()}
    found = []
    for field in schema:
        if field.name not in CORE_NAMES:
            notes = field.metadata or {}
            kind = kinds.get(str(field.type))
            if kind is None:
                raise ContentsRefused(f"feature {field.name!r} has the type {field.type}")
            unit, about = (notes.get(key, b"").decode() for key in (b"unit", b"description"))
            found.append(Feature(field.name, kind, unit, about))
    return tuple(found)


def feature_name(*parts: str) -> str:
    """Turn for example an annotation's origin and key into a column name."""
    joined = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(parts)).strip("_") or "_"
    return (joined if not joined[0].isdigit() else f"_{joined}")[:128]


def _refuse_bad_names(names: Sequence[str]) -> None:
    # Column names are case-insensitive in SQL engines.
    taken = {name.casefold(): name for name in CORE_NAMES}
    for name in names:
        if not FEATURE_NAME.fullmatch(name):
            raise ContentsRefused(
                f"feature {name!r}: a name has letters, digits and _ only; rename it in the recipe"
            )
        if (other := taken.get(name.casefold())) is not None:
            raise ContentsRefused(f"feature {name!r} collides with {other!r}; rename it")
        taken[name.casefold()] = name
