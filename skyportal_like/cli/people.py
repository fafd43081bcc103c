"""skyportal-like users and tokens: people, and what their scripts sign in with."""

import argparse

from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import Invalid
from skyportal_like.services import sign_ins, tokens, upkeep, users
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    people = commands.add_parser("users", help="make people and links that sign them in")
    verbs = people.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a person")
    create.add_argument("name")
    create.add_argument(
        "--role", default=Role.FULL_USER.value, choices=[role.value for role in Role]
    )
    link = verbs.add_parser("link", help="print a URL that signs a person in once")
    link.add_argument("name")
    credentials = commands.add_parser("tokens", help="make API tokens")
    kinds = credentials.add_subparsers(dest="verb", required=True)
    token = kinds.add_parser("create", help="print a new token's secret, once")
    token.add_argument("--user", required=True)
    token.add_argument("--name", default="command line")
    chosen = token.add_mutually_exclusive_group()
    chosen.add_argument("--all-acls", action="store_true", help="all that the person holds")
    chosen.add_argument(
        "--acl", action="append", default=[], metavar="A", help="one ACL; may be repeated"
    )


def run_users(args: argparse.Namespace, context: Context) -> int:
    """Do what `users` says."""

    def create(work: Work) -> str:
        upkeep.prepare(work, context.settings.misc.public_group_name)
        user = users.create(work, args.name, Role(args.role))
        return f"{user.username} (id {user.id}) is a {args.role}."

    def link(work: Work) -> str:
        secret = sign_ins.new_link(work, users.require(work, args.name))
        return f"{context.settings.public_url}/login/link?token={secret}"

    act = create if args.verb == "create" else link
    print(context.units.run(actors.system, context.origin(), act))
    return 0


def run_tokens(args: argparse.Namespace, context: Context) -> int:
    """Make a token and print its secret alone."""

    def create(work: Work) -> str:
        user = users.require(work, args.user)
        if args.all_acls:
            wanted = tokens.acls_of(user)
        else:
            wanted = frozenset(_acl(name) for name in args.acl)
        return tokens.create(work, user, args.name, wanted)

    print(context.units.run(actors.system, context.origin(), create))
    return 0


def _acl(name: str) -> Acl:
    try:
        return Acl(name)
    except ValueError as error:
        known = ", ".join(sorted(Acl))
        raise Invalid(f"There is no ACL {name!r}. There are: {known}.") from error
