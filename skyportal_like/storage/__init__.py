"""Blobs by content hash: the same bytes are kept once, under the name of what they are."""

from skyportal_like.storage.local import LocalStorage as Storage

__all__ = ["Storage"]
