"""Sightings: what a survey saw, on the one way by which alerts and simulated nights come in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from skyportal_like.events.types import CandidatePosted
from skyportal_like.models import Candidate, Filter
from skyportal_like.science import coordinates
from skyportal_like.services import instruments, objs, photometry, scores, streams, thumbnails
from skyportal_like.services.photometry import NewPoint
from skyportal_like.services.scores import ScoreSet
from skyportal_like.services.thumbnails import NewThumbnail
from skyportal_like.work import Work

# Nobody owns an object that came with an alert: its filters alone make it visible.
_ADD_OBJECTS = text("""
insert into objs (id, ra, dec, healpix, origin, redshift, redshift_origin)
select given.*
from json_to_recordset(cast(:rows as json)) as given(
    id text, ra double precision, dec double precision, healpix bigint, origin text,
    redshift double precision, redshift_origin text
)
on conflict do nothing
returning id
""")
_ADD_CANDIDATES = text("""
insert into candidates (obj_id, filter_id, passed_at, passing_alert_id, uploader_id)
select given.*
from json_to_recordset(cast(:rows as json)) as given(
    obj_id text, filter_id integer, passed_at timestamp, passing_alert_id bigint,
    uploader_id integer
)
on conflict do nothing
returning filter_id, obj_id
""")


@dataclass(frozen=True, slots=True)
class SeenPoint:
    """A point in µJy, zero point 23.9 AB; without a flux an upper limit."""

    mjd: float
    band: str
    flux: float | None
    fluxerr: float
    limiting_mag: float | None
    ra: float | None
    dec: float | None
    streams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that one alert tells of an object; its images are stored already."""

    obj_id: str
    ra: float
    dec: float
    passed_at: datetime
    jd: float
    survey: str
    instrument: str
    stream: str
    points: tuple[SeenPoint, ...]
    images: Mapping[str, str]
    scores: Mapping[str, Any]
    scores_origin: str
    candid: int | None = None
    photometry_origin: str = ""
    redshift: float | None = None
    redshift_origin: str | None = None


@dataclass(frozen=True, slots=True)
class SightingCounts:
    """What was new."""

    objects: int
    candidates: int
    points: int
    thumbnails: int

    def __add__(self, other: "SightingCounts") -> "SightingCounts":
        """Sum up."""
        return SightingCounts(
            self.objects + other.objects,
            self.candidates + other.candidates,
            self.points + other.points,
            self.thumbnails + other.thumbnails,
        )


FiltersOf = Callable[[Sighting], Sequence[Filter]]


def streams_of(sightings: Sequence[Sighting]) -> frozenset[str]:
    """Name every stream that these sightings or their points belong to."""
    return frozenset(one.stream for one in sightings).union(
        *(point.streams for one in sightings for point in one.points)
    )


def record(
    work: Work, sightings: Sequence[Sighting], filters_of: FiltersOf, author_id: int
) -> SightingCounts:
    """Take sightings in as candidates of filters, with all that belongs to them.

    What is known already stays as it is: recording the same twice changes nothing.
    """
    ordered = sorted(sightings, key=lambda one: (one.obj_id, one.jd))
    objects = _add_objects(work, ordered)
    # Two writers of the same objects queue here, before either holds anything else of theirs.
    objs.lock(work, sorted({one.obj_id for one in ordered}))
    passed = [(one, filters_of(one)) for one in ordered]
    candidates = _add_candidates(work, passed, author_id)
    points = photometry.add_points(work, _points(work, ordered, author_id))
    images = thumbnails.attach(work, [image for one in ordered for image in _images(one)])
    scores.put(
        work,
        [
            ScoreSet(
                one.obj_id,
                one.scores_origin,
                one.jd,
                dict(one.scores),
                author_id,
                frozenset(each.group_id for each in chosen),
            )
            for one, chosen in passed
        ],
    )
    return SightingCounts(objects, candidates, points.added, images)


def _add_objects(work: Work, ordered: Sequence[Sighting]) -> int:
    first = {one.obj_id: one for one in reversed(ordered)}
    rows = [
        {
            "id": one.obj_id,
            "ra": one.ra,
            "dec": one.dec,
            "healpix": coordinates.healpix(one.ra, one.dec),
            "origin": one.survey,
            "redshift": one.redshift,
            "redshift_origin": one.redshift_origin,
        }
        for _, one in sorted(first.items())
    ]
    return len(work.session.execute(_ADD_OBJECTS, {"rows": orjson.dumps(rows).decode()}).all())


def _add_candidates(
    work: Work, passed: Sequence[tuple[Sighting, Sequence[Filter]]], author_id: int
) -> int:
    rows = [
        {
            "obj_id": one.obj_id,
            "filter_id": each.id,
            "passed_at": one.passed_at,
            "passing_alert_id": one.candid,
            "uploader_id": author_id,
        }
        for one, chosen in passed
        for each in chosen
    ]
    made: dict[int, list[str]] = {}
    given = {"rows": orjson.dumps(rows).decode()}
    # access: the platform itself posts; what stood already is not told
    for row in work.session.execute(_ADD_CANDIDATES, given):
        made.setdefault(row.filter_id, []).append(row.obj_id)
    for filter_id, obj_ids in sorted(made.items()):
        work.emit(
            CandidatePosted(filter_id=filter_id, count=len(obj_ids), obj_ids=sorted(set(obj_ids))),
            about=Candidate(filter_id=filter_id),
        )
    return sum(len(obj_ids) for obj_ids in made.values())


def _points(work: Work, ordered: Sequence[Sighting], author_id: int) -> list[NewPoint]:
    stream_ids = streams.ensure(work, streams_of(ordered))
    taken_with = instruments.ensure_survey_instruments(work, {one.instrument for one in ordered})
    return [
        NewPoint(
            obj_id=one.obj_id,
            instrument_id=taken_with[one.instrument],
            filter=point.band,
            mjd=point.mjd,
            flux=point.flux,
            fluxerr=point.fluxerr,
            owner_id=author_id,
            ra=point.ra,
            dec=point.dec,
            origin=one.photometry_origin,
            altdata=None if point.limiting_mag is None else {"limiting_mag": point.limiting_mag},
            stream_ids=frozenset(stream_ids[name] for name in point.streams),
        )
        for one in ordered
        for point in one.points
    ]


def _images(one: Sighting) -> list[NewThumbnail]:
    return [
        NewThumbnail(one.obj_id, role, blob, taken_jd=one.jd, survey=one.survey)
        for role, blob in one.images.items()
    ]
