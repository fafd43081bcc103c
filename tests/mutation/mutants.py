"""Makes mutants of the page of permission: each changes one thing in one model's entry."""

import ast
import copy
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, literal
from sqlalchemy.dialects.postgresql import ARRAY

from skyportal_like.access import Actor, holdings, policies, rules
from skyportal_like.access.actions import Action
from skyportal_like.access.holdings import Holder, Holding
from skyportal_like.access.policies import Policy
from skyportal_like.access.rules import Rule
from skyportal_like.models import Base

LOOSENED, SWAPPED, TIGHTENED = "loosened", "swapped", "tightened"
HOLDERS = {
    "group_column",
    "group_array",
    "group_admins",
    "stream_column",
    "stream_array",
    "filter_column",
    "filter_array",
    "owner",
    "keeper",
    "keeper_array",
    "bearer",
    "when",
}
RULES = {"own", "admin_of", "admin_of_any", "member_of", "saver_of", "holder_of", "person_holds"}
# What takes other words apart, or stands for all of them.
FRAME = {"either", "both", "parent", "all_streams", "everyone", "anyone_who_reads"}
# A word in the place of a narrower, a wider or simply another one.
WIDER: Mapping[str, tuple[str, ...]] = {
    "group_admins": ("group_column",),
    "keeper": ("owner",),
    "keeper_array": ("user_array",),
    "admin_of_any": ("member_of_any",),
    "admin_of": ("saver_of", "member_of"),
    "saver_of": ("member_of",),
    "holder_of": ("person_holds",),
    "both": ("either",),
}
OTHER: Mapping[str, tuple[str, ...]] = {
    "group_column": ("stream_column", "filter_column", "owner"),
    "stream_column": ("group_column", "filter_column", "owner"),
    "filter_column": ("group_column", "stream_column", "owner"),
    "owner": ("group_column", "stream_column", "filter_column"),
    "keeper": ("group_column", "stream_column", "filter_column"),
    "group_array": ("stream_array", "filter_array", "keeper_array"),
    "stream_array": ("group_array", "filter_array", "keeper_array"),
    "filter_array": ("group_array", "stream_array", "keeper_array"),
    "keeper_array": ("group_array", "stream_array", "filter_array"),
    "own": ("member_of",),
    "member_of": ("own",),
}
NARROWER: Mapping[str, tuple[str, ...]] = {
    "group_column": ("group_admins",),
    "member_of": ("saver_of", "admin_of"),
    "saver_of": ("admin_of",),
    "person_holds": ("holder_of",),
    "either": ("both",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One model's entry with one change."""

    model: type[Base]
    policy: Policy
    kind: str
    what: str
    line: int


def all_of() -> list[Mutant]:
    """Make every mutant, each once, without those that say the same as the page."""
    tree = ast.parse(inspect.getsource(policies))
    namespace = _namespace()
    made: dict[tuple[str, str], Mutant] = {}
    for key, entry in _entries(tree):
        model = eval(ast.unparse(key), namespace)
        original = ast.unparse(entry)
        for kind, what, changed, line in _changes(entry, model):
            written = ast.unparse(ast.fix_missing_locations(changed))
            if written == original or (ast.unparse(key), written) in made:
                continue
            try:
                policy = eval(written, namespace)
            except TypeError:
                # The words refuse what makes no sense, such as alternatives beside parents.
                continue
            made[ast.unparse(key), written] = Mutant(model, policy, kind, what, line)
    return list(made.values())


def _namespace() -> dict[str, Any]:
    def user_array(column: Any) -> Holding:
        return Holding((Holder("users", column.key, column, is_array=True),))

    def member_of_any(column: Any) -> Rule:
        def condition(actor: Actor) -> Any:
            return column.op("&&", is_comparison=True)(
                literal(sorted(actor.group_ids), ARRAY(Integer))
            )

        return Rule("is a member of any of the row's groups", condition)

    more = {"user_array": user_array, "member_of_any": member_of_any}
    return {**vars(holdings), **vars(rules), **vars(policies), **more}


def _entries(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.Call]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "POLICIES":
            assert isinstance(node.value, ast.Dict)
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert key is not None
                assert isinstance(value, ast.Call)
                yield key, value


Change = tuple[str, str, ast.Call, int]


def _changes(entry: ast.Call, model: type[Base]) -> Iterator[Change]:
    """Change every node of an entry in every way that fits it."""
    held_by = next(one.value for one in entry.keywords if one.arg == "held_by")
    if ast.unparse(held_by) != "everyone()":
        yield _replaced(entry, held_by, "everyone()", LOOSENED)
    nodes = [node for node in ast.walk(entry) if isinstance(node, ast.BinOp | ast.Call)]
    for node in nodes:
        if isinstance(node, ast.BinOp):
            kind = LOOSENED if isinstance(node.op, ast.BitAnd) else TIGHTENED
            yield _replaced(entry, node, ast.unparse(node.left), kind)
            yield _replaced(entry, node, ast.unparse(node.right), kind)
        else:
            yield from _of_call(entry, node, model)
    yield from _of_person(entry)
    yield from _of_acts(entry)


def _of_call(entry: ast.Call, node: ast.Call, model: type[Base]) -> Iterator[Change]:
    name = ast.unparse(node.func)
    arguments = ", ".join(ast.unparse(one) for one in node.args)
    if name in HOLDERS | RULES:
        widest = "everyone()" if name in HOLDERS else "anyone_who_reads()"
        yield _replaced(entry, node, widest, LOOSENED)
    if name in {"either", "both"}:
        for one in node.args:
            kind = LOOSENED if name == "both" else TIGHTENED
            yield _replaced(entry, node, ast.unparse(one), kind)
    if name == "when":
        condition = node.args[0]
        assert isinstance(condition, ast.Lambda)
        body = ast.unparse(condition.body)
        turned = body[1:] if body.startswith("~") else f"~{body}"
        yield _replaced(entry, node, f"when(lambda: {turned})", SWAPPED)
    if name in {"holder_of", "person_holds"} and arguments != "Acl.UPLOAD_DATA":
        yield _replaced(entry, node, f"{name}(Acl.UPLOAD_DATA)", LOOSENED)
    for words, kind in ((WIDER, LOOSENED), (OTHER, SWAPPED), (NARROWER, TIGHTENED)):
        for word in words.get(name, ()):
            yield _replaced(entry, node, f"{word}({arguments})", kind)
    if name in HOLDERS | RULES | {"all_streams"} and node.args:
        for column in _neighbours(model, ast.unparse(node.args[0])):
            yield _replaced(entry, node, f"{name}({column})", SWAPPED)


def _neighbours(model: type[Base], column: str) -> list[str]:
    """Name the other columns of a model that are typed alike."""
    owner, _, name = column.rpartition(".")
    columns = model.__table__.columns
    if owner != model.__name__ or name not in columns:
        return []
    return [
        f"{owner}.{one.name}"
        for one in columns
        if repr(one.type) == repr(columns[name].type) and one.name != name
    ]


def _of_person(entry: ast.Call) -> Iterator[Change]:
    """Ask the person instead of the token when reading, or the other way round."""
    without = [one for one in entry.keywords if one.arg != "by_person"]
    changed = copy.deepcopy(entry)
    if len(without) < len(entry.keywords):
        changed.keywords = copy.deepcopy(without)
        yield TIGHTENED, "by_person dropped", changed, entry.lineno
        return
    changed.keywords.append(ast.keyword("by_person", ast.Constant(value=True)))
    yield LOOSENED, "by_person=True added", changed, entry.lineno


def _of_acts(entry: ast.Call) -> Iterator[Change]:
    """Take an act out, and allow one that is not listed."""
    acts = next((one.value for one in entry.keywords if one.arg == "rules"), ast.Dict([], []))
    assert isinstance(acts, ast.Dict)
    listed = {ast.unparse(key) for key in acts.keys if key is not None}
    for place, key in enumerate(acts.keys):
        assert key is not None
        kept = copy.deepcopy(acts)
        del kept.keys[place], kept.values[place]
        yield TIGHTENED, f"{ast.unparse(key)} dropped", _with_acts(entry, kept), key.lineno
    for action in Action:
        name = f"Action.{action.name}"
        if name not in listed and action is not Action.READ:
            more = copy.deepcopy(acts)
            more.keys.append(ast.parse(name, mode="eval").body)
            more.values.append(ast.parse("anyone_who_reads()", mode="eval").body)
            yield LOOSENED, f"{name} allowed", _with_acts(entry, more), entry.lineno


def _with_acts(entry: ast.Call, acts: ast.Dict) -> ast.Call:
    changed = copy.deepcopy(entry)
    changed.keywords = [one for one in changed.keywords if one.arg != "rules"]
    changed.keywords.append(ast.keyword("rules", acts))
    return changed


def _replaced(entry: ast.Call, node: ast.expr, text: str, kind: str) -> Change:
    """Put another expression in the place of one node."""
    new = ast.parse(text, mode="eval").body
    changed = copy.deepcopy(entry)
    target = _path_of(entry, node)
    _put(changed, target, new)
    return kind, f"{ast.unparse(node)} -> {text}", changed, node.lineno


def _path_of(root: ast.AST, wanted: ast.AST) -> tuple[tuple[str, int | None], ...]:
    for step, child in _children(root):
        if child is wanted:
            return (step,)
        try:
            return (step, *_path_of(child, wanted))
        except LookupError:
            continue
    raise LookupError(ast.dump(wanted))


def _children(node: ast.AST) -> Iterator[tuple[tuple[str, int | None], ast.AST]]:
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield (name, None), value
        elif isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield (name, place), one


def _put(root: ast.AST, path: tuple[tuple[str, int | None], ...], new: ast.expr) -> None:
    node: Any = root
    for name, place in path[:-1]:
        node = getattr(node, name) if place is None else getattr(node, name)[place]
    name, place = path[-1]
    if place is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[place] = new
