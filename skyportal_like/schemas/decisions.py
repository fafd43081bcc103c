"""Scanning in one request, over HTTP."""

from datetime import datetime
from typing import Any, Literal, NotRequired
from uuid import UUID

from pydantic import Field, model_validator
from typing_extensions import TypedDict

from skyportal_like.schemas.candidates import RejectedView
from skyportal_like.schemas.classifications import ClassificationView
from skyportal_like.schemas.inputs import Body, ObjId, RowId, RowIds
from skyportal_like.schemas.users import PersonView


class ForGroups(Body):
    """Groups for which something is to hold."""

    groups: RowIds = Field(min_length=1)


class Label(Body):
    """A class to give."""

    taxonomy_id: RowId
    classification: str
    probability: float | None = None
    origin: str | None = None
    ml: bool = False
    group_ids: RowIds | None = None


class Relabel(Body):
    """A label to change."""

    id: RowId
    classification: str
    probability: float | None = None


class Choices(Body):
    """What is decided about an object."""

    save: RowIds = ()
    unsave: RowIds = ()
    reject: Literal["me"] | ForGroups | None = None
    unreject: Literal["me"] | ForGroups | None = None
    classify: tuple[Label, ...] = ()
    reclassify: tuple[Relabel, ...] = ()
    unclassify: RowIds = ()


class Expected(Body):
    """The state that the decider saw; another one is a conflict."""

    saved: dict[int, bool] = Field(default_factory=dict)
    rejected: dict[str, bool] = Field(default_factory=dict)
    classifications: dict[int, int | None] = Field(default_factory=dict)


class Operation(Body):
    """One decision about one object, safe to send again under the same `op_id`."""

    op_id: UUID
    obj_id: ObjId
    set: Choices
    expected: Expected | None = None


class Decisions(Body):
    """One operation, or a list of them."""

    op_id: UUID | None = None
    obj_id: str | None = None
    set: Choices | None = None
    expected: Expected | None = None
    operations: tuple[Operation, ...] | None = Field(default=None, max_length=1000)

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if isinstance(value, dict) and "operations" not in value:
            Operation.model_validate(value)
        elif isinstance(value, dict) and set(value) - {"operations"}:
            raise ValueError("operations stand alone, or there is one operation")
        return value

    def listed(self) -> tuple[Operation, ...]:
        """Give the operations."""
        if self.operations is not None:
            return self.operations
        return (
            Operation.model_validate(self.model_dump(exclude={"operations"}, exclude_none=True)),
        )


class SavedState(TypedDict):
    """A group that saved the object."""

    group_id: int
    saved_by: PersonView | None
    saved_at: datetime


class ObjState(TypedDict):
    """What stands decided about an object, as far as the caller may know."""

    saved: list[SavedState]
    rejected: RejectedView
    classifications: list[ClassificationView]


class Decided(TypedDict):
    """What an operation led to, and the operation that takes it back."""

    op_id: UUID
    obj_id: str
    state: ObjState
    inverse: dict[str, Any] | None


class Refused(TypedDict):
    """Why an operation of a list was not done."""

    code: str
    message: str
    fields: dict[str, str]


class Result(TypedDict):
    """One result of a list."""

    op_id: UUID
    obj_id: NotRequired[str]
    state: NotRequired[ObjState]
    inverse: NotRequired[dict[str, Any] | None]
    error: NotRequired[Refused]


class Results(TypedDict):
    """The results of a list of operations, in order."""

    results: list[Result]
