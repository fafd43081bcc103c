"""The composition root: settings become an engine, threads, a bus, storage and routes."""

import asyncio
import contextlib
import gc
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import procrastinate
import structlog
from sqlalchemy import Engine
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from skyportal_like import openapi
from skyportal_like.config import Settings
from skyportal_like.database.engines import open_engine
from skyportal_like.errors import Invalid, PlatformError
from skyportal_like.handlers import (
    admissions,
    annotations,
    audits,
    builds,
    candidates,
    classifications,
    comments,
    cutouts,
    datasets,
    decisions,
    deployment,
    endpoints,
    events,
    explanations,
    filters,
    groups,
    impersonations,
    infos,
    invitations,
    logs,
    members,
    notifications,
    objs,
    operation,
    photometry,
    profiles,
    providers,
    roles,
    sessions,
    sign_ins,
    sockets,
    source_views,
    sources,
    streams,
    taxonomies,
    teams,
    thumbnails,
    tokens,
    users,
)
from skyportal_like.handlers.limits import Bodies, Limiter
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.recognitions import Recognitions
from skyportal_like.handlers.routes import Routes
from skyportal_like.jobs import queue as jobs
from skyportal_like.jobs.tools import Tools
from skyportal_like.live import bus as buses
from skyportal_like.live.hub import Hub
from skyportal_like.security.credentials import new_secret
from skyportal_like.security.oidc import Providers
from skyportal_like.security.signing import Signer
from skyportal_like.services.infos import Infos
from skyportal_like.services.source_views import Notebook
from skyportal_like.storage import Storage
from skyportal_like.work import Units

log = structlog.get_logger(__name__)

# How long views of scripts may wait to be written.
VIEW_SECONDS = 2.0

NOUNS = (
    admissions,
    annotations,
    audits,
    candidates,
    classifications,
    comments,
    cutouts,
    datasets,
    decisions,
    deployment,
    events,
    explanations,
    filters,
    groups,
    impersonations,
    infos,
    invitations,
    members,
    notifications,
    objs,
    operation,
    photometry,
    profiles,
    providers,
    roles,
    sessions,
    sign_ins,
    sockets,
    source_views,
    sources,
    streams,
    taxonomies,
    teams,
    thumbnails,
    tokens,
    users,
)


def routes() -> Routes:
    """Give every route of the API."""
    return [route for noun in NOUNS for route in noun.ROUTES]


version = builds.version
configure_logs = logs.configure


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
        self.tasks.append(asyncio.create_task(self._write_views()))
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
                # Ours comes first and says so; this is for what it does not see.
                body_timeout=server.max_body_seconds + 10,
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
        await self._write_views_once()
        self.platform.providers.close()
        await asyncio.to_thread(self.platform.threads.shutdown)
        self.engine.dispose()

    async def _write_views(self) -> None:
        """Write down what scripts read, again and again."""
        while True:
            await asyncio.sleep(VIEW_SECONDS)
            await self._write_views_once()

    async def _write_views_once(self) -> None:
        try:
            await asyncio.to_thread(self.platform.views.write)
        except PlatformError as error:
            log.warning("views.wait", reason=error.message)
        except Exception:
            log.exception("views.failed")


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
    pages = builds.static_dir()
    threads = ThreadPoolExecutor(settings.database.threads, thread_name_prefix="unit")
    limits = settings.server.rate_limit
    limiter = Limiter(limits)
    platform = Platform(
        settings=settings,
        units=units,
        threads=threads,
        storage=storage,
        hub=hub,
        limiter=limiter,
        recognitions=Recognitions(units, threads, limiter, most_waiting=limits.burst),
        bodies=Bodies(settings.server.max_inflight_bytes),
        views=Notebook(units),
        infos=Infos(settings.info_cache_seconds),
        signer=Signer(cookie_secret(settings, data_dir)),
        providers=Providers(settings.sign_in.providers),
        version=builds.version(),
        build=builds.build_id(pages),
        commits=builds.commits(),
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
        log_function=logs.log_request,
        websocket_ping_interval=20,
        websocket_ping_timeout=20,
        websocket_max_message_size=65_536,
    )
    queue = jobs.open_queue(url, Tools(settings, units, storage))
    return Process(platform, engine, bus, queue, web)
