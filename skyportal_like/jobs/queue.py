"""The job queue of a process: its connector, its tasks and its worker."""

import asyncio

import procrastinate
import psycopg
import psycopg_pool
import structlog
from procrastinate import exceptions

from skyportal_like.jobs import datasets, groups, mail, sweeping
from skyportal_like.jobs.tools import Tools

log = structlog.get_logger(__name__)

RESTART_SECONDS = 2.0
# A worker that has not said for so long that it lives was killed; its jobs go to another.
SILENT_SECONDS = 30.0
QUEUES = ("cpu", "io")


def open_queue(url: str, tools: Tools) -> procrastinate.App:
    """Make the queue with all its tasks."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    connector = procrastinate.PsycopgConnector(
        conninfo=plain, min_size=1, max_size=4, kwargs={"application_name": "skyportal_like jobs"}
    )
    app = procrastinate.App(connector=connector)
    datasets.register(app, tools)
    groups.register(app, tools)
    mail.register(app, tools)
    sweeping.register(app, tools)
    return app


async def work(app: procrastinate.App) -> None:
    """Do jobs until cancelled, through every outage of the database."""
    while True:
        try:
            await app.open_async()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_return_orphans(app))
                tasks.create_task(
                    app.run_worker_async(
                        queues=list(QUEUES),
                        concurrency=1,
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=10,
                        delete_jobs="successful",
                    )
                )
        except* (
            exceptions.ConnectorException,
            psycopg.Error,
            psycopg_pool.PoolTimeout,
            OSError,
        ) as errors:
            first = errors.exceptions[0]
            log.warning("jobs.interrupted", reason=str(first).strip() or type(first).__name__)
        finally:
            # Also after a cancellation in the middle of opening: nothing of the pool stays.
            await asyncio.shield(app.close_async())
        await asyncio.sleep(RESTART_SECONDS)


async def _return_orphans(app: procrastinate.App) -> None:
    """Give back the jobs of workers that were killed, again and again."""
    while True:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
        for job in stalled:
            log.info("job.returned", job=job.id, task=job.task_name)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(SILENT_SECONDS)
