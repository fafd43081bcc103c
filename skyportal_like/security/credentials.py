"""Secrets that are handed out once, and the digests that are kept of them."""

import hashlib
import secrets
import uuid


def new_token_secret() -> str:
    """Make an API token: a random UUID, the form that existing clients expect."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def new_secret() -> str:
    """Make a secret of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what is stored of a secret.

    A plain SHA-256 suffices: the secrets are random and long, so there is nothing to guess.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
