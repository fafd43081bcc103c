"""Labels: what the votes on an object add up to, by the rule of a recipe."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from skyportal_like.errors import Invalid
from skyportal_like.schemas.datasets import LabelClause

CONFLICT = "conflict"
UNLABELLED, OTHER, TOO_FEW = "unlabelled", "other_class", "too_few_votes"


@dataclass(frozen=True, slots=True)
class Word:
    """What one voter last said of an object."""

    voter: int
    classification: str
    probability: float | None
    ml: bool
    origin: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The label of an object and what it rests on."""

    label: str
    path: tuple[str, ...]
    origin: Literal["human", "ml"]
    probability: float | None
    agreement: float
    at: datetime


class Judge:
    """Turns the votes on an object into its label, or into the reason for having none."""

    def __init__(self, clause: LabelClause, hierarchy: dict[str, Any]) -> None:
        """Learn the tree; raises Invalid when the clause does not fit it."""
        self._clause = clause
        self._paths = dict(_paths(hierarchy, ()))
        strange = [name for name in clause.classes or () if name not in self._paths]
        if strange:
            raise Invalid(
                f"label.classes: not in this taxonomy: {', '.join(strange)}.",
                fields={"label.classes": "not in this taxonomy"},
            )
        if clause.conflict == "own_class" and CONFLICT in self._paths:
            raise Invalid(
                f"label.conflict: the taxonomy has a class {CONFLICT!r} of its own.",
                fields={"label.conflict": "taken by a class"},
            )
        self._targets = self._target_of_each_class()

    def heard(self, words: Sequence[Word]) -> list[Word]:
        """Keep those last words that count as votes."""
        least = self._clause.min_probability
        return [
            word
            for word in words
            if least is None or word.probability is None or word.probability >= least
        ]

    def disagree(self, votes: Sequence[Word]) -> bool:
        """Tell whether the votes name more than one class."""
        return len({self._target(vote) for vote in votes}) > 1

    def decide(self, votes: Sequence[Word]) -> Verdict | str:
        """Give the label, or why there is none; the last vote stands last."""
        if not votes:
            return UNLABELLED
        if len(votes) < self._clause.min_votes:
            return TOO_FEW
        counts = Counter(self._target(vote) for vote in votes)
        target, most = self._target(votes[-1]), len(votes)
        if self._clause.policy == "majority":
            target, most = counts.most_common(1)[0]
        if most * 2 <= len(votes):
            return self._conflict(votes, most)
        if target is None:
            return OTHER
        deciding = [vote for vote in votes if self._target(vote) == target]
        return Verdict(
            label=target,
            path=self._paths[target],
            origin="ml" if all(vote.ml for vote in deciding) else "human",
            probability=self._probability(deciding),
            agreement=len(deciding) / len(votes),
            at=deciding[-1].at,
        )

    def _conflict(self, votes: Sequence[Word], most: int) -> Verdict | str:
        if self._clause.conflict != "own_class":
            return CONFLICT
        return Verdict(
            label=CONFLICT,
            path=(CONFLICT,),
            origin="ml" if all(vote.ml for vote in votes) else "human",
            probability=None,
            agreement=most / len(votes),
            at=votes[-1].at,
        )

    def _probability(self, deciding: Sequence[Word]) -> float | None:
        if self._clause.policy == "latest":
            return deciding[-1].probability
        stated = [vote.probability for vote in deciding if vote.probability is not None]
        return math.fsum(stated) / len(stated) if stated else None

    def _target(self, vote: Word) -> str | None:
        return self._targets.get(vote.classification)

    def _target_of_each_class(self) -> Mapping[str, str | None]:
        clause, paths = self._clause, self._paths
        if clause.depth is not None:
            return {name: path[: clause.depth + 1][-1] for name, path in paths.items()}
        if clause.classes is None:
            return {name: name for name in paths}
        wanted = frozenset(clause.classes)
        return {
            name: next((step for step in reversed(path) if step in wanted), None)
            for name, path in paths.items()
        }


def _paths(
    hierarchy: dict[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each class with its path from the root; of namesakes the first in the tree wins."""
    path = (*above, str(hierarchy["class"]))
    for child in reversed(hierarchy.get("subclasses") or ()):
        yield from _paths(child, path)
    yield path[-1], path
