"""Splits that do not leak and that grow without moving what was placed before."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from skyportal_like.bundles.groups import PLACEMENT, STRICTNESS, Group, grouped
from skyportal_like.bundles.refusals import ContentsRefused
from skyportal_like.bundles.values import SPLITS, TEST, TRAIN, VALIDATION, JsonObject

_DEFAULT_FRACTIONS = {TRAIN: 0.8, VALIDATION: 0.1, TEST: 0.1}
NO_ANCESTORS = PLACEMENT.empty_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRule:
    """How rows are split. `none` puts everything in train, for sets too small to split.

    A class with fewer groups than there are splits leaves one of them empty; freezing it
    is refused unless `allow_empty_classes` says that this is meant.
    """

    mode: Literal["hashed", "none"] = "hashed"
    fractions: Mapping[str, float] = field(default_factory=lambda: dict(_DEFAULT_FRACTIONS))
    salt: str = ""
    radius_arcsec: float = 2.0
    folds: int = 5
    allow_empty_classes: bool = False

    def __post_init__(self) -> None:
        shares = self.fractions
        if set(shares) - set(SPLITS) or not all(0 <= share <= 1 for share in shares.values()):
            raise ContentsRefused(f"fractions: of {', '.join(SPLITS)}, each from 0 to 1")
        if abs(sum(shares.values()) - 1) > 1e-9 or not shares.get(TRAIN):
            raise ContentsRefused("fractions: they add up to 1 and train has a share")
        if not 0 < self.radius_arcsec <= 3600:
            raise ContentsRefused("radius_arcsec: more than 0, at most 3600")
        if self.folds < 1:
            raise ContentsRefused("folds: at least 1")

    @property
    def splits(self) -> tuple[str, ...]:
        """Name the splits that this rule fills."""
        if self.mode == "none":
            return (TRAIN,)
        return tuple(split for split in SPLITS if self.fractions.get(split, 0) > 0)

    def as_json(self) -> JsonObject:
        """Give the rule as it stands in split.json."""
        return {
            "mode": self.mode,
            "fractions": {name: float(share) for name, share in self.fractions.items()},
            "salt": self.salt,
            "radius_arcsec": float(self.radius_arcsec),
            "folds": self.folds,
            "allow_empty_classes": self.allow_empty_classes,
        }


@dataclass(frozen=True, slots=True)
class Moved:
    """A row whose split is not the one that an ancestor gave it, since its group merged."""

    example_id: str
    group_key: str
    was: str
    now: str

    def as_json(self) -> JsonObject:
        """Give the move as it stands in split.json."""
        return {
            "example_id": self.example_id,
            "group_key": self.group_key,
            "was": self.was,
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The examples with group_key, split and fold filled in, and the rows that moved."""

    table: pa.Table
    rule: SplitRule
    groups: int
    moved: tuple[Moved, ...]


def assign_splits(
    table: pa.Table, rule: SplitRule, ancestors: pa.Table = NO_ANCESTORS
) -> SplitResult:
    """Group the rows of an examples table and place each group in one split.

    `ancestors` holds the placements (see `placements`) of the parent version and of all
    versions before it. A group that one of them knew stays; where groups merge the
    stricter side wins. New groups are stratified by label, ordered by
    SHA-256(salt, group key) and fill first test's, then validation's quota. A class with
    at least as many groups as there are splits gets one into each; smaller ones are
    pooled into a stratum of their own.
    """
    groups = grouped(table, rule.radius_arcsec, ancestors)
    placed = _placed(groups, table.column("label").to_pylist(), rule)
    keys, splits = [""] * len(table), [""] * len(table)
    folds: list[int | None] = [None] * len(table)
    for group in groups:
        split = placed[group.key]
        fold = _fold(rule, group.key) if split == TRAIN else None
        for row in group.rows:
            keys[row], splits[row], folds[row] = group.key, split, fold
    for name, values in (("group_key", keys), ("split", splits), ("fold", folds)):
        index = table.schema.get_field_index(name)
        column = pa.array(values, table.schema.field(index).type)
        table = table.set_column(index, table.schema.field(index), column)
    return SplitResult(table, rule, len(groups), _moved(table, ancestors))


def placements(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Lay out who lay where in ancestors: example_id, obj_id, group_key, ra, dec, split."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=PLACEMENT)


def placements_of(*versions: pa.Table) -> pa.Table:
    """Take the placements out of the examples tables of ancestor versions."""
    chosen = [version.select(PLACEMENT.names).cast(PLACEMENT) for version in versions]
    return pa.concat_tables([NO_ANCESTORS, *chosen])


def _placed(groups: Sequence[Group], labels: Sequence[str], rule: SplitRule) -> dict[str, str]:
    if rule.mode == "none":
        return dict.fromkeys((group.key for group in groups), TRAIN)
    by_label: dict[str, list[Group]] = {}
    for group in groups:
        by_label.setdefault(_stratum(group, labels), []).append(group)
    strata, rare = [], []
    for members in by_label.values():
        if len(members) < len(rule.splits):
            rare.extend(members)
        else:
            strata.append(members)
    placed: dict[str, str] = {}
    for stratum in (*strata, rare):
        placed.update(_filled(stratum, rule))
    return placed


def _stratum(group: Group, labels: Sequence[str]) -> str:
    counts = Counter(labels[row] for row in group.rows)
    return min(counts, key=lambda label: (-counts[label], label))


def _filled(stratum: Sequence[Group], rule: SplitRule) -> dict[str, str]:
    placed = {group.key: group.known for group in stratum if group.known is not None}
    counts = Counter(placed.values())
    fresh = sorted(
        (group.key for group in stratum if group.known is None),
        key=lambda key: _hashed(rule, b"split", key),
    )
    quotas = _quotas(len(stratum), rule)
    for split in (TEST, VALIDATION):
        wanted = max(0, quotas[split] - counts[split])
        placed.update(dict.fromkeys(fresh[:wanted], split))
        fresh = fresh[wanted:]
    placed.update(dict.fromkeys(fresh, TRAIN))
    return placed


def _quotas(size: int, rule: SplitRule) -> dict[str, int]:
    quotas = {}
    for split in (VALIDATION, TEST):
        share = round(rule.fractions.get(split, 0) * size)
        represented = split in rule.splits and size >= len(rule.splits)
        quotas[split] = max(share, 1) if represented else share
    return quotas


def _hashed(rule: SplitRule, purpose: bytes, key: str) -> bytes:
    salt = rule.salt.encode()
    framed = len(salt).to_bytes(8, "little") + salt + key.encode()
    return hashlib.sha256(purpose + b"\x00" + framed).digest()


def _fold(rule: SplitRule, key: str) -> int:
    return int.from_bytes(_hashed(rule, b"fold", key)[:8], "big") % rule.folds


def _moved(table: pa.Table, ancestors: pa.Table) -> tuple[Moved, ...]:
    was: dict[str, str] = {}
    names = ("example_id", "obj_id", "split")
    for example_id, obj_id, split in zip(
        *(ancestors.column(name).to_pylist() for name in names), strict=True
    ):
        anchor = obj_id or example_id
        was[anchor] = max(was.get(anchor, split), split, key=STRICTNESS.__getitem__)
    moved = []
    for example_id, obj_id, split, key in zip(
        *(table.column(name).to_pylist() for name in (*names, "group_key")), strict=True
    ):
        before = was.get(obj_id or example_id, split)
        if before != split:
            moved.append(Moved(example_id, key, before, split))
    return tuple(moved)
