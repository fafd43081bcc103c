"""skyportal-like users: people, what they hold, and links that sign them in."""

import argparse
from collections.abc import Callable, Iterable

from pydantic import ValidationError

from skyportal_like import access
from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Group, User
from skyportal_like.schemas.roles import NewAcls, NewRoles
from skyportal_like.schemas.users import NewUser, PersonSearch
from skyportal_like.services import (
    groups,
    members,
    people,
    roles,
    sign_ins,
    upkeep,
    user_removals,
    users,
)
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work

PAGE = 500


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser("users", help="make people, say what they hold, sign them in")
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a person")
    create.add_argument("name")
    create.add_argument("--email")
    create.add_argument(
        "--role", default=Role.FULL_USER.value, choices=[role.value for role in Role]
    )
    create.add_argument("--group", action="append", default=[], metavar="NAME", help="repeatable")
    listing = verbs.add_parser("list", help="print who there is, a line a person")
    listing.add_argument("--expired", action="store_true", help="also those whose time is over")
    grant = verbs.add_parser("grant", help="give a person roles, ACLs and groups")
    grant.add_argument("name")
    grant.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
    grant.add_argument("--acl", action="append", default=[], choices=[acl.value for acl in Acl])
    grant.add_argument("--group", action="append", default=[], metavar="NAME", help="repeatable")
    grant.add_argument("--admin", action="store_true", help="as an admin of these groups")
    grant.add_argument("--revoke", action="store_true", help="take them away instead")
    restore = verbs.add_parser("restore", help="let in again who has expired or was deleted")
    restore.add_argument("name", help="deleted-<id> for a person who was deleted")
    restore.add_argument(
        "--as", dest="new_name", metavar="NAME", help="the name of who was deleted"
    )
    link = verbs.add_parser("link", help="print a URL that signs a person in once")
    link.add_argument("name")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what `users` says."""
    acts: dict[str, Callable[[Work], str]] = {
        "create": lambda work: _create(work, args, context),
        "list": lambda work: _list(work, expired=args.expired),
        "grant": lambda work: _grant(work, args),
        "restore": lambda work: _restore(work, args),
        "link": lambda work: _link(work, args, context),
    }
    print(context.units.run(actors.system, context.origin(), acts[args.verb]))
    return 0


def _create(work: Work, args: argparse.Namespace, context: Context) -> str:
    upkeep.prepare(work, context.settings.misc.public_group_name)
    wanted = [(group.id, False) for group in _groups(work, args.group)]
    user = users.post(
        work,
        _new(username=args.name, contact_email=args.email, roles=[args.role], groups=wanted),
    )
    return f"{user.username} (id {user.id}) is a {args.role}."


def _new(*, groups: list[tuple[int, bool]], **columns: object) -> NewUser:
    try:
        return NewUser.model_validate(columns | {"groupIDsAndAdmin": groups})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(f"{first['loc'][0]}: {first['msg']}") from error


def _list(work: Work, *, expired: bool) -> str:
    lines: list[str] = []
    page, total = 1, 1
    while (page - 1) * PAGE < total:
        found = people.search(
            work, PersonSearch(page_number=page, num_per_page=PAGE, include_expired=expired)
        )
        total = found["totalMatches"]
        for one in found["users"]:
            held = ", ".join([*one["roles"], *one["acls"]]) or "nothing"
            names = [group["name"] for group in one["groups"] if not group["single_user_group"]]
            until = one["expiration_date"]
            lines.append(
                f"{one['id']}\t{one['username']}\t{held}\t{', '.join(names)}"
                + (f"\tuntil {until:%Y-%m-%d}" if until else "")
            )
        page += 1
    return "\n".join(lines) if lines else "There is nobody yet."


def _grant(work: Work, args: argparse.Namespace) -> str:
    if not (args.role or args.acl or args.group):
        raise Invalid("Name at least one --role, --acl or --group.")
    user = users.require(work, args.name)
    if args.revoke:
        _revoke(work, user, args)
    else:
        if args.role:
            roles.add_roles(work, user.id, NewRoles(roleIds=args.role))
        if args.acl:
            roles.add_acls(work, user.id, NewAcls(aclIds=args.acl))
        for group in _groups(work, args.group):
            users.refuse_foreign_group(work, group)
            users.enter(work, group, user, admin=args.admin)
    held = ", ".join([*user.roles, *user.acls]) or "nothing"
    return f"{user.username} (id {user.id}) holds {held}."


def _revoke(work: Work, user: User, args: argparse.Namespace) -> None:
    for role in args.role:
        roles.remove_role(work, user.id, Role(role))
    for acl in args.acl:
        roles.remove_acl(work, user.id, Acl(acl))
    for group in _groups(work, args.group):
        members.remove(work, group.id, user.id)


def _restore(work: Work, args: argparse.Namespace) -> str:
    user = users.require(work, args.name)
    new_name = None if args.new_name is None else _new(username=args.new_name, groups=[]).username
    user_removals.restore(work, user, new_name)
    return f"{user.username} (id {user.id}) may come in again."


def _link(work: Work, args: argparse.Namespace, context: Context) -> str:
    user = users.require(work, args.name)
    if user.deactivated_at is not None:
        raise NotFound(f"{user.username} was deleted; restore them first.")
    secret = sign_ins.new_link(work, user)
    return f"{context.settings.public_url}/login/link?token={secret}"


def _groups(work: Work, names: Iterable[str]) -> list[Group]:
    found: list[Group] = []
    for name in names:
        known = groups.of_name(work, name)
        if not known:
            raise NotFound(f"There is no group named {name}.")
        found.append(access.get(work, Group, known[0]["id"]))
    return found
