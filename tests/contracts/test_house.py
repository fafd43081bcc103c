"""The rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from skyportal_like.access.actions import Action
from skyportal_like.access.policies import POLICIES, UNGOVERNED
from skyportal_like.config import Section, Settings, defaults_file
from skyportal_like.models import Base

ROOT = Path(__file__).parents[2]
MAX_LINES = 300
# Files that may be longer, and why.
LONGER: dict[str, str] = {}

GOVERNED = {model.__name__ for model in POLICIES}


def sources() -> list[Path]:
    """List the files that people write."""
    found = []
    for folder, endings in (
        ("skyportal_like", ("*.py",)),
        ("tests", ("*.py",)),
        ("benchmarks", ("*.py",)),
        ("static/src", ("*.ts", "*.tsx")),
        ("static/tests", ("*.ts", "*.tsx")),
    ):
        for ending in endings:
            found += sorted((ROOT / folder).rglob(ending))
    return [path for path in found if path.name != "types.ts"]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text().splitlines())) > MAX_LINES
    }
    assert {name: count for name, count in long.items() if name not in LONGER} == {}
    assert set(LONGER) <= set(long), "an exception that is no longer needed"


def test_no_file_has_a_name_that_says_nothing() -> None:
    banned = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)\.(py|ts|tsx)$")
    assert [str(path) for path in sources() if banned.search(path.name)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "skyportal_like").rglob("*.py")
        if not (ast.get_docstring(ast.parse(path.read_text())) or "").strip()
    ]
    assert silent == []


def test_every_table_has_a_policy_or_a_reason_to_have_none() -> None:
    tables = set(Base.metadata.tables)
    governed = {str(model.__tablename__) for model in POLICIES}
    assert governed | set(UNGOVERNED) == tables
    assert governed & set(UNGOVERNED) == set()


def test_reading_is_never_a_rule_of_its_own() -> None:
    assert [model for model, policy in POLICIES.items() if Action.READ in policy.rules] == []


def _bare_statements(text: str) -> list[str]:
    """Find statements on governed models that no comment answers for."""
    lines = text.splitlines()
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "query"}:
            owner = node.func.value
            if isinstance(owner, ast.Attribute) and owner.attr == "session":
                name = f"session.{node.func.attr}"
        if name not in {"select", "update", "delete", "session.get", "session.query"}:
            continue
        named = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} & GOVERNED
        # The statement's own line, the two above it, or those it spans may carry the reason.
        last = node.end_lineno or node.lineno
        around = lines[max(0, node.lineno - 4) : last]
        if named and not any("# access: " in line for line in around):
            found.append(f"line {node.lineno} {sorted(named)}")
    return found


@pytest.mark.parametrize("room", ["services", "queries", "jobs", "handlers", "live"])
def test_rows_are_reached_through_the_access_page_or_a_reason_stands_beside(room: str) -> None:
    found = [
        f"{path.name}: {one}"
        for path in sorted((ROOT / "skyportal_like" / room).rglob("*.py"))
        for one in _bare_statements(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "rows = session.scalars(select(Comment).where(Comment.id == 1))",
        "work.session.get(Comment, 1)",
        "work.session.execute(delete(Comment))",
    ],
)
def test_a_bare_statement_is_found(line: str) -> None:
    assert _bare_statements(line) == ["line 1 ['Comment']"]
    assert _bare_statements(f"# access: it has its reason\n{line}") == []


def _leaves(model: type[Section] | type[Settings], prefix: str = "") -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            names |= _leaves(kind, f"{prefix}{name}.")
        else:
            names.add(prefix + name)
    return names


def _keys(value: object, prefix: str = "") -> set[str]:
    # An empty mapping is a setting of its own, as `sign_in.providers` is.
    if not isinstance(value, dict) or not value:
        return {prefix.rstrip(".")}
    return {one for key, inner in value.items() for one in _keys(inner, f"{prefix}{key}.")}


def test_the_file_of_defaults_names_every_setting_and_no_other() -> None:
    assert _keys(yaml.safe_load(defaults_file().read_text())) == _leaves(Settings)


def test_the_file_of_defaults_explains_every_setting() -> None:
    lines = defaults_file().read_text().splitlines()
    unexplained = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"\s*\w+: *\S", line) and not above.strip().startswith("#")
    ]
    assert unexplained == []
