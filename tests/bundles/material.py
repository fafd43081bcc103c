"""Labelled examples, votes and whole contents that the tests of bundles talk about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from skyportal_like.bundles import values
from skyportal_like.bundles.audits import audit
from skyportal_like.bundles.parts import Layout
from skyportal_like.bundles.splits import SplitRule, assign_splits
from skyportal_like.bundles.tables import examples_table, votes_table
from skyportal_like.bundles.values import Example, Vote
from skyportal_like.bundles.writing import Contents

NOON = datetime.fromisoformat("2026-03-01T12:00:00.123456")
CLASSES = ("Ia", "II", "CV")
TAXONOMY = {"class": "Time-domain Source", "subclasses": [{"class": name} for name in CLASSES]}


def example(number: int, **changes: object) -> Example:
    """Make one example; objects lie 1.5 degrees apart unless told otherwise."""
    label = CLASSES[number % len(CLASSES)]
    plain = Example(
        example_id=f"example-{number:05d}",
        obj_id=f"ZTF26{number:05d}",
        ra=(number * 1.5) % 360,
        dec=-60 + (number * 1.5 // 360) * 1.5,
        first_mjd=61000.0 + number,
        last_mjd=61010.5 + number,
        label=label,
        label_path=("Time-domain Source", label),
        n_votes=3,
        n_voters=3,
        agreement=1.0,
        label_origin="human",
        labelled_at=NOON + timedelta(hours=number),
        feature_asof_mjd=61000.0,
        features={
            "drb": number / 7,
            "candid": 2**53 + 1 + 2 * number,
            "field": f"é{number}",
            "fast": True,
        },
        streams=("ztf_public",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def examples(count: int) -> list[Example]:
    return [example(number) for number in range(count)]


def votes_on(rows: Sequence[Example]) -> list[Vote]:
    return [
        Vote(
            example_id=row.example_id,
            voter=f"voter-{voter}",
            classification=row.label,
            taxonomy_version="1.0",
            at=NOON + timedelta(minutes=voter),
            origin="scan",
            probability=0.9,
        )
        for row in rows
        for voter in range(3)
    ]


def facts(**changes: object) -> values.VersionFacts:
    plain = values.VersionFacts(
        slug="golden",
        group="supernovae",
        number=1,
        title='A "golden" | set',
        author="Ada",
        as_of=NOON,
        description="Looked through by eye.",
        licence="CC-BY-4.0",
        software={"skyportal-like": "0.1"},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def contents(
    rows: Sequence[Example], rule: SplitRule | None = None, layout: Layout | None = None
) -> Contents:
    split = assign_splits(examples_table(rows), rule or SplitRule(salt="pepper"))
    votes = votes_table(votes_on(rows))
    return Contents(
        facts=facts(),
        split=split,
        votes=votes,
        taxonomy=TAXONOMY,
        recipe={"objects": {"group": 7}},
        audit=audit(split, votes, {"ztf_public"}),
        layout=layout or Layout(),
    )
