"""What forbids freezing a version, and what its users should know."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from skyportal_like.bundles.neighbours import pairs_within
from skyportal_like.bundles.refusals import Finding
from skyportal_like.bundles.splits import NO_ANCESTORS, SplitResult, SplitRule
from skyportal_like.bundles.values import TEST, TRAIN, JsonObject

_NAMED = 20
_LOW_AGREEMENT = 2 / 3
_MOST = 0.5
_DAY_US = 86_400_000_000
_MJD_OF_1970 = 40_587


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The findings: any refusal forbids freezing, warnings go into the bundle."""

    refusals: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    def as_json(self) -> JsonObject:
        """Give the report as it stands in audit.json."""
        return {
            "refusals": [finding.as_json() for finding in self.refusals],
            "warnings": [finding.as_json() for finding in self.warnings],
        }


def audit(
    result: SplitResult,
    votes: pa.Table,
    held_streams: Collection[str] | None = None,
    ancestors: pa.Table = NO_ANCESTORS,
) -> AuditReport:
    """Examine rows with their splits; `held_streams` None leaves the streams unexamined."""
    table = result.table
    if not len(table):
        empty = Finding("no_rows", "The recipe selects no labelled example: label some first", 0)
        return AuditReport((empty,), ())
    classes = _empty_classes(table, result.rule)
    refusals: list[Finding] = [
        *_straddling_groups(table),
        *_straddling_pairs(table, result.rule.radius_arcsec),
        *_leaked_ancestors(table, ancestors, result.rule.radius_arcsec),
        *_streams_not_held(table, held_streams),
        *_votes_astray(table, votes),
    ]
    warnings: list[Finding] = [
        *_late_features(table),
        *_one_voter(table, votes),
        *_low_agreement(table),
    ]
    (warnings if result.rule.allow_empty_classes else refusals).extend(classes)
    return AuditReport(tuple(refusals), tuple(warnings))


def _finding(code: str, message: str, examples: Iterable[str]) -> list[Finding]:
    named = sorted(set(examples))
    return [Finding(code, message, len(named), tuple(named[:_NAMED]))] if named else []


