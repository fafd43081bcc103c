"""How often one caller may ask: a bucket of tokens for each credential and each address."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network

from skyportal_like.config import RateLimitSettings
from skyportal_like.errors import RateLimited

# Who was not heard of for longest is forgotten first; an entry takes some 300 bytes.
MOST_CREDENTIALS = 20_000
MOST_ADDRESSES = 20_000
# One person's connection is given a whole network of this size.
IPV6_PREFIX = 64


@dataclass(slots=True)
class Buckets:
    """Buckets that fill with time; one that was never used is full."""

    per_second: float
    burst: int
    most: int
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def __contains__(self, key: str) -> bool:
        return key in self._levels

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, key: str, now: float) -> float:
        """Take one from a bucket; where it is empty, say in how many seconds it is not."""
        level, since = self._levels.pop(key, (float(self.burst), now))
        level = min(float(self.burst), level + (now - since) * self.per_second)
        enough = level >= 1.0
        self._levels[key] = (level - 1.0 if enough else level, now)
        if len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return 0.0 if enough else (1.0 - level) / self.per_second

    def fill(self, key: str, now: float) -> None:
        """Begin a full bucket, unless there is one."""
        if key not in self._levels:
            self._levels[key] = (float(self.burst), now)
            if len(self._levels) > self.most:
                self._levels.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget a bucket."""
        self._levels.pop(key, None)


class Limiter:
    """Counts on the event loop, before anything of a request is parsed or a thread is taken.

    A credential has a bucket of its own only once it has been recognised: until then, and again
    after it was refused, its requests count against its address, so that guessing does too.
    """

    def __init__(
        self, settings: RateLimitSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self._credentials = Buckets(settings.per_second, settings.burst, MOST_CREDENTIALS)
        self._addresses = Buckets(
            settings.anonymous_per_second, settings.anonymous_burst, MOST_ADDRESSES
        )

    def take(self, address: str, digest: str | None) -> RateLimited | None:
        """Count a request; where there were too many, give the refusal."""
        now = self.clock()
        if digest is not None and digest in self._credentials:
            wait = self._credentials.take(digest, now)
        else:
            wait = self._addresses.take(_network(address), now)
        if wait == 0.0:
            return None
        return RateLimited(max(1, math.ceil(wait)))

    def recognise(self, digest: str) -> None:
        """Let a credential that is good count for itself from now on."""
        self._credentials.fill(digest, self.clock())

    def forget(self, digest: str) -> None:
        """Let a credential that was refused count against its address again."""
        self._credentials.drop(digest)


def _network(address: str) -> str:
    """Give the key of an address: itself, or the network that one person has of IPv6."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(IPv6Network((int(parsed), IPV6_PREFIX), strict=False))
