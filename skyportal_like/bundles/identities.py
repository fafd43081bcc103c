"""The logical identity of a version: the same facts give the same content_id anywhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from skyportal_like.bundles import columns, trees
from skyportal_like.bundles.canonical import Digests, row_digests, schema_hash
from skyportal_like.bundles.values import JsonObject

_CONTENT_DOMAIN = b"skyportal-like/content/1\x00"
_ATTACHMENTS_DOMAIN = b"skyportal-like/attachments/1\x00"


@dataclass(frozen=True, slots=True)
class Identity:
    """The roots that content_id is made of, as 32 bytes each."""

    examples: bytes
    votes: bytes
    split: bytes
    taxonomy: bytes
    attachments: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def content_id(self) -> str:
        """Give the one number (hexadecimal SHA-256) that stands for all of it."""
        attached = hashlib.sha256(_ATTACHMENTS_DOMAIN)
        for name in sorted(self.attachments):
            encoded = name.encode()
            attached.update(len(encoded).to_bytes(8, "little") + encoded)
            attached.update(self.attachments[name])
        parts = (self.examples, self.votes, attached.digest(), self.taxonomy, self.split)
        return hashlib.sha256(_CONTENT_DOMAIN + b"".join(parts)).hexdigest()

    def as_json(self) -> JsonObject:
        """Give the roots as they stand in the manifest."""
        return {
            "examples": self.examples.hex(),
            "votes": self.votes.hex(),
            "split": self.split.hex(),
            "taxonomy": self.taxonomy.hex(),
            "attachments": {name: root.hex() for name, root in self.attachments.items()},
        }


def example_digests(table: pa.Table) -> Digests:
    """Digest examples without their split, which has a tree of its own."""
    return row_digests(table, columns.NOT_IN_EXAMPLE_DIGEST)


def vote_digests(table: pa.Table) -> Digests:
    """Digest votes."""
    return row_digests(table, columns.NOT_IN_VOTE_DIGEST)


def examples_tree(table: pa.Table, digests: Digests) -> trees.Tree:
    """Build the tree of an examples table from its digests."""
    schema = schema_hash(table.schema, columns.NOT_IN_EXAMPLE_DIGEST)
    return trees.grown(schema, table.column("example_id").to_pylist(), digests)


def votes_tree(table: pa.Table, digests: Digests) -> trees.Tree:
    """Build the tree of a votes table from its digests."""
    schema = schema_hash(table.schema, columns.NOT_IN_VOTE_DIGEST)
    return trees.grown(schema, table.column("example_id").to_pylist(), digests)


def split_tree(table: pa.Table) -> trees.Tree:
    """Build the tree of who lies in which group, split and fold."""
    placed = table.select(columns.SPLIT_COLUMNS)
    keys = placed.column("example_id").to_pylist()
    return trees.grown(schema_hash(placed.schema), keys, row_digests(placed))
