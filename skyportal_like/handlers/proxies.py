"""Where a request comes from: the peer's own address, or what a trusted proxy says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from tornado.httputil import HTTPHeaders, HTTPServerRequest

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDING = (
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "Forwarded",
    "X-Real-Ip",
    "Via",
)
# Proxies append one each; who sends more than this makes them up.
MOST_HOPS = 32

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who sent a request, as far as that can be believed, and how it came."""

    address: str
    by_tls: bool
    direct: bool
    """Straight from this very machine: a loopback peer, and no proxy had a hand in it."""


def arrival(request: HTTPServerRequest, trusted: Sequence[Network]) -> Arrival:
    """Say where a request comes from; only a trusted peer is believed about others."""
    headers, peer = request.headers, str(request.remote_ip)
    by_tls = request.protocol == "https"
    if not any(name in headers for name in FORWARDING):
        return Arrival(peer, by_tls, peer in LOOPBACK)
    if not _is_trusted(peer, tuple(trusted)):
        return Arrival(peer, by_tls, direct=False)
    said = headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
    return Arrival(_sender(headers, peer, tuple(trusted)), by_tls or said == "https", direct=False)


def _sender(headers: HTTPHeaders, peer: str, trusted: tuple[Network, ...]) -> str:
    """Walk back through the proxies that are trusted, to the first address that is not."""
    address = peer
    hops = headers.get("X-Forwarded-For", "").split(",")
    for hop in reversed(hops[-MOST_HOPS:]):
        parsed = _parsed(_without_port(hop.strip()))
        if parsed is None:
            break
        address = str(parsed)
        if not _is_trusted(address, trusted):
            break
    return address


def _without_port(hop: str) -> str:
    """Take off the port that some proxies add: 10.0.0.1:5000, [::1]:5000."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    host, _, port = hop.partition(":")
    return host if port.isdecimal() else hop


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=1024)
def _is_trusted(text: str, trusted: tuple[Network, ...]) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in trusted)
