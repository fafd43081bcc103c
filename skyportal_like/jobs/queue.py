"""The job queue of a process: its connector, its tasks and its worker."""

import asyncio

import procrastinate
import psycopg
import structlog
from procrastinate import exceptions

from skyportal_like.jobs import datasets, sweeping
from skyportal_like.jobs.tools import Tools

log = structlog.get_logger(__name__)

RESTART_SECONDS = 2.0
QUEUES = ("cpu", "io")


def open_queue(url: str, tools: Tools) -> procrastinate.App:
    """Make the queue with all its tasks."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    connector = procrastinate.PsycopgConnector(
        conninfo=plain, min_size=1, max_size=4, kwargs={"application_name": "skyportal_like jobs"}
    )
    app = procrastinate.App(connector=connector)
    datasets.register(app, tools)
    sweeping.register(app, tools)
    return app


async def work(app: procrastinate.App) -> None:
    """Do jobs until cancelled, through every outage of the database."""
    while True:
        try:
            async with app.open_async():
                await _return_orphans(app)
                await app.run_worker_async(
                    queues=list(QUEUES),
                    concurrency=1,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=10,
                    delete_jobs="successful",
                )
        except (exceptions.ConnectorException, psycopg.Error, OSError) as error:
            log.warning("jobs.interrupted", reason=str(error).strip() or type(error).__name__)
        await asyncio.sleep(RESTART_SECONDS)


async def _return_orphans(app: procrastinate.App) -> None:
    """Give back the jobs of workers that were killed."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(job)
