"""What a bundle is made of: one labelled example, one vote, one feature, one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

JsonValue: TypeAlias = (
    "Mapping[str, JsonValue] | list[JsonValue] | tuple[JsonValue, ...]"
    " | str | int | float | bool | None"
)
JsonObject: TypeAlias = dict[str, JsonValue]
FeatureValue: TypeAlias = float | int | str | bool | None
Kind: TypeAlias = Literal["int64", "float64", "bool", "utf8"]
Origin: TypeAlias = Literal["human", "ml"]

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SPLITS = (TRAIN, VALIDATION, TEST)  # from the loosest to the strictest


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled row. Times are naive UTC, positions ICRS degrees.

    `declared_group` keeps rows without a position together (for example beam and UTC).
    """

    example_id: str
    label: str
    label_path: tuple[str, ...]
    label_origin: Origin
    n_votes: int
    n_voters: int
    obj_id: str | None = None
    declared_group: str | None = None
    ra: float | None = None
    dec: float | None = None
    first_mjd: float | None = None
    last_mjd: float | None = None
    label_probability: float | None = None
    agreement: float | None = None
    labelled_at: datetime | None = None
    feature_asof_mjd: float | None = None
    features: Mapping[str, FeatureValue] = field(default_factory=dict)
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One label that an example's label was drawn from; the voter is a pseudonym."""

    example_id: str
    voter: str
    classification: str
    taxonomy_version: str
    at: datetime
    origin: str
    ml: bool = False
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature column: its name, kind, unit (empty: a pure number) and meaning."""

    name: str
    kind: Kind
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """What is said about a version rather than held in its rows. `as_of` is naive UTC."""

    slug: str
    group: str
    number: int
    title: str
    author: str
    as_of: datetime
    description: str = ""
    licence: str | None = None
    parent_content_id: str | None = None
    software: Mapping[str, str] = field(default_factory=dict)
