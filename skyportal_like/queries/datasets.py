"""What a dataset's rows are made of, as far as one reader may see it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Integer, Select, and_, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.models import Annotation, Classification, Obj, Photometry, Source, User
from skyportal_like.schemas.datasets import AnnotationFeature, ObjectClause
from skyportal_like.science.magnitudes import DETECTION_SIGMA


def objects(
    reader: Actor, group_id: int, clause: ObjectClause, columns: Collection[str]
) -> Select[Any]:
    """Choose the objects that a group has saved, with where they are and these columns."""
    chosen = (Obj.__table__.c[name] for name in columns)
    return (
        access.readable(reader, Source, Source.obj_id, Obj.ra, Obj.dec, Obj.modified, *chosen)
        .join(Obj, Obj.id == Source.obj_id)
        .where(access.condition(reader, Obj), *_saves(group_id, clause))
    )


def ids(reader: Actor, group_id: int, clause: ObjectClause) -> Select[Any]:
    """Choose the ids of the same objects."""
    return access.readable(reader, Source, Source.obj_id).where(*_saves(group_id, clause))


def labels(reader: Actor, chosen: Select[Any], taxonomy_id: int, votes: str) -> Select[Any]:
    """Choose what was said of these objects in one taxonomy, the last word last."""
    statement = access.readable(
        reader,
        Classification,
        Classification.obj_id,
        Classification.classification,
        Classification.probability,
        Classification.ml,
        Classification.origin,
        Classification.author_id,
        Classification.modified,
    ).where(Classification.taxonomy_id == taxonomy_id, Classification.obj_id.in_(chosen))
    if votes != "both":
        statement = statement.where(Classification.ml == (votes == "ml_only"))
    return statement.order_by(Classification.modified, Classification.id)


def annotations(
    reader: Actor, chosen: Select[Any], features: Collection[AnnotationFeature]
) -> Select[Any]:
    """Choose these keys of the annotations of these objects, one column a key."""
    origins = {one.origin for one in features}
    keys = sorted({one.key for one in features})
    return access.readable(
        reader,
        Annotation,
        Annotation.obj_id,
        Annotation.origin,
        Annotation.modified,
        # access: whether a bot wrote it; people are common knowledge
        Annotation.author_id.in_(select(User.id).where(User.is_bot)).label("by_bot"),
        *(Annotation.data[key].label(f"value_{number}") for number, key in enumerate(keys)),
    ).where(Annotation.obj_id.in_(chosen), Annotation.origin.in_(origins))


def light_curves(reader: Actor, chosen: Select[Any]) -> Select[Any]:
    """Count the points of these objects, and date their detections."""
    seen = and_(Photometry.fluxerr > 0, Photometry.flux > DETECTION_SIGMA * Photometry.fluxerr)
    return (
        access.readable(
            reader,
            Photometry,
            Photometry.obj_id,
            func.count().label("n_points"),
            func.count().filter(seen).label("n_detections"),
            func.min(Photometry.mjd).filter(seen).label("first_mjd"),
            func.max(Photometry.mjd).filter(seen).label("last_mjd"),
            func.max(Photometry.mjd).label("asof_mjd"),
        )
        .where(Photometry.obj_id.in_(chosen))
        .group_by(Photometry.obj_id)
    )


def light_curve_streams(reader: Actor, chosen: Select[Any]) -> Select[Any]:
    """Choose the streams of the same points, where no group opens the point to the reader."""
    stream_id = func.unnest(Photometry.stream_ids).column_valued("stream_id", joins_implicitly=True)
    shared = Photometry.group_ids.op("&&", is_comparison=True)(_ids(reader.group_ids))
    return (
        access.readable(reader, Photometry, Photometry.obj_id, stream_id.label("stream_id"))
        .where(Photometry.obj_id.in_(chosen), ~shared, stream_id == any_(_ids(reader.stream_ids)))
        .distinct()
    )


def _saves(group_id: int, clause: ObjectClause) -> list[Any]:
    conditions = [Source.group_id == group_id, Source.active]
    if clause.saved_after is not None:
        conditions.append(Source.saved_at >= clause.saved_after)
    if clause.saved_before is not None:
        conditions.append(Source.saved_at <= clause.saved_before)
    return conditions


def _ids(values: Collection[int]) -> Any:
    return literal(sorted(values), ARRAY(Integer))
