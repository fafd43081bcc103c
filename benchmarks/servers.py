"""A server process to measure: the platform on a throw-away database, beside a bare handler."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog
from sqlalchemy import event
from tornado.web import RequestHandler

from skyportal_like import app, config
from skyportal_like.access import actor as actors
from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
from skyportal_like.services import demonstrations, tokens, upkeep, users
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Role
from skyportal_like.work import Origin, Units, Work

BARE = {"status": "success", "data": {"hello": "world"}, "version": "0"}


class Bare(RequestHandler):
    """What the framework itself costs."""

    async def get(self) -> None:
        await self.finish(json.dumps(BARE))

    async def post(self) -> None:
        json.loads(self.request.body)
        await self.finish(json.dumps(BARE))


class Spent(RequestHandler):
    """What the process has spent so far: CPU seconds of all threads, SQL statements."""

    statements = 0

    async def get(self) -> None:
        await self.finish({"cpu": time.process_time(), "statements": Spent.statements})


@contextmanager
def platform(objects: int, *, check_answers: bool = False) -> Iterator[dict[str, str | int]]:
    """Run a server in a process of its own; give its address and some people's tokens."""
    folder = tempfile.mkdtemp(prefix="skyportal-like-bench-")
    Path(folder).chmod(0o711)
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.servers", folder, str(objects), str(check_answers)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        yield json.loads(line)
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(work: Work, storage: Storage, objects: int) -> dict[str, str | int]:
    upkeep.prepare(work, "Sitewide Group")
    users.create(work, "admin", Role.SUPER_ADMIN)
    demonstrations.fill(work, storage, objects=objects)
    found: dict[str, str | int] = {}
    for name in ("admin", "ana", "ben"):
        user = users.require(work, name)
        found[name] = tokens.create(work, user, "bench", tokens.acls_of(user))
    return found


def fill(folder: Path, objects: int, url: str) -> dict[str, str | int]:
    """Make a database of the demonstration; give some people's tokens."""
    engine = open_engine(url, threads=4, statement_timeout=60)
    migrate(engine)
    storage = Storage(folder / "blobs")
    units = Units(engine, lambda: None)
    return units.run(
        actors.system, Origin("bench", "bench"), lambda work: _fill(work, storage, objects)
    )


async def _serve(folder: Path, objects: int, url: str, *, check_answers: bool) -> None:
    said = fill(folder, objects, url)
    (folder / "config.yaml").write_text("{}")
    os.environ["SKYPORTAL_LIKE_CONFIG"] = str(folder / "config.yaml")
    process = app.compose(config.load(), url, folder, check_answers=check_answers)

    @event.listens_for(process.engine, "before_cursor_execute")
    def count(*_: object) -> None:
        Spent.statements += 1

    await listen(process, said, [])


async def listen(
    process: app.Process,
    said: dict[str, str | int],
    more: list[tuple[str, type[RequestHandler]]],
) -> None:
    """Serve on a free port, say which, and go on for ever."""
    process.web.settings["log_function"] = lambda _: None
    process.web.add_handlers(r".*", [(r"/bare", Bare), (r"/spent", Spent), *more])
    from tornado.httpserver import HTTPServer  # noqa: PLC0415 - only the served process needs it
    from tornado.netutil import bind_sockets  # noqa: PLC0415

    sockets = bind_sockets(0, "127.0.0.1")
    await process.start(listen=False, with_jobs=False)
    HTTPServer(process.web).add_sockets(sockets)
    print(json.dumps(said | {"port": sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    target = Path(sys.argv[1])
    with EmbeddedPostgres(target) as address, suppress(KeyboardInterrupt):
        checks = sys.argv[3] == "True"
        asyncio.run(_serve(target, int(sys.argv[2]), address, check_answers=checks))
