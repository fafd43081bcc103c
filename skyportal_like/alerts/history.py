"""The detection history of an alert: its own epoch and the earlier ones, as points."""

from collections import Counter

from skyportal_like.alerts import fields
from skyportal_like.alerts.containers import Record
from skyportal_like.alerts.packets import Point
from skyportal_like.alerts.surveys import Survey


def read_history(
    survey: Survey, own: Record, earlier: object
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Give the points by time, each once, and what was left out of them and why.

    `earlier` is whatever the packet holds as history. Some surveys repeat the alert's own epoch
    in it; the alert's own wins.
    """
    left_out: Counter[str] = Counter()
    entries: list[object] = [own]
    if isinstance(earlier, list):
        entries += earlier
    elif earlier is not None:
        left_out["the history is not a list"] += 1
    points: dict[tuple[object, ...], Point] = {}
    for entry in entries:
        try:
            point = _point(survey, entry)
        except fields.LackingField as lack:
            left_out[str(lack)] += 1
        else:
            points.setdefault(_identity(point), point)
    ordered = sorted(points.values(), key=lambda point: (point.mjd, point.band, point.candid or 0))
    return tuple(ordered), tuple(f"{n} epoch(s) left out: {why}" for why, n in left_out.items())


def _identity(point: Point) -> tuple[object, ...]:
    if point.candid is not None:
        return (point.candid,)
    return point.mjd, point.band, point.programme, point.limiting_mag


def _point(survey: Survey, entry: object) -> Point:
    if not isinstance(entry, dict):
        raise fields.LackingField("it is not a record")
    mag = fields.magnitude(entry.get("magpsf"))
    limiting_mag = fields.magnitude(entry.get("diffmaglim"))
    sign = fields.sign(entry) if mag is not None else None
    if mag is not None and sign is None:
        raise fields.LackingField("isdiffpos tells no sign of the subtraction")
    if mag is None and limiting_mag is None:
        raise fields.LackingField("it has neither a magnitude nor a limit")
    ra, dec = fields.position(entry) or (None, None)
    return Point(
        mjd=fields.modified_julian_date(entry),
        band=fields.band(survey, entry),
        mag=mag if sign == 1 else None,
        magerr=fields.error(entry.get("sigmapsf")) if sign else None,
        limiting_mag=limiting_mag,
        ra=ra,
        dec=dec,
        programme=fields.programme(survey, entry),
        candid=fields.integer(entry.get("candid")),
        magsys=survey.magsys,
        negative_mag=mag if sign == -1 else None,
    )
