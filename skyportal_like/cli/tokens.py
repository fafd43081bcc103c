"""skyportal-like tokens: what people's scripts sign in with."""

import argparse
import re
from datetime import datetime, timedelta

from sqlalchemy import select

from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import Invalid
from skyportal_like.models import Group
from skyportal_like.schemas.inputs import lenient_date
from skyportal_like.services import tokens, users
from skyportal_like.services.tokens import Limits
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work, utc_now

NAME = "command line"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    credentials = commands.add_parser("tokens", help="make API tokens")
    kinds = credentials.add_subparsers(dest="verb", required=True)
    token = kinds.add_parser("create", help="print a new token's secret, once")
    token.add_argument("--user", required=True)
    token.add_argument("--name", help=f"what to call it; otherwise {NAME!r}, with a number")
    chosen = token.add_mutually_exclusive_group()
    chosen.add_argument("--all-acls", action="store_true", help="all that the person holds")
    chosen.add_argument(
        "--acl", action="append", default=[], metavar="A", help="one ACL; may be repeated"
    )
    token.add_argument(
        "--group",
        action="append",
        metavar="G",
        help="a group of the person, by name, that the token is limited to; may be repeated",
    )
    token.add_argument(
        "--expires", metavar="T", help="when it ends: 2027-01-31, or in how long: 90d, 12h"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Make a token and print its secret alone."""

    def create(work: Work) -> str:
        user = users.require(work, args.user)
        limits = Limits(
            None if args.group is None else [_group(work, name) for name in args.group],
            None if args.expires is None else _moment(args.expires),
        )
        if args.all_acls:
            wanted = tokens.acls_of(user)
            if limits.group_ids is not None:
                wanted -= {Acl.SYSTEM_ADMIN}
        else:
            wanted = frozenset(_acl(name) for name in args.acl)
        name = args.name or tokens.free_name(work, user, NAME)
        return tokens.create(work, user, name, wanted, limits)

    print(context.units.run(actors.system, context.origin(), create))
    return 0


def _acl(name: str) -> Acl:
    try:
        return Acl(name)
    except ValueError as error:
        known = ", ".join(sorted(Acl))
        raise Invalid(f"There is no ACL {name!r}. There are: {known}.") from error


def _group(work: Work, name: str) -> int:
    found = work.session.scalar(select(Group.id).where(Group.name == name))
    if found is None:
        raise Invalid(f"There is no group {name!r}.")
    return found


def _moment(text: str) -> datetime:
    """Read a date, or a time from now."""
    if (span := re.fullmatch(r"([1-9]\d{0,4})([dh])", text.strip())) is not None:
        number = int(span[1])
        return utc_now() + (timedelta(days=number) if span[2] == "d" else timedelta(hours=number))
    try:
        moment = lenient_date(text)
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        raise Invalid(f"{text!r} is neither a date, as 2027-01-31, nor a time from now, as 90d.")
    return moment
