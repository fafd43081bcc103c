"""Drafts: evidence becomes labelled rows, split and audited, before anything is written."""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pyarrow as pa
from sqlalchemy import select

from skyportal_like import __version__
from skyportal_like.bundles.audits import AuditReport, audit
from skyportal_like.bundles.refusals import Finding
from skyportal_like.bundles.splits import (
    NO_ANCESTORS,
    SplitResult,
    SplitRule,
    assign_splits,
    placements_of,
)
from skyportal_like.bundles.tables import examples_table, inferred_features, votes_table
from skyportal_like.bundles.values import Example, Feature, JsonObject, VersionFacts, Vote
from skyportal_like.bundles.writing import Contents
from skyportal_like.errors import Invalid
from skyportal_like.models import Dataset, Group, User
from skyportal_like.schemas.datasets import Recipe
from skyportal_like.services import evidence, lineages
from skyportal_like.services.evidence import Evidence, Item
from skyportal_like.services.labels import CONFLICT, Judge, Verdict, Word
from skyportal_like.services.lineages import Lineage
from skyportal_like.storage import Storage
from skyportal_like.work import Work

NAMED = 20
DECLARED = (
    Feature("redshift", "float64", "", "Redshift of the object"),
    Feature("redshift_error", "float64", "", "Its error"),
    Feature("score", "float64", "", "Score of the object"),
    Feature("transient", "bool", "", "Marked as a transient"),
    Feature("varstar", "bool", "", "Marked as a variable star"),
    Feature("is_roid", "bool", "", "Marked as an asteroid"),
    Feature("n_points", "int64", "", "Points of the light curve that the group reads"),
    Feature("n_detections", "int64", "", "Detections above 3 sigma among them"),
)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything read from the database that a version is made of."""

    dataset: Dataset
    group: str
    author: str
    recipe: Recipe
    evidence: Evidence
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is worked out but not written."""

    split: SplitResult
    votes: pa.Table
    audit: AuditReport
    taxonomy: JsonObject
    streams: Sequence[str]
    stream_ids: Sequence[int]
    left_out: Mapping[str, int]
    disagreements: int


def check(work: Work, dataset: Dataset, recipe: Recipe) -> None:
    """Refuse a recipe that could never be frozen."""
    reader = evidence.reader_of(work, dataset.group_id)
    taxonomy = evidence.taxonomy_of(work, reader, recipe.label.taxonomy_id)
    Judge(recipe.label, taxonomy.hierarchy)
    _rule(dataset, recipe)
    wanted = recipe.features
    names = Counter(
        [*map(evidence.name_of, wanted.annotations), *wanted.columns, *wanted.light_curve]
    )
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise Invalid(
            f"features: two columns are called {', '.join(twice)}; give one another name.",
            fields={"features": "two columns of one name"},
        )


def gather(work: Work, dataset: Dataset, recipe: Recipe, author_id: int) -> Material:
    """Read everything that a version is made of."""
    check(work, dataset, recipe)
    # access: a dataset's own group, and a name; people are common knowledge
    group = work.session.scalars(select(Group.name).where(Group.id == dataset.group_id)).one()
    author = work.session.scalars(select(User).where(User.id == author_id)).one()
    return Material(
        dataset=dataset,
        group=group,
        author=" ".join(filter(None, (author.first_name, author.last_name))) or author.username,
        recipe=recipe,
        evidence=evidence.read(work, dataset.group_id, recipe),
        lineage=lineages.read(work, dataset.id),
    )


def work_out(material: Material, storage: Storage) -> Draft:
    """Label, split and audit the rows; writes nothing."""
    found, recipe = material.evidence, material.recipe
    judge = Judge(recipe.label, found.taxonomy.hierarchy)
    examples: list[Example] = []
    votes: list[Vote] = []
    left_out: dict[str, list[str]] = {}
    disagreements = 0
    for item in found.items:
        words = judge.heard(list(item.words.values()))
        disagreements += judge.disagree(words)
        verdict = judge.decide(words)
        if isinstance(verdict, str):
            left_out.setdefault(verdict, []).append(item.obj_id)
            continue
        examples.append(_example(item, words, verdict))
        votes += _votes(material, item, words)
    voted = votes_table(votes)
    placed = placements_of(*lineages.rows(material.lineage, storage))
    sticky = placed if recipe.split.parent == "latest" else NO_ANCESTORS
    table = examples_table(examples, _features(recipe, examples))
    split = assign_splits(table, _rule(material.dataset, recipe), sticky)
    report = audit(split, voted, found.held_streams, placed)
    if recipe.label.conflict == "fail":
        report = replace(
            report, refusals=(*report.refusals, *_conflicts(left_out.get(CONFLICT, [])))
        )
    streams = sorted({name for one in examples for name in one.streams})
    return Draft(
        split=split,
        votes=voted,
        audit=report,
        taxonomy=_taxonomy(material),
        streams=streams,
        stream_ids=sorted(
            found.held_streams[name] for name in streams if name in found.held_streams
        ),
        left_out={reason: len(ids) for reason, ids in left_out.items()},
        disagreements=disagreements,
    )


