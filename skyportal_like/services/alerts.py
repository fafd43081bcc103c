"""Alerts: packets of surveys become rows of their own and all that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select, text

from skyportal_like import alerts as packets
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Filter, Group, User
from skyportal_like.science import magnitudes
from skyportal_like.services import bots, filters, sightings, streams, users
from skyportal_like.services.sightings import SeenPoint, Sighting, SightingCounts
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import ROLE_ACLS, SCORES_ORIGIN, Acl
from skyportal_like.work import Work

BOT = "alert-ingest"
DEFAULT_GROUP = "Alert scanners"
DEFAULT_FILTER = "{} alerts"
_PARTITION_DAYS = 30

# Making a partition locks tables, so it comes before anything else that a transaction holds.
_PARTITIONS = text(
    "select ensure_alerts_partition(slot * :days)"
    " from unnest(cast(:slots as integer[])) as slot order by slot"
)
_ADD_ALERTS = text("""
insert into alerts (survey, candid, jd, obj_id, stream_id, properties, packet)
select given.*
from json_to_recordset(cast(:rows as json)) as given(
    survey text, candid bigint, jd double precision, obj_id text, stream_id integer,
    properties jsonb, packet text
)
on conflict (survey, candid, jd) do nothing
returning candid
""")


@dataclass(frozen=True, slots=True)
class PreparedAlert:
    """An alert whose packet and images are stored, ready for the database."""

    sighting: Sighting
    candid: int
    properties: dict[str, Any]
    packet: str


@dataclass(frozen=True, slots=True)
class Scanning:
    """For whom alerts are taken in: a group, and the name of its filters if not the survey's."""

    group: str = DEFAULT_GROUP
    filter_name: str | None = None


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What was new of a number of alerts."""

    alerts: int = 0
    known: int = 0
    objects: int = 0
    candidates: int = 0
    points: int = 0
    thumbnails: int = 0

    def __add__(self, other: "IngestCounts") -> "IngestCounts":
        """Sum up."""
        return IngestCounts(
            self.alerts + other.alerts,
            self.known + other.known,
            self.objects + other.objects,
            self.candidates + other.candidates,
            self.points + other.points,
            self.thumbnails + other.thumbnails,
        )


def prepare(storage: Storage, alert: packets.Alert, packet: bytes) -> PreparedAlert:
    """Store an alert's packet and images, before any transaction, and compute its fluxes."""
    stream = packets.stream_of(alert.survey, alert.programme)
    points = (_point(alert, stream, point) for point in alert.points)
    seen = Sighting(
        obj_id=alert.obj_id,
        ra=alert.ra,
        dec=alert.dec,
        passed_at=alert.passed_at,
        jd=alert.jd,
        survey=alert.survey,
        instrument=alert.instrument,
        stream=stream,
        points=tuple(point for point in points if point is not None),
        images={one.role: storage.put(packets.render_png(one.pixels)) for one in alert.cutouts},
        scores=alert.scores,
        # One origin a stream: scores of a partnership's alert are not shown to the public's group.
        scores_origin=stream + SCORES_ORIGIN,
        candid=alert.candid,
    )
    return PreparedAlert(seen, alert.candid, alert.properties, storage.put(packet))


