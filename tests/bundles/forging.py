"""Tools of a forger, for the tests that refuse what a forger makes."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skyportal_like.bundles.canonical import canonical_json
from skyportal_like.bundles.refusals import BundleRefused
from skyportal_like.bundles.verifying import verify_bundle

TRAIN = "data/train/part-00000.parquet"


def refusal(bundle: Path) -> BundleRefused:
    with pytest.raises(BundleRefused) as refused:
        verify_bundle(bundle)
    return refused.value


def resealed(bundle: Path) -> None:
    """Forge manifest and checksums so that they fit the files as they are now."""
    document = json.loads((bundle / "manifest.json").read_bytes())
    for entry in document["files"]:
        data = (bundle / entry["path"]).read_bytes()
        entry["size"], entry["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    write_sealed(bundle, document)


def rewritten(bundle: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the manifest and let SHA256SUMS agree with it."""
    document = json.loads((bundle / "manifest.json").read_bytes())
    change(document)
    write_sealed(bundle, document)


def write_sealed(bundle: Path, document: dict[str, object]) -> None:
    data = canonical_json(document)
    lines = [f"{hashlib.sha256(data).hexdigest()}  manifest.json\n"]
    files = document["files"]
    entries = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    lines += [f"{entry.get('sha256')}  {entry['path']}\n" for entry in entries]
    (bundle / "manifest.json").write_bytes(data)
    (bundle / "SHA256SUMS").write_text("".join(sorted(lines, key=lambda line: line[66:])))


def edited(bundle: Path, change: Callable[[pa.Table], pa.Table], name: str = TRAIN) -> None:
    pq.write_table(change(pq.read_table(bundle / name)), bundle / name)


def with_cell(table: pa.Table, column: str, row: int, value: object) -> pa.Table:
    index = table.schema.get_field_index(column)
    cells = table.column(index).to_pylist()
    cells[row] = value
    field = table.schema.field(index)
    return table.set_column(index, field, pa.array(cells, field.type))
