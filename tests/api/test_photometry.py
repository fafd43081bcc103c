"""Light curves over HTTP: only what the caller may read, in the forms that clients know."""

import pytest

from skyportal_like.services.alerts import Scanning
from skyportal_like.storage import Storage
from tests.alerts.conftest import JD
from tests.services.packets import epoch, prepared, take_in, ztf
from tests.world import World

OBJ = "ZTF26abc"
POINT_KEYS = {
    *("obj_id", "ra", "dec", "filter", "mjd", "snr", "instrument_id", "instrument_name"),
    *("origin", "id", "altdata", "created_at", "groups", "annotations", "magsys"),
}


@pytest.fixture(autouse=True)
def ingested(world: World, storage: Storage) -> None:
    limit = epoch(
        jd=JD - 2, candid=None, magpsf=None, sigmapsf=None, isdiffpos=None, diffmaglim=20.3
    )
    closed = epoch(jd=JD - 1, candid=7, programid=2)
    alert = ztf(OBJ, [limit, closed], magpsf=19.2, sigmapsf=0.1)
    take_in(world.units, prepared(storage, alert), Scanning("Ours"))


def test_points_come_in_magnitudes_with_the_limit_where_nothing_was_seen(world: World) -> None:
    limit, seen = world.get(world.member, f"/api/sources/{OBJ}/photometry").data
    assert set(limit) == set(seen) == POINT_KEYS | {"mag", "magerr", "limiting_mag"}
    assert (limit["mag"], limit["magerr"], limit["limiting_mag"]) == (None, None, 20.3)
    assert (seen["mag"], seen["magerr"], seen["limiting_mag"]) == (19.2, 0.1, 20.15)
    assert (limit["snr"], seen["snr"]) == (None, pytest.approx(10.857, abs=1e-3))
    assert (seen["instrument_name"], seen["filter"], seen["magsys"]) == ("ZTF", "ztfg", "ab")


def test_points_come_in_fluxes_too(world: World) -> None:
    path = f"/api/sources/{OBJ}/photometry"
    seen = world.get(world.member, path, format="flux").data[1]
    assert set(seen) == POINT_KEYS | {"flux", "fluxerr", "zp"}
    assert (seen["flux"], seen["zp"]) == (pytest.approx(10 ** (0.4 * (23.9 - 19.2))), 23.9)
    both = world.get(world.member, path, format="both").data[1]
    assert set(both) == POINT_KEYS | {"flux", "fluxerr", "zp", "mag", "magerr", "limiting_mag"}


def test_a_point_of_a_stream_that_one_does_not_hold_is_not_there(world: World) -> None:
    assert len(world.get(world.member, f"/api/sources/{OBJ}/photometry").data) == 2
    assert len(world.get(world.admin, f"/api/sources/{OBJ}/photometry").data) == 3
    curve = world.get(world.member, "/api/light_curves", ids=OBJ).data["light_curves"][OBJ]
    assert len(curve["mjd"]) == 2


def test_hidden_and_absent_objects_answer_alike(world: World) -> None:
    hidden = world.get(world.outsider, f"/api/sources/{OBJ}/photometry")
    absent = world.get(world.outsider, "/api/sources/nothing/photometry")
    assert hidden.status == 403
    assert hidden.without(OBJ) == absent.without("nothing")
    assert hidden.message.startswith("Insufficient permissions for User ")
    assert hidden.message.endswith(f" to read Obj {OBJ}")


def test_light_curves_come_in_columns_by_time(world: World) -> None:
    answer = world.get(world.member, "/api/light_curves", ids=f"{OBJ},nothing,{world.hidden}")
    curve = answer.data["light_curves"].pop(OBJ)
    assert answer.data == {"light_curves": {}, "bands": ["ztfg"]}
    assert curve["mjd"] == sorted(curve["mjd"])
    assert curve["mag"] == [None, 19.2]
    assert curve["magerr"] == [None, 0.1]
    assert curve["limiting_mag"] == [20.3, 20.15]
    assert curve["band"] == [0, 0]


@pytest.mark.parametrize("query", [{}, {"ids": ""}, {"ids": ",".join(map(str, range(201)))}])
def test_no_ids_and_too_many_are_refused_by_name(world: World, query: dict[str, str]) -> None:
    refused = world.get(world.member, "/api/light_curves", **query)
    assert refused.status == 400
    assert "ids" in refused.body["data"]["fields"]


@pytest.mark.parametrize("query", [{"format": "jansky"}, {"magsys": "stmag"}])
def test_an_unknown_form_is_refused_by_name(world: World, query: dict[str, str]) -> None:
    refused = world.get(world.member, f"/api/sources/{OBJ}/photometry", **query)
    assert refused.status == 400
    assert set(refused.body["data"]["fields"]) == set(query)