def ingest(
    work: Work, prepared: Sequence[PreparedAlert], scanning: Scanning | None = None
) -> IngestCounts:
    """Take alerts in for a group; doing it twice changes nothing."""
    if not prepared:
        return IngestCounts()
    scanning = scanning or Scanning()
    slots = sorted({int(one.sighting.jd // _PARTITION_DAYS) for one in prepared})
    work.session.execute(_PARTITIONS, {"slots": slots, "days": float(_PARTITION_DAYS)})
    author_id = bots.ensure(work, BOT)
    seen = [one.sighting for one in prepared]
    stream_ids = streams.ensure(work, sightings.streams_of(seen))
    chosen = _filters(work, seen, stream_ids, scanning)
    counts = sightings.record(work, seen, lambda one: (chosen[one.survey, one.stream],), author_id)
    made = _add_alerts(work, prepared, stream_ids)
    return _counts(len(prepared), made, counts)


def _counts(given: int, made: int, counts: SightingCounts) -> IngestCounts:
    return IngestCounts(
        alerts=made,
        known=given - made,
        objects=counts.objects,
        candidates=counts.candidates,
        points=counts.points,
        thumbnails=counts.thumbnails,
    )


def _add_alerts(work: Work, prepared: Sequence[PreparedAlert], stream_ids: dict[str, int]) -> int:
    rows = [
        {
            "survey": one.sighting.survey,
            "candid": one.candid,
            "jd": one.sighting.jd,
            "obj_id": one.sighting.obj_id,
            "stream_id": stream_ids[one.sighting.stream],
            "properties": one.properties,
            "packet": one.packet,
        }
        for one in sorted(prepared, key=lambda one: (one.sighting.survey, one.candid))
    ]
    return len(work.session.execute(_ADD_ALERTS, {"rows": orjson.dumps(rows).decode()}).all())


def _point(alert: packets.Alert, stream: str, point: packets.Point) -> SeenPoint | None:
    """Turn magnitudes of the survey's own system into µJy; no error and no limit is no point."""

    def ab(mag: float | None) -> float | None:
        return None if mag is None else magnitudes.to_ab(mag, point.magsys, point.band)

    mag = point.mag if point.mag is not None else point.negative_mag
    limit, flux, fluxerr = ab(point.limiting_mag), None, None
    if mag is not None and point.magerr is not None:
        size = magnitudes.flux(magnitudes.to_ab(mag, point.magsys, point.band))
        flux = size if point.mag is not None else -size
        fluxerr = magnitudes.flux_error(point.magerr, size)
    elif limit is not None:
        fluxerr = magnitudes.limit_flux_error(limit)
    if fluxerr is None:
        return None
    return SeenPoint(
        mjd=point.mjd,
        band=point.band,
        flux=flux,
        fluxerr=fluxerr,
        # The limit of a point without a flux follows from its error.
        limiting_mag=None if flux is None else limit,
        ra=point.ra,
        dec=point.dec,
        streams=_streams_of(alert, stream, point),
    )


def _streams_of(alert: packets.Alert, stream: str, point: packets.Point) -> frozenset[str]:
    """Name the streams a point belongs to: its own programme's, and the alert's if not wider."""
    own = packets.stream_of(alert.survey, point.programme)
    if (point.programme or 0) > (alert.programme or 0):
        return frozenset({own})
    return frozenset({own, stream})


def _filters(
    work: Work, seen: Sequence[Sighting], stream_ids: dict[str, int], scanning: Scanning
) -> dict[tuple[str, str], Filter]:
    """Give the group's filter for each survey and stream."""
    group = _group(work, scanning.group)
    streams.give(work, group.id, {stream_ids[one.stream] for one in seen})
    names = {
        (one.survey, one.stream): (
            scanning.filter_name or DEFAULT_FILTER.format(one.survey),
            stream_ids[one.stream],
        )
        for one in seen
    }
    found = filters.ensure(work, group.id, names.values())
    return {key: found[named] for key, named in names.items()}


def _group(work: Work, name: str) -> Group:
    # access: whoever runs the ingest chooses the group by name
    group = work.session.scalars(select(Group).where(Group.name == name)).one_or_none()
    if group is None and name != DEFAULT_GROUP:
        raise NotFound(f"There is no group named {name}.", fields={"group": "unknown"})
    if group is None:
        group = _default_group(work)
    if group.single_user_group:
        raise Invalid(f"{name} is a person's own group.", fields={"group": "holds no streams"})
    return group


def _default_group(work: Work) -> Group:
    """Make the group that scans what comes in, of everybody who administers the platform."""
    group = Group(name=DEFAULT_GROUP, description="Scans the alerts that were taken in.")
    work.add(group)
    work.audit("create", "group", group.id, group_id=group.id, after={"name": group.name})
    admin_roles = [str(role) for role, acls in ROLE_ACLS.items() if Acl.SYSTEM_ADMIN in acls]
    # access: the members of a new group are chosen among all people
    people = work.session.scalars(
        select(User)  # access: as above
        .where(
            User.roles.overlap(admin_roles) | User.acls.contains([Acl.SYSTEM_ADMIN]),
            User.deactivated_at.is_(None),
        )
        .order_by(User.id)
    )
    for user in people.all():
        users.join(work, group, user, admin=True)
    return group
