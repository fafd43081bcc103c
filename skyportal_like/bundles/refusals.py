"""The reasons for which contents are not frozen and a bundle is not believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from skyportal_like.bundles.values import JsonObject
from skyportal_like.errors import Invalid


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an audit has to say, with the rows it is about."""

    code: str
    message: str
    count: int
    examples: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """Give the finding as it stands in audit.json."""
        return {
            "code": self.code,
            "message": self.message,
            "count": self.count,
            "examples": list(self.examples),
        }


class ContentsRefused(Invalid):
    """The rows or documents given cannot become a bundle."""


class FreezeRefused(Invalid):
    """The audit forbids freezing; each finding says what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = tuple(findings)


class BundleRefused(Invalid):
    """A bundle is not what it says: names the file and, if known, the row (from 0)."""

    def __init__(self, file: str, reason: str, row: int | None = None) -> None:
        where = file if row is None else f"{file}, row {row}"
        super().__init__(f"{where}: {reason}")
        self.file = file
        self.row = row
        self.reason = reason
