import shutil
from pathlib import Path

import pytest

from skyportal_like.bundles.writing import write_bundle

from .material import contents, examples


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "v1"
    write_bundle(folder, contents(examples(90)))
    return folder


@pytest.fixture
def bundle(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "v1"))
