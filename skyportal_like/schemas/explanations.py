"""Why somebody may, or may not, do something with a row, over HTTP."""

from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import SnakeQuery
from skyportal_like.schemas.users import PersonView


class StepView(TypedDict):
    """One line of an explanation: what it asks, whether that holds, and which ids it compared."""

    says: str
    holds: bool
    kind: str
    ids: list[int]
    matching: list[int]
    names: list[str]
    steps: list["StepView"]


class ExplanationView(TypedDict):
    """An answer, the rule that decided, and all the steps.

    `complete` is false where only what the asker's own groups decide was looked at.
    """

    actor: PersonView
    action: str
    kind: str
    id: str
    allowed: bool
    complete: bool
    decided_by: str
    steps: StepView


class ExplanationKinds(TypedDict):
    """What can be asked: every kind of row with the acts that its rules name."""

    kinds: dict[str, list[str]]
    acls: list[str]


class ExplanationQuery(SnakeQuery):
    """Whom, what and which row an explanation is asked for; `acl` asks for a gate as well."""

    actor: str | None = None
    action: str | None = None
    kind: str | None = None
    id: str | None = None
    acl: str | None = None
    token: str | None = None
