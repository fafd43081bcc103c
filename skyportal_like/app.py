"""The composition root: settings become an engine, threads, a bus, storage and routes."""

import asyncio
import contextlib
import gc
import logging
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import procrastinate
import structlog
from sqlalchemy import Engine
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from skyportal_like import __version__, openapi
from skyportal_like.config import Settings
from skyportal_like.database.engines import open_engine
from skyportal_like.errors import Invalid
from skyportal_like.handlers import (
    annotations,
    candidates,
    classifications,
    comments,
    cutouts,
    datasets,
    decisions,
    endpoints,
    events,
    groups,
    operation,
    photometry,
    sign_ins,
    sockets,
    sources,
    taxonomies,
    thumbnails,
)
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.routes import Routes
from skyportal_like.jobs import queue as jobs
from skyportal_like.jobs.tools import Tools
from skyportal_like.live import bus as buses
from skyportal_like.live.hub import Hub
from skyportal_like.security.credentials import new_secret
from skyportal_like.security.signing import Signer
from skyportal_like.storage import Storage
from skyportal_like.work import Units

log = structlog.get_logger(__name__)

NOUNS = (
    annotations,
    candidates,
    classifications,
    comments,
    cutouts,
    datasets,
    decisions,
    events,
    groups,
    operation,
    photometry,
    sign_ins,
    sockets,
    sources,
    taxonomies,
    thumbnails,
)


def routes() -> Routes:
    """Give every route of the API."""
    return [route for noun in NOUNS for route in noun.ROUTES]


def version() -> str:
    """Give the version; a development one ends in the commit where there is a checkout."""
    if "dev" not in __version__:
        return __version__
    root = Path(__file__).parents[1]
    if not (root / ".git").exists():
        return __version__
    try:
        commit = subprocess.run(  # noqa: S603 - a fixed command
            ["git", "-C", str(root), "rev-parse", "--short", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError):
        return __version__
    return f"{__version__}+git{commit.stdout.strip()}"


def static_dir() -> Path:
    """Find the built web UI: inside an installed wheel, else in the checkout."""
    packaged = Path(__file__).with_name("static")
    return packaged if packaged.exists() else Path(__file__).parents[1] / "static" / "dist"


def cookie_secret(settings: Settings, data_dir: Path) -> str:
    """Give the secret that signs cookies, made once where none is set."""
    given = settings.server.cookie_secret.get_secret_value()
    if given:
        return given
    file = data_dir / "cookie_secret"
    if not file.exists():
        handle, name = tempfile.mkstemp(dir=data_dir, prefix=".cookie_secret-")
        with os.fdopen(handle, "w") as new:
            new.write(new_secret())
            new.flush()
            os.fsync(new.fileno())
        # Whole or not at all, and of two processes that start at once one wins.
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
        Path(name).unlink()
    secret = file.read_text().strip()
    if not secret:
        raise Invalid(f"{file} is empty; remove it, and everybody signs in again.")
    return secret


def configure_logs(settings: Settings) -> None:
    """Log structured lines: for people on a terminal, as JSON elsewhere."""
    for_people = settings.log.format == "console" or (
        not settings.log.format and sys.stderr.isatty()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            *(
                [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
                if for_people
                else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log.level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING)


def log_request(handler: RequestHandler) -> None:
    """Log one line a request."""
    request = handler.request
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=handler.get_status(),
        ms=round(request.request_time() * 1000, 1),
        request_id=getattr(handler, "request_id", None),
    )


@dataclass(slots=True)
class Process:
    """A running web process and the order in which its parts start and stop."""

    platform: Platform
    engine: Engine
    bus: buses.Bus
    queue: procrastinate.App
    web: Application
    server: HTTPServer | None = None
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def start(self, *, listen: bool = True, with_jobs: bool = True) -> None:
        """Take the port, follow the feed, do jobs, and listen."""
        server = self.platform.settings.server
        taken = bind_sockets(server.port, server.address) if listen else []
        await self.platform.hub.start()
        self.tasks.append(asyncio.create_task(self.bus.run(self.platform.hub.wake)))
        if with_jobs:
            self.tasks.append(asyncio.create_task(jobs.work(self.queue)))
        if listen:
            # What is here now stays: walking it in every full collection stalled all sockets.
            gc.collect()
            gc.freeze()
            self.server = HTTPServer(
                self.web,
                max_body_size=max(server.max_body_bytes * 2, 64 * 1024 * 1024),
                max_header_size=65_536,
                idle_connection_timeout=120,
                body_timeout=120,
            )
            self.server.add_sockets(taken)

    async def stop(self) -> None:
        """Stop in the reverse order; requests that run are finished."""
        if self.server is not None:
            self.server.stop()
        for task in self.tasks:
            await buses.stop(task)
        await self.platform.hub.stop()
        if self.server is not None:
            await self.server.close_all_connections()
        await asyncio.to_thread(self.platform.threads.shutdown)
        self.engine.dispose()


def compose(
    settings: Settings, url: str, data_dir: Path, *, check_answers: bool = False
) -> Process:
    """Put a process together; nothing runs yet."""
    engine = open_engine(
        url,
        threads=settings.database.threads + 2,
        statement_timeout=settings.database.statement_timeout,
    )
    hub = Hub(engine, settings.feed.poll_seconds)
    redis_url = settings.redis.url.get_secret_value()
    bus: buses.Bus = buses.RedisBus(redis_url) if redis_url else buses.PostgresBus(url)

    def ring() -> None:
        hub.wake()
        bus.ring()

    units = Units(engine, ring)
    storage = Storage(data_dir / "blobs")
    pages = static_dir()
    platform = Platform(
        settings=settings,
        units=units,
        threads=ThreadPoolExecutor(settings.database.threads, thread_name_prefix="unit"),
        storage=storage,
        hub=hub,
        signer=Signer(cookie_secret(settings, data_dir)),
        version=version(),
        build=_build_id(pages),
        static_dir=pages,
        check_answers=check_answers,
    )
    web = Application(
        [
            *((path, handler, {"platform": platform}) for path, handler in routes()),
            *openapi.routes(routes(), platform),
            (r"/api/.*", endpoints.UnknownPath, {"platform": platform}),
            *((path, handler, {"platform": platform}) for path, handler in operation.PAGES),
        ],
        log_function=log_request,
        websocket_ping_interval=20,
        websocket_ping_timeout=20,
        websocket_max_message_size=65_536,
    )
    queue = jobs.open_queue(url, Tools(settings, units, storage))
    return Process(platform, engine, bus, queue, web)


def _build_id(pages: Path) -> str:
    """Name the build of the web UI, so that an open page notices a newer one."""
    index = pages / "index.html"
    return str(int(index.stat().st_mtime)) if index.exists() else "none"
