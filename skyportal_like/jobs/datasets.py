"""Freezes dataset versions in the background."""

import procrastinate

from skyportal_like.jobs.tools import Tools


def register(app: procrastinate.App, tools: Tools) -> None:
    """Register the jobs of this file."""
    del app, tools
