"""All real alert packets that lie beside the project go in, once."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from skyportal_like import alerts as packets
from skyportal_like.services.alerts import IngestCounts
from skyportal_like.storage import Storage
from skyportal_like.work import Units
from tests.services.packets import prepared, take_in
from tests.services.tables import picture, rows

DATA = Path(__file__).parents[3] / "shared" / "data"
FOLDERS = {"ztf_alerts": 24, "palomar_gattini_alerts": 17}


def packets_in(folder: str) -> list[bytes]:
    place = DATA / folder
    if not place.is_dir():
        pytest.skip(f"real data is not beside the project: {place}")
    files = [file.read_bytes() for file in sorted(place.glob("*.avro"))]
    assert len(files) == FOLDERS[folder]
    return files


def distinct_points(files: list[bytes]) -> int:
    """Count epochs by what tells them apart: object, time, brightness or limit."""
    return len(
        {
            (alert.obj_id, point.mjd, point.mag, point.negative_mag, point.magerr)
            if point.magerr is not None
            else (alert.obj_id, point.mjd, point.limiting_mag)
            for data in files
            for alert in packets.read_packets(data, "real")
            for point in alert.points
        }
    )


def test_all_real_packets_go_in_once(units: Units, storage: Storage, engine: Engine) -> None:
    files = [data for folder in FOLDERS for data in packets_in(folder)]
    taken = prepared(storage, *files)
    counts = take_in(units, taken)
    assert counts == IngestCounts(
        alerts=41,
        known=0,
        objects=38,
        candidates=41,
        points=distinct_points(files),
        thumbnails=114,
    )
    before = picture(engine)
    assert take_in(units, taken) == IngestCounts(known=41)
    assert picture(engine) == before


def test_real_packets_fall_under_their_surveys_streams(
    units: Units, storage: Storage, engine: Engine
) -> None:
    files = [data for folder in FOLDERS for data in packets_in(folder)]
    take_in(units, prepared(storage, *files))
    assert rows(
        engine,
        "select f.name, s.name, count(*) from candidates c join filters f on f.id = c.filter_id"
        " join streams s on s.id = f.stream_id group by 1, 2 order by 1",
    ) == [("PGIR alerts", "PGIR", 17), ("ZTF alerts", "ZTF Public", 24)]
    assert rows(
        engine,
        "select i.name, count(*) filter (where flux < 0), count(distinct p.filter)"
        " from photometry p join instruments i on i.id = p.instrument_id group by 1 order by 1",
    ) == [("PGIR", 0, 1), ("ZTF", 37, 2)]
