"""skyportal-like groups and filters: collaborations, who is in them, and what they look at."""

import argparse
from collections.abc import Callable

from pydantic import ValidationError

from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.schemas.filters import NewFilter
from skyportal_like.schemas.groups import GroupSearch, GroupView, MemberView, NewGroup
from skyportal_like.schemas.members import NewMember
from skyportal_like.services import filters, group_streams, groups, members, streams, users
from skyportal_like.work import Work


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands about groups."""
    parser = commands.add_parser("groups", help="make groups, and decide who is in them")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="list groups with their streams")
    create = verbs.add_parser("create", help="make a group")
    create.add_argument("group", metavar="NAME")
    create.add_argument("--nickname")
    create.add_argument("--description")
    create.add_argument(
        "--admin", action="append", default=[], metavar="USER", help="an admin of it; repeatable"
    )
    create.add_argument("--private", action="store_true", help="only members know of it")
    create.add_argument("--auto-accept", action="store_true", help="who asks to join is let in")
    listed = verbs.add_parser("members", help="list the members of a group")
    listed.add_argument("group", metavar="GROUP")
    add = verbs.add_parser("add", help="put a person who holds its streams into a group")
    add.add_argument("group", metavar="GROUP")
    add.add_argument("user", metavar="USER")
    add.add_argument("--admin", action="store_true")
    add.add_argument("--no-save", action="store_true", help="without the right to save objects")
    add.add_argument("--share-photometry", action="store_true")
    remove = verbs.add_parser("remove", help="take a person out of a group")
    remove.add_argument("group", metavar="GROUP")
    remove.add_argument("user", metavar="USER")
    _add_streams(verbs)


def _add_streams(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    held = verbs.add_parser("streams", help="list or change the streams of a group")
    held.add_argument("group", metavar="GROUP")
    change = held.add_mutually_exclusive_group()
    change.add_argument("--add", metavar="STREAM", help="all members must hold it")
    change.add_argument(
        "--give", metavar="STREAM", help="made where it is new, and given to all members too"
    )
    change.add_argument("--remove", metavar="STREAM", help="no filter of the group may use it")


def add_filter_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands about filters."""
    parser = commands.add_parser("filters", help="make filters: what a group sees of a stream")
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a filter and print its id")
    create.add_argument("name", metavar="NAME")
    create.add_argument("--group", required=True)
    create.add_argument("--stream", required=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what `groups` says."""
    acts: dict[str, Callable[[Work, argparse.Namespace], str]] = {
        "list": _list,
        "create": _create,
        "members": _members,
        "add": _add,
        "remove": _remove,
        "streams": _streams,
    }
    said = _act(context, lambda work: acts[args.verb](work, args))
    if said:
        print(said)
    return 0


def run_filters(args: argparse.Namespace, context: Context) -> int:
    """Make a filter and print its id alone, for scripts that post to it."""

    def create(work: Work) -> str:
        new = NewFilter(
            name=args.name,
            group_id=_group(work, args.group)["id"],
            stream_id=_stream(work, args.stream),
        )
        return str(filters.create(work, new).id)

    print(_act(context, create))
    return 0


def _act(context: Context, act: Callable[[Work], str]) -> str:
    try:
        return context.units.run(actors.system, context.origin(), act)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(f"{first['loc'][0]}: {first['msg']}") from error


def _list(work: Work, _: argparse.Namespace) -> str:
    known = groups.lists(work, GroupSearch())["all_groups"]
    return "\n".join(
        "  ".join(
            [
                one["name"],
                f"(id {one['id']})",
                *(["private"] if one["private"] else []),
                *(["archived"] if one["archived_at"] else []),
                ", ".join(stream["name"] for stream in one["streams"]),
            ]
        ).rstrip()
        for one in known
    )


def _create(work: Work, args: argparse.Namespace) -> str:
    new = NewGroup(
        name=args.group,
        nickname=args.nickname,
        description=args.description,
        private=args.private,
        auto_accept_requests=args.auto_accept,
        group_admins=tuple(users.require(work, name).id for name in args.admin),
    )
    made = groups.create(work, new)
    return f"{made.name} (id {made.id}) has {len(set(args.admin))} admins."


def _members(work: Work, args: argparse.Namespace) -> str:
    return "\n".join(
        _line(one)
        for one in groups.get(work, _group(work, args.group)["id"], with_users=True)["users"]
    )


def _line(one: MemberView) -> str:
    rights = {
        "admin": one["admin"],
        "may save": one["can_save"],
        "may share photometry": one["can_share_photometry"],
    }
    held = ", ".join(name for name, holds in rights.items() if holds)
    return f"{one['username']}  {held}".rstrip()


def _add(work: Work, args: argparse.Namespace) -> str:
    new = {
        "userID": users.require(work, args.user).id,
        "admin": args.admin,
        "canSave": not args.no_save,
        "canSharePhotometry": args.share_photometry,
    }
    members.add(work, _group(work, args.group)["id"], NewMember.model_validate(new))
    return f"{args.user} is a member of {args.group}."


def _remove(work: Work, args: argparse.Namespace) -> str:
    members.remove(work, _group(work, args.group)["id"], users.require(work, args.user).id)
    return f"{args.user} is no member of {args.group}."


def _streams(work: Work, args: argparse.Namespace) -> str:
    group_id = _group(work, args.group)["id"]
    if args.add:
        group_streams.add(work, group_id, _stream(work, args.add))
    elif args.give:
        streams.give(work, group_id, streams.ensure(work, [args.give]).values())
    elif args.remove:
        group_streams.remove(work, group_id, _stream(work, args.remove))
    held = groups.get(work, group_id, with_users=False)["streams"]
    return "\n".join(stream["name"] for stream in held)


def _group(work: Work, name: str) -> GroupView:
    found = groups.of_name(work, name)
    if not found:
        raise NotFound(f"There is no group named {name}.")
    return found[0]


def _stream(work: Work, name: str) -> int:
    for stream in streams.readable(work):
        if stream["name"] == name:
            return stream["id"]
    raise NotFound(f"There is no stream named {name}.")
