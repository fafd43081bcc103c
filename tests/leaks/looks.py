"""What is checked of one caller's answers without a second world: rows, lists, hidden as absent."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from skyportal_like.vocabulary import Acl
from tests.leaks import requests, rules, writes
from tests.leaks.asking import Answer, Site
from tests.leaks.databases import connected
from tests.leaks.lists import LISTS
from tests.leaks.outcomes import SHOWN, Outcome, difference
from tests.leaks.people import Caller
from tests.leaks.requests import Request
from tests.leaks.rules import Rights
from tests.leaks.world import secret_of

# Requests whose statements are counted go one after the other: so many of each route.
HIDDEN_OF_A_ROUTE = 12
Keys = Mapping[str, set[tuple[object, ...]]]


def readable_keys(url: str, rights: Rights) -> Keys:
    """Give the keys of all rows that a caller reads, by table."""
    with connected(url) as connection:
        return {
            table: {key[:1] for key in rules.rows(connection, table, rules.reads(table, rights))}
            for table in rules.READABLE
        }


def note(name: str, one: Request, answer: Answer, outcome: Outcome) -> None:
    """Count an answer, and note one that is a failure of ours."""
    status = str(answer.status)
    outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
    if answer.status == 200:
        outcome.answered.add(one.route.key)
    if answer.status >= 500 and one.route.template.startswith("/api"):
        outcome.failures.append(f"{name}: {one}: {answer.status} {answer.body[:SHOWN]!r}")


@dataclass(frozen=True, slots=True)
class Look:
    """One caller at the whole world, with what the rules say of them."""

    caller: Caller
    rights: Rights
    readable: Keys
    outcome: Outcome

    def check_shown(self, one: Request, answer: Answer) -> None:
        """Check that a path is answered exactly where the rules say that its row is read."""
        if not one.route.names or not self._passes(one):
            return
        if not one.place.about and one.place.exists:
            return
        wanted = self._reads(one)
        if (answer.status == 200) != wanted:
            self.outcome.wrongly_shown.append(
                f"{self.caller.name}: {one}: {answer.status}, but"
                f" {'readable' if wanted else 'hidden'}: {answer.body[:SHOWN]!r}"
            )

    async def compare_hidden(self, whole: Site, asked: Sequence[Request]) -> None:
        """Check that a hidden row is answered like an absent one: bytes, and statements sent."""
        absent: dict[str, list[Request]] = {}
        for one in asked:
            if one.route.names and not one.query and not one.place.exists:
                absent.setdefault(one.route.key, []).append(one)
        unread = (one for one in asked if one.place.about and not one.query)
        pairs = [
            (one, other)
            for one in _some_of_each_route(one for one in unread if not self._reads(one))
            for other in self._twins(one, absent[one.route.key])
        ]
        sides = list(dict.fromkeys(side for pair in pairs for side in pair))
        sent = [(one.route.method, one.target, b"") for one in sides]
        secret = secret_of(self.caller)
        answers = dict(zip(sides, await whole.ask(secret, sent, at_once=False), strict=True))
        for one, other in pairs:
            got, wanted = answers[one], answers[other]
            self._compare((one, one.place.values, got), (other, other.place.values, wanted))
            if got.statements != wanted.statements:
                self.outcome.told_apart.append(
                    f"{self.caller.name}: {one} takes {got.statements} statements,"
                    f" {other} takes {wanted.statements}"
                )

    async def compare_lists(self, connection: Connection, whole: Site) -> None:
        """Check that lists hold exactly what the rules call readable."""
        sent = [("GET", one.target, b"") for one in LISTS]
        answers = await whole.ask(secret_of(self.caller), sent)
        for one, answer in zip(LISTS, answers, strict=True):
            complaint = one.complaint(answer, one.wanted(connection, self.rights))
            if complaint is not None:
                self.outcome.wrongly_shown.append(f"{self.caller.name}: {complaint}")

    async def compare_writes(self, connection: Connection, whole: Site) -> None:
        """Check that writing to a hidden row is answered as writing to one that does not exist."""
        pairs = [
            pair
            for pair in writes.pairs(connection, self.readable)
            if pair[0].is_open_to(self.caller)
        ]
        connection.rollback()
        sent = [(one.method, one.target, one.body) for pair in pairs for one in pair]
        answers = await whole.ask(secret_of(self.caller), sent, at_once=False)
        for (one, other), got, wanted in zip(pairs, answers[::2], answers[1::2], strict=True):
            self._compare((one, one.values, got), (other, other.values, wanted))

    def _compare(
        self,
        hidden: tuple[object, Sequence[str], Answer],
        absent: tuple[object, Sequence[str], Answer],
    ) -> None:
        self.outcome.hidden_pairs += 1
        (one, values, got), (other, other_values, wanted) = hidden, absent
        if got.without(values) != wanted.without(other_values):
            self.outcome.told_apart.append(
                f"{self.caller.name}: {one} is told from {other}\n{difference(got, wanted)}"
            )

    def _passes(self, one: Request) -> bool:
        """Tell whether the endpoint itself lets this caller in."""
        held = self.caller.held_acls
        contract = one.route.contract
        return contract is None or Acl.SYSTEM_ADMIN in held or contract.acls <= held

    def _reads(self, one: Request) -> bool:
        return any(key in self.readable[table] for table, key in one.place.about)

    def _twins(self, one: Request, absent: Sequence[Request]) -> list[Request]:
        """Choose what a hidden row must look like: none of its parent, or none of no parent at all.

        The latter is asked only where the parent is hidden too.
        """
        parents = one.place.values[:-1]
        same = [other for other in absent if other.place.values[:-1] == parents]
        if not parents or self._reads_named(one.route.names[0], parents[0]):
            return same
        return [*same, absent[-1]]

    def _reads_named(self, name: str, value: str) -> bool:
        table = requests.table_of(name)
        return table is not None and any(str(key[0]) == value for key in self.readable[table])


def _some_of_each_route(hidden: Iterable[Request]) -> Iterator[Request]:
    """Take requests from all over each route's."""
    for _, group in itertools.groupby(hidden, lambda one: one.route.key):
        listed = list(group)
        yield from listed[:: max(1, len(listed) // HIDDEN_OF_A_ROUTE)]
