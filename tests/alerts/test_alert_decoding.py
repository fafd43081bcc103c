"""What an alert packet of each survey decodes to."""

import json
from datetime import datetime, timedelta

import pytest

from skyportal_like.alerts import Alert, Point, UnreadablePacket, read_packets, stream_of
from skyportal_like.errors import Invalid

from .conftest import CANDID, JD, PGIR_CANDIDATE, ZTF_CANDIDATE, MakePacket, write_packet

LIMIT: dict[str, object] = {
    "jd": JD - 3,
    "fid": 2,
    "programid": 2,
    "candid": None,
    "isdiffpos": None,
    "ra": None,
    "dec": None,
    "magpsf": None,
    "sigmapsf": None,
    "diffmaglim": 20.5,
}
DETECTION: dict[str, object] = {
    **LIMIT,
    "jd": JD - 1,
    "candid": CANDID - 1,
    "isdiffpos": "t",
    "ra": 44.9155,
    "dec": 9.3802,
    "magpsf": 18.5,
    "sigmapsf": 0.1,
}


def decode(packet: bytes) -> Alert:
    (alert,) = read_packets(packet, "made.avro")
    return alert


def own_point(alert: Alert) -> Point:
    return next(point for point in alert.points if point.candid == alert.candid)


def test_a_ztf_packet_gives_who_where_and_when(ztf_packet: MakePacket) -> None:
    alert = decode(ztf_packet())
    assert (alert.survey, alert.instrument, alert.magsys) == ("ZTF", "ZTF", "ab")
    assert (alert.obj_id, alert.candid, alert.programme) == ("ZTF23abjjnhj", CANDID, 1)
    assert (alert.ra, alert.dec, alert.jd) == (44.9155781, 9.3801671, JD)
    expected = datetime.fromisoformat("2023-10-12T10:24:45.003")
    assert abs(alert.passed_at - expected) <= timedelta(milliseconds=1)
    assert alert.passed_at.tzinfo is None
    assert alert.warnings == ()


def test_a_candid_beyond_double_precision_keeps_every_digit(ztf_packet: MakePacket) -> None:
    alert = decode(ztf_packet({"candid": 2475433850015015023}))
    assert alert.candid == 2475433850015015023
    assert alert.candid != int(float(alert.candid))


def test_the_alert_itself_is_a_point_of_its_history(ztf_packet: MakePacket) -> None:
    (point,) = decode(ztf_packet()).points
    assert (point.band, point.mag, point.magerr, point.limiting_mag) == (
        "ztfg",
        17.72,
        0.064,
        20.15,
    )
    assert point.mjd == pytest.approx(60229.4338542, abs=1e-7)
    assert (point.magsys, point.negative_mag) == ("ab", None)


def test_a_history_is_ordered_by_time_with_limits_as_limits(ztf_packet: MakePacket) -> None:
    first, second, own = decode(ztf_packet(history=[DETECTION, LIMIT])).points
    assert (first.mag, first.limiting_mag, first.band, first.programme) == (None, 20.5, "ztfr", 2)
    assert (first.candid, first.ra, first.dec) == (None, None, None)
    assert (second.mag, second.candid) == (18.5, CANDID - 1)
    assert own.candid == CANDID


def test_an_epoch_told_twice_is_one_point_and_the_alerts_own_wins(ztf_packet: MakePacket) -> None:
    again = {**DETECTION, "jd": JD, "fid": 1, "candid": CANDID, "magpsf": 17.9}
    alert = decode(ztf_packet(history=[again, DETECTION, DETECTION, LIMIT, LIMIT]))
    assert len(alert.points) == 3
    assert own_point(alert).mag == 17.72


def test_two_detections_in_one_exposure_stay_two(ztf_packet: MakePacket) -> None:
    other = {**DETECTION, "candid": CANDID - 2, "magpsf": 18.6}
    assert len(decode(ztf_packet(history=[DETECTION, other])).points) == 3


@pytest.mark.parametrize("sign", ["f", "0"])
def test_a_negative_subtraction_is_never_a_magnitude(ztf_packet: MakePacket, sign: str) -> None:
    alert = decode(ztf_packet({"isdiffpos": sign}))
    (point,) = alert.points
    assert (point.mag, point.negative_mag, point.magerr) == (None, 17.72, 0.064)
    assert point.limiting_mag == 20.15
    assert alert.scores["isdiffpos"] is False


def test_a_subtraction_of_unknown_sign_is_left_out_and_told(ztf_packet: MakePacket) -> None:
    alert = decode(ztf_packet({"isdiffpos": "maybe"}))
    assert alert.points == ()
    assert alert.warnings == ("1 epoch(s) left out: isdiffpos tells no sign of the subtraction",)
    assert "isdiffpos" not in alert.scores


def test_epochs_that_cannot_be_used_are_counted_by_reason(ztf_packet: MakePacket) -> None:
    history = [
        {**LIMIT, "diffmaglim": float("nan")},
        {**LIMIT, "diffmaglim": -999.0},
        {**LIMIT, "programid": 9},
        {**LIMIT, "fid": 7},
        {**LIMIT, "jd": float("inf")},
        LIMIT,
    ]
    alert = decode(ztf_packet(history=history))
    assert len(alert.points) == 2
    assert alert.warnings == (
        "2 epoch(s) left out: it has neither a magnitude nor a limit",
        "1 epoch(s) left out: programid 9 is no programme of ZTF",
        "1 epoch(s) left out: fid 7 is no filter of ZTF",
        "1 epoch(s) left out: jd is no Julian date of the years 1900 to 2100",
    )


