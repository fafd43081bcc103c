"""How often one caller may ask, in buckets of tokens, and how much all may send at once."""

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
# Of an address's bucket this part is kept for credentials that nothing is known of yet: else who
# is noisy without one would keep the good scripts behind the same address out for good.
KEPT_FOR_NEW = 4
# Of the room for bodies this part is for who need not be known, who take no more from the others.
FOR_NOBODY = 8


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

    def take(self, key: str, now: float, *, keep: int = 0) -> float:
        """Take one from a bucket, down to what is kept; say in how many seconds there is one."""
        level, since = self._levels.pop(key, (float(self.burst), now))
        level = min(float(self.burst), level + (now - since) * self.per_second)
        enough = level >= 1.0 + keep
        self._levels[key] = (level - 1.0 if enough else level, now)
        if len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return 0.0 if enough else (1.0 + keep - level) / self.per_second

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
    What is left in its bucket outlasts a refusal: being recognised again fills nothing.
    """

    def __init__(
        self, settings: RateLimitSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self._credentials = Buckets(settings.per_second, settings.burst, MOST_CREDENTIALS)
        self._addresses = Buckets(
            settings.anonymous_per_second, settings.anonymous_burst, MOST_ADDRESSES
        )
        self._kept = settings.anonymous_burst // KEPT_FOR_NEW
        self._refused: OrderedDict[str, None] = OrderedDict()

    @property
    def remembered(self) -> int:
        """How many credentials are known to have been refused."""
        return len(self._refused)

    def knows(self, digest: str) -> bool:
        """Tell whether a credential was good when it was last looked at."""
        return digest in self._credentials and digest not in self._refused

    def take(self, address: str, digest: str | None) -> RateLimited | None:
        """Count a request; where there were too many, give the refusal."""
        now = self.clock()
        if digest is not None and self.knows(digest):
            wait = self._credentials.take(digest, now)
        else:
            new = digest is not None and digest not in self._refused
            keep = 0 if new else self._kept
            wait = self._addresses.take(_network(address), now, keep=keep)
        if wait == 0.0:
            return None
        return RateLimited(max(1, math.ceil(wait)))

    def recognise(self, digest: str) -> None:
        """Let a credential that is good count for itself from now on."""
        self._refused.pop(digest, None)
        self._credentials.fill(digest, self.clock())

    def refuse(self, digest: str) -> None:
        """Let a credential that was refused count against its address again."""
        self._refused[digest] = None
        self._refused.move_to_end(digest)
        if len(self._refused) > MOST_CREDENTIALS:
            # What is no longer known to have been refused must not be taken for good.
            self._credentials.drop(self._refused.popitem(last=False)[0])


@dataclass(slots=True)
class Room:
    """How many bytes there is room for, and how many are taken."""

    most: int
    taken: int = 0

    def take(self, size: int) -> bool:
        """Take room, where there is enough."""
        if self.taken + size > self.most:
            return False
        self.taken += size
        return True

    def give_back(self, size: int) -> None:
        """Give room back."""
        self.taken -= size


class Bodies:
    """The room that one process has for bodies which come in or wait for a thread."""

    def __init__(self, most: int) -> None:
        nobodys = most // FOR_NOBODY
        self.known = Room(most - nobodys)
        self.anonymous = Room(nobodys)


def _network(address: str) -> str:
    """Give the key of an address: itself, or the network that one person has of IPv6."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(IPv6Network((int(parsed), IPV6_PREFIX), strict=False))
