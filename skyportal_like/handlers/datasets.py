"""Datasets over HTTP."""

from skyportal_like.handlers.answers import Answer, Blob
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.datasets import (
    DatasetEdit,
    DatasetId,
    DatasetList,
    DatasetView,
    NewDataset,
    PreviewView,
    RecipeBody,
    VersionDetail,
    VersionStatus,
)
from skyportal_like.services import datasets, previews
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work

CONTENT_TYPES = {
    "json": "application/json",
    "md": "text/markdown; charset=UTF-8",
    "parquet": "application/vnd.apache.parquet",
    "cff": "application/yaml",
}


class Datasets(ApiHandler):
    """All datasets of the caller's groups."""

    @endpoint()
    def get(self, work: Work) -> DatasetList:
        """List the datasets of the caller's groups with their versions."""
        return DatasetList(datasets=datasets.readable(work))

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, body: NewDataset) -> DatasetId:
        """Make a dataset of a group."""
        return DatasetId(id=datasets.create(work, body).id)


class Dataset(ApiHandler):
    """One dataset."""

    @endpoint()
    def get(self, work: Work, dataset_id: int) -> DatasetView:
        """Show a dataset with its versions."""
        return datasets.get(work, dataset_id)

    @endpoint(Acl.UPLOAD_DATA)
    def patch(self, work: Work, dataset_id: int, body: DatasetEdit) -> DatasetView:
        """Change a dataset's name, description or licence; frozen versions keep theirs."""
        datasets.edit(work, dataset_id, body)
        return datasets.get(work, dataset_id)


class DatasetPreview(ApiHandler):
    """What a recipe would give."""

    @endpoint(isolation="REPEATABLE READ")
    def post(self, work: Work, dataset_id: int, body: RecipeBody) -> PreviewView:
        """Work a recipe out as of now: counts, splits, audit, first rows; nothing is written."""
        return previews.preview(work, dataset_id, body.recipe, self.platform.storage)


class DatasetVersions(ApiHandler):
    """The versions of a dataset."""

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, dataset_id: int, body: RecipeBody) -> Answer[VersionStatus]:
        """Ask for a version: 202 with a draft, or 200 with the newest if it says the same."""
        row = datasets.freeze(work, dataset_id, body.recipe, self.platform.storage)
        return Answer(datasets.status(row), status=202 if row.status == "draft" else 200)


class DatasetVersion(ApiHandler):
    """One version."""

    @endpoint()
    def get(self, work: Work, dataset_id: int, number: int) -> VersionDetail:
        """Show a version with its recipe, counts and files."""
        return datasets.version(work, dataset_id, number)


class DatasetManifest(ApiHandler):
    """The manifest of a version."""

    @endpoint()
    def get(self, work: Work, dataset_id: int, number: int) -> Blob:
        """Serve the manifest, byte for byte as its hash says."""
        blob = datasets.manifest(work, dataset_id, number)
        return Blob(self.platform.storage.path(blob), CONTENT_TYPES["json"], digest=blob)


class DatasetFile(ApiHandler):
    """A file of a version."""

    @endpoint()
    def get(self, work: Work, dataset_id: int, number: int, path: str) -> Blob:
        """Serve a file that the version lists."""
        blob = datasets.file(work, dataset_id, number, path)
        name = path.rpartition("/")[2]
        kind = CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        return Blob(self.platform.storage.path(blob), kind, digest=blob, filename=name)


_ONE = r"/api/datasets/(?P<dataset_id>[^/]+)"
_VERSION = rf"{_ONE}/versions/(?P<number>[^/]+)"

ROUTES: Routes = [
    (r"/api/datasets", Datasets),
    (_ONE, Dataset),
    (rf"{_ONE}/preview", DatasetPreview),
    (rf"{_ONE}/versions", DatasetVersions),
    (_VERSION, DatasetVersion),
    (rf"{_VERSION}/manifest", DatasetManifest),
    (rf"{_VERSION}/files/(?P<path>.+)", DatasetFile),
]
