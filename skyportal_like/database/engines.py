"""Opens the one engine of a process."""

import orjson
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from skyportal_like.errors import Invalid


def sqlalchemy_url(url: str) -> str:
    """Name psycopg as the driver, whatever form of PostgreSQL address was given."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise Invalid("database.url: only PostgreSQL is supported")
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def open_engine(url: str, *, threads: int, statement_timeout: float) -> Engine:
    """Make an engine with one connection a thread.

    There is no ping before each use: a connection that died while idle fails its first
    statement, and the unit of work runs again on a new one.
    """
    milliseconds = int(statement_timeout * 1000)
    return create_engine(
        sqlalchemy_url(url),
        json_serializer=_as_json,
        json_deserializer=orjson.loads,
        pool_size=threads,
        max_overflow=0,
        pool_timeout=10,
        connect_args={
            "application_name": "skyportal_like",
            "connect_timeout": 5,
            "options": f"-c statement_timeout={milliseconds} -c timezone=UTC -c jit=off"
            " -c idle_in_transaction_session_timeout=60000",
        },
    )


def _as_json(value: object) -> str:
    """Write a JSON column; NaN and infinities become null, which is all that JSON knows."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
