"""Verify a bundle that nobody vouches for: every byte, every digest, every root."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from skyportal_like.bundles import manifests
from skyportal_like.bundles.canonical import json_digest, parsed_json
from skyportal_like.bundles.identities import Identity
from skyportal_like.bundles.manifests import MANIFEST, SUMS, FileEntry, Manifest
from skyportal_like.bundles.reading import ExamplesReading, VotesReading, damage
from skyportal_like.bundles.refusals import BundleRefused, ContentsRefused
from skyportal_like.bundles.values import SPLITS, JsonValue

_REQUIRED = (
    "CITATION.cff",
    "README.md",
    "audit.json",
    "recipe.json",
    "split.json",
    "stats.json",
    "taxonomy.json",
    "votes.parquet",
)
_PART = re.compile(rf"data/({'|'.join(SPLITS)})/part-(\d{{5}})\.parquet")
_VOTES = "votes.parquet"
# Documents are read whole; what is larger than this is none of ours.
_LARGEST_DOCUMENT = 256 * 2**20
_MOST_FILES = 1_000_000


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found to be true of a bundle."""

    manifest: Manifest
    rows: int
    votes: int
    bytes: int

    @property
    def content_id(self) -> str:
        """Name the data that was verified."""
        return self.manifest.content_id


def verify_bundle(folder: Path) -> VerifyReport:
    """Check every byte of a bundle and recompute every digest.

    Raises BundleRefused, which names the file and, where it can be known, the row.
    Nothing outside the folder is read and no link is followed.
    """
    found = _found(folder)
    manifest = _manifest(folder, found)
    _check_names(manifest, found)
    for entry in manifest.files:
        _check_bytes(folder, entry, found[entry.path])
    documents = {
        entry.path: _document(folder / entry.path, entry.path)
        for entry in manifest.files
        if entry.path.endswith(".json")
    }
    examples = _examples(folder, manifest)
    votes = VotesReading()
    votes.add(folder / _VOTES, _VOTES)
    if astray := set(votes.keys) - set(examples.keys):
        raise BundleRefused(_VOTES, f"votes about {min(astray)!r}, which is no row here")
    identity = Identity(
        examples=examples.tree().root,
        votes=votes.tree().root,
        split=examples.split_tree().root,
        taxonomy=json_digest(documents["taxonomy.json"]),
    )
    said = manifest.document
    _check(said["roots"], identity.as_json(), "the rows do not hash to the roots stated")
    _check(said["content_id"], identity.content_id, "content_id is not that of the rows")
    _check(said["schemas"], {"examples": examples.schema_id, "votes": votes.schema_id}, "schemas")
    counts: JsonValue = {**examples.counts(), "votes": len(votes.keys)}
    _check(said["counts"], counts, "the counts are not those of the rows")
    size = sum(found.values())
    return VerifyReport(manifest, len(examples.keys), len(votes.keys), size)


def _check(said: JsonValue, is_so: JsonValue, reason: str) -> None:
    if said != is_so:
        raise BundleRefused(MANIFEST, reason)


def _found(folder: Path) -> dict[str, int]:
    if not folder.is_dir():
        raise BundleRefused(str(folder), "not a folder")
    sizes = {}
    directories, parents = set(), set()
    for path, entry in _walk(folder, ""):
        if entry.is_symlink():
            raise BundleRefused(path, "a link is not followed")
        if entry.is_dir(follow_symlinks=False):
            directories.add(path)
        elif entry.is_file(follow_symlinks=False):
            sizes[path] = entry.stat(follow_symlinks=False).st_size
            parents |= {parent.as_posix() for parent in Path(path).parents}
        else:
            raise BundleRefused(path, "not a regular file")
        if len(sizes) + len(directories) > _MOST_FILES:
            raise BundleRefused(path, "more files than a bundle may have")
    if empty := directories - parents:
        raise BundleRefused(min(empty), "an empty folder that no file needs")
    return sizes


def _walk(folder: Path, above: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            # A name that is not UTF-8 must not break the message about it.
            name = entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            path = above + name
            yield path, entry
            if entry.is_dir(follow_symlinks=False):
                if path.count("/") > 8:
                    raise BundleRefused(path, "nested deeper than a bundle may be")
                yield from _walk(Path(entry.path), path + "/")


def _manifest(folder: Path, found: Mapping[str, int]) -> Manifest:
    data, sums = (_small(folder, name, found) for name in (MANIFEST, SUMS))
    manifest = manifests.parsed(data)
    own = f"{manifest.bundle_id}  {MANIFEST}"
    if own.encode() not in sums.splitlines():
        raise BundleRefused(MANIFEST, f"its SHA-256 is not the one in {SUMS}")
    if sums != manifests.checksums(manifest):
        raise BundleRefused(SUMS, f"it does not agree with {MANIFEST}")
    return manifest


def _small(folder: Path, name: str, found: Mapping[str, int]) -> bytes:
    if name not in found:
        raise BundleRefused(name, "missing")
    if found[name] > _LARGEST_DOCUMENT:
        raise BundleRefused(name, "too large to be read")
    return (folder / name).read_bytes()


def _check_names(manifest: Manifest, found: Mapping[str, int]) -> None:
    listed = {entry.path for entry in manifest.files}
    for path in _REQUIRED:
        if path not in listed:
            raise BundleRefused(path, "a bundle needs this file, and the manifest lacks it")
    for path in sorted(listed - found.keys()):
        raise BundleRefused(path, "missing")
    for path in sorted(found.keys() - listed - {MANIFEST, SUMS}):
        raise BundleRefused(path, "not in the manifest")
    for path in sorted(listed):
        if path.endswith(".parquet") and path != _VOTES and not _PART.fullmatch(path):
            raise BundleRefused(path, "a table that this software does not know")


def _check_bytes(folder: Path, entry: FileEntry, size: int) -> None:
    path = folder / entry.path
    with path.open("rb") as file:
        if size == entry.size and hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256:
            return
    reason = "size" if size != entry.size else "SHA-256"
    where, row = damage(path, entry.path) if path.suffix == ".parquet" else ("", None)
    raise BundleRefused(entry.path, f"the {reason} is not the one in the manifest{where}", row)


def _document(path: Path, name: str) -> JsonValue:
    if path.stat().st_size > _LARGEST_DOCUMENT:
        raise BundleRefused(name, "too large to be read")
    try:
        return parsed_json(path.read_bytes())
    except ContentsRefused as problem:
        raise BundleRefused(name, problem.message) from problem


def _examples(folder: Path, manifest: Manifest) -> ExamplesReading:
    examples = ExamplesReading()
    seen = dict.fromkeys(SPLITS, 0)
    for entry in manifest.files:
        if part := _PART.fullmatch(entry.path):
            split, number = part[1], int(part[2])
            if number != seen[split]:
                raise BundleRefused(entry.path, "the part before it is missing")
            seen[split] += 1
            examples.split = split
            examples.add(folder / entry.path, entry.path)
    if not any(seen.values()):
        raise BundleRefused("data", "a bundle needs rows")
    return examples
