"""Which candidates a list holds, and in which order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    false,
    func,
    or_,
)
from sqlalchemy.dialects.postgresql import JSONB

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.models import (
    Annotation,
    Candidate,
    Classification,
    Filter,
    Listing,
    Obj,
    Rejection,
    Source,
)
from skyportal_like.schemas.candidates import AnnotationCondition, CandidateSearch
from skyportal_like.vocabulary import SavedStatus


def chosen_filters(actor: Actor, search: CandidateSearch) -> Select[Any]:
    """Choose the readable filters that a search names, or all of them."""
    statement = access.readable(actor, Filter, Filter.id)
    if search.group_ids:
        statement = statement.where(Filter.group_id.in_(search.group_ids))
    if search.filter_ids:
        statement = statement.where(Filter.id.in_(search.filter_ids))
    return statement


def ordered_ids(actor: Actor, search: CandidateSearch, filter_ids: Sequence[int]) -> Select[Any]:
    """Order the ids of all objects that passed the filters and everything the search asks."""
    last = func.max(Candidate.passed_at)
    statement = access.readable(actor, Candidate, Candidate.obj_id, last.label("last")).where(
        Candidate.filter_id.in_(filter_ids)
    )
    if search.start_date is not None:
        statement = statement.where(Candidate.passed_at >= search.start_date)
    if search.end_date is not None:
        statement = statement.where(Candidate.passed_at <= search.end_date)
    statement = statement.where(*_conditions(actor, search)).group_by(Candidate.obj_id)
    order: list[ColumnElement[Any]] = []
    if search.sort_by_annotation_origin is not None:
        order = _by_annotation(actor, search)
    return statement.order_by(*order, last.desc(), Candidate.obj_id)


def completions(actor: Actor, prefix: str, limit: int) -> Select[Any]:
    """Complete a prefix to the ids of readable candidates."""
    return (
        access.readable(actor, Candidate, Candidate.obj_id)
        .where(Candidate.obj_id.startswith(prefix, autoescape=True))
        .distinct()
        .order_by(Candidate.obj_id)
        .limit(limit)
    )


def _conditions(actor: Actor, search: CandidateSearch) -> list[ColumnElement[bool]]:
    found = [_annotated(actor, one) for one in search.annotation_filter_list]
    saved = _saved(actor, search)
    if saved is not None:
        found.append(saved)
    if search.classifications:
        found.append(_classified(actor, search.classifications))
    if search.classifications_reject:
        found.append(~_classified(actor, search.classifications_reject))
    if search.list_name:
        found.append(_listed(actor, search.list_name))
    if search.list_name_reject:
        found.append(~_listed(actor, search.list_name_reject))
    if search.hide_group_rejected:
        found.append(~_group_rejected(actor, search.group_ids))
    if search.obj_id:
        found.append(Candidate.obj_id.startswith(search.obj_id, autoescape=True))
    return found + _redshifts(actor, search)


def _group_rejected(actor: Actor, group_ids: Sequence[int]) -> ColumnElement[bool]:
    rejected = access.readable(actor, Rejection, Rejection.obj_id)
    if group_ids:
        rejected = rejected.where(Rejection.group_id.in_(group_ids))
    return Candidate.obj_id.in_(rejected)


def _redshifts(actor: Actor, search: CandidateSearch) -> list[ColumnElement[bool]]:
    if search.min_redshift is None and search.max_redshift is None:
        return []
    objs = access.readable(actor, Obj, Obj.id)
    if search.min_redshift is not None:
        objs = objs.where(Obj.redshift >= search.min_redshift)
    if search.max_redshift is not None:
        objs = objs.where(Obj.redshift <= search.max_redshift)
    return [Candidate.obj_id.in_(objs)]


def _saved(actor: Actor, search: CandidateSearch) -> ColumnElement[bool] | None:
    selected = sorted(set(search.group_ids) or actor.group_ids)
    saves = access.readable(actor, Source, Source.obj_id).where(Source.active)
    to_any_selected = Candidate.obj_id.in_(saves.where(Source.group_id.in_(selected)))
    # Only the caller's own groups count as accessible, for a System admin too.
    to_any_accessible = Candidate.obj_id.in_(
        saves.where(Source.group_id.in_(sorted(actor.group_ids)))
    )
    to_all_selected = Candidate.obj_id.in_(
        saves.where(Source.group_id.in_(selected))
        .group_by(Source.obj_id)
        .having(func.count(Source.group_id.distinct()) == len(selected))
    )
    return {
        SavedStatus.ALL: None,
        SavedStatus.TO_ALL_SELECTED: to_all_selected,
        SavedStatus.TO_ANY_SELECTED: to_any_selected,
        SavedStatus.TO_ANY_ACCESSIBLE: to_any_accessible,
        SavedStatus.NOT_TO_ANY_ACCESSIBLE: ~to_any_accessible,
        SavedStatus.NOT_TO_ANY_SELECTED: ~to_any_selected,
        SavedStatus.NOT_TO_ALL_SELECTED: ~to_all_selected,
    }[search.saved_status]


def _classified(actor: Actor, names: Sequence[str]) -> ColumnElement[bool]:
    return Candidate.obj_id.in_(
        access.readable(actor, Classification, Classification.obj_id).where(
            Classification.classification.in_(names)
        )
    )


def _listed(actor: Actor, name: str) -> ColumnElement[bool]:
    return Candidate.obj_id.in_(
        access.readable(actor, Listing, Listing.obj_id).where(
            Listing.list_name == name, Listing.user_id == actor.user_id
        )
    )


def _annotated(actor: Actor, wanted: AnnotationCondition) -> ColumnElement[bool]:
    value = Annotation.data[wanted.key]
    number = as_number(value)
    tests: list[SQLColumnExpression[bool]] = []
    if wanted.min is not None:
        tests.append(number >= wanted.min)
    if wanted.max is not None:
        tests.append(number <= wanted.max)
    if wanted.value is not None:
        tests.append(_equals(value, wanted.value))
    return Candidate.obj_id.in_(
        access.readable(actor, Annotation, Annotation.obj_id).where(
            Annotation.origin == wanted.origin, and_(*tests) if tests else false()
        )
    )


def _equals(
    value: ColumnElement[object],
    wanted: str | float | bool,  # noqa: FBT001 - a value, not a switch
) -> SQLColumnExpression[bool]:
    if isinstance(wanted, bool):
        return value == cast(wanted, JSONB)
    if isinstance(wanted, float):
        return as_number(value) == wanted
    text = func.jsonb_extract_path_text(func.jsonb_build_object("v", value), "v")
    return or_(text == wanted, text == wanted.lower()) if wanted else text == wanted


def as_number(value: ColumnElement[object]) -> ColumnElement[float | None]:
    """Read a JSON value as a number where it is one."""
    text = func.jsonb_extract_path_text(func.jsonb_build_object("v", value), "v")
    return case((func.jsonb_typeof(value) == "number", cast(text, Float)), else_=None)


def _by_annotation(actor: Actor, search: CandidateSearch) -> list[ColumnElement[Any]]:
    """Sort rows with the annotation first, then by its value, those without a value last."""
    mine = access.readable(actor, Annotation, Annotation.data).where(
        Annotation.obj_id == Candidate.obj_id,
        Annotation.origin == search.sort_by_annotation_origin,
    )
    data = mine.correlate(Candidate).scalar_subquery()
    order: list[ColumnElement[Any]] = [data.is_(None)]
    if search.sort_by_annotation_key is not None:
        value = func.jsonb_extract_path(data, search.sort_by_annotation_key)
        present = func.nullif(value, cast("null", JSONB))
        ordered = present.desc() if search.sort_by_annotation_order == "desc" else present.asc()
        order.append(ordered.nulls_last())
    return order
