"""Datasets over HTTP: the recipe of a version, and what is shown of datasets."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, Date, contract_error

Share = Annotated[float, Field(ge=0, le=1)]
ObjColumn = Literal["redshift", "redshift_error", "score", "transient", "varstar", "is_roid"]
CurveValue = Literal["n_points", "n_detections", "first_mjd", "last_mjd"]
SplitName = Literal["train", "validation", "test"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Licence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=20_000)]


def _usual_fractions() -> dict[SplitName, Share]:
    return {"train": 0.8, "validation": 0.1, "test": 0.1}


class ObjectClause(Body):
    """Which objects: those that the dataset's group has saved, in a range of time."""

    saved_after: Date = None
    saved_before: Date = None


class LabelClause(Body):
    """Which label an object gets from the last word of each voter in one taxonomy.

    A word without a probability was said without a doubt and passes any `min_probability`.
    """

    taxonomy_id: int
    classes: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=1000)
    depth: int | None = Field(default=None, ge=1, le=100)
    policy: Literal["latest", "majority"] = "latest"
    min_votes: int = Field(default=1, ge=1)
    votes: Literal["both", "humans_only", "ml_only"] = "both"
    min_probability: Share | None = None
    conflict: Literal["drop", "own_class", "fail"] = "drop"

    @model_validator(mode="after")
    def _refuse_what_would_be_ignored(self) -> "LabelClause":
        if self.classes is not None and self.depth is not None:
            raise contract_error("label: name classes or a depth of the tree, not both")
        if self.policy == "latest" and self.conflict != "drop":
            raise contract_error(
                "label.conflict: under the policy 'latest' the last word decides, so votes never "
                "conflict; use the policy 'majority'"
            )
        return self


class AnnotationFeature(Body):
    """One key of the annotations of one origin as a column."""

    origin: str = Field(min_length=1)
    key: str = Field(min_length=1)
    name: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")


class FeatureClause(Body):
    """What is known of each object."""

    annotations: tuple[AnnotationFeature, ...] = Field(default=(), max_length=200)
    columns: tuple[ObjColumn, ...] = ()
    light_curve: tuple[CurveValue, ...] = ()


class SplitClause(Body):
    """How the rows are split; what an earlier version placed stays unless `parent` is none."""

    mode: Literal["hashed", "none"] = "hashed"
    fractions: dict[SplitName, Share] = Field(default_factory=_usual_fractions)
    radius_arcsec: float = Field(default=2.0, gt=0, le=3600)
    strata: Literal["class"] = "class"
    folds: int = Field(default=5, ge=1, le=100)
    salt: str | None = Field(default=None, max_length=200)
    parent: Literal["latest", "none"] = "latest"


class Recipe(Body):
    """What a version is made of; what this version of the platform cannot do is refused."""

    recipe_version: Literal[1] = 1
    objects: ObjectClause = ObjectClause()
    label: LabelClause
    features: FeatureClause = FeatureClause()
    split: SplitClause = SplitClause()
    allow_empty_classes: bool = False


class NewDataset(Body):
    """A dataset of a group."""

    name: Name
    group_id: int
    slug: Slug | None = None
    description: Description = ""
    licence: Licence = "CC-BY-4.0"


class DatasetEdit(Body):
    """What is to change of a dataset."""

    name: Name | None = None
    description: Description | None = None
    licence: Licence | None = None

    @field_validator("name", "description", "licence")
    @classmethod
    def _given(cls, value: str | None) -> str:
        if value is None:
            raise contract_error("null is not a text; leave out what is to stay")
        return value


class RecipeBody(Body):
    """A recipe to preview or to freeze."""

    recipe: Recipe


class FileView(TypedDict):
    """A file of a frozen version."""

    path: str
    size: int
    sha256: str


class VersionView(TypedDict):
    """A version as those see it who hold all its streams."""

    number: int
    status: str
    created_at: datetime
    author_id: int
    as_of: datetime | None
    frozen_at: datetime | None
    content_id: str | None
    bundle_id: str | None
    n_rows: int | None
    counts: dict[str, Any] | None
    failure: str | None


class VersionDetail(VersionView):
    """A version with its recipe and its files."""

    dataset_id: int
    parent: int | None
    recipe: dict[str, Any]
    stream_ids: list[int]
    files: list[FileView]


class DatasetView(TypedDict):
    """A dataset with its versions, oldest first."""

    id: int
    name: str
    slug: str
    group_id: int
    description: str
    licence: str
    created_by_id: int
    created_at: datetime
    modified: datetime
    versions: list[VersionView]


class DatasetList(TypedDict):
    """The datasets of the caller's groups."""

    datasets: list[DatasetView]


class DatasetId(TypedDict):
    """The new dataset."""

    id: int


class VersionStatus(TypedDict):
    """The version that was asked for: a draft being frozen, or the one that says the same."""

    version: int
    status: str


class FindingView(TypedDict):
    """One thing that the audit has to say, with the first of the rows it is about."""

    code: str
    message: str
    count: int
    examples: list[str]


class AuditView(TypedDict):
    """The audit in full."""

    refusals: list[FindingView]
    warnings: list[FindingView]


class PreviewView(TypedDict):
    """What a recipe would give now; nothing of it is written."""

    n_rows: int
    n_groups: int
    classes: dict[str, int]
    splits: dict[str, dict[str, int]]
    conflicts: int
    disagreements: int
    left_out: dict[str, int]
    warnings: list[str]
    refusals: list[str]
    audit: AuditView
    streams: list[str]
    first_rows: list[dict[str, Any]]
