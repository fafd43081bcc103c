"""The command line's entry: reads arguments and settings, says failures in one line."""

import argparse
import signal
import sys

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from yaml import YAMLError

from skyportal_like import app, config
from skyportal_like.cli import (
    access,
    context,
    dataset,
    demo,
    groups,
    ingest,
    run,
    taxonomy,
    tokens,
    users,
)
from skyportal_like.database.embedded import EmbeddedPostgresError
from skyportal_like.errors import PlatformError

# Commands that need no database.
ALONE = {("dataset", "verify")}


def main(argv: list[str] | None = None) -> int:
    """Run a command and give its exit code."""
    parser = argparse.ArgumentParser(
        prog="skyportal-like", description="Look through, label and freeze transients together."
    )
    parser.add_argument("--version", action="version", version=app.version())
    commands = parser.add_subparsers(dest="command", required=True)
    run.add_parser(commands)
    demo.add_parser(commands)
    commands.add_parser("migrate", help="bring the database to this version")
    ingest.add_parser(commands)
    users.add_parser(commands)
    access.add_parser(commands)
    tokens.add_parser(commands)
    groups.add_parser(commands)
    groups.add_filter_parser(commands)
    taxonomy.add_parser(commands)
    dataset.add_parser(commands)
    args = parser.parse_args(argv)
    if args.command != "run":
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(args)
    except KeyboardInterrupt:
        context.say("Stopped.")
        return 130
    except (PlatformError, EmbeddedPostgresError) as error:
        context.say(f"skyportal-like: {error}")
        return 2
    except ValidationError as error:
        for one in error.errors(include_url=False):
            name = ".".join(str(step) for step in one["loc"])
            unknown = one["type"] == "extra_forbidden"
            reason = "there is no such setting" if unknown else one["msg"]
            context.say(f"skyportal-like: setting {name}: {reason}")
        return 2
    except YAMLError as error:
        context.say(f"skyportal-like: {config.settings_file()}: {error}")
        return 2
    except OperationalError as error:
        context.say(f"skyportal-like: the database cannot be reached: {error.orig}")
        return 2


def _run(args: argparse.Namespace) -> int:
    if (args.command, getattr(args, "verb", None)) in ALONE:
        return dataset.verify(args)
    settings = config.load()
    app.configure_logs(settings)
    with context.opened(settings, report=args.command in {"run", "migrate"}) as opened:
        if args.command == "migrate":
            return 0
        return {
            "run": run.run,
            "demo": demo.run,
            "ingest": ingest.run,
            "users": users.run,
            "access": access.run,
            "tokens": tokens.run,
            "groups": groups.run,
            "filters": groups.run_filters,
            "taxonomies": taxonomy.run,
            "dataset": dataset.run,
        }[args.command](args, opened)


if __name__ == "__main__":
    sys.exit(main())
