"""Exports: a frozen version's stored files, written out as the folder that they were."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from skyportal_like.bundles.verifying import VerifyReport, verify_bundle
from skyportal_like.errors import Invalid
from skyportal_like.schemas.datasets import FileView
from skyportal_like.storage import Storage


def write(storage: Storage, files: Sequence[FileView], folder: Path) -> VerifyReport:
    """Write a version's files into a new folder, which appears when every byte is verified."""
    if folder.exists():
        raise Invalid(f"{folder} exists already.", fields={"folder": "exists"})
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as partial:
        whole = Path(partial) / "bundle"
        for one in files:
            target = whole / one["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(one["sha256"]), target)
        report = verify_bundle(whole)
        whole.rename(folder)
    return report
