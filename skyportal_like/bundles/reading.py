"""Read the tables of a bundle that nobody vouches for, row group by row group."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from skyportal_like.bundles import columns, trees
from skyportal_like.bundles.canonical import Digests, hexadecimal, row_digests, schema_hash
from skyportal_like.bundles.refusals import BundleRefused, ContentsRefused
from skyportal_like.bundles.values import SPLITS, JsonValue

# A row group is read whole; what claims more than this is none of ours.
_LARGEST_GROUP_BYTES = 2**31
_LARGEST_GROUP_ROWS = 2**22
_UNREADABLE = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, OverflowError)


class _Reading(ABC):
    """Collects keys and digests, and refuses a row that is not what its digest says."""

    excluded: frozenset[str]

    def __init__(self) -> None:
        self.schema: pa.Schema | None = None
        self.keys: list[str] = []
        self._digests: list[Digests] = []

    def add(self, path: Path, name: str) -> None:
        """Take in one file."""
        for first, table in groups_read(path, name):
            self._check_schema(table.schema, name)
            digests = row_digests(table, self.excluded)
            row = wrong_row(table, digests)
            if row is not None:
                raise BundleRefused(name, "the row is not what its digest says", first + row)
            self.take(table, name, first)
            self.keys += table.column("example_id").to_pylist()
            self._digests.append(digests)

    @abstractmethod
    def expected_schema(self, found: pa.Schema) -> pa.Schema:
        """Say what the columns should be, given those that there are."""

    @abstractmethod
    def take(self, table: pa.Table, name: str, first: int) -> None:
        """Look at the rows of one row group, the first of which has this number."""

    @property
    def schema_id(self) -> str:
        """Name the columns that were read."""
        return schema_hash(self.schema, self.excluded).hex()

    def tree(self) -> trees.Tree:
        """Grow the tree of all rows that were read."""
        return trees.grown(bytes.fromhex(self.schema_id), self.keys, _joined(self._digests))

    def _check_schema(self, schema: pa.Schema, name: str) -> None:
        try:
            expected = self.schema or self.expected_schema(schema)
        except (ContentsRefused, UnicodeError) as problem:
            raise BundleRefused(name, str(problem)) from problem
        if not schema.equals(expected, check_metadata=True):
            raise BundleRefused(name, "its columns are not those of the table")
        self.schema = schema


class VotesReading(_Reading):
    """The votes."""

    excluded = columns.NOT_IN_VOTE_DIGEST

    def expected_schema(self, found: pa.Schema) -> pa.Schema:  # noqa: ARG002 votes have no features
        """Say what the columns should be."""
        return columns.VOTES

    def take(self, table: pa.Table, name: str, first: int) -> None:
        """Refuse a vote about nothing."""
        if table.column("example_id").null_count:
            raise BundleRefused(name, "a vote about no example", first)


class ExamplesReading(_Reading):
    """The examples of all splits; `split` is the one being read."""

    excluded = columns.NOT_IN_EXAMPLE_DIGEST

    def __init__(self) -> None:
        super().__init__()
        self.split = SPLITS[0]
        self._seen: set[str] = set()
        self._groups: dict[str, str] = {}
        self._rows = dict.fromkeys(SPLITS, 0)
        self._placed: list[Digests] = []

    def expected_schema(self, found: pa.Schema) -> pa.Schema:
        """Say what the columns should be."""
        return columns.examples_schema(columns.features_of(found))

    def take(self, table: pa.Table, name: str, first: int) -> None:
        """Check ids, split and groups of the rows and digest their placement."""
        named = (table.column(one).to_pylist() for one in ("example_id", "group_key", "split"))
        for row, (example_id, group, split) in enumerate(zip(*named, strict=True), first):
            if example_id is None or example_id in self._seen:
                raise BundleRefused(name, "an id is missing or occurs twice", row)
            if split != self.split:
                raise BundleRefused(name, f"the row belongs to {split}", row)
            if self._groups.setdefault(group, split) != split:
                raise BundleRefused(name, f"group {group!r} has rows in two splits", row)
            self._seen.add(example_id)
        self._rows[self.split] += len(table)
        self._placed.append(row_digests(table.select(columns.SPLIT_COLUMNS)))

    def split_tree(self) -> trees.Tree:
        """Grow the tree of who lies in which group, split and fold."""
        schema = columns.examples_schema([])
        placed = pa.schema([schema.field(name) for name in columns.SPLIT_COLUMNS])
        return trees.grown(schema_hash(placed), self.keys, _joined(self._placed))

    def counts(self) -> dict[str, JsonValue]:
        """Count rows, groups and rows by split, as a manifest states them."""
        return {
            "examples": len(self.keys),
            "groups": len(self._groups),
            "splits": dict(self._rows),
        }


def groups_read(path: Path, name: str) -> Iterator[tuple[int, pa.Table]]:
    """Give each row group with the number of its first row; raises BundleRefused."""
    first = 0
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if not file.num_row_groups:
                yield 0, file.schema_arrow.empty_table()
            for number in range(file.num_row_groups):
                about = file.metadata.row_group(number)
                if not 0 <= about.num_rows <= _LARGEST_GROUP_ROWS:
                    raise BundleRefused(name, "a row group has too many rows", first)
                if not 0 <= about.total_byte_size <= _LARGEST_GROUP_BYTES:
                    raise BundleRefused(name, "a row group is too large", first)
                table = file.read_row_group(number)
                table.validate(full=True)
                yield first, table
                first += len(table)
    except _UNREADABLE as problem:
        raise BundleRefused(name, f"cannot be read from row {first} on: {problem}") from problem


def wrong_row(table: pa.Table, digests: Digests) -> int | None:
    """Find the first row whose digest is not the one that stands in it."""
    same = pc.equal(table.column("row_digest"), hexadecimal(digests))
    row: int = pc.index(pc.fill_null(same, False), False).as_py()
    return None if row < 0 else row


def damage(path: Path, name: str) -> tuple[str, int | None]:
    """Say where a parquet file with wrong bytes is damaged, as far as it can be known."""
    reading = VotesReading() if name == "votes.parquet" else ExamplesReading()
    try:
        for first, table in groups_read(path, name):
            row = wrong_row(table, row_digests(table, reading.excluded))
            if row is not None:
                return "", first + row
    except BundleRefused as problem:
        return f"; it {problem.reason}", None
    except (ContentsRefused, *_UNREADABLE):
        return "; its columns are not those of the table", None
    return "; its rows are whole", None


def _joined(digests: list[Digests]) -> Digests:
    return np.concatenate([np.empty((0, 32), dtype=np.uint8), *digests])
