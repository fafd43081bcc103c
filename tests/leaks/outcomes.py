"""What a comparison found, and how it is shown."""

from dataclasses import dataclass, field

from tests.leaks.asking import Answer

SHOWN = 300


@dataclass(slots=True)
class Outcome:
    """What was compared, and what was found."""

    requests: int = 0
    callers: int = 0
    pairs: int = 0
    hidden_pairs: int = 0
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """The routes that gave a success to somebody."""
    removed: dict[str, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    wrongly_shown: list[str] = field(default_factory=list)
    told_apart: list[str] = field(default_factory=list)

    @property
    def findings(self) -> tuple[list[str], ...]:
        """Everything that should not be."""
        return self.leaks, self.failures, self.wrongly_shown, self.told_apart

    def add(self, part: "Outcome") -> None:
        """Take in what was compared elsewhere."""
        self.callers += part.callers
        self.pairs += part.pairs
        self.hidden_pairs += part.hidden_pairs
        self.removed |= part.removed
        self.answered |= part.answered
        for status, count in part.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        for mine, theirs in zip(self.findings, part.findings, strict=True):
            mine.extend(theirs)

    def table(self) -> list[str]:
        """Write the figures."""
        statuses = ", ".join(f"{count} x {name}" for name, count in sorted(self.statuses.items()))
        removed = ", ".join(f"{name} {count}" for name, count in self.removed.items())
        compared = f"{self.pairs} pairs of caller and request compared"
        of = f"{self.callers} callers, {self.requests} requests"
        found = ", ".join(
            f"{what} {len(listed)}"
            for what, listed in zip(
                ("leaks", "failures", "wrongly shown or hidden", "hidden told from absent"),
                self.findings,
                strict=True,
            )
        )
        return [
            f"{compared} ({of}) in {self.seconds:.1f} s",
            f"{self.hidden_pairs} pairs of a hidden and an absent row compared",
            f"answers: {statuses}",
            f"rows that a caller may not know: {removed}",
            found,
        ]


def difference(one: Answer, other: Answer) -> str:
    """Show two answers where they first differ."""
    if (one.status, one.headers) != (other.status, other.headers):
        return (
            f"    {one.status} {one.headers} {one.body[:SHOWN]!r}\n"
            f"    {other.status} {other.headers} {other.body[:SHOWN]!r}"
        )
    place = next(
        (
            number
            for number, (here, there) in enumerate(zip(one.body, other.body, strict=False))
            if here != there
        ),
        min(len(one.body), len(other.body)),
    )
    around = slice(max(0, place - 120), place + 180)
    return f"    whole: {one.body[around]!r}\n    own:   {other.body[around]!r}"
