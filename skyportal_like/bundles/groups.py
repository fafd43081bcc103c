"""Rows that must never be parted: of one object, or of objects close together on the sky."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from skyportal_like.bundles.neighbours import pairs_within
from skyportal_like.bundles.values import SPLITS

PLACEMENT = pa.schema(
    [
        ("example_id", pa.string()),
        ("obj_id", pa.string()),
        ("group_key", pa.string()),
        ("ra", pa.float64()),
        ("dec", pa.float64()),
        ("split", pa.string()),
    ]
)
STRICTNESS = {split: rank for rank, split in enumerate(SPLITS)}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows (by index) that share a split, and the split that an ancestor gave them."""

    key: str
    rows: tuple[int, ...]
    known: str | None


class _Forest:
    """Disjoint sets of names (union-find with path halving)."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._parents: list[int] = []

    def node(self, name: str) -> int:
        number = self.numbers.setdefault(name, len(self._parents))
        if number == len(self._parents):
            self._parents.append(number)
        return number

    def root(self, node: int) -> int:
        parents = self._parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)


def grouped(table: pa.Table, radius_arcsec: float, ancestors: pa.Table) -> list[Group]:
    """Find the groups of an examples table, friends of friends within the radius.

    Rows of ancestor versions (columns of PLACEMENT) take part although they are not in
    the table, so that a newcomer beside an object that has since gone joins its group. A
    group keeps the key it had; where several merge, the key of the strictest.
    """
    forest = _Forest()
    anchors = _anchors(forest, table)
    old_anchors = _anchors(forest, ancestors)
    positions = (table.select(("ra", "dec")), ancestors.select(("ra", "dec")))
    _join_neighbours(forest, anchors + old_anchors, pa.concat_tables(positions), radius_arcsec)
    kept = _kept(forest, ancestors)
    members: dict[int, list[int]] = {}
    for row, anchor in enumerate(anchors):
        members.setdefault(forest.root(anchor), []).append(row)
    own_names = _own_names(table)
    groups = []
    for root, rows in members.items():
        rank, key = kept.get(root, (None, min(own_names[row] for row in rows)))
        groups.append(Group(key, tuple(rows), None if rank is None else SPLITS[-rank]))
    return sorted(groups, key=lambda group: group.key)


def _anchors(forest: _Forest, table: pa.Table) -> list[int]:
    names = ("example_id", "obj_id", "group_key")
    anchors = []
    for example_id, obj_id, key in zip(
        *(table.column(name).to_pylist() for name in names), strict=True
    ):
        anchor = forest.node(obj_id or key or example_id)
        if key:
            forest.join(anchor, forest.node(key))
        anchors.append(anchor)
    return anchors


def _own_names(table: pa.Table) -> list[str]:
    columns = (table.column(name).to_pylist() for name in ("group_key", "obj_id", "example_id"))
    return [key or obj_id or example_id for key, obj_id, example_id in zip(*columns, strict=True)]


def _join_neighbours(
    forest: _Forest, anchors: Sequence[int], positions: pa.Table, radius_arcsec: float
) -> None:
    # One point for each place of an anchor: many rows of one object cost no pairs.
    points = (
        positions.append_column("node", pa.array(anchors, pa.int64()))
        .filter(pc.is_valid(positions.column("ra")))
        .group_by(["node", "ra", "dec"], use_threads=False)
        .aggregate([])
    )
    nodes, ra, dec = (points.column(name).to_numpy() for name in ("node", "ra", "dec"))
    for one, other in pairs_within(ra, dec, radius_arcsec).tolist():
        forest.join(int(nodes[one]), int(nodes[other]))


def _kept(forest: _Forest, ancestors: pa.Table) -> Mapping[int, tuple[int, str]]:
    kept: dict[int, tuple[int, str]] = {}
    keys, splits = (ancestors.column(name).to_pylist() for name in ("group_key", "split"))
    for key, split in zip(keys, splits, strict=True):
        root = forest.root(forest.numbers[key])
        found = (-STRICTNESS[split], key)
        kept[root] = min(kept.get(root, found), found)
    return kept
