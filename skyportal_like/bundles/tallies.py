"""Counts and simple statistics of a version, for stats.json and the card."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from skyportal_like.bundles.columns import features_of
from skyportal_like.bundles.values import SPLITS, JsonObject, JsonValue

ClassCounts = dict[str, dict[str, int]]


def class_counts(table: pa.Table) -> ClassCounts:
    """Count rows by label and split, labels in name order."""
    pairs = zip(table.column("label").to_pylist(), table.column("split").to_pylist(), strict=True)
    counts = Counter(pairs)
    return {
        label: {split: counts[label, split] for split in SPLITS}
        for label in sorted({label for label, _ in counts})
    }


def statistics(table: pa.Table, votes: pa.Table) -> JsonObject:
    """Summarise an examples table, which stands in its final order."""
    classes: JsonValue = {label: dict(row) for label, row in class_counts(table).items()}
    features = features_of(table.schema)
    return {
        "rows": len(table),
        "votes": len(votes),
        "voters": pc.count_distinct(votes.column("voter")).as_py(),
        "classes": classes,
        "columns": {feature.name: _summary(table.column(feature.name)) for feature in features},
    }


def _summary(column: pa.ChunkedArray) -> JsonObject:
    summary: JsonObject = {"nulls": column.null_count}
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        numbers = column.drop_null().to_numpy()
        finite = numbers[np.isfinite(numbers)]
        summary["not_finite"] = len(numbers) - len(finite)
        if len(finite):
            summary["min"], summary["max"] = finite.min().item(), finite.max().item()
            with np.errstate(over="ignore"):  # a sum beyond float64 has no mean to state
                mean = float(finite.mean(dtype=np.float64))
            summary["mean"] = mean if np.isfinite(mean) else None
    else:
        summary["distinct"] = pc.count_distinct(column, mode="only_valid").as_py()
    return summary
