"""Parquet files whose bytes depend on nothing but the rows and the library's version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Few distinct values: worth a dictionary. Ids and digests are not.
_REPEATED = ("label", "label_origin", "split", "voter", "classification", "origin")
_REPEATED_LISTS = ("label_path.list.element", "streams.list.element")


@dataclass(frozen=True, slots=True)
class Layout:
    """How many rows a row group and a file hold: never part of a version's identity."""

    row_group_rows: int = 65_536
    part_rows: int = 1_048_576


def write_parts(name_part: Callable[[int], Path], table: pa.Table, layout: Layout) -> list[Path]:
    """Write the rows, in their order, into one or more files; at least one."""
    written = []
    for number, start in enumerate(range(0, max(len(table), 1), layout.part_rows)):
        path = name_part(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, table.slice(start, layout.part_rows), layout)
        written.append(path)
    return written


def _write(path: Path, table: pa.Table, layout: Layout) -> None:
    repeated = [name for name in _REPEATED if name in table.column_names]
    repeated += [name for name in _REPEATED_LISTS if name.split(".")[0] in table.column_names]
    with pq.ParquetWriter(
        path,
        table.schema,
        version="2.6",
        compression="zstd",
        compression_level=1,
        use_dictionary=repeated,
        write_page_checksum=True,
        data_page_size=2**20,
    ) as writer:
        for group in _groups(table, layout.row_group_rows):
            writer.write_table(group, row_group_size=layout.row_group_rows)


def _groups(table: pa.Table, rows: int) -> Iterator[pa.Table]:
    # Chunks shape the pages, and depend on how the rows were batched before.
    for start in range(0, len(table), rows):
        yield table.slice(start, rows).combine_chunks()
