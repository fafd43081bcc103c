import random

import pyarrow as pa
import pytest

from skyportal_like.bundles.canonical import Digests, row_digests, schema_hash
from skyportal_like.bundles.trees import Difference, Tree, diff, grown

SCHEMA = pa.schema([("key", pa.string()), ("value", pa.int64())])


def tree(rows: dict[str, int], order: list[str] | None = None) -> Tree:
    keys = order or list(rows)
    values = pa.table([keys, [rows[key] for key in keys]], schema=SCHEMA)
    digests: Digests = row_digests(values)
    return grown(schema_hash(SCHEMA), keys, digests)


@pytest.fixture
def rows() -> dict[str, int]:
    return {f"row-{number}": number for number in range(5000)}


def test_the_root_is_the_same_in_any_order(rows: dict[str, int]) -> None:
    shuffled = list(rows)
    random.Random(3).shuffle(shuffled)
    assert tree(rows).root == tree(rows, shuffled).root


def test_the_diff_names_exactly_the_rows_that_differ(rows: dict[str, int]) -> None:
    after = {**rows, "row-77": -1, "new": 1}
    del after["row-4000"]
    assert diff(tree(rows), tree(after)) == Difference(("new",), ("row-4000",), ("row-77",))
    assert diff(tree(after), tree(rows)) == Difference(("row-4000",), ("new",), ("row-77",))


def test_trees_of_the_same_rows_do_not_differ(rows: dict[str, int]) -> None:
    assert diff(tree(rows), tree(rows)) == Difference((), (), ())


def test_every_change_changes_the_root(rows: dict[str, int]) -> None:
    fewer = dict(list(rows.items())[:-1])
    roots = {tree({}).root, tree(rows).root, tree(fewer).root, tree({**rows, "row-1": 2}).root}
    assert len(roots) == 4


def test_the_same_digests_under_another_schema_have_another_root(rows: dict[str, int]) -> None:
    values = row_digests(pa.table([list(rows), list(rows.values())], schema=SCHEMA))
    assert grown(b"a" * 32, list(rows), values).root != grown(b"b" * 32, list(rows), values).root


def test_one_key_may_have_several_rows_in_any_order() -> None:
    values = row_digests(pa.table([["a", "a", "b"], [1, 2, 3]], schema=SCHEMA))
    one = grown(b"", ["a", "a", "b"], values)
    other = grown(b"", ["b", "a", "a"], values[[2, 1, 0]])
    twice = grown(b"", ["a", "a", "b"], values[[0, 0, 2]])
    assert one.root == other.root
    assert diff(one, twice) == Difference((), (), ("a",))
