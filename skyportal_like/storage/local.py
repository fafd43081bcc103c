"""Blobs in a local folder."""

import hashlib
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from skyportal_like.errors import NotFound

CHUNK = 1 << 20
HASH = re.compile(r"[0-9a-f]{64}")
SCRATCH = ".scratch-"
SCRATCH_SECONDS = 86_400.0


class LocalStorage:
    """A folder of files named by the SHA-256 of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Store bytes and give their hash; storing them again only renews their age."""
        digest = hashlib.sha256(content).hexdigest()
        self._take_in(digest, io.BytesIO(content))
        return digest

    def put_file(self, source: Path) -> str:
        """Store a file by moving a copy of it in; its content is never held in memory whole."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._take_in(digest, file)
        return digest

    def _take_in(self, digest: str, content: BinaryIO) -> None:
        target = self.path(digest)
        try:
            os.utime(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
        else:
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(content, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)

    def get(self, digest: str) -> bytes:
        """Give the bytes of a hash."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("This file is no longer stored.") from error

    def path(self, digest: str) -> Path:
        """Say where the bytes of a hash lie."""
        if not HASH.fullmatch(digest):
            raise NotFound("This is not the name of a file.")
        return self._folder / digest[:2] / digest[2:4] / digest

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a folder to make files in before they are stored; what a killed one left goes."""
        limit = time.time() - SCRATCH_SECONDS
        for left in self._folder.glob(f"{SCRATCH}*"):
            if left.stat().st_mtime < limit:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=SCRATCH) as name:
            yield Path(name)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Name what was stored longer ago than this, for the sweeping of what nothing refers to."""
        limit = time.time() - seconds
        for file in self._folder.glob("??/??/*"):
            if HASH.fullmatch(file.name) and file.stat().st_mtime < limit:
                yield file.name

    def remove(self, digest: str, seconds: float) -> None:
        """Delete the bytes of a hash, unless they were stored again within so many seconds."""
        target = self.path(digest)
        grave = target.with_name(f".gone-{digest}")
        try:
            target.replace(grave)
        except FileNotFoundError:
            return
        # Who stores them from here on finds nothing and writes them anew.
        if grave.stat().st_mtime < time.time() - seconds:
            grave.unlink()
        else:
            grave.replace(target)
