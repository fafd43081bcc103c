"""The audit trail: who did what, for those whom it concerns."""

import csv
import io
from collections.abc import Sequence

import orjson
from sqlalchemy import Select

from skyportal_like import access
from skyportal_like.models import AuditLine, User
from skyportal_like.schemas.audits import AuditExport, AuditLineView, AuditPage, AuditSearch
from skyportal_like.schemas.users import PersonView
from skyportal_like.work import Work

MOST_EXPORTED = 100_000
COLUMNS = tuple(AuditLineView.__annotations__)
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def search(work: Work, query: AuditSearch) -> AuditPage:
    """List the lines that the caller may read, newest first."""
    first = 0 if query.after is not None else (query.page_number - 1) * query.num_per_page
    lines = _lines(work, _matching(work, query).offset(first).limit(query.num_per_page + 1))
    shown = lines[: query.num_per_page]
    return AuditPage(
        lines=shown,
        after=shown[-1]["id"] if len(lines) > len(shown) else None,
        pageNumber=query.page_number,
        numPerPage=query.num_per_page,
    )


def export(work: Work, query: AuditExport) -> bytes:
    """Write the lines that the caller may read as a file, newest first."""
    lines = _lines(work, _matching(work, query).limit(MOST_EXPORTED))
    work.audit("export", "audit", query.format, after={"lines": len(lines)})
    if query.format == "ndjson":
        return b"".join(orjson.dumps(line) + b"\n" for line in lines)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in line.values()] for line in lines)
    return text.getvalue().encode()


def _matching(work: Work, query: AuditSearch) -> Select[AuditLine]:
    chosen = access.readable(work.actor, AuditLine).order_by(AuditLine.id.desc())
    for column, wanted in (
        (AuditLine.actor_id, query.actor_id),
        (AuditLine.user_id, query.user_id),
        (AuditLine.group_id, query.group_id),
        (AuditLine.action, query.action),
        (AuditLine.kind, query.kind),
        (AuditLine.target, query.target),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    if query.start_date is not None:
        chosen = chosen.where(AuditLine.at >= query.start_date)
    if query.end_date is not None:
        chosen = chosen.where(AuditLine.at <= query.end_date)
    if query.after is not None:
        chosen = chosen.where(AuditLine.id < query.after)
    return chosen


def _lines(work: Work, chosen: Select[AuditLine]) -> list[AuditLineView]:
    rows = work.session.scalars(chosen).all()
    people = _people(work, rows)
    return [_view(work, row, people) for row in rows]


def _people(work: Work, rows: Sequence[AuditLine]) -> dict[int, PersonView]:
    wanted = {
        one for row in rows for one in (row.actor_id, row.impersonator_id, row.user_id) if one
    }
    if not wanted:
        return {}
    found = work.session.scalars(access.readable(work.actor, User).where(User.id.in_(wanted)))
    return {
        one.id: PersonView(
            id=one.id, username=one.username, first_name=one.first_name, last_name=one.last_name
        )
        for one in found
    }


def _view(work: Work, row: AuditLine, people: dict[int, PersonView]) -> AuditLineView:
    own = row.actor_id == work.actor.user_id and row.impersonator_id is None
    sees_all = work.actor.is_system_admin or own
    return AuditLineView(
        id=row.id,
        at=row.at,
        actor=people.get(row.actor_id or 0),
        impersonator=people.get(row.impersonator_id or 0),
        user=people.get(row.user_id or 0),
        # Where others work from, and with which token, is theirs.
        token_id=str(row.token_id) if row.token_id and sees_all else None,
        request_id=row.request_id if sees_all else None,
        address=row.address if sees_all else None,
        action=row.action,
        kind=row.kind,
        target=row.target,
        group_id=row.group_id,
        before=row.before,
        after=row.after,
    )


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value
