"""skyportal-like demo: the simulated survey night, in any database."""

import argparse
import sys

from tqdm import tqdm

from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.services import demonstrations, upkeep
from skyportal_like.services.sightings import SightingCounts
from skyportal_like.work import Work


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "demo", help="add a simulated survey night with three people; twice changes nothing"
    )
    parser.add_argument("--objects", type=_positive, metavar="N", help="how many (demo.objects)")
    parser.add_argument("--seed", type=_positive, default=1, metavar="N", help="which night")


def run(args: argparse.Namespace, context: Context) -> int:
    """Add the demonstration, unless it is there."""
    objects = args.objects or context.settings.demo.objects
    quiet = None if sys.stderr.isatty() else True

    def act(work: Work) -> SightingCounts | None:
        upkeep.prepare(work, context.settings.misc.public_group_name)
        if demonstrations.is_present(work):
            return None
        with tqdm(total=objects, unit="object", disable=quiet, file=sys.stderr) as bar:

            def advance(done: int, _: int) -> None:
                bar.update(done - bar.n)

            return demonstrations.fill(
                work, context.storage, objects=objects, seed=args.seed, progress=advance
            )

    counts = context.units.run(actors.system, context.origin(), act)
    if counts is None:
        print("The demonstration is here already; nothing was changed.")
    else:
        print(
            f"objects {counts.objects}, candidates {counts.candidates}, "
            f"points {counts.points}, thumbnails {counts.thumbnails}"
        )
    return 0


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return number
