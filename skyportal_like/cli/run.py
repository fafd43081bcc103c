"""skyportal-like run: the whole platform in one process."""

import argparse
import asyncio
import errno
import signal

from skyportal_like import app
from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context, say
from skyportal_like.database.embedded import EmbeddedPostgresError
from skyportal_like.errors import Invalid, Unavailable
from skyportal_like.services import demonstrations, sign_ins, upkeep, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Work

ADMIN = "admin"
WATCH_SECONDS = 2.0


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    commands.add_parser("run", help="start everything and print a URL that signs you in")


def run(args: argparse.Namespace, context: Context) -> int:
    """Prepare the database, fill the demonstration into an empty one, and serve."""
    del args
    app.configure_logs(context.settings)
    secret = context.units.run(
        actors.system, context.origin(), lambda work: _prepare(work, context)
    )
    _demonstrate(context)
    process = app.compose(context.settings, context.url, context.data_dir)
    asyncio.run(_serve(process, context, secret))
    return 0


def _prepare(work: Work, context: Context) -> str | None:
    """Make what a first start needs; give the secret of the administrator's link."""
    upkeep.prepare(work, context.settings.misc.public_group_name)
    first = upkeep.lacks_admin(work)
    if first:
        say("Creating the first administrator")
        users.create(work, ADMIN, Role.SUPER_ADMIN)
    admin = users.named(work, ADMIN)
    if admin is None or not (first or context.settings.embedded):
        return None
    return sign_ins.new_link(work, admin)


def _demonstrate(context: Context) -> None:
    """Fill the demonstration into a database where nothing was ever looked at."""

    def fill(work: Work) -> None:
        if upkeep.is_empty(work):
            say("Simulating a survey night for the demonstration")
            demonstrations.fill(work, context.storage, objects=context.settings.demo.objects)

    if not context.settings.demo_wanted:
        return
    try:
        context.units.run(actors.system, context.origin(), fill)
    except Invalid as error:
        say(f"No demonstration: {error}")


async def _serve(process: app.Process, context: Context, secret: str | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await process.start()
    except OSError as error:
        await process.stop()
        if error.errno == errno.EADDRINUSE:
            server = context.settings.server
            raise Unavailable(
                f"Port {server.port} is in use; set server.port in config.yaml to another one, "
                "or stop what runs there."
            ) from error
        raise
    url = context.settings.public_url
    say("Ready. Ctrl-C stops everything.")
    if secret is None:
        print(f"{url} (a link for somebody: skyportal-like users link NAME)", flush=True)
    else:
        print(f"Sign in once as {ADMIN}: {url}/login/link?token={secret}", flush=True)
    watching = asyncio.create_task(_watch(context))
    await stopped.wait()
    say("Stopping")
    watching.cancel()
    await process.stop()


async def _watch(context: Context) -> None:
    """Look after the embedded database: one that was killed comes back by itself."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await asyncio.to_thread(context.revive)
        except EmbeddedPostgresError as error:
            say(f"PostgreSQL does not start: {error}")
