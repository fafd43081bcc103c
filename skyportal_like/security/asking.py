"""Asks another server for JSON: for so long, so much, and no further than its own address."""

import time
from collections.abc import Mapping
from functools import cache
from ssl import SSLContext
from types import TracebackType
from typing import Self
from urllib.parse import quote_plus

import httpx
import orjson
import structlog

from skyportal_like.errors import Unavailable

log = structlog.get_logger(__name__)

# Of all questions of one errand together, and of a single silence in one of them.
SECONDS = 8.0
SILENT_SECONDS = 5.0
MAX_BYTES = 1 << 20


class Unreachable(Unavailable):
    """Another server does not answer, or not as it should."""


@cache
def _trusted() -> SSLContext:
    return httpx.create_ssl_context()


class Asking:
    """Some questions in a row, which have an end in time together."""

    def __enter__(self) -> Self:
        self._ends = time.monotonic() + SECONDS
        self._client = httpx.Client(verify=_trusted(), follow_redirects=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, *, bearer: str | None = None) -> Mapping[str, object]:
        """Fetch an object."""
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        return self._ask("GET", url, headers)

    def post(
        self, url: str, form: dict[str, str], *, basic: tuple[str, str] | None = None
    ) -> Mapping[str, object]:
        """Send a form and take the object that answers it; a refusal is an answer too."""
        return self._ask("POST", url, {}, form, basic)

    def _ask(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        form: dict[str, str] | None = None,
        basic: tuple[str, str] | None = None,
    ) -> Mapping[str, object]:
        # What is compressed could be small here and huge in memory.
        headers |= {"Accept": "application/json", "Accept-Encoding": "identity"}
        auth = None if basic is None else httpx.BasicAuth(*map(quote_plus, basic))
        try:
            with self._client.stream(
                method, url, headers=headers, data=form, auth=auth, timeout=self._left(url)
            ) as response:
                body = self._body(response)
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._failed(url, str(error) or type(error).__name__) from error
        if status >= 500 or status == 429 or (status >= 300 and method == "GET"):
            raise self._failed(url, f"status {status}")
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise self._failed(url, "no JSON") from error
        if not isinstance(answer, dict):
            raise self._failed(url, "no object")
        return answer

    def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > MAX_BYTES:
                raise self._failed(str(response.url), f"more than {MAX_BYTES} bytes")
            self._left(str(response.url))
        return bytes(body)

    def _left(self, url: str) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self._failed(url, f"longer than {SECONDS} s")
        return min(left, SILENT_SECONDS)

    @staticmethod
    def _failed(url: str, reason: str) -> Unreachable:
        # Of an address only the place: what follows it may be meant for nobody else.
        place = httpx.URL(url).host if "//" in url else url
        log.warning("provider.unreachable", host=place, reason=reason)
        return Unreachable(f"{place} cannot be asked: {reason}")
