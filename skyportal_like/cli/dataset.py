"""skyportal-like dataset: freeze, list, export and verify frozen training datasets."""

import argparse
import sys
from pathlib import Path

from pydantic import ValidationError

from skyportal_like.access import actor as actors
from skyportal_like.bundles.refusals import BundleRefused
from skyportal_like.bundles.verifying import verify_bundle
from skyportal_like.cli.context import Context, say
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.jobs.datasets import Freezer
from skyportal_like.models import Dataset
from skyportal_like.schemas.datasets import NewDataset, Recipe, VersionDetail
from skyportal_like.services import datasets, exports, groups, taxonomies, users
from skyportal_like.work import Work

ADMIN = "admin"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser("dataset", help="freeze, list, export and verify datasets")
    verbs = parser.add_subparsers(dest="verb", required=True)
    freeze = verbs.add_parser("freeze", help="freeze what a group has labelled as a version")
    freeze.add_argument("dataset", metavar="GROUP/SLUG", help="made when it is not there yet")
    how = freeze.add_mutually_exclusive_group(required=True)
    how.add_argument("--recipe", metavar="FILE", type=Path, help="a recipe in JSON")
    how.add_argument("--taxonomy", metavar="NAME", help="the latest labels in this taxonomy")
    freeze.add_argument(
        "--no-split", action="store_true", help="with --taxonomy: everything is for training"
    )
    freeze.add_argument(
        "--allow-empty-classes",
        action="store_true",
        help="with --taxonomy: a class may be missing in a split",
    )
    freeze.add_argument("--user", default=ADMIN, help="who freezes (%(default)s)")
    freeze.add_argument("--out", metavar="FOLDER", type=Path, help="write the bundle here too")
    verbs.add_parser("list", help="list datasets and their versions")
    export = verbs.add_parser("export", help="write a frozen version into a folder")
    export.add_argument("version", metavar="GROUP/SLUG@N")
    export.add_argument("folder", metavar="FOLDER", type=Path)
    check = verbs.add_parser("verify", help="check every byte of a bundle; needs no database")
    check.add_argument("path", metavar="PATH", type=Path)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what `dataset` says."""
    return {"freeze": _freeze, "list": _list, "export": _export}[args.verb](args, context)


def verify(args: argparse.Namespace) -> int:
    """Check a bundle: 0 when every byte is as it was frozen, else 1 and what is wrong."""
    try:
        report = verify_bundle(args.path)
    except (BundleRefused, OSError) as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
    print(f"verified {report.rows} rows, {report.votes} votes, {report.bytes} bytes")
    print(f"content_id {report.content_id}")
    return 0


def _freeze(args: argparse.Namespace, context: Context) -> int:
    if args.out is not None and args.out.exists():
        raise Invalid(f"{args.out} exists already.", fields={"out": "exists"})
    user_id = context.units.run(
        actors.system, context.origin(), lambda work: users.require(work, args.user).id
    )
    identify = actors.by_user_id(user_id)

    def ask(work: Work) -> tuple[int, int, int]:
        dataset = datasets.named(work, args.dataset) or _new(work, args.dataset)
        row = datasets.freeze(work, dataset.id, _recipe(work, args), context.storage)
        return dataset.id, row.id, row.number

    dataset_id, version_id, number = context.units.run(identify, context.origin(), ask)
    freezer = Freezer(context.units, context.storage, context.origin(), report=say)
    frozen = freezer.freeze(version_id)
    if frozen is not None:
        number = frozen.number
    found = context.units.run(
        actors.system, context.origin(), lambda work: datasets.version(work, dataset_id, number)
    )
    if found["status"] != "frozen":
        raise Invalid(found["failure"] or f"Version {number} is a {found['status']}.")
    _print(found, is_new=frozen is not None and frozen.is_new)
    if args.out is not None:
        exports.write(context.storage, found["files"], args.out)
        print(f"bundle {args.out}")
    else:
        print(f"bundle sha256:{found['bundle_id']}")
    return 0


def _print(found: VersionDetail, *, is_new: bool) -> None:
    if not is_new:
        say("Nothing has changed since this version.")
    print(f"version {found['number']}")
    print(f"rows {found['n_rows']}")
    print(f"content_id {found['content_id']}")


def _new(work: Work, address: str) -> Dataset:
    group, slug = datasets.parted(address)
    if datasets.slug_of(slug) != slug:
        raise Invalid(f"{slug!r} is not made of a-z, 0-9 and single hyphens.")
    known = datasets.groups_called(work, group)
    if len(known) != 1:
        raise NotFound(f"There is no group named {group}.", fields={"group": "unknown"})
    return datasets.create(work, NewDataset(name=slug, slug=slug, group_id=known[0]))


def _recipe(work: Work, args: argparse.Namespace) -> Recipe:
    if args.recipe is not None:
        return _read(args.recipe)
    known = [
        one for one in taxonomies.readable(work) if one["name"] == args.taxonomy and one["isLatest"]
    ]
    if not known:
        raise NotFound(f"There is no taxonomy named {args.taxonomy}.")
    return Recipe.model_validate(
        {
            "label": {"taxonomy_id": known[-1]["id"]},
            "features": {
                "columns": ["redshift", "score"],
                "light_curve": ["n_points", "n_detections", "first_mjd", "last_mjd"],
            },
            "split": {"mode": "none" if args.no_split else "hashed"},
            "allow_empty_classes": args.allow_empty_classes,
        }
    )


def _read(file: Path) -> Recipe:
    try:
        return Recipe.model_validate_json(file.read_bytes())
    except OSError as error:
        raise Invalid(f"{file}: {error.strerror}.") from error
    except ValidationError as error:
        said = (
            f"{'.'.join(str(step) for step in one['loc']) or 'recipe'}: {one['msg']}"
            for one in error.errors(include_url=False)
        )
        raise Invalid(f"{file}: {'; '.join(said)}") from error


def _list(args: argparse.Namespace, context: Context) -> int:
    del args

    def read(work: Work) -> list[str]:
        found = datasets.readable(work)
        names = groups.named(work, (one["group_id"] for one in found))
        return [
            f"{names[one['group_id']]['name']}/{one['slug']}@{version['number']}"
            f"  {version['status']}  {version['n_rows'] or 0} rows"
            f"  {version['content_id'] or version['failure'] or ''}".rstrip()
            for one in found
            for version in one["versions"]
        ]

    for line in context.units.run(actors.system, context.origin(), read):
        print(line)
    return 0


def _export(args: argparse.Namespace, context: Context) -> int:
    address, _, number = args.version.rpartition("@")
    if not number.isdigit():
        raise Invalid(f"{args.version!r} is not of the form GROUP/SLUG@N.")

    def read(work: Work) -> VersionDetail:
        return datasets.version(work, datasets.require(work, address).id, int(number))

    found = context.units.run(actors.system, context.origin(), read)
    if found["status"] != "frozen":
        raise Invalid(f"{args.version} is {found['status']}, not frozen.")
    report = exports.write(context.storage, found["files"], args.folder)
    print(f"wrote {report.rows} rows to {args.folder}")
    print(f"content_id {report.content_id}")
    return 0
