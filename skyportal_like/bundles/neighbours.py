"""Pairs of positions on the sky that lie close together."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

# A point looks into its own cell and into half of the 26 around it: each pair once.
_HALF = [offset for offset in product((-1, 0, 1), repeat=3) if offset >= (0, 0, 0)]
_PAIRS_AT_ONCE = 2_000_000
_AXIS = 2**21


def pairs_within(
    ra: NDArray[np.float64], dec: NDArray[np.float64], radius_arcsec: float
) -> NDArray[np.int64]:
    """Give index pairs (shape (pairs, 2), first < second) at most this far apart.

    Positions in degrees. Distances are chords between unit vectors, 2 sin(r/2), so the
    poles and right ascension 0 are no special places. A grid of cells as wide as the
    chord keeps the search linear in the number of positions.
    """
    if not 0 < radius_arcsec <= 3600:
        raise ValueError("radius_arcsec: more than 0, at most 3600")
    vectors = _unit_vectors(ra, dec)
    chord = 2 * np.sin(np.radians(radius_arcsec / 3600) / 2)
    # Fewer cells than fit an axis of the packed cell number: at least 1e-6 (0.2") wide.
    cells = np.floor(vectors / max(chord, 1e-6)).astype(np.int64) + _AXIS // 2
    packed = (cells[:, 0] * _AXIS + cells[:, 1]) * _AXIS + cells[:, 2]
    order = np.argsort(packed, kind="stable")
    packed, vectors = packed[order], vectors[order]
    found = [np.empty((0, 2), dtype=np.int64)]
    for offset in _HALF:
        for first, second in _candidates(packed, offset):
            apart = vectors[first] - vectors[second]
            # Rounding in a unit vector is 1e-16; pairs exactly at the radius count as close.
            near = np.einsum("ij,ij->i", apart, apart) <= (chord + 1e-14) ** 2
            found.append(np.stack([order[first[near]], order[second[near]]], axis=1))
    return np.sort(np.concatenate(found), axis=1)


def _unit_vectors(ra: NDArray[np.float64], dec: NDArray[np.float64]) -> NDArray[np.float64]:
    alpha, delta = np.radians(ra), np.radians(dec)
    across = np.cos(delta)
    return np.stack([across * np.cos(alpha), across * np.sin(alpha), np.sin(delta)], axis=1)


def _candidates(
    packed: NDArray[np.int64], offset: tuple[int, ...]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    rows = np.arange(len(packed))
    other = packed + (offset[0] * _AXIS + offset[1]) * _AXIS + offset[2]
    starts = rows + 1 if not any(offset) else np.searchsorted(packed, other, side="left")
    counts = np.searchsorted(packed, other, side="right") - starts
    rows, starts, counts = (each[counts > 0] for each in (rows, starts, counts))
    blocks = np.cumsum(counts) // _PAIRS_AT_ONCE
    for block in np.unique(blocks):
        mine = blocks == block
        first, start, count = rows[mine], starts[mine], counts[mine]
        steps = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        yield np.repeat(first, count), np.repeat(start, count) + steps
