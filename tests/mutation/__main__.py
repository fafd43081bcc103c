"""Runs the mutants and prints the score: python -m tests.mutation; fails below 95 %."""

import sys

import pytest

sys.exit(
    pytest.main(
        ["-q", "-s", "--no-header", "--tb=short", "tests/mutation/nightly.py", *sys.argv[1:]]
    )
)