def test_a_magnitude_that_is_no_number_leaves_the_limit(ztf_packet: MakePacket) -> None:
    (point,) = decode(ztf_packet({"magpsf": float("nan")})).points
    assert (point.mag, point.magerr, point.limiting_mag) == (None, None, 20.15)


def test_scores_hold_what_is_known_and_drop_absent_values(ztf_packet: MakePacket) -> None:
    scores = decode(ztf_packet({"rb": float("nan")})).scores
    assert scores["drb"] == 0.9999
    assert scores["sgscore1"] == 0.02
    assert scores["isdiffpos"] is True
    assert not scores.keys() & {"rb", "ssdistnr", "ssnamenr"}


def test_scores_and_properties_hold_each_field_of_the_candidate_once(
    ztf_packet: MakePacket,
) -> None:
    alert = decode(ztf_packet({"rb": float("nan"), "ssnamenr": "a\x00b"}))
    assert alert.scores.keys() | alert.properties.keys() == ZTF_CANDIDATE.keys()
    assert not alert.scores.keys() & alert.properties.keys()
    assert alert.properties["rb"] is None
    assert alert.properties["objectidps1"] == 119250449211943165
    assert alert.scores["ssnamenr"] == "ab"
    json.dumps([alert.scores, alert.properties], allow_nan=False)


def test_a_gattini_packet_has_j_band_vega_magnitudes_and_no_programme(
    pgir_packet: MakePacket,
) -> None:
    alert = decode(pgir_packet())
    assert (alert.survey, alert.instrument, alert.obj_id) == ("PGIR", "PGIR", "PGIR20afehsg")
    assert (alert.programme, alert.magsys) == (None, "vega")
    (point,) = alert.points
    assert (point.band, point.magsys, point.mag) == ("2massj", "vega", 11.601)


def test_gattini_has_its_own_absent_values_but_keeps_counts(pgir_packet: MakePacket) -> None:
    scores = decode(pgir_packet()).scores
    assert scores["tmmag1"] == 16.97
    assert scores["ndethist"] == 60
    assert not scores.keys() & {"tmmag2", "distnearbrstar", "ssnamenr"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ra": 400.0}, "ra and dec are not a position on the sky"),
        ({"dec": -90.5}, "ra and dec are not a position on the sky"),
        ({"ra": float("nan")}, "ra and dec are not a position on the sky"),
        ({"jd": float("nan")}, "jd is no Julian date of the years 1900 to 2100"),
        ({"fid": 4}, "fid 4 is no filter of ZTF"),
        ({"programid": 0}, "programid 0 is no programme of ZTF"),
        ({"programid": None}, "programid None is no programme of ZTF"),
        ({"candid": None}, "candid is no number"),
    ],
)
def test_an_alert_that_cannot_be_placed_is_refused_by_its_name(
    ztf_packet: MakePacket, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(UnreadablePacket) as refusal:
        decode(ztf_packet(changes))
    assert (refusal.value.name, refusal.value.reason) == ("made.avro", reason)
    assert str(refusal.value) == f"made.avro: {reason}"


@pytest.mark.parametrize("obj_id", ["ZTF/../x", "PGIR20afehsg", "", None, "ZTF" + "a" * 99])
def test_a_name_of_another_survey_or_shape_is_refused(
    ztf_packet: MakePacket, obj_id: str | None
) -> None:
    with pytest.raises(UnreadablePacket, match="objectId is no name of an object of ZTF"):
        decode(ztf_packet(objectId=obj_id))


def test_a_packet_of_an_unknown_survey_names_the_fields_it_lacks() -> None:
    candidate = {name: value for name, value in ZTF_CANDIDATE.items() if name != "fid"}
    packet = write_packet(candidate, {"objectId": "LSST1", "candid": 1}, None)
    with pytest.raises(UnreadablePacket) as refusal:
        decode(packet)
    assert refusal.value.reason == (
        "of no known survey: for ZTF without fid; for PGIR without stackquadid, subid"
    )


def test_a_packet_without_any_history_field_still_decodes() -> None:
    packet = write_packet(PGIR_CANDIDATE, {"objectId": "PGIR1", "candid": 1}, None)
    alert = decode(packet)
    assert len(alert.points) == 1
    assert alert.cutouts == ()
    assert len(alert.warnings) == 3


def test_one_container_may_hold_several_alerts() -> None:
    packet = write_packet(PGIR_CANDIDATE, {"objectId": "PGIR1", "candid": 1}, None, times=3)
    assert [alert.candid for alert in read_packets(packet, "night.avro")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("survey", "programme", "stream"),
    [
        ("ZTF", 1, "ZTF Public"),
        ("ZTF", 2, "ZTF Public+Partnership"),
        ("ZTF", 3, "ZTF Public+Partnership+Caltech"),
        ("PGIR", None, "PGIR"),
    ],
)
def test_a_programme_decides_the_stream(survey: str, programme: int | None, stream: str) -> None:
    assert stream_of(survey, programme) == stream


@pytest.mark.parametrize(("survey", "programme"), [("ZTF", None), ("ZTF", 0), ("LSST", None)])
def test_an_unknown_programme_has_no_stream(survey: str, programme: int | None) -> None:
    with pytest.raises(Invalid):
        stream_of(survey, programme)