def contents(material: Material, draft: Draft, number: int) -> Contents:
    """Give what the bundle of a version is written from."""
    dataset = material.dataset
    facts = VersionFacts(
        slug=dataset.slug,
        group=material.group,
        number=number,
        title=dataset.name,
        author=material.author,
        as_of=material.evidence.as_of,
        description=dataset.description,
        licence=dataset.licence or None,
        parent_content_id=material.lineage.newest_content_id,
        software={"skyportal-like": __version__},
    )
    return Contents(
        facts=facts,
        split=draft.split,
        votes=draft.votes,
        taxonomy=draft.taxonomy,
        recipe=material.recipe.model_dump(mode="json"),
        audit=draft.audit,
    )


def _rule(dataset: Dataset, recipe: Recipe) -> SplitRule:
    clause = recipe.split
    return SplitRule(
        mode=clause.mode,
        fractions={str(name): share for name, share in clause.fractions.items()},
        salt=dataset.slug if clause.salt is None else clause.salt,
        radius_arcsec=clause.radius_arcsec,
        folds=clause.folds,
        allow_empty_classes=recipe.allow_empty_classes,
    )


def _example(item: Item, words: Sequence[Word], verdict: Verdict) -> Example:
    return Example(
        example_id=item.obj_id,
        obj_id=item.obj_id,
        ra=item.ra,
        dec=item.dec,
        first_mjd=item.first_mjd,
        last_mjd=item.last_mjd,
        label=verdict.label,
        label_path=verdict.path,
        label_origin=verdict.origin,
        label_probability=verdict.probability,
        n_votes=len(words),
        n_voters=len(words),
        agreement=verdict.agreement,
        labelled_at=verdict.at,
        feature_asof_mjd=item.asof_mjd,
        features=item.features,
        streams=tuple(sorted(item.streams)),
    )


def _votes(material: Material, item: Item, words: Sequence[Word]) -> Iterator[Vote]:
    for word in words:
        yield Vote(
            example_id=item.obj_id,
            voter=_pseudonym(material.dataset.salt, word.voter),
            classification=word.classification,
            taxonomy_version=material.evidence.taxonomy.version,
            at=word.at,
            origin=word.origin,
            ml=word.ml,
            probability=word.probability,
        )


def _pseudonym(salt: str, user_id: int) -> str:
    return hmac.digest(salt.encode(), str(user_id).encode(), "sha256").hex()[:16]


def _features(recipe: Recipe, examples: Sequence[Example]) -> list[Feature]:
    declared = {feature.name: feature for feature in DECLARED}
    about = {
        evidence.name_of(one): f"Annotation {one.origin}, {one.key}"
        for one in recipe.features.annotations
    }
    return [
        replace(feature, description=about[feature.name])
        if feature.name in about
        else declared[feature.name]
        for feature in inferred_features(examples)
    ]


def _taxonomy(material: Material) -> JsonObject:
    taxonomy = material.evidence.taxonomy
    return cast(
        JsonObject,
        {
            "name": taxonomy.name,
            "version": taxonomy.version,
            "provenance": taxonomy.provenance,
            "content_hash": taxonomy.content_hash,
            "hierarchy": taxonomy.hierarchy,
        },
    )


def _conflicts(obj_ids: Sequence[str]) -> list[Finding]:
    if not obj_ids:
        return []
    message = "Votes conflict without a majority: settle them, or let the recipe drop them"
    return [Finding("labels_conflict", message, len(obj_ids), tuple(sorted(obj_ids)[:NAMED]))]
