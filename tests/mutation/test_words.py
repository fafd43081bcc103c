"""The run of mutants knows every word in which the page of permission is written."""

import ast
import inspect

from skyportal_like.access import policies
from tests.mutation.mutants import FRAME, HOLDERS, RULES


def test_every_word_of_the_page_is_mutated() -> None:
    tree = ast.parse(inspect.getsource(policies))
    words = {
        name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and node.module in {"skyportal_like.access.holdings", "skyportal_like.access.rules"}
        for name in node.names
    }
    assert words - {"Holding", "Rule"} == HOLDERS | RULES | FRAME
