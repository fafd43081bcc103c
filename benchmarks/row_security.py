"""What a second wall would cost: row-level security made from the page of permission.

The same server answers the same lists with the wall and without it, in turn. With it, every
reading request takes the role `walled_reader`, whose policies repeat `access/policies.py` in the
database; the caller's groups, streams and filters travel in settings of the transaction.
"""

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import structlog
from sqlalchemy import event, text
from tornado.web import RequestHandler

from benchmarks import servers
from skyportal_like import app, config
from skyportal_like.access import Actor
from skyportal_like.access.holdings import Holder
from skyportal_like.access.policies import POLICIES, Policy
from skyportal_like.app import Process
from skyportal_like.database.embedded import EmbeddedPostgres
from skyportal_like.models import Base
from skyportal_like.work import Units, Work

OBJECTS = 2_000
ROUNDS = 7
CALLS = 25
HELD = ("groups", "admins", "streams", "filters", "users", "keepers")
ENTER = text(
    "select set_config('role', 'walled_reader', true),"
    + ", ".join(f"set_config('wall.{kind}', :{kind}, true)" for kind in HELD)
)


def column(holder: Holder, *, table: str) -> str:
    """Compare a column with what the caller holds; the setting is read once a statement."""
    mine = f"(select current_setting('wall.{holder.kind}')::integer[])"
    if holder.is_array:
        return f"{table}.{holder.name} && {mine}"
    return f"{table}.{holder.name} = any({mine}::integer[])"


def using(model: type[Base], policy: Policy) -> str:
    """Write a model's holding as the condition of a policy of PostgreSQL."""
    table, holding = model.__tablename__, policy.held_by
    ways = [column(holder, table=table) for holder in holding.holders]
    if holding.shared_when is not None:
        ways.append(str(holding.shared_when().compile()))
    parts = ["true"] if holding.common or not ways else [f"({' or '.join(ways)})"]
    if holding.streams is not None:
        mine = "(select current_setting('wall.streams')::integer[])"
        parts.append(f"{table}.{holding.streams.name} <@ {mine}")
    for parent in holding.parents:
        key = parent.model.__mapper__.primary_key[0].name
        parts.append(
            f"exists (select 1 from {parent.model.__tablename__} parent"
            f" where parent.{key} = {table}.{parent.name})"
        )
    return " and ".join(parts)


def build(process: Process) -> None:
    """Put the wall into the database."""
    with process.engine.begin() as connection:
        connection.execute(text("create role walled_reader nologin"))
        connection.execute(
            text(
                "grant select, insert, update, delete on all tables in schema public"
                " to walled_reader"
            )
        )
        connection.execute(text("grant usage on all sequences in schema public to walled_reader"))
        for model, policy in POLICIES.items():
            table = model.__tablename__
            connection.execute(text(f"alter table {table} enable row level security"))
            connection.execute(
                text(
                    f"create policy wall on {table} for select to walled_reader"
                    f" using ({using(model, policy)})"
                )
            )
            connection.execute(
                text(
                    f"create policy writing on {table} for insert"
                    " to walled_reader with check (true)"
                )
            )


class Wall(RequestHandler):
    """Puts the wall up or takes it away."""

    up = False

    async def post(self) -> None:
        Wall.up = self.request.body == b"up"
        await self.finish("{}")


def enter(actor: Actor, work: Work) -> None:
    """Take the reader's role for the rest of the transaction."""
    held = {
        "groups": actor.group_ids,
        "admins": actor.admin_group_ids,
        "streams": actor.stream_ids,
        "filters": actor.filter_ids,
        "users": {actor.user_id},
        "keepers": {actor.user_id},
    }
    listed = {kind: "{" + ",".join(map(str, sorted(ids))) + "}" for kind, ids in held.items()}
    work.session.execute(ENTER, listed)


class WalledUnits(Units):
    """Units of work that stand behind the wall while it is up."""

    def run(self, identify, origin, act, *, isolation=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        def behind(work: Work) -> object:
            if Wall.up:
                enter(work.actor, work)
            return act(work)

        return super().run(identify, origin, behind, isolation=isolation)


async def serve(folder: Path, url: str) -> None:
    """Serve the demonstration with a wall that can be put up."""
    said = servers.fill(folder, OBJECTS, url)
    (folder / "config.yaml").write_text("{}")
    os.environ["SKYPORTAL_LIKE_CONFIG"] = str(folder / "config.yaml")
    process = app.compose(config.load(), url, folder)
    build(process)
    units = process.platform.units
    object.__setattr__(process.platform, "units", WalledUnits(units.engine, units.ring))

    @event.listens_for(process.engine, "before_cursor_execute")
    def count(*_: object) -> None:
        servers.Spent.statements += 1

    await servers.listen(process, said, [(r"/wall", Wall)])


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"token {token}"}

    def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        read = answer.read()
        assert answer.status == 200, (path, answer.status, read[:300])
        return read

    def cost(self, path: str) -> tuple[float, float]:
        """Give milliseconds on the clock and of the server's CPU, a call."""
        before, began = json.loads(self.ask("GET", "/spent")), time.perf_counter()
        for _ in range(CALLS):
            self.ask("GET", path)
        clock, after = time.perf_counter() - began, json.loads(self.ask("GET", "/spent"))
        return 1000 * clock / CALLS, 1000 * (after["cpu"] - before["cpu"]) / CALLS


def main() -> None:
    """Measure and print a table."""
    folder = tempfile.mkdtemp(prefix="skyportal-like-bench-")
    Path(folder).chmod(0o711)
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.row_security", folder],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        said = json.loads(server.stdout.readline())
        client = Client(said["port"], said["ana"])
        obj = json.loads(client.ask("GET", "/api/candidates?numPerPage=1"))["data"]["candidates"][0]
        paths = [
            "/api/candidates?numPerPage=25",
            "/api/candidates?numPerPage=100",
            "/api/sources?numPerPage=25",
            f"/api/sources/{obj['id']}?includePhotometry=true&includeThumbnails=true",
            "/api/filters",
        ]
        print(f"{'request':58} {'without ms':>10} {'with ms':>8} {'ratio':>6} {'CPU ratio':>9}")
        for path in paths:
            found: dict[str, list[tuple[float, float]]] = {"down": [], "up": []}
            for turn in range(ROUNDS + 1):
                for state, costs in found.items():
                    client.ask("POST", "/wall", state)
                    cost = client.cost(path)
                    if turn:
                        costs.append(cost)
            without, with_wall = (median(one[0] for one in found[s]) for s in ("down", "up"))
            cpu = [median(one[1] for one in found[s]) for s in ("down", "up")]
            print(
                f"{path[:58]:58} {without:10.2f} {with_wall:8.2f}"
                f" {with_wall / without:6.2f} {cpu[1] / cpu[0]:9.2f}"
            )
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    target = Path(sys.argv[1])
    with EmbeddedPostgres(target) as address, suppress(KeyboardInterrupt):
        asyncio.run(serve(target, address))