def _lists(table: pa.Table, *names: str) -> Iterable[tuple[str, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _straddling_groups(table: pa.Table) -> list[Finding]:
    bad: list[str] = []
    for name in ("group_key", "obj_id"):
        known = table.filter(pc.is_valid(table.column(name)))
        sides = known.group_by(name).aggregate([("split", "count_distinct")])
        torn = sides.filter(pc.greater(sides.column("split_count_distinct"), 1)).column(name)
        bad += known.filter(pc.is_in(known.column(name), torn)).column("example_id").to_pylist()
    return _finding("group_in_two_splits", "A group or object has rows in two splits", bad)


def _near(table: pa.Table, radius_arcsec: float) -> Sequence[tuple[int, int]]:
    ra, dec = (table.column(name).to_numpy() for name in ("ra", "dec"))
    pairs: list[tuple[int, int]] = pairs_within(ra, dec, radius_arcsec).tolist()
    return pairs


def _straddling_pairs(table: pa.Table, radius_arcsec: float) -> list[Finding]:
    # One point for each place within a split, or an object with many rows costs their square.
    points = _points(table)
    ids, splits = (points.column(name).to_pylist() for name in ("example_id_min", "split"))
    bad = []
    for one, other in _near(points, radius_arcsec):
        if splits[one] != splits[other]:
            bad += [ids[one], ids[other]]
    message = f'Objects within {radius_arcsec:g}" of each other lie in different splits'
    return _finding("pair_across_splits", message, bad)


def _points(table: pa.Table) -> pa.Table:
    placed = table.filter(pc.is_valid(table.column("ra")))
    grouped = placed.group_by(["ra", "dec", "split"], use_threads=False)
    return grouped.aggregate([("example_id", "min")])


def _leaked_ancestors(table: pa.Table, ancestors: pa.Table, radius: float) -> list[Finding]:
    tested = ancestors.filter(pc.equal(ancestors.column("split"), TEST))
    names = _lists(tested, "group_key", "obj_id", "example_id")
    known = {name for row in names for name in row if name is not None}
    train = table.filter(pc.equal(table.column("split"), TRAIN))
    rows = _lists(train, "example_id", "group_key", "obj_id")
    bad = [row[0] for row in rows if not known.isdisjoint(row)]
    points = pa.concat_tables([_points(train), _points(tested)], promote_options="permissive")
    ids, splits = (points.column(name).to_pylist() for name in ("example_id_min", "split"))
    for pair in _near(points, radius):
        if splits[pair[0]] != splits[pair[1]]:
            bad += [ids[index] for index in pair if splits[index] == TRAIN]
    message = (
        "Rows that an earlier version keeps for testing would be trained on: "
        "name that version as the parent and keep a split"
    )
    return _finding("ancestor_test_in_train", message, bad)


def _empty_classes(table: pa.Table, rule: SplitRule) -> list[Finding]:
    counts = Counter(_lists(table, "label", "split"))
    groups = Counter(label for label, _ in set(_lists(table, "label", "group_key")))
    found = []
    for label in sorted(groups):
        empty = [split for split in rule.splits if not counts[label, split]]
        if empty:
            message = (
                f"Class {label!r} has no row in {' and '.join(empty)}: it has {groups[label]} "
                f"group(s) for {len(rule.splits)} splits. Label more objects of it, merge or "
                "drop the class, choose the split 'none', or allow empty classes"
            )
            ids = [row[0] for row in _lists(table, "example_id", "label") if row[1] == label]
            found += _finding("empty_class_in_split", message, ids)
    return found


def _streams_not_held(table: pa.Table, held: Collection[str] | None) -> list[Finding]:
    if held is None:
        return []
    streams = set(pc.list_flatten(table.column("streams")).unique().to_pylist()) - set(held)
    if not streams:
        return []
    rows = zip(*(table.column(name).to_pylist() for name in ("example_id", "streams")), strict=True)
    bad = [example_id for example_id, row in rows if not streams.isdisjoint(row)]
    named = ", ".join(sorted(streams))
    message = f"Rows come from streams that the group does not hold: {named}"
    return _finding("stream_not_held", message, bad)


def _votes_astray(table: pa.Table, votes: pa.Table) -> list[Finding]:
    known = set(table.column("example_id").to_pylist())
    bad = set(votes.column("example_id").to_pylist()) - known
    return _finding("vote_without_example", "Votes are about rows that are not here", bad)


def _late_features(table: pa.Table) -> list[Finding]:
    labelled = pc.divide(table.column("labelled_at").cast(pa.int64()).cast(pa.float64()), _DAY_US)
    late = pc.greater(table.column("feature_asof_mjd"), pc.add(labelled, _MJD_OF_1970))
    bad = table.filter(late).column("example_id").to_pylist()
    message = "Features know more than whoever gave the label did at the time"
    return _finding("features_later_than_label", message, bad)


def _one_voter(table: pa.Table, votes: pa.Table) -> list[Finding]:
    labels = {row[0]: row[1] for row in _lists(table, "example_id", "label")}
    by_class: dict[str, Counter[str]] = {}
    voted: dict[tuple[str, str], list[str]] = {}
    for example_id, voter in sorted(set(_lists(votes, "example_id", "voter"))):
        if (label := labels.get(example_id)) is not None:
            by_class.setdefault(label, Counter())[voter] += 1
            voted.setdefault((label, voter), []).append(example_id)
    found = []
    for label, counts in sorted(by_class.items()):
        voter, most = counts.most_common(1)[0]
        if most > _MOST * counts.total():
            message = f"One voter is behind most of class {label!r}"
            found += _finding("one_voter_behind_class", message, voted[label, voter])
    return found


def _low_agreement(table: pa.Table) -> list[Finding]:
    bad = table.filter(pc.less(table.column("agreement"), _LOW_AGREEMENT))
    message = "Voters agree on less than two thirds of the votes"
    return _finding("low_agreement", message, bad.column("example_id").to_pylist())
