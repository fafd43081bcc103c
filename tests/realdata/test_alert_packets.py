"""Every real alert packet that lies beside the project decodes completely."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from skyportal_like.alerts import Alert, read_packets, render_png, stream_of

DATA = Path(__file__).parents[3] / "shared" / "data"


def packets_in(folder: str) -> list[Alert]:
    place = DATA / folder
    if not place.is_dir():
        pytest.skip(f"real data is not beside the project: {place}")
    files = sorted(place.glob("*.avro"))
    alerts = [alert for file in files for alert in read_packets(file.read_bytes(), file.name)]
    assert [alert.candid for alert in alerts] == [int(file.stem) for file in files]
    return alerts


@pytest.fixture(scope="module")
def ztf() -> list[Alert]:
    return packets_in("ztf_alerts")


@pytest.fixture(scope="module")
def gattini() -> list[Alert]:
    return packets_in("palomar_gattini_alerts")


def test_all_ztf_packets_decode_without_a_warning(ztf: list[Alert]) -> None:
    assert len(ztf) == 24
    assert {alert.warnings for alert in ztf} == {()}
    assert {stream_of(alert.survey, alert.programme) for alert in ztf} == {"ZTF Public"}
    assert len({alert.obj_id for alert in ztf}) == 23


def test_all_gattini_packets_decode_without_a_warning(gattini: list[Alert]) -> None:
    assert len(gattini) == 17
    assert {alert.warnings for alert in gattini} == {()}
    assert {stream_of(alert.survey, alert.programme) for alert in gattini} == {"PGIR"}
    assert len({alert.obj_id for alert in gattini}) == 15


def test_every_epoch_of_the_real_histories_is_a_point(
    ztf: list[Alert], gattini: list[Alert]
) -> None:
    def kinds(alerts: list[Alert]) -> tuple[int, int, int]:
        points = [point for alert in alerts for point in alert.points]
        positive = sum(point.mag is not None for point in points)
        negative = sum(point.negative_mag is not None for point in points)
        return positive, negative, len(points) - positive - negative

    # ZTF: 244 earlier detections, 34 of them negative, 605 limits and 24 own epochs, 3 negative.
    assert kinds(ztf) == (231, 37, 605)
    # Gattini: 414 earlier detections of which 8 repeat the alert's own epoch, 656 limits, 17 own.
    assert kinds(gattini) == (423, 0, 656)


def test_real_points_are_in_order_and_in_the_surveys_bands(
    ztf: list[Alert], gattini: list[Alert]
) -> None:
    for alerts, bands, system in ((ztf, {"ztfg", "ztfr"}, "ab"), (gattini, {"2massj"}, "vega")):
        for alert in alerts:
            dates = [point.mjd for point in alert.points]
            assert dates == sorted(dates)
            assert {point.band for point in alert.points} <= bands
            assert {point.magsys for point in alert.points} == {system}
            assert sum(point.candid == alert.candid for point in alert.points) == 1


def test_real_cutouts_are_complete_and_drawn(ztf: list[Alert], gattini: list[Alert]) -> None:
    for alerts, side in ((ztf, 63), (gattini, 61)):
        for alert in alerts:
            assert [cutout.role for cutout in alert.cutouts] == ["new", "ref", "sub"]
            for cutout in alert.cutouts:
                assert cutout.pixels.shape == (side, side)
                with Image.open(io.BytesIO(render_png(cutout.pixels))) as image:
                    assert image.size == (side, side)
                    assert image.getextrema() == (0, 255)


def test_real_scores_are_what_a_scanner_needs(ztf: list[Alert], gattini: list[Alert]) -> None:
    for alert in ztf:
        assert {"drb", "rb", "magpsf", "fwhm", "classtar", "ndethist"} <= alert.scores.keys()
    for alert in gattini:
        assert {"drb", "magpsf", "fwhm", "isstar", "tmmag1", "ndethist"} <= alert.scores.keys()
    for alert in ztf + gattini:
        assert -999.0 not in alert.scores.values()
        json.dumps([alert.scores, alert.properties], allow_nan=False)


def test_a_known_asteroid_is_told_by_its_name(ztf: list[Alert]) -> None:
    (asteroid,) = [alert for alert in ztf if alert.obj_id == "ZTF23abjjnhj"]
    assert asteroid.scores["ssnamenr"] == "14875"
    assert asteroid.scores["ssdistnr"] == 0.0
