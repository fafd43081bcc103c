"""Lists that must hold exactly what the rules call readable: nothing more, and nothing less."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, text

from tests.leaks import rules
from tests.leaks.asking import Answer
from tests.leaks.objects import COMMON
from tests.leaks.rules import Rights


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, how its rows are told apart, and the statement that finds those that are readable."""

    target: str
    pick: Callable[[Any], Iterable[object]]
    table: str
    column: str = "id"
    where: str = "true"
    first: bool = False
    """Whether a page may end before all of them."""

    def wanted(self, connection: Connection, rights: Rights) -> list[object]:
        """Find what the caller must be shown."""
        statement = (
            f"select distinct {self.column} from {self.table}"
            f" where {rules.reads(self.table, rights)} and {self.where} order by 1"
        )
        return list(connection.execute(text(statement.replace(":", r"\:"))).scalars())

    def complaint(self, answer: Answer, wanted: list[object]) -> str | None:
        """Say what is wrong with an answer, if anything is."""
        if answer.status != 200:
            return f"{self.target}: {answer.status}"
        got = sorted(self.pick(orjson.loads(answer.body)["data"]))  # type: ignore[type-var]
        if got == (wanted[: len(got)] if self.first else wanted) and (got or not wanted):
            return None
        more, less = set(got) - set(wanted), set(wanted) - set(got)
        return f"{self.target}: shows {sorted(more, key=str)}, lacks {sorted(less, key=str)}"


def _ids(rows: Iterable[Any]) -> Iterable[object]:
    return [row["id"] for row in rows]


LISTS: tuple[Listed, ...] = (
    Listed("/api/groups?includeSingleUserGroups=true", lambda d: _ids(d["all_groups"]), "groups"),
    Listed("/api/filters", _ids, "filters"),
    Listed("/api/taxonomy", _ids, "taxonomies"),
    Listed("/api/datasets", lambda d: _ids(d["datasets"]), "datasets"),
    Listed(
        "/api/classification?numPerPage=500",
        lambda d: _ids(d["classifications"]),
        "classifications",
    ),
    Listed(
        "/api/sources?numPerPage=500",
        lambda d: _ids(d["sources"]),
        "sources",
        column="obj_id",
        where="active",
    ),
    Listed(
        "/api/candidates?numPerPage=500",
        lambda d: _ids(d["candidates"]),
        "candidates",
        column="obj_id",
    ),
    *(
        Listed(f"/api/sources/{COMMON}/{table}", _ids, table, where=f"obj_id = '{COMMON}'")
        for table in ("annotations", "comments", "classifications", "photometry")
    ),
    Listed(
        "/api/events?since=1:0:0&limit=500",
        lambda d: [int(one["cursor"].rpartition(":")[2]) for one in d["events"]],
        "events",
        first=True,
    ),
)
