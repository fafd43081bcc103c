"""The hash tree over rows: one root for all of them, and a walk that finds what differs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skyportal_like.bundles.canonical import Digests, key_hashes

DEPTH = 12
_BUCKETS = 2**DEPTH
# Leaves, nodes and roots hash in domains of their own: none can pose as another.
_LEAF, _NODE, _ROOT = b"\x00", b"\x01", b"\x02"


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """A finished tree. Level 0 is the top; the last level has one hash per bucket."""

    root: bytes
    levels: tuple[tuple[bytes, ...], ...]
    starts: NDArray[np.int64]
    keys: tuple[str, ...]
    digests: Digests

    def rows_of(self, bucket: int) -> dict[str, tuple[bytes, ...]]:
        """Give the digests in a bucket by key (one key may have several rows)."""
        found: dict[str, tuple[bytes, ...]] = {}
        for row in range(self.starts[bucket], self.starts[bucket + 1]):
            key = self.keys[row]
            found[key] = (*found.get(key, ()), self.digests[row].tobytes())
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """Keys of rows that only one of two trees has, or that differ between them."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def grown(schema: bytes, keys: Sequence[str], digests: Digests) -> Tree:
    """Build the tree of rows given in any order.

    A row lies in the bucket that the first 12 bits of SHA-256(key) name. A bucket hashes
    its rows sorted by (key hash, digest); the root also covers the schema and row count.
    """
    hashes = key_hashes(keys)
    order = _order(hashes, digests)
    hashes, digests = hashes[order], digests[order]
    buckets = (hashes[:, 0].astype(np.int64) << 4) | (hashes[:, 1] >> 4)
    starts = np.searchsorted(buckets, np.arange(_BUCKETS + 1))
    leaves = np.concatenate([hashes, digests], axis=1)
    level = tuple(
        hashlib.sha256(_LEAF + leaves[a:b].tobytes()).digest() for a, b in pairwise(starts.tolist())
    )
    levels = [level]
    while len(level) > 1:
        level = tuple(
            hashlib.sha256(_NODE + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=True)
        )
        levels.append(level)
    count = len(keys).to_bytes(8, "little")
    root = hashlib.sha256(_ROOT + schema + count + level[0]).digest()
    ordered = tuple(keys[row] for row in order)
    return Tree(root, tuple(reversed(levels)), starts, ordered, digests)


def diff(before: Tree, after: Tree) -> Difference:
    """Walk two trees from the top and name the rows in which they differ, sorted."""
    differing = [0]
    for old, new in zip(before.levels, after.levels, strict=True):
        differing = [node for node in differing if old[node] != new[node]]
        if len(old) < _BUCKETS:
            differing = [child for node in differing for child in (2 * node, 2 * node + 1)]
    added, removed, changed = set(), set(), set()
    for bucket in differing:
        was, now = before.rows_of(bucket), after.rows_of(bucket)
        added |= now.keys() - was.keys()
        removed |= was.keys() - now.keys()
        changed |= {key for key in was.keys() & now.keys() if was[key] != now[key]}
    return Difference(*(tuple(sorted(keys)) for keys in (added, removed, changed)))


def _order(hashes: Digests, digests: Digests) -> NDArray[np.intp]:
    words = np.concatenate([hashes, digests], axis=1).view(">u8")
    first = words[:, 0]
    order = np.argsort(first, kind="stable")
    # 64 bits decide alone unless a key has several rows, as a voted-on example has.
    if np.any(np.diff(first[order]) == 0):
        order = np.lexsort(words.T[::-1])
    return order
