"""Write a bundle: a folder that appears whole or not at all."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from skyportal_like.bundles import cards, columns, identities, manifests
from skyportal_like.bundles.audits import AuditReport
from skyportal_like.bundles.canonical import (
    Digests,
    canonical_json,
    hexadecimal,
    json_digest,
    schema_hash,
)
from skyportal_like.bundles.identities import Identity
from skyportal_like.bundles.manifests import FileEntry, Manifest
from skyportal_like.bundles.parts import Layout, write_parts
from skyportal_like.bundles.refusals import ContentsRefused, FreezeRefused
from skyportal_like.bundles.splits import SplitResult
from skyportal_like.bundles.tallies import class_counts, statistics
from skyportal_like.bundles.values import SPLITS, JsonObject, JsonValue, VersionFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that a bundle is written from."""

    facts: VersionFacts
    split: SplitResult
    votes: pa.Table
    taxonomy: JsonValue
    recipe: JsonValue
    audit: AuditReport
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Rows in their final order, each with its digest, and the identity they add up to."""

    examples: pa.Table
    votes: pa.Table
    identity: Identity


def sealed(examples: pa.Table, votes: pa.Table, taxonomy: JsonValue) -> Sealed:
    """Work out the identity of split rows, in any order; enough to find that it exists."""
    examples = examples.sort_by("example_id")
    by_row, by_vote = identities.example_digests(examples), identities.vote_digests(votes)
    identity = Identity(
        examples=identities.examples_tree(examples, by_row).root,
        votes=identities.votes_tree(votes, by_vote).root,
        split=identities.split_tree(examples).root,
        taxonomy=json_digest(taxonomy),
    )
    order = [(name, "ascending") for name in ("example_id", "at", "row_digest")]
    return Sealed(
        _with_digests(examples, by_row), _with_digests(votes, by_vote).sort_by(order), identity
    )


def write_bundle(folder: Path, contents: Contents, ready: Sealed | None = None) -> Manifest:
    """Write a bundle into a new folder and give its manifest.

    The same contents give the same bytes with the same library versions. Raises
    FreezeRefused if the audit forbids it and ContentsRefused if the folder exists.
    """
    if contents.audit.refusals:
        raise FreezeRefused(contents.audit.refusals)
    if contents.facts.as_of.tzinfo is not None:
        raise ContentsRefused("as_of: naive UTC")
    if folder.exists() or folder.is_symlink():
        raise ContentsRefused(f"{folder.name} exists already, and what is frozen stays")
    ready = ready or sealed(contents.split.table, contents.votes, contents.taxonomy)
    partial = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.partial")
    partial.mkdir(parents=True)
    try:
        manifest = _filled(partial, contents, ready)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _synced(folder.parent)
    return manifest


def _filled(partial: Path, contents: Contents, ready: Sealed) -> Manifest:
    _write_tables(partial, contents.layout, ready)
    for name, data in _documents(contents, ready).items():
        (partial / name).write_bytes(data)
    entries = [_entry(partial, path) for path in sorted(partial.rglob("*")) if path.is_file()]
    manifest = manifests.composed(_said(contents, ready), entries)
    (partial / manifests.MANIFEST).write_bytes(manifest.data)
    (partial / manifests.SUMS).write_bytes(manifests.checksums(manifest))
    for path in (*partial.rglob("*"), partial):
        _synced(path)
    return manifest


def _write_tables(partial: Path, layout: Layout, ready: Sealed) -> None:
    for split in SPLITS:
        rows = ready.examples.filter(pc.equal(ready.examples.column("split"), split))
        if len(rows):
            place = partial / "data" / split
            write_parts(lambda n, at=place: at / f"part-{n:05d}.parquet", rows, layout)  # type: ignore[misc]
    whole = Layout(layout.row_group_rows, part_rows=max(len(ready.votes), 1))
    write_parts(lambda _: partial / "votes.parquet", ready.votes, whole)


def _documents(contents: Contents, ready: Sealed) -> Mapping[str, bytes]:
    facts, split, content_id = contents.facts, contents.split, ready.identity.content_id
    classes = class_counts(ready.examples)
    card = cards.card(facts, content_id, ready.examples.schema, classes, split.rule)
    return {
        "README.md": (card + cards.limits(contents.audit)).encode(),
        "CITATION.cff": cards.citation(facts, content_id).encode(),
        "taxonomy.json": canonical_json(contents.taxonomy),
        "recipe.json": canonical_json(contents.recipe),
        "split.json": canonical_json(
            {
                "rule": split.rule.as_json(),
                "groups": split.groups,
                "moved": [row.as_json() for row in split.moved],
            }
        ),
        "audit.json": canonical_json(contents.audit.as_json()),
        "stats.json": canonical_json(statistics(ready.examples, ready.votes)),
    }


def _said(contents: Contents, ready: Sealed) -> JsonObject:
    facts, examples, votes = contents.facts, ready.examples, ready.votes
    splits = examples.column("split").to_pylist()
    return {
        "dataset": {
            "group": facts.group,
            "slug": facts.slug,
            "number": facts.number,
            "title": facts.title,
            "description": facts.description,
            "licence": facts.licence,
            "author": facts.author,
        },
        "as_of": facts.as_of.isoformat(timespec="microseconds") + "Z",
        "parent": facts.parent_content_id,
        "content_id": ready.identity.content_id,
        "roots": ready.identity.as_json(),
        "schemas": {
            "examples": schema_hash(examples.schema, columns.NOT_IN_EXAMPLE_DIGEST).hex(),
            "votes": schema_hash(votes.schema, columns.NOT_IN_VOTE_DIGEST).hex(),
        },
        "counts": {
            "examples": len(examples),
            "votes": len(votes),
            "groups": contents.split.groups,
            "splits": {split: splits.count(split) for split in SPLITS},
        },
        "software": {"numpy": np.__version__, "pyarrow": pa.__version__, **facts.software},
    }


def _with_digests(table: pa.Table, digests: Digests) -> pa.Table:
    index = table.schema.get_field_index("row_digest")
    return table.set_column(index, table.schema.field(index), hexadecimal(digests))


def _entry(partial: Path, path: Path) -> FileEntry:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileEntry(path.relative_to(partial).as_posix(), path.stat().st_size, digest)


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
