"""Takes away what is past its time: expired sessions and lists, old events, unused blobs."""

import procrastinate

from skyportal_like.access import actor as actors
from skyportal_like.jobs.tools import Tools
from skyportal_like.services import upkeep


def register(app: procrastinate.App, tools: Tools) -> None:
    """Register the jobs of this file."""

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="sweep", queue="io", queueing_lock="sweep")
    def sweep(timestamp: int) -> None:
        """Take away what is past its time."""
        del timestamp
        days = tools.settings.feed.retention_days
        tools.units.run(
            actors.system, tools.origin(), lambda work: upkeep.expire(work, feed_days=days)
        )
        old = list(tools.storage.older_than(upkeep.BLOB_GRACE_SECONDS))
        for start in range(0, len(old), upkeep.BLOB_BATCH):
            batch = old[start : start + upkeep.BLOB_BATCH]
            unused = tools.units.run(
                actors.system,
                tools.origin(),
                lambda work, batch=batch: upkeep.unused_blobs(work, batch),  # type: ignore[misc]
            )
            for digest in unused:
                tools.storage.remove(digest, upkeep.BLOB_GRACE_SECONDS)
