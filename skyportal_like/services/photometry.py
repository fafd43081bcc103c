"""Photometry: adding points, each only once, and the light curves they make."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Row, func, text

from skyportal_like import access
from skyportal_like.errors import NotPermitted
from skyportal_like.events.types import PhotometryAdded
from skyportal_like.models import Instrument, Obj, Photometry
from skyportal_like.schemas.photometry import (
    LightCurvesView,
    LightCurveView,
    PhotometryQuery,
    PointFormat,
    PointView,
)
from skyportal_like.science import magnitudes
from skyportal_like.services import groups
from skyportal_like.work import Work

BATCH = 5_000
DIGITS = 9
MJD_ZERO = datetime(1858, 11, 17)  # noqa: DTZ001  naive UTC, as everywhere here
HIDDEN = "Insufficient permissions for User {} to read Obj {}"

_GIVEN = """
from json_to_recordset(cast(:rows as json)) as given(
    obj_id text, instrument_id integer, filter text, mjd double precision,
    flux double precision, fluxerr double precision, ra double precision, dec double precision,
    origin text, altdata jsonb, owner_id integer, group_ids integer[], stream_ids integer[]
)
"""
_ADD = text(f"""
insert into photometry (obj_id, instrument_id, filter, mjd, flux, fluxerr, ra, dec, origin,
    altdata, owner_id, group_ids, stream_ids, upload_id)
select given.*, cast(:upload_id as uuid) {_GIVEN}
on conflict do nothing
returning obj_id, owner_id, group_ids, stream_ids
""")
_WIDEN = text(f"""
update photometry as held
set group_ids = array(select distinct unnest(held.group_ids || given.group_ids) order by 1),
    stream_ids = array(select distinct unnest(held.stream_ids || given.stream_ids) order by 1),
    modified = now() at time zone 'utc'
{_GIVEN}
where (held.obj_id, held.instrument_id, held.origin, held.mjd, held.fluxerr)
    = (given.obj_id, given.instrument_id, given.origin, given.mjd, given.fluxerr)
    and coalesce(held.flux, 'NaN') = coalesce(given.flux, 'NaN')
    and not (held.group_ids @> given.group_ids and held.stream_ids @> given.stream_ids)
