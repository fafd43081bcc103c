"""The cheapest authenticated GET beside a bare Tornado handler: requests a second, CPU for each."""

import os
import selectors
import socket
import time
from dataclasses import dataclass
from statistics import median

from benchmarks.requests import Client
from benchmarks.servers import platform

CHEAPEST = "/api/enum_types"
CONNECTIONS = 16
ROUNDS = 7
CALLS = 600
# High enough to count every request and to refuse none.
LIMITS = {
    "SKYPORTAL_LIKE_SERVER__RATE_LIMIT__PER_SECOND": "1000000",
    "SKYPORTAL_LIKE_SERVER__RATE_LIMIT__BURST": "1000000",
    "SKYPORTAL_LIKE_SERVER__RATE_LIMIT__ANONYMOUS_PER_SECOND": "1000000",
    "SKYPORTAL_LIKE_SERVER__RATE_LIMIT__ANONYMOUS_BURST": "1000000",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request costs."""

    per_second: float
    cpu_ms: float


class Crowd:
    """Keep-alive connections that each ask again as soon as they were answered."""

    def __init__(self, port: int, request: bytes) -> None:
        self._request = request
        self._selector = selectors.DefaultSelector()
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(connection, selectors.EVENT_READ)

    def ask(self, calls: int) -> float:
        """Ask so many times, and say how many seconds that took."""
        open_calls, answered, begun = calls, 0, time.perf_counter()
        for key in list(self._selector.get_map().values())[:calls]:
            key.fileobj.sendall(self._request)  # type: ignore[union-attr]
            open_calls -= 1
        while answered < calls:
            for key, _ in self._selector.select():
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                _read_answer(connection)
                answered += 1
                if open_calls:
                    connection.sendall(self._request)
                    open_calls -= 1
        return time.perf_counter() - begun

    def leave(self) -> None:
        """Close all connections."""
        for key in list(self._selector.get_map().values()):
            self._selector.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]


def _read_answer(connection: socket.socket) -> None:
    said = connection.recv(262_144)
    while b"\r\n\r\n" not in said:
        said += connection.recv(262_144)
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:200]
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body)
    while missing > 0:
        missing -= len(connection.recv(missing))


def request(path: str, token: str, *lines: str) -> bytes:
    """Write a request as a client of the API does."""
    head = [f"GET {path} HTTP/1.1", "Host: localhost", f"Authorization: token {token}", *lines]
    return "\r\n".join([*head, "", ""]).encode()


def measure(spent: Client, crowds: list[Crowd]) -> list[Cost]:
    """Measure all in turn, some rounds of each, and give the medians."""
    seen: list[list[Cost]] = [[] for _ in crowds]
    for crowd in crowds:
        crowd.ask(CALLS)
    for _ in range(ROUNDS):
        for crowd, costs in zip(crowds, seen, strict=True):
            before = float(spent.ask("GET", "/spent")["cpu"])  # type: ignore[arg-type]
            seconds = crowd.ask(CALLS)
            after = float(spent.ask("GET", "/spent")["cpu"])  # type: ignore[arg-type]
            costs.append(Cost(CALLS / seconds, 1000 * (after - before) / CALLS))
    return [
        Cost(median(one.per_second for one in costs), median(one.cpu_ms for one in costs))
        for costs in seen
    ]


def main() -> None:
    """Measure and print a table."""
    os.environ.update(LIMITS)
    with platform(10) as said:
        port, token = int(said["port"]), str(said["ana"])
        asked = {
            "bare Tornado, JSON": request("/bare", token),
            f"GET {CHEAPEST}": request(CHEAPEST, token),
            "  counted, as behind a proxy": request(CHEAPEST, token, "X-Forwarded-For: 10.0.0.1"),
        }
        crowds = [Crowd(port, one) for one in asked.values()]
        costs = measure(Client(port, token), crowds)
        for crowd in crowds:
            crowd.leave()
    base = costs[0]
    print(f"{'request':34} {'a second':>9} {'of bare':>8} {'CPU ms':>8} {'x bare':>7}")
    for name, cost in zip(asked, costs, strict=True):
        share = cost.per_second / base.per_second
        more = cost.cpu_ms / base.cpu_ms
        print(f"{name:34} {cost.per_second:9.0f} {share:8.2f} {cost.cpu_ms:8.3f} {more:7.1f}")
