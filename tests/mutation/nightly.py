"""The nightly run: every mutant of the page must be noticed, or its survival explained."""

import sys
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from skyportal_like.access.policies import POLICIES
from skyportal_like.models import Base
from tests.leaks.comparison import Comparison
from tests.leaks.people import CALLERS
from tests.mutation import mutants
from tests.mutation.explained import EXPLAINED
from tests.mutation.judging import Judges, in_place
from tests.mutation.mutants import TIGHTENED, Mutant

pytestmark = pytest.mark.timeout(0)

ENOUGH = 0.95
# Whom the whole comparison asks about a survivor: it takes long, and these differ most.
ASKED = ("member", "lesser", "limited")
EVERY = 25


def say(line: str) -> None:
    """Print a line at once: the run takes a while."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who noticed a mutant."""

    mutant: Mutant
    by_matrix: bool
    by_leaks: bool
    by_requests: bool = False

    @property
    def killed(self) -> bool:
        """Whether anybody did."""
        return self.by_matrix or self.by_leaks or self.by_requests


def test_the_page_itself_passes(judges: Judges) -> None:
    assert not judges.matrix_notices(), "the matrix fails on the page as it is"
    assert not judges.leaks_notice(), "the leak tests fail on the page as it is"


def test_every_mutant_of_the_page_is_noticed(judges: Judges, comparison: Comparison) -> None:
    made = mutants.all_of()
    assert len(made) > 100
    started = time.monotonic()
    verdicts = []
    for number, mutant in enumerate(made, 1):
        with in_place(mutant):
            verdicts.append(judged(judges, mutant))
        if number % EVERY == 0:
            alive = sum(not one.killed for one in verdicts)
            say(f"{number} of {len(made)}, {alive} alive, {time.monotonic() - started:.0f} s")
    asked = {name(one.mutant) for one in survivors(verdicts)} - set(EXPLAINED)
    say("\n".join(["alive so far:", *sorted(name(one.mutant) for one in survivors(verdicts))]))
    verdicts = [
        asked_over_http(comparison, one) if name(one.mutant) in asked else one for one in verdicts
    ]
    show(verdicts, time.monotonic() - started)
    unexplained = [one for one in survivors(verdicts) if name(one.mutant) not in EXPLAINED]
    assert unexplained == []
    assert score([one for one in verdicts if one.mutant.kind != TIGHTENED]) >= ENOUGH
    assert set(EXPLAINED) <= {name(one.mutant) for one in survivors(verdicts)}, "explained, dead"


def judged(judges: Judges, mutant: Mutant) -> Verdict:
    """Ask about the mutant's own model first, then about those that hang on it."""
    concerned = [mutant.model, *dependents(mutant.model)]
    return Verdict(
        mutant,
        any(judges.matrix_notices(model) for model in concerned),
        any(judges.leaks_notice(model) for model in concerned),
    )


def dependents(model: type[Base]) -> list[type[Base]]:
    """Name the models whose rows are read only where a row of this one is."""
    return [
        other
        for other, policy in POLICIES.items()
        if any(parent.model is model for parent in policy.held_by.parents)
    ]


def asked_over_http(comparison: Comparison, verdict: Verdict) -> Verdict:
    """Let the whole comparison decide over what the quick tests let through."""
    say(f"asking over HTTP about {name(verdict.mutant)}")
    with in_place(verdict.mutant):
        outcomes = [comparison.of_caller(caller) for caller in CALLERS if caller.name in ASKED]
    noticed = any(finding for outcome in outcomes for finding in outcome.findings)
    return Verdict(verdict.mutant, by_matrix=False, by_leaks=False, by_requests=noticed)


def name(mutant: Mutant) -> str:
    """Name a mutant, whatever line it stands on."""
    return f"{mutant.model.__name__}: {mutant.what}"


def survivors(verdicts: list[Verdict]) -> list[Verdict]:
    """Give those that nobody noticed."""
    return [one for one in verdicts if not one.killed]


def score(verdicts: list[Verdict]) -> float:
    """Say which part of them died."""
    return sum(one.killed for one in verdicts) / len(verdicts)


def show(verdicts: list[Verdict], seconds: float) -> None:
    """Print the table and the survivors."""
    say(f"\n{len(verdicts)} mutants in {seconds:.0f} s")
    say(f"{'':12}{'made':>6}{'matrix':>8}{'leaks':>8}{'HTTP':>6}{'alive':>7}{'score':>8}")
    for kind, made in Counter(one.mutant.kind for one in verdicts).items():
        of_kind = [one for one in verdicts if one.mutant.kind == kind]
        say(
            f"{kind:12}{made:>6}{sum(one.by_matrix for one in of_kind):>8}"
            f"{sum(one.by_leaks for one in of_kind):>8}"
            f"{sum(one.by_requests for one in of_kind):>6}"
            f"{len(survivors(of_kind)):>7}{score(of_kind):>8.1%}"
        )
    counted = [one for one in verdicts if one.mutant.kind != TIGHTENED]
    say(f"score without what tightens: {score(counted):.1%}")
    for one in survivors(verdicts):
        why = EXPLAINED.get(name(one.mutant), "NOT EXPLAINED")
        say(f"  line {one.mutant.line}, {one.mutant.kind}: {name(one.mutant)}\n      {why}")
