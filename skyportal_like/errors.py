"""The expected failures, each with a stable code and its HTTP status."""

from collections.abc import Mapping, Sequence


class PlatformError(Exception):
    """A failure that a caller may cause and can be told about."""

    code = "invalid"
    status = 400
    retry_after: int | None = None
    """In how many seconds the same may succeed, where time alone mends it."""

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        if status is not None:
            self.status = status


class Invalid(PlatformError):
    """What came in breaks the contract; the message names the field."""


class NotFound(PlatformError):
    """The row is absent, or hidden from this caller: the two answer alike."""

    code = "not_found"


class NotPermitted(PlatformError):
    """The caller may read the row but not do this with it."""

    code = "forbidden"


class Unauthenticated(PlatformError):
    """No credential, or one that is unknown, expired or revoked."""

    code = "unauthenticated"
    status = 401


class LacksAcl(PlatformError):
    """A valid caller without the ACL that the endpoint needs."""

    code = "forbidden"
    status = 401


class Conflict(PlatformError):
    """Somebody changed it since the caller looked."""

    code = "conflict"
    status = 409


class TooLarge(PlatformError):
    """More than one request may carry."""

    code = "too_large"
    status = 413


class TooSlow(PlatformError):
    """A request that began and did not come to its end."""

    code = "too_slow"
    status = 408


class Withdrawn(PlatformError):
    """It existed and was taken back."""

    code = "withdrawn"
    status = 410


class Unavailable(PlatformError):
    """Something this needs is down; trying again later is right."""

    code = "unavailable"
    status = 503
    retry_after = 1


class RateLimited(PlatformError):
    """More requests than one caller may send."""

    code = "rate_limited"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests; please try again in {seconds} s.")
        self.retry_after = seconds


def required(names: Sequence[str]) -> Invalid:
    """Say which fields are missing, in the contract's words."""
    fields = dict.fromkeys(names, "Field required")
    listed = "; ".join(f"{name}: Field required" for name in names)
    return Invalid(f"Invalid/missing parameters: {listed}", fields=fields)
