"""Compares what each caller gets of the whole world with what they get of their own part of it."""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from skyportal_like.config import Settings
from tests.leaks import registry, requests
from tests.leaks.asking import Answer, Site, site
from tests.leaks.databases import Databases, connected
from tests.leaks.looks import Look, note, readable_keys
from tests.leaks.outcomes import Outcome, difference
from tests.leaks.people import CALLERS, Caller
from tests.leaks.reduction import reduce
from tests.leaks.requests import Request
from tests.leaks.rules import Rights
from tests.leaks.world import World, secret_of

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the comparison needs."""

    world: World
    databases: Databases
    settings: Settings
    data_dir: Path

    def run(self, *, processes: int = 2) -> Outcome:
        """Compare everything, caller by caller, in processes beside this one."""
        started = time.monotonic()
        outcome = Outcome(requests=len(self.requests()))
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawning) as pool:
            for part in pool.map(self.of_caller, (*CALLERS, None)):
                outcome.add(part)
        outcome.seconds = time.monotonic() - started
        return outcome

    def requests(self) -> list[Request]:
        """Give all requests; every process derives the same."""
        with connected(self.databases.world_url) as connection:
            return requests.all_of(connection)

    def of_caller(self, caller: Caller | None, asked: Sequence[Request] | None = None) -> Outcome:
        """Compare everything that one caller can ask, or only these requests."""
        outcome = Outcome(callers=1)
        if caller is None:
            asyncio.run(self._compare_nobody(outcome))
        else:
            asyncio.run(self._compare(caller, asked, outcome))
        return outcome

    async def _compare(
        self, caller: Caller, only: Sequence[Request] | None, outcome: Outcome
    ) -> None:
        asked = self.requests() if only is None else only
        rights = self.world.rights(caller)
        with self.databases.cloned("whole") as url:
            look = Look(caller, rights, readable_keys(url, rights), outcome)
            async with site(self.settings, url, self.data_dir) as whole:
                seen = await _ask_all(whole, secret_of(caller), asked)
                await look.compare_hidden(whole, asked)
                if only is None:
                    with connected(url) as connection:
                        await look.compare_lists(connection, whole)
                        await look.compare_writes(connection, whole)
        for one, answer in zip(asked, seen, strict=True):
            note(caller.name, one, answer, outcome)
            look.check_shown(one, answer)
        if not rights.reads_everything:
            expected = await self._of_own_world(caller, rights, asked, outcome)
            _compare_answers(caller.name, asked, seen, expected, outcome)

    async def _compare_nobody(self, outcome: Outcome) -> None:
        """Compare what is told to who says nothing of themselves."""
        asked = self.requests()
        with self.databases.cloned("whole") as url:
            async with site(self.settings, url, self.data_dir) as whole:
                seen = await _ask_all(whole, None, asked)
        for one, answer in zip(asked, seen, strict=True):
            note(NOBODY, one, answer, outcome)
        expected = await self._of_own_world(None, Rights(0), asked, outcome)
        _compare_answers(NOBODY, asked, seen, expected, outcome)

    async def _of_own_world(
        self, caller: Caller | None, rights: Rights, asked: Sequence[Request], outcome: Outcome
    ) -> list[Answer]:
        """Ask everything in a world in which there is only what the caller may know."""
        with self.databases.cloned("own") as url:
            with connected(url) as connection:
                gone = reduce(connection, rights)
            outcome.removed[NOBODY if caller is None else caller.name] = gone
            async with site(self.settings, url, self.data_dir) as own:
                return await _ask_all(own, None if caller is None else secret_of(caller), asked)


async def _ask_all(running: Site, secret: str | None, asked: Sequence[Request]) -> list[Answer]:
    """Send all requests; those whose answers change with being read come last, one by one."""
    first = [one for one in asked if one.route.key not in registry.LAST]
    last = asked[len(first) :]
    answers = await running.ask(secret, [(one.route.method, one.target, b"") for one in first])
    sent = [(one.route.method, one.target, b"") for one in last]
    slow = await running.ask(secret, sent, at_once=False)
    answers += [
        replace(answer, body=registry.LAST[one.route.key].sub(b"", answer.body), statements=0)
        for one, answer in zip(last, slow, strict=True)
    ]
    return answers


def _compare_answers(
    name: str,
    asked: Sequence[Request],
    seen: Sequence[Answer],
    expected: Sequence[Answer],
    outcome: Outcome,
) -> None:
    for one, answer, wanted in zip(asked, seen, expected, strict=True):
        outcome.pairs += 1
        if answer != wanted:
            outcome.leaks.append(f"{name}: {one}\n{difference(answer, wanted)}")
