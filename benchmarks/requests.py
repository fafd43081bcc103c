"""What requests cost: SQL statements and server CPU, as multiples of a bare Tornado handler."""

import http.client
import json
from collections.abc import Callable
from statistics import median
from uuid import uuid4

from benchmarks.servers import platform

OBJECTS = 400
ROUNDS = 5
CALLS = 40


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"token {token}"}

    def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """Send a request and read its answer."""
        sent = None if body is None else json.dumps(body)
        self._connection.request(method, path, sent, self._headers)
        answer = self._connection.getresponse()
        read = answer.read()
        assert answer.status == 200, (path, answer.status, read[:300])
        return dict(json.loads(read)) if read else {}


def measure(client: Client, act: Callable[[int], object]) -> tuple[float, float]:
    """Give CPU milliseconds and statements a call: the median over some rounds."""
    costs, statements = [], 0.0
    act(-1)
    for turn in range(ROUNDS):
        before = client.ask("GET", "/spent")
        for call in range(CALLS):
            act(turn * CALLS + call)
        after = client.ask("GET", "/spent")
        costs.append(1000 * (float(after["cpu"]) - float(before["cpu"])) / CALLS)  # type: ignore[arg-type]
        statements = (int(after["statements"]) - int(before["statements"])) / CALLS  # type: ignore[call-overload]
    return median(costs), statements


def main() -> None:
    """Measure and print a table."""
    with platform(OBJECTS) as said:
        client = Client(int(said["port"]), str(said["ana"]))
        groups = client.ask("GET", "/api/groups")["data"]["user_accessible_groups"]  # type: ignore[index]
        group = next(one["id"] for one in groups if one["name"] == "Supernova Watch")
        page = client.ask("GET", "/api/candidates?numPerPage=500")["data"]
        ids = [one["id"] for one in page["candidates"]]  # type: ignore[index]
        query = page["queryID"]  # type: ignore[index]
        taxonomy = client.ask("GET", "/api/taxonomy")["data"][0]["id"]  # type: ignore[index]

        def save(number: int) -> None:
            body = {"id": f"BENCH{number}", "ra": 1.0, "dec": 2.0, "group_ids": [group]}
            client.ask("POST", "/api/sources", body)

        def decide(number: int) -> None:
            choices = {"reject": {"groups": [group]}} if number % 2 else {"save": [group]}
            body = {"op_id": str(uuid4()), "obj_id": ids[number % len(ids)], "set": choices}
            client.ask("POST", "/api/decisions", body)

        def classify(number: int) -> None:
            body = {
                "obj_id": ids[number % len(ids)],
                "taxonomy_id": taxonomy,
                "classification": "Ia",
                "group_ids": [group],
            }
            client.ask("POST", "/api/classification", body)

        rows: list[tuple[str, Callable[[int], object]]] = [
            ("bare GET", lambda _: client.ask("GET", "/bare")),
            ("bare POST", lambda _: client.ask("POST", "/bare", {"id": "x", "ra": 1.0})),
            ("GET /api/candidates?numPerPage=25",
             lambda _: client.ask("GET", "/api/candidates?numPerPage=25")),
            ("  a further page, by queryID",
             lambda _: client.ask("GET", f"/api/candidates?numPerPage=25&queryID={query}")),
            ("POST /api/sources", save),
            ("POST /api/decisions", decide),
            ("POST /api/classification", classify),
            ("GET /api/sources/{id}", lambda _: client.ask("GET", f"/api/sources/{ids[0]}")),
            ("GET /api/light_curves, 25",
             lambda _: client.ask("GET", "/api/light_curves?ids=" + ",".join(ids[:25]))),
        ]  # fmt: skip
        measured = [(name, *measure(client, act)) for name, act in rows]
    base = measured[0][1]
    print(f"{'request':38} {'CPU ms':>8} {'x bare':>8} {'statements':>11}")
    for name, cpu, statements in measured:
        print(f"{name:38} {cpu:8.2f} {cpu / base:8.1f} {statements:11.1f}")
