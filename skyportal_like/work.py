"""One unit of work: one thread, one session, one transaction, committed by whoever opened it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Actor, Audience
from skyportal_like.access.actor import Identify
from skyportal_like.errors import Conflict, Invalid, PlatformError, Unavailable
from skyportal_like.events import outbox
from skyportal_like.events.types import EventType
from skyportal_like.models import AuditLine, Base
from skyportal_like.schemas.groups import GroupView

T = TypeVar("T")
log = structlog.get_logger(__name__)

SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"
# Another deleted what this names, or made what this makes, after this looked.
OVERTAKEN = frozenset({"23503", "23505"})
CHANGED_MEANWHILE = "What this request names was changed or deleted meanwhile; please try again."
# The server is shutting down, has crashed, is starting up, or refuses more connections.
SERVER_AWAY = frozenset({"57P01", "57P02", "57P03", "53300"})
# A statement or a lock took too long, the disk is full: the same again would end the same.
OVERLOADED = frozenset({"57014", "55P03", "53100", "25P03"})
CANNOT_BE_STORED = "A value of this request is out of range, or holds a character that is not text."
TOOK_TOO_LONG = "The database took too long for this request; please try again."
DATABASE_DOWN = "The database cannot be reached; please try again in a moment."


def utc_now() -> datetime:
    """Give the time as the whole platform writes it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


# The client of requests that show no credential.
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit of work comes from, for the label log and the audit trail."""

    request_id: str
    client: str
    address: str | None = None


@dataclass(slots=True)
class Work:
    """Who acts, in which session, and what is to be told when it commits."""

    actor: Actor
    session: Session
    origin: Origin
    op_id: UUID | None = None
    told: list[outbox.Told] = field(default_factory=list)
    groups_shown: dict[int, GroupView | None] = field(default_factory=dict)
    """Groups that this unit has looked up to show: the name, or nothing where it is hidden."""

    def add(self, *rows: Base) -> None:
        """Add rows and give them their ids."""
        self.session.add_all(rows)
        self.session.flush()

    def emit(self, event: EventType, *, about: Base) -> None:
        """Tell whoever may read the row."""
        named = access.parents(about)
        obj_id = named.get("objs", getattr(event, "obj_id", None))
        taxonomy_id = named.get("taxonomies")
        self.told.append(
            outbox.Told(
                event,
                access.audience(about),
                obj_id=None if obj_id is None else str(obj_id),
                taxonomy_id=None if taxonomy_id is None else int(taxonomy_id),
            )
        )

    def emit_to(self, event: EventType, audience: Audience) -> None:
        """Tell these, whatever they may read now: for rows that have left their sight."""
        self.told.append(outbox.Told(event, audience))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Do something that may fail alone: then its rows and its events are gone, no more."""
        told = len(self.told)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self.told[told:]
            raise

    def enqueue(self, job: str, *, queue: str, **arguments: object) -> int:
        """Write a background job in this transaction; it starts after the commit."""
        return int(
            self.session.execute(
                text(
                    "select unnest(procrastinate_defer_jobs_v1(array[row("
                    ":queue, :job, 0, null, null, cast(:arguments as jsonb), null"
                    ")::procrastinate_job_to_defer_v1]))"
                ),
                {"queue": queue, "job": job, "arguments": json.dumps(arguments)},
            ).scalar_one()
        )

    def audit(
        self,
        action: str,
        kind: str,
        target: str | int | UUID,
        *,
        group_id: int | None = None,
        user_id: int | None = None,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> None:
        """Write who did what into the audit trail; `user_id` is the person it concerns."""
        self.session.add(
            AuditLine(
                actor_id=self.actor.user_id or None,
                impersonator_id=self.actor.supporter_id,
                user_id=user_id,
                token_id=self.actor.token_id,
                request_id=self.origin.request_id,
                address=self.origin.address,
                action=action,
                kind=kind,
                target=str(target),
                group_id=group_id,
                before=before,
                after=after,
            )
        )


@dataclass(frozen=True, slots=True)
class Units:
    """Runs units of work; nothing else commits."""

    engine: Engine
    ring: Callable[[], None]

    def run(
        self,
        identify: Identify,
        origin: Origin,
        act: Callable[[Work], T],
        *,
        isolation: str | None = None,
    ) -> T:
        """Run one unit: recognise the caller, act, write the outbox, commit, ring.

        It runs a second time when that cannot do it twice: after a serialisation failure, a
        deadlock, another's row that came or went since this looked, or a connection that broke
        before the commit was asked for.
        """
        for last in (False, True):
            committing = False
            try:
                with Session(self._engine(isolation), expire_on_commit=False) as session:
                    work = Work(identify(session), session, origin)
                    answer = act(work)
                    session.flush()
                    outbox.write(session, work.actor.user_id or None, work.told)
                    committing = True
                    session.commit()
            except PoolTimeout as error:
                raise Unavailable("Too many requests are waiting for the database.") from error
            except DataError as error:
                raise Invalid(CANNOT_BE_STORED) from error
            except DBAPIError as error:
                if not last and _may_run_again(error, committing=committing):
                    log.info("unit.again", reason=type(error.orig).__name__)
                    continue
                expected = _expected(error)
                if expected is not None:
                    raise expected from error
                raise
            else:
                if work.told:
                    self.ring()
                return answer
        raise AssertionError("unreachable: the last run returns or raises")

    def _engine(self, isolation: str | None) -> Engine:
        if isolation is None:
            return self.engine
        return self.engine.execution_options(isolation_level=isolation)


def _state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None


def _is_outage(error: DBAPIError) -> bool:
    return (
        error.connection_invalidated
        or _state(error) in SERVER_AWAY
        # Without a statement it is the connecting that failed.
        or (isinstance(error, OperationalError) and error.statement is None)
    )


def _expected(error: DBAPIError) -> PlatformError | None:
    """Say what a failure of the database means to a caller, where it is none of ours."""
    reason = str(error.orig).strip()
    if _state(error) in OVERLOADED:
        log.warning("database.overloaded", reason=reason)
        return Unavailable(TOOK_TOO_LONG)
    if _state(error) in OVERTAKEN:
        log.warning("unit.overtaken", reason=reason.splitlines()[0])
        return Conflict(CHANGED_MEANWHILE)
    if _is_outage(error):
        log.warning("database.away", reason=reason)
        return Unavailable(DATABASE_DOWN)
    return None


def _may_run_again(error: DBAPIError, *, committing: bool) -> bool:
    if _state(error) in {SERIALIZATION_FAILURE, DEADLOCK, *OVERTAKEN}:
        return True
    return _is_outage(error) and not committing
