"""Alert records of any known survey to alerts."""

import re
from collections.abc import Iterator

from skyportal_like.alerts import fields
from skyportal_like.alerts.containers import Record, read_records
from skyportal_like.alerts.cutouts import BrokenCutout, read_cutout
from skyportal_like.alerts.history import read_history
from skyportal_like.alerts.packets import (
    Alert,
    Cutout,
    CutoutRole,
    Scalar,
    UnreadablePacket,
)
from skyportal_like.alerts.surveys import SURVEYS, Survey

CUTOUTS: tuple[tuple[CutoutRole, str], ...] = (
    ("new", "cutoutScience"),
    ("ref", "cutoutTemplate"),
    ("sub", "cutoutDifference"),
)
ABSENT_TEXTS = frozenset({"", "null", "none"})


def read_packets(data: bytes, name: str) -> Iterator[Alert]:
    """Decode the alerts of one Avro file; UnreadablePacket names the file and what is wrong.

    Alerts before an unreadable one are given. What can be left out (a broken cutout, an epoch
    of the history) is left out and told in the alert's warnings.
    """
    for record in read_records(data, name):
        survey, candidate = _recognised(record, name)
        try:
            yield _alert(survey, record, candidate)
        except fields.LackingField as lack:
            raise UnreadablePacket(name, str(lack)) from lack


def _recognised(record: Record, name: str) -> tuple[Survey, Record]:
    candidate = record.get("candidate")
    if not isinstance(candidate, dict):
        raise UnreadablePacket(name, "of no known survey: the field candidate is missing")
    lacks = {survey.name: sorted(survey.needs - candidate.keys()) for survey in SURVEYS}
    for survey in SURVEYS:
        if not lacks[survey.name]:
            return survey, candidate
    missing = "; ".join(f"for {survey} without {', '.join(lack)}" for survey, lack in lacks.items())
    raise UnreadablePacket(name, f"of no known survey: {missing}")


def _alert(survey: Survey, record: Record, candidate: Record) -> Alert:
    candid = fields.integer(record.get("candid"))
    if candid is None:
        raise fields.LackingField("candid is no number")
    position = fields.position(candidate)
    if position is None:
        raise fields.LackingField("ra and dec are not a position on the sky")
    mjd = fields.modified_julian_date(candidate)
    fields.band(survey, candidate)
    own = {**candidate, "candid": candid}
    points, left_out = read_history(survey, own, record.get("prv_candidates"))
    cutouts, broken = _cutouts(survey, record)
    scores = _scores(survey, candidate)
    return Alert(
        survey=survey.name,
        instrument=survey.instrument,
        obj_id=_obj_id(survey, record),
        candid=candid,
        jd=fields.julian_date(candidate),
        passed_at=fields.time_of(mjd),
        programme=fields.programme(survey, candidate),
        ra=position[0],
        dec=position[1],
        magsys=survey.magsys,
        points=points,
        cutouts=cutouts,
        scores=scores,
        properties=_properties(candidate, scores),
        warnings=left_out + broken,
    )


def _obj_id(survey: Survey, record: Record) -> str:
    obj_id = record.get("objectId")
    # The name becomes a part of addresses, and its prefix tells a foreign survey that happens
    # to have the same fields.
    if isinstance(obj_id, str) and re.fullmatch(rf"{survey.name}[A-Za-z0-9_-]{{1,60}}", obj_id):
        return obj_id
    raise fields.LackingField(f"objectId is no name of an object of {survey.name}")


def _cutouts(survey: Survey, record: Record) -> tuple[tuple[Cutout, ...], tuple[str, ...]]:
    cutouts, broken = [], []
    for role, field in CUTOUTS:
        try:
            pixels = survey.north_up(read_cutout(_stamp(record.get(field))))
        except BrokenCutout as problem:
            broken.append(f"cutout {role} left out: {problem}")
        else:
            cutouts.append(Cutout(role, pixels))
    return tuple(cutouts), tuple(broken)


def _stamp(cutout: object) -> bytes:
    stamp = cutout.get("stampData") if isinstance(cutout, dict) else cutout
    if isinstance(stamp, bytes):
        return stamp
    raise BrokenCutout("there is none")


def _scores(survey: Survey, candidate: Record) -> dict[str, Scalar]:
    scores: dict[str, Scalar] = {}
    for field in survey.score_fields:
        value = _scalar(candidate.get(field))
        if isinstance(value, str) and value.lower() in ABSENT_TEXTS:
            continue
        if value is None or (isinstance(value, float) and value in survey.absent):
            continue
        scores[field] = value
    sign = fields.sign(candidate)
    if sign is not None:
        scores["isdiffpos"] = sign == 1
    return scores


def _properties(candidate: Record, scores: dict[str, Scalar]) -> dict[str, Scalar | None]:
    return {
        field: _scalar(value)
        for field, value in candidate.items()
        if field not in scores and (value is None or isinstance(value, Scalar))
    }


def _scalar(value: object) -> Scalar | None:
    """Give a scalar that JSON and a database can hold, None for anything else."""
    if isinstance(value, float):
        return fields.number(value)
    if isinstance(value, str):
        return value.replace("\x00", "")
    return value if isinstance(value, int) else None
