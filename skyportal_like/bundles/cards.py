"""The dataset card and the citation file of a version."""

import json
from collections.abc import Iterable, Sequence

import pyarrow as pa

from skyportal_like.bundles.audits import AuditReport
from skyportal_like.bundles.refusals import Finding
from skyportal_like.bundles.splits import SplitRule
from skyportal_like.bundles.tallies import ClassCounts
from skyportal_like.bundles.values import SPLITS, VersionFacts

_CONVENTIONS = (
    "Times are UTC, angles degrees (ICRS), fluxes µJy (AB zero point 23.9), magnitudes AB."
)


def card(
    facts: VersionFacts, content_id: str, schema: pa.Schema, classes: ClassCounts, rule: SplitRule
) -> str:
    """Write the part of README.md that every version has."""
    totals = {split: sum(row[split] for row in classes.values()) for split in SPLITS}
    filled = [split for split in SPLITS if totals[split]]
    return "\n".join(
        [
            *_front_matter(facts, filled),
            f"# {_line(facts.title)}",
            "",
            f"Version {facts.number} of `{facts.group}/{facts.slug}`,",
            f"frozen as of {facts.as_of:%Y-%m-%d %H:%M:%S} UTC by {_line(facts.author)}.",
            f"Content id: `{content_id}`.",
            "",
            *([facts.description, ""] if facts.description else []),
            "How the rows were selected is in `recipe.json`, the classes are in `taxonomy.json`,",
            "every vote behind a label is in `votes.parquet` (voters are pseudonyms).",
            "",
            "## Classes",
            "",
            *_class_table(classes, filled, totals),
            "",
            "## Split",
            "",
            *_split_words(rule),
            "",
            "## Columns",
            "",
            _CONVENTIONS,
            "",
            *_column_table(schema),
            "",
        ]
    )


def limits(report: AuditReport) -> str:
    """Write the part of README.md that tells what to beware of."""
    words = [_finding(finding) for finding in report.warnings] or ["None were found."]
    check = "Check it with `skyportal-like dataset verify PATH` or `sha256sum -c SHA256SUMS`."
    return "\n".join(["", "## Known limits", "", *words, "", "## Integrity", "", check, ""])


def citation(facts: VersionFacts, content_id: str) -> str:
    """Write CITATION.cff (Citation File Format 1.2.0)."""
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this dataset, please cite it as below."',
        "type: dataset",
        f"title: {_quoted(facts.title)}",
        "authors:",
        f"  - name: {_quoted(facts.author)}",
        f"version: {_quoted(str(facts.number))}",
        f"date-released: {facts.as_of:%Y-%m-%d}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted('sha256:' + content_id)}",
        '    description: "Content id of the frozen version"',
    ]
    if facts.licence:
        lines.append(f"license: {_quoted(facts.licence)}")
    return "\n".join([*lines, ""])


def _front_matter(facts: VersionFacts, filled: Sequence[str]) -> Iterable[str]:
    yield "---"
    yield f"pretty_name: {_quoted(facts.title)}"
    if facts.licence:
        yield f"license: {_quoted(facts.licence.lower())}"
    yield from ("tags:", "  - astronomy", "configs:")
    yield from ("  - config_name: examples", "    default: true", "    data_files:")
    for split in filled:
        yield f"      - split: {split}"
        yield f"        path: data/{split}/*.parquet"
    yield from ("  - config_name: votes", "    data_files: votes.parquet", "---", "")


def _class_table(
    classes: ClassCounts, filled: Sequence[str], totals: dict[str, int]
) -> Iterable[str]:
    yield _row("class", *filled, "all")
    yield _row("---", *("---:" for _ in filled), "---:")
    for label, row in classes.items():
        yield _row(label, *(str(row[split]) for split in filled), str(sum(row.values())))
    yield _row("all", *(str(totals[split]) for split in filled), str(sum(totals.values())))


def _split_words(rule: SplitRule) -> Iterable[str]:
    yield f'Rows of one object, and of objects within {rule.radius_arcsec:g}" of each other, form a'
    yield "group (`group_key`); a group lies in one split and one `fold` only."
    if rule.mode == "none":
        yield "This version is not split: everything is in `train`."
    else:
        shares = ", ".join(f"{split} {rule.fractions[split]:.0%}" for split in rule.splits)
        yield f"Groups are stratified by class and placed by a salted hash: {shares}."


def _column_table(schema: pa.Schema) -> Iterable[str]:
    yield _row("column", "type", "unit", "meaning")
    yield _row(*["---"] * 4)
    for field in schema:
        notes = field.metadata or {}
        unit, about = (notes.get(key, b"").decode() for key in (b"unit", b"description"))
        yield _row(f"`{field.name}`", str(field.type), unit, about)


def _finding(finding: Finding) -> str:
    some = ", ".join(f"`{_line(one)}`" for one in finding.examples[:3])
    return f"- {_line(finding.message)} ({finding.count}: {some}{'…' if finding.count > 3 else ''})"


def _row(*cells: str) -> str:
    return f"| {' | '.join(_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    # A JSON string is a YAML string.
    return json.dumps(text)
