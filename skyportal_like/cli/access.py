"""skyportal-like access: why somebody may, or may not, do something."""

import argparse

from skyportal_like.access import Action
from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.schemas.explanations import ExplanationQuery, ExplanationView, StepView
from skyportal_like.services import explanations
from skyportal_like.work import Work


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    access = commands.add_parser("access", help="explain who may do what, and why")
    verbs = access.add_subparsers(dest="verb", required=True)
    explain = verbs.add_parser("explain", help="name the rule that decides; exit 1 where refused")
    explain.add_argument("actor", help="a username or an id")
    explain.add_argument("action", choices=[action.value for action in Action])
    explain.add_argument("kind", help="Obj, Comment, Group, ...")
    explain.add_argument("id")
    explain.add_argument("--acl", help="also ask whether they hold this ACL")
    explain.add_argument("--token", help="ask for this token of theirs, by its public id")


def run(args: argparse.Namespace, context: Context) -> int:
    """Print the answer, the rule that decided, and every step."""
    query = ExplanationQuery(
        actor=args.actor,
        action=args.action,
        kind=args.kind,
        id=args.id,
        acl=args.acl,
        token=args.token,
    )

    def act(work: Work) -> ExplanationView:
        return explanations.explain(work, query)

    answer = context.units.run(actors.system, context.origin(), act)
    verb = "may" if answer["allowed"] else "may not"
    print(
        f"{answer['actor']['username']} {verb} {answer['action']} {answer['kind']} {answer['id']}"
    )
    print(f"because: {answer['decided_by']}")
    _print(answer["steps"], 0)
    return 0 if answer["allowed"] else 1


def _print(step: StepView, depth: int) -> None:
    mark = "yes" if step["holds"] else "no "
    named = f" [{', '.join(step['names'])}]" if step["names"] else ""
    print(f"{'  ' * depth}{mark} {step['says']}{named}")
    for inner in step["steps"]:
        _print(inner, depth + 1)
