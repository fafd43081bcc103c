"""skyportal-like taxonomies: the field's own tree of classes, for groups that want it."""

import argparse
from importlib.metadata import version

from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import NotFound
from skyportal_like.schemas.taxonomies import NewTaxonomy
from skyportal_like.services import groups, taxonomies
from skyportal_like.work import Work

NAME = "Sitewide Taxonomy"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("taxonomies", help="post the field's own tree of classes")
    verbs = parser.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="post the taxonomy of the package tdtax")
    load.add_argument(
        "--group", action="append", required=True, metavar="NAME", help="who reads it; repeatable"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Post the taxonomy for the named groups."""

    def load(work: Work) -> str:
        ids: list[int] = []
        for name in args.group:
            found = groups.of_name(work, name)
            if not found:
                raise NotFound(f"There is no group named {name}.")
            ids.append(found[0]["id"])
        new = NewTaxonomy(
            name=NAME,
            version=version("tdtax"),
            hierarchy=taxonomies.sitewide_hierarchy(),
            group_ids=tuple(ids),
        )
        row = taxonomies.post(work, new)
        return f"{row.name} {row.version} (id {row.id}) is read by {', '.join(args.group)}."

    print(context.units.run(actors.system, context.origin(), load))
    return 0