returning held.obj_id, given.owner_id, given.group_ids, given.stream_ids
""")  # noqa: S608 - fixed parts


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A point in µJy, zero point 23.9 AB; without a flux an upper limit."""

    obj_id: str
    instrument_id: int
    filter: str
    mjd: float
    flux: float | None
    fluxerr: float
    owner_id: int
    ra: float | None = None
    dec: float | None = None
    origin: str = ""
    altdata: dict[str, Any] | None = None
    group_ids: frozenset[int] = field(default_factory=frozenset)
    stream_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same point as another."""
        return (self.obj_id, self.instrument_id, self.origin, self.mjd, self.fluxerr, self.flux)


@dataclass(frozen=True, slots=True)
class PointCounts:
    """How many points were new, and how many known ones got more readers."""

    added: int
    widened: int


def add_points(work: Work, points: Sequence[NewPoint]) -> PointCounts:
    """Add what is new of these points; a known one gets their groups and streams on top.

    The caller has locked the objects in the order of their ids.
    """
    added: Counter[tuple[object, ...]] = Counter()
    widened: Counter[tuple[object, ...]] = Counter()
    upload_id = uuid4()
    for rows in _batches(points):
        given = {"rows": orjson.dumps(rows, default=sorted).decode()}
        # access: a point is added once for everybody; nothing of a known one is told
        for row in work.session.execute(_ADD, given | {"upload_id": upload_id}):
            added[_audience_of(row)] += 1
        for row in work.session.execute(_WIDEN, given):
            widened[_audience_of(row)] += 1
    for audience, count in sorted((added + widened).items(), key=repr):
        _tell(work, audience, count)
    return PointCounts(added.total(), widened.total())


def of_object(work: Work, obj_id: str, query: PhotometryQuery | None = None) -> list[PointView]:
    """Show the points of one object by time."""
    hidden = NotPermitted(HIDDEN.format(work.actor.public_id, obj_id), status=403)
    access.get(work, Obj, obj_id, absent=hidden)
    return of_objects(work, [obj_id], "mag" if query is None else query.format)[obj_id]


def of_objects(
    work: Work, obj_ids: Sequence[str], form: PointFormat = "mag"
) -> dict[str, list[PointView]]:
    """Show the points of each of these objects by time."""
    rows = work.session.execute(
        access.readable(work.actor, Photometry, Photometry, Instrument.name)
        .join(Instrument, Instrument.id == Photometry.instrument_id)
        .where(Photometry.obj_id.in_(obj_ids))
        .order_by(Photometry.mjd, Photometry.id)
    ).all()
    known = groups.named(work, (one for point, _ in rows for one in point.group_ids))
    found: dict[str, list[PointView]] = {obj_id: [] for obj_id in obj_ids}
    for point, instrument_name in rows:
        shown = _view(point, instrument_name, form)
        shown["groups"] = groups.shown(known, point.group_ids)
        found[point.obj_id].append(shown)
    return found


def light_curves(work: Work, obj_ids: Sequence[str]) -> LightCurvesView:
    """Give the light curves of these objects in columns; what is no detection is a limit."""
    rows = work.session.execute(
        access.readable(
            work.actor,
            Photometry,
            Photometry.obj_id,
            Photometry.mjd,
            Photometry.filter,
            Photometry.flux,
            Photometry.fluxerr,
            Photometry.altdata["limiting_mag"].as_float(),
        )
        .where(Photometry.obj_id.in_(obj_ids))
        .order_by(Photometry.obj_id, Photometry.mjd, Photometry.id)
    )
    bands: dict[str, int] = {}
    curves: dict[str, LightCurveView] = {}
    for obj_id, mjd, band, flux, fluxerr, limit in rows:
        curve = curves.get(obj_id)
        if curve is None:
            curve = curves[obj_id] = LightCurveView(
                mjd=[], mag=[], magerr=[], limiting_mag=[], band=[]
            )
        seen = magnitudes.is_detection(flux, fluxerr)
        curve["mjd"].append(mjd)
        curve["mag"].append(_rounded(magnitudes.magnitude(flux)) if seen else None)
        curve["magerr"].append(
            _rounded(magnitudes.magnitude_error(flux, fluxerr)) if seen else None
        )
        curve["limiting_mag"].append(_rounded(limit or magnitudes.limiting_magnitude(fluxerr)))
        curve["band"].append(bands.setdefault(band, len(bands)))
    return LightCurvesView(light_curves=curves, bands=list(bands))


def last_detections(work: Work, obj_ids: Sequence[str]) -> dict[str, datetime]:
    """Say when each of these objects was last seen, in points that the caller may read."""
    rows = work.session.execute(
        access.readable(work.actor, Photometry, Photometry.obj_id, func.max(Photometry.mjd))
        .where(
            Photometry.obj_id.in_(obj_ids),
            Photometry.fluxerr > 0,
            Photometry.flux > magnitudes.DETECTION_SIGMA * Photometry.fluxerr,
        )
        .group_by(Photometry.obj_id)
    )
    return {obj_id: MJD_ZERO + timedelta(days=mjd) for obj_id, mjd in rows}


def _batches(points: Sequence[NewPoint]) -> Iterator[list[dict[str, Any]]]:
    """Give the rows in the order of objects and times, each point once with all its readers."""
    merged: dict[tuple[object, ...], dict[str, Any]] = {}
    for point in sorted(points, key=lambda one: (one.obj_id, one.mjd)):
        row = merged.setdefault(point.key, asdict(point))
        row["group_ids"] |= point.group_ids
        row["stream_ids"] |= point.stream_ids
    rows = list(merged.values())
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _audience_of(row: Row[Any]) -> tuple[object, ...]:
    return row.obj_id, row.owner_id, tuple(row.group_ids), tuple(row.stream_ids)


def _tell(work: Work, audience: tuple[Any, ...], count: int) -> None:
    """Tell of points that have the same readers: a sum over others would count what is hidden."""
    obj_id, owner_id, group_ids, stream_ids = audience
    about = Photometry(
        obj_id=obj_id, owner_id=owner_id, group_ids=list(group_ids), stream_ids=list(stream_ids)
    )
    work.emit(PhotometryAdded(obj_id=obj_id, count=count), about=about)


def _view(point: Photometry, instrument_name: str, form: PointFormat) -> PointView:
    flux, fluxerr = point.flux, point.fluxerr
    view = PointView(
        id=point.id,
        created_at=point.created_at,
        obj_id=point.obj_id,
        ra=point.ra,
        dec=point.dec,
        filter=point.filter,
        mjd=point.mjd,
        snr=None if flux is None or fluxerr == 0 else flux / fluxerr,
        instrument_id=point.instrument_id,
        instrument_name=instrument_name,
        origin=point.origin,
        altdata=point.altdata,
        groups=[],
        annotations=[],
        magsys="ab",
    )
    if form != "flux":
        positive = flux is not None and flux > 0
        given = (point.altdata or {}).get("limiting_mag")
        view["mag"] = _rounded(magnitudes.magnitude(flux))
        view["magerr"] = (
            _rounded(magnitudes.magnitude_error(flux, fluxerr))
            if flux is not None and positive
            else None
        )
        view["limiting_mag"] = _rounded(given or magnitudes.limiting_magnitude(fluxerr))
    if form != "mag":
        view["flux"], view["fluxerr"], view["zp"] = flux, fluxerr, magnitudes.ZERO_POINT
    return view


def _rounded(mag: float | None) -> float | None:
    """Take away the noise of the way to µJy and back: what came as 19.2 is 19.2 again."""
    return None if mag is None else round(mag, DIGITS)
