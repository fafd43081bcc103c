"""The manifest: what a bundle says of itself, and the checksum list that goes with it."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from skyportal_like.bundles.canonical import canonical_json, parsed_json
from skyportal_like.bundles.refusals import BundleRefused, ContentsRefused
from skyportal_like.bundles.values import JsonObject, JsonValue

FORMAT, FORMAT_VERSION = "skyportal-like/bundle", 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_KEYS = {
    "format",
    "format_version",
    "dataset",
    "as_of",
    "parent",
    "content_id",
    "roots",
    "schemas",
    "counts",
    "software",
    "files",
}
_HEX = re.compile(r"[0-9a-f]{64}")
# No empty, hidden or upward steps, and nothing that another file system would read otherwise.
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7}")


@dataclass(frozen=True, slots=True, order=True)
class FileEntry:
    """One file of a bundle."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest with its exact bytes; their SHA-256 is the bundle's id."""

    document: Mapping[str, JsonValue]
    data: bytes
    files: tuple[FileEntry, ...]

    @property
    def bundle_id(self) -> str:
        """Name these very bytes: data, card and software versions."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def content_id(self) -> str:
        """Name the data, however stored."""
        return cast(str, self.document["content_id"])


def composed(document: JsonObject, files: Iterable[FileEntry]) -> Manifest:
    """Make the manifest of a version from what it says and its files."""
    ordered = tuple(sorted(files))
    listed = [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in ordered]
    whole: JsonObject = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **document,
        "files": cast(JsonValue, listed),
    }
    return Manifest(whole, canonical_json(whole), ordered)


def checksums(manifest: Manifest) -> bytes:
    """Give the lines that `sha256sum -c` reads."""
    lines = [f"{entry.sha256}  {entry.path}\n" for entry in manifest.files]
    return "".join(sorted([*lines, f"{manifest.bundle_id}  {MANIFEST}\n"], key=_by_path)).encode()


def parsed(data: bytes) -> Manifest:
    """Read a manifest that nobody vouches for; raises BundleRefused."""
    try:
        document = parsed_json(data)
    except ContentsRefused as problem:
        raise BundleRefused(MANIFEST, problem.message) from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BundleRefused(MANIFEST, "not the manifest of a bundle")
    if document.get("format_version") != FORMAT_VERSION:
        raise BundleRefused(MANIFEST, "a format version that this software does not know")
    if set(document) != _KEYS:
        odd = ", ".join(sorted(set(document) ^ _KEYS))
        raise BundleRefused(MANIFEST, f"lacks or adds: {odd}")
    content_id = document["content_id"]
    if not isinstance(content_id, str) or not _HEX.fullmatch(content_id):
        raise BundleRefused(MANIFEST, "content_id is not a SHA-256")
    return Manifest(document, data, _entries(document["files"]))


def _entries(listed: JsonValue) -> tuple[FileEntry, ...]:
    if not isinstance(listed, list):
        raise BundleRefused(MANIFEST, "files is not a list")
    entries = tuple(_entry(one) for one in listed)
    paths = [entry.path for entry in entries]
    if paths != sorted(paths) or len({path.casefold() for path in paths}) != len(paths):
        raise BundleRefused(MANIFEST, "files are not sorted and distinct")
    return entries


def _entry(one: JsonValue) -> FileEntry:
    if not isinstance(one, dict) or set(one) != {"path", "size", "sha256"}:
        raise BundleRefused(MANIFEST, "a file needs path, size and sha256")
    path, size, sha256 = one["path"], one["size"], one["sha256"]
    if not isinstance(path, str) or not _PATH.fullmatch(path) or path in (MANIFEST, SUMS):
        raise BundleRefused(MANIFEST, f"a file may not be called {path!r}")
    if type(size) is not int or not 0 <= size < 2**63:
        raise BundleRefused(MANIFEST, f"{path}: not a size")
    if not isinstance(sha256, str) or not _HEX.fullmatch(sha256):
        raise BundleRefused(MANIFEST, f"{path}: not a SHA-256")
    return FileEntry(path, size, sha256)


def _by_path(line: str) -> str:
    return line[66:]
