"""Candidates: posting them, and the frozen lists that people scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from skyportal_like import access
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.events.types import CandidatePosted, RowHidden
from skyportal_like.models import Candidate, CandidateQuery, Filter, Obj
from skyportal_like.queries import candidates as queries
from skyportal_like.schemas import candidates as schemas
from skyportal_like.schemas.candidates import (
    CandidateNames,
    CandidatePage,
    CandidateSearch,
    CandidateView,
    NewCandidate,
    SavedToView,
)
from skyportal_like.services import (
    annotations,
    classifications,
    comments,
    groups,
    objs,
    photometry,
    rejections,
    sources,
    thumbnails,
)
from skyportal_like.work import Work, utc_now

MAX_COMPLETIONS = 25
PASSED_THE_END = "Page number out of range."


@dataclass(frozen=True, slots=True)
class _Frozen:
    """One page of a frozen list."""

    query_id: UUID
    obj_ids: list[str]
    filter_ids: list[int]
    total: int


def post(work: Work, new: NewCandidate) -> list[int]:
    """Post an object as a candidate of filters; what was posted before keeps its id."""
    usable = list(
        work.session.scalars(
            access.readable(work.actor, Filter, Filter.id)
            .where(Filter.id.in_(new.filter_ids))
            .order_by(Filter.id)
        )
    )
    if not usable:
        raise Invalid(
            "At least one valid filter ID must be provided.", fields={"filter_ids": "none usable"}
        )
    objs.post(work, new)
    objs.lock(work, [new.id])
    made = {
        row.filter_id: row
        for row in work.session.scalars(
            insert(Candidate)
            .values(
                [
                    {
                        "obj_id": new.id,
                        "filter_id": filter_id,
                        "passed_at": new.passed_at,
                        "passing_alert_id": new.passing_alert_id,
                        "uploader_id": work.actor.user_id,
                    }
                    for filter_id in usable
                ]
            )
            .on_conflict_do_nothing(index_elements=["obj_id", "filter_id", "passed_at"])
            .returning(Candidate)
        )
    }
    for filter_id, row in sorted(made.items()):
        work.emit(CandidatePosted(filter_id=filter_id, count=1, obj_ids=[new.id]), about=row)
    standing = work.session.execute(
        access.readable(work.actor, Candidate, Candidate.filter_id, Candidate.id).where(
            Candidate.obj_id == new.id,
            Candidate.passed_at == new.passed_at,
            Candidate.filter_id.in_(usable),
        )
    )
    ids = {row.filter_id: row.id for row in standing}
    return [ids[filter_id] for filter_id in usable]


def exists(work: Work, obj_id: str) -> bool:
    """Tell whether the object is a candidate of a filter that the caller reads."""
    rows = access.readable(work.actor, Candidate, Candidate.id)
    return work.session.scalar(rows.where(Candidate.obj_id == obj_id).limit(1)) is not None


def get(work: Work, obj_id: str, query: schemas.CandidateQuery) -> CandidateView:
    """Show one candidate."""
    obj = access.get(work, Obj, obj_id, absent=NotFound("Invalid ID"))
    return _views(work, [obj], query, filter_ids=None)[0]


def remove(work: Work, obj_id: str, filter_id: int) -> None:
    """Delete all candidates of an object under one filter, and tell who read them."""
    mine = access.readable(work.actor, Candidate).where(
        Candidate.obj_id == obj_id, Candidate.filter_id == filter_id
    )
    absent = NotFound("Invalid (obj_id, filter_id) pairing - no matching candidates")
    if work.session.scalars(mine.limit(1)).first() is None:
        raise absent
    objs.lock(work, [obj_id])
    gone = work.session.scalars(mine.order_by(Candidate.id)).all()
    if not gone:
        raise absent
    readers = access.audience(gone[0])
    for row in gone:
        work.emit_to(RowHidden(kind="candidate", id=row.id), readers)
        work.session.delete(row)
    work.session.flush()
    group_id = access.get(work, Filter, filter_id).group_id
    if not objs.is_held_through(work, obj_id, group_id):
        work.emit_to(RowHidden(kind="obj", id=obj_id), readers)
    work.audit("delete", "candidate", f"{obj_id} in filter {filter_id}", group_id=group_id)


def complete(work: Work, prefix: str) -> CandidateNames:
    """Complete a prefix to ids of candidates."""
    ids = work.session.scalars(queries.completions(work.actor, prefix, MAX_COMPLETIONS))
    return CandidateNames(candidates=[{"id": one} for one in ids])


def search(work: Work, query: CandidateSearch, *, seconds: float) -> CandidatePage:
    """Give a page of candidates; the first page freezes the order of all of them."""
    frozen = _resume(work, query) or _freeze(work, query, seconds)
    first = (query.page_number - 1) * query.num_per_page
    if first >= frozen.total and query.page_number > 1:
        raise Invalid(PASSED_THE_END, fields={"pageNumber": "out of range"})
    rows = {
        row.id: row
        for row in work.session.scalars(
            access.readable(work.actor, Obj).where(Obj.id.in_(frozen.obj_ids))
        )
    }
    shown = [rows[obj_id] for obj_id in frozen.obj_ids if obj_id in rows]
    return CandidatePage(
        candidates=_views(work, shown, query, filter_ids=frozen.filter_ids),
        totalMatches=frozen.total,
        pageNumber=query.page_number,
        numPerPage=query.num_per_page,
        queryID=str(frozen.query_id),
    )


def _resume(work: Work, query: CandidateSearch) -> _Frozen | None:
    """Read a page of a list that was frozen before, while it lives."""
    if query.query_id is None:
        return None
    try:
        query_id = UUID(query.query_id)
    except ValueError:
        return None
    first = (query.page_number - 1) * query.num_per_page
    row = work.session.execute(
        access.readable(
            work.actor,
            CandidateQuery,
            CandidateQuery.obj_ids[first + 1 : first + query.num_per_page].label("page"),
            func.cardinality(CandidateQuery.obj_ids).label("total"),
            CandidateQuery.filter_ids,
        ).where(
            CandidateQuery.id == query_id,
            CandidateQuery.user_id == work.actor.user_id,
            CandidateQuery.rights == work.actor.reading_rights,
            CandidateQuery.expires_at > utc_now(),
        )
    ).one_or_none()
    if row is None:
        return None
    return _Frozen(query_id, list(row.page or ()), list(row.filter_ids), row.total)


def _freeze(work: Work, query: CandidateSearch, seconds: float) -> _Frozen:
    """Order all matching ids once and keep them, so that no page shifts under the reader."""
    filter_ids = list(work.session.scalars(queries.chosen_filters(work.actor, query)))
    ids = list(work.session.scalars(queries.ordered_ids(work.actor, query, filter_ids)))
    row = CandidateQuery(
        id=uuid4(),
        user_id=work.actor.user_id,
        obj_ids=ids,
        filter_ids=filter_ids,
        rights=work.actor.reading_rights,
        expires_at=utc_now() + timedelta(seconds=seconds),
    )
    work.session.add(row)
    first = (query.page_number - 1) * query.num_per_page
    return _Frozen(row.id, ids[first : first + query.num_per_page], filter_ids, len(ids))


def _views(
    work: Work,
    rows: Sequence[Obj],
    query: schemas.CandidateQuery,
    *,
    filter_ids: Sequence[int] | None,
) -> list[CandidateView]:
    """Show candidates; every kind of attached row costs one statement, however many there are."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    pictures = thumbnails.of_objects(work, ids)
    noted = annotations.of_objects(work, ids)
    labelled = classifications.of_objects(work, ids)
    saved = sources.saves_of(work, ids)
    refused = rejections.of_objects(work, ids)
    passed = _passages(work, ids, filter_ids)
    detected = photometry.last_detections(work, ids)
    known = groups.named(work, (one.group_id for saves in saved.values() for one, _ in saves))
    said = comments.of_objects(work, ids) if query.include_comments else None
    points = photometry.of_objects(work, ids) if query.include_photometry else None
    views = []
    for row in rows:
        shown = cast(CandidateView, objs.view(row))
        shown["thumbnails"] = pictures[row.id]
        shown["annotations"] = noted[row.id]
        shown["classifications"] = labelled[row.id]
        shown["saved_groups"] = [
            SavedToView(
                id=one.group_id,
                name=known[one.group_id]["name"],
                saved_at=one.saved_at,
                saved_by=person,
            )
            for one, person in saved[row.id]
            if one.active and one.group_id in known
        ]
        shown["is_source"] = bool(shown["saved_groups"])
        shown["rejected"] = refused[row.id]
        shown["passing_group_ids"], shown["passed_at"] = passed.get(row.id, ([], None))
        shown["last_detected_at"] = detected.get(row.id)
        shown["tags"] = []
        if said is not None:
            shown["comments"] = said[row.id]
        if points is not None:
            shown["photometry"] = points[row.id]
        views.append(shown)
    return views


def _passages(
    work: Work, ids: Sequence[str], filter_ids: Sequence[int] | None
) -> dict[str, tuple[list[int], datetime | None]]:
    """Say through which groups' filters each object passed, and when it last did."""
    statement = (
        access.readable(
            work.actor,
            Candidate,
            Candidate.obj_id,
            func.array_agg(Filter.group_id.distinct()),
            func.max(Candidate.passed_at),
        )
        .join(Filter, Filter.id == Candidate.filter_id)
        .where(Candidate.obj_id.in_(ids))
        .group_by(Candidate.obj_id)
    )
    if filter_ids is not None:
        statement = statement.where(Candidate.filter_id.in_(filter_ids))
    return {row[0]: (sorted(row[1]), row[2]) for row in work.session.execute(statement)}
