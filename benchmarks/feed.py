"""The live feed: from a commit to the screens, beside a bare NOTIFY heard by a bare LISTEN."""

import asyncio
import base64
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psycopg
import structlog
from sqlalchemy import event
from tornado.netutil import bind_sockets

from skyportal_like import app, config
from skyportal_like.access import actor as actors
from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.database.engines import open_engine
from skyportal_like.database.migrations import migrate
from skyportal_like.live.hub import MAX_SOCKETS_A_USER
from skyportal_like.models import Group
from skyportal_like.schemas.comments import NewComment
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import comments, sources, tokens, upkeep, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Origin, Units, Work

RUNS = ((100, 400), (1_000, 400), (5_000, 0))
EVENTS_A_SECOND = 20
ROUND_TRIPS = 300
PEOPLE = max(sockets for sockets, _ in RUNS) // MAX_SOCKETS_A_USER
ORIGIN = Origin("bench", "bench")
OBJ = "BENCH"
COMMENT = re.compile(rb'"comment_id":(\d+)')


class Screen(asyncio.Protocol):
    """A client that costs as little as possible: it notes when which comment came."""

    def __init__(self, port: int, token: str, ready: asyncio.Future[None]) -> None:
        self._port, self._token, self._ready = port, token, ready
        self._rest = b""
        self.heard: list[tuple[int, float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /websocket HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            .encode()
        )  # fmt: skip

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self._rest + data
        found = [(int(one[1]), now) for one in COMMENT.finditer(data)]
        self._rest = b"" if found else data
        self.heard += found
        if b"AUTH OK" in data:
            self._rest = b""
            self._send(b'{"subscribe": {}}')
            self._ready.set_result(None)
        elif b"AUTH REQUEST" in data:
            self._rest = b""
            self._send(self._token.encode())

    def _send(self, text: bytes) -> None:
        # A mask of zeros leaves the text as it is.
        self.transport.write(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text)


@dataclass
class Run:
    """What one number of sockets gave."""

    sockets: int
    events: int
    delays: list[float] = field(default_factory=list)
    statements: int = 0
    readings: int = 0
    cpu: float = 0.0
    megabytes: float = 0.0
    lost: int = 0


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Give median and 99th percentile in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return 1000 * cuts[49], 1000 * cuts[98]


def bare_round_trips(url: str) -> list[float]:
    """Time from sending a NOTIFY to hearing it on another connection, with nothing else on."""
    plain = url.replace("+psycopg", "")
    took = []
    with (
        psycopg.connect(plain, autocommit=True) as listening,
        psycopg.connect(plain, autocommit=True) as ringing,
    ):
        listening.execute("listen bare")
        for _ in range(ROUND_TRIPS):
            started = time.monotonic()
            ringing.execute("notify bare")
            next(listening.notifies(timeout=5, stop_after=1))
            took.append(time.monotonic() - started)
    return took


@contextmanager
def _server() -> Iterator[subprocess.Popen[str]]:
    folder = tempfile.mkdtemp(prefix="skyportal-like-bench-")
    Path(folder).chmod(0o711)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.feed", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _line(server: subprocess.Popen[str]) -> dict[str, object]:
    assert server.stdout is not None
    return dict(json.loads(server.stdout.readline()))


async def _watch(server: subprocess.Popen[str], said: dict[str, object], run: Run) -> None:
    """Open the sockets, let the server write, and collect when each screen heard of it."""
    loop = asyncio.get_running_loop()
    port, people = int(str(said["port"])), list(said["tokens"])  # type: ignore[call-overload]
    screens: list[Screen] = []
    for number in range(run.sockets):
        ready = loop.create_future()
        token = people[number % len(people)]
        _, screen = await loop.create_connection(
            lambda token=token, ready=ready: Screen(port, token, ready), "127.0.0.1", port
        )
        screens.append(screen)
        await ready
    assert server.stdin is not None
    server.stdin.write(f"{run.events}\n")
    server.stdin.flush()
    told = await asyncio.to_thread(_line, server)
    committed = {int(number): at for number, at in dict(told["committed"]).items()}  # type: ignore[call-overload]
    for _ in range(200):
        if all(len(one.heard) >= run.events for one in screens):
            break
        await asyncio.sleep(0.05)
    for screen in screens:
        run.delays += [at - committed[number] for number, at in screen.heard]
        run.lost += run.events - len({number for number, _ in screen.heard})
        screen.transport.close()
    run.statements, run.readings = int(str(told["statements"])), int(str(told["readings"]))
    run.cpu, run.megabytes = float(str(told["cpu"])), float(str(told["megabytes"]))


def main() -> None:
    """Measure and print a table."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20_000)), hard))
    runs = [Run(*one) for one in RUNS]
    with _server() as server:
        said = _line(server)
        bare, bare_high = _percentiles(bare_round_trips(str(said["url"])))
        for run in runs:
            asyncio.run(_watch(server, said, run))
    print(f"bare NOTIFY to LISTEN: p50 {bare:.2f} ms, p99 {bare_high:.2f} ms")
    print(f"{EVENTS_A_SECOND} events/s, one server process; commit's return to message received")
    print(
        f"{'sockets':>8} {'p50 ms':>8} {'p99 ms':>8} {'p50 / bare':>11} {'p99 / bare':>11}"
        f" {'SQL/ring':>9} {'CPU ms/event':>13} {'lost':>5} {'MB':>5}"
    )
    for run in runs:
        if not run.delays:
            print(f"{run.sockets:8} {'idle':>8} {'':61} {run.megabytes:5.0f}")
            continue
        low, high = _percentiles(run.delays)
        print(
            f"{run.sockets:8} {low:8.2f} {high:8.2f} {low / bare:11.1f} {high / bare_high:11.1f}"
            f" {run.statements / run.readings:9.2f} {1000 * run.cpu / run.events:13.1f}"
            f" {run.lost:5} {run.megabytes:5.0f}"
        )


def _fill(work: Work) -> list[str]:
    upkeep.prepare(work, "Sitewide Group")
    group = Group(name="Bench")
    work.add(group)
    secrets = []
    for number in range(PEOPLE):
        user = users.create(work, f"person{number}", Role.FULL_USER)
        users.join(work, group, user)
        secrets.append(tokens.create(work, user, "bench", tokens.acls_of(user)))
    return secrets


class Writer:
    """Comments at an even pace, noting when each commit returned and what the feed asked."""

    def __init__(self, process: app.Process) -> None:
        self._ring = process.platform.units.ring
        self._units = Units(process.engine, self._rung)
        self._at = 0.0
        self._statements = self._readings = 0
        event.listen(process.engine, "before_cursor_execute", self._note)
        self._writer = actors.by_user_id(1)
        self._units.run(
            self._writer,
            ORIGIN,
            lambda work: sources.post(work, NewSource(id=OBJ, ra=1.0, dec=1.0, group_ids=(2,))),
        )

    def _rung(self) -> None:
        self._at = time.monotonic()
        self._ring()

    def _note(self, *call: object) -> None:
        if threading.current_thread().name.startswith("feed_"):
            self._statements += 1
            self._readings += "settled_xid" in str(call[2])

    def write(self, events: int) -> dict[str, object]:
        """Write this many comments and give their times."""
        committed: dict[int, float] = {}
        self._statements = self._readings = 0
        started, spent = time.monotonic(), time.process_time()
        for number in range(events):
            time.sleep(max(0.0, started + number / EVENTS_A_SECOND - time.monotonic()))
            new = NewComment(text=f"{started} {number}", group_ids=(2,))
            made = self._units.run(
                self._writer, ORIGIN, lambda work, new=new: comments.comment(work, OBJ, new).id
            )
            committed[made] = self._at
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {
            "committed": committed,
            "statements": self._statements,
            "readings": self._readings,
            "cpu": time.process_time() - spent,
            "megabytes": pages * resource.getpagesize() / 1e6,
        }


async def _serve(folder: Path, url: str) -> None:
    engine = open_engine(url, threads=2, statement_timeout=60)
    migrate(engine)
    secrets = Units(engine, lambda: None).run(actors.system, ORIGIN, _fill)
    engine.dispose()
    [listening] = bind_sockets(0, "127.0.0.1")
    port = listening.getsockname()[1]
    listening.close()
    own = folder / "config.yaml"
    own.touch()
    os.environ["SKYPORTAL_LIKE_CONFIG"] = str(own)
    os.environ["SKYPORTAL_LIKE_SERVER__PORT"] = str(port)
    process = app.compose(config.load(), url, folder)
    process.web.settings["log_function"] = lambda _: None
    await process.start()
    writer = Writer(process)
    print(json.dumps({"port": port, "url": url, "tokens": secrets}), flush=True)
    while wanted := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await asyncio.to_thread(writer.write, int(wanted))), flush=True)
    await process.stop()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with EmbeddedPostgres(Path(sys.argv[1])) as address:
        asyncio.run(_serve(Path(sys.argv[1]), address))
