"""Nobody learns anything of what they may not know, whatever they ask."""

import re
from collections import Counter

import pytest

from tests.leaks.outcomes import Outcome
from tests.leaks.registry import NEVER_ANSWERED
from tests.leaks.requests import routes

pytestmark = pytest.mark.timeout(600)
SHOWN = 3


def listed(found: list[str]) -> str:
    """Count the findings by path and caller, and show the first of each path."""
    kinds: dict[str, list[str]] = {}
    for one in found:
        request = one.splitlines()[0].partition(": ")[2].partition("?")[0]
        path = re.sub(r"[^/ ]*\d[^/ ]*", "…", request)
        kinds.setdefault(path, []).append(one)
    lines = [f"{len(found)} in all"]
    for path, ones in kinds.items():
        callers = Counter(one.partition(":")[0] for one in ones)
        lines += [f"{len(ones)} of {path}: {dict(callers)}", *ones[:SHOWN]]
    return "\n".join(["", *lines])


def test_no_answer_depends_on_what_its_caller_may_not_know(compared: Outcome) -> None:
    assert not compared.leaks, listed(compared.leaks)
    assert compared.pairs > 5_000


def test_no_request_fails(compared: Outcome) -> None:
    assert not compared.failures, listed(compared.failures)


def test_a_path_is_answered_exactly_where_its_row_is_readable(compared: Outcome) -> None:
    assert not compared.wrongly_shown, listed(compared.wrongly_shown)


def test_a_hidden_row_is_answered_like_an_absent_one_and_as_fast(compared: Outcome) -> None:
    assert not compared.told_apart, listed(compared.told_apart)
    assert compared.hidden_pairs > 500


def test_every_endpoint_answers_somebody(compared: Outcome) -> None:
    silent = {route.key for route in routes()} - compared.answered - set(NEVER_ANSWERED)
    assert silent == set(), "the world lacks what these show, or nobody in it may see it"
