"""Signed values: what a cookie or a short-lived socket token carries."""

import time

from tornado.web import create_signed_value, decode_signed_value

SECONDS_A_DAY = 86_400


class Signer:
    """Signs values under a name, so that a value for one purpose is none for another."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def sign(self, name: str, value: str) -> str:
        """Sign a value."""
        return create_signed_value(self._secret, name, value).decode()

    def read(self, name: str, signed: str, max_age_seconds: float) -> str | None:
        """Give the value back, or nothing when it was altered, is too old or for another name."""
        value = decode_signed_value(
            self._secret,
            name,
            signed,
            max_age_days=max_age_seconds / SECONDS_A_DAY,
            clock=time.time,
        )
        return None if value is None else value.decode()
