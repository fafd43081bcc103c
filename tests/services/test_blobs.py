"""Blobs and secrets on disk: what is stored again is not swept, what is empty is not believed."""

import os
import time
from pathlib import Path

import pytest

from skyportal_like import app
from skyportal_like.config import Settings
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.storage import Storage

HOUR = 3600.0


def aged(storage: Storage, content: bytes) -> str:
    digest = storage.put(content)
    old = time.time() - 2 * HOUR
    os.utime(storage.path(digest), (old, old))
    return digest


def test_an_old_blob_goes(storage: Storage) -> None:
    digest = aged(storage, b"old")
    assert list(storage.older_than(HOUR)) == [digest]
    storage.remove(digest, HOUR)
    with pytest.raises(NotFound):
        storage.get(digest)
    storage.remove(digest, HOUR)


def test_a_blob_that_was_stored_again_since_it_was_listed_stays(storage: Storage) -> None:
    digest = aged(storage, b"again")
    (listed,) = storage.older_than(HOUR)
    assert storage.put(b"again") == digest
    storage.remove(listed, HOUR)
    assert storage.get(digest) == b"again"


def test_a_blob_is_stored_anew_after_it_went(storage: Storage) -> None:
    digest = aged(storage, b"back")
    storage.remove(digest, HOUR)
    assert storage.get(storage.put(b"back")) == b"back"
    assert storage.path(digest).stat().st_mode & 0o077 == 0


def test_the_cookie_secret_is_made_once_and_an_empty_one_refused(
    settings: Settings, tmp_path: Path
) -> None:
    secret = app.cookie_secret(settings, tmp_path)
    assert len(secret) > 30
    assert app.cookie_secret(settings, tmp_path) == secret
    file = tmp_path / "cookie_secret"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("")
    with pytest.raises(Invalid, match="is empty"):
        app.cookie_secret(settings, tmp_path)
