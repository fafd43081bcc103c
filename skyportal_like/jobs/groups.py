"""Takes the ids of deleted groups out of the rows that were shared with them."""

from functools import partial

import procrastinate

from skyportal_like.access import actor as actors
from skyportal_like.errors import Unavailable
from skyportal_like.jobs.tools import Tools
from skyportal_like.services import group_removals

OUTAGE_RETRIES = 20
OUTAGE_SECONDS = 5


def register(app: procrastinate.App, tools: Tools) -> None:
    """Register the jobs of this file."""

    @app.task(
        name="groups.forget",
        queue="io",
        retry=procrastinate.RetryStrategy(
            max_attempts=OUTAGE_RETRIES, wait=OUTAGE_SECONDS, retry_exceptions=[Unavailable]
        ),
    )
    def forget_group(group_id: int) -> None:
        """Take the id of a deleted group out of all rows, batch by batch."""
        forget(tools, group_id)


def forget(tools: Tools, group_id: int) -> None:
    """Take the id of a deleted group out of all rows; each batch is a unit of its own."""
    origin = tools.origin()
    for table in (*group_removals.ARRAYS, "photometry"):
        act = partial(group_removals.forget, table=table, group_id=group_id)
        while tools.units.run(actors.system, origin, act):
            pass
