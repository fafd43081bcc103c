"""Runs the comparison alone and prints its figures: python -m tests.leaks."""

import sys

import pytest

sys.exit(pytest.main(["-q", "--no-header", "tests/leaks", *sys.argv[1:]]))
