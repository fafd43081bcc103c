"""Images over HTTP: to those who see the object, one by one and packed."""

import json
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import Engine

from skyportal_like.services import thumbnails
from skyportal_like.services.alerts import Scanning
from skyportal_like.storage import Storage
from skyportal_like.work import Work
from tests.alerts.conftest import JD
from tests.services.packets import prepared, take_in, ztf
from tests.services.tables import rows
from tests.world import World

OBJ, OTHER = "ZTF26abc", "ZTF26def"


@pytest.fixture(autouse=True)
def ingested(world: World, storage: Storage) -> None:
    take_in(world.units, prepared(storage, ztf(OBJ)), Scanning("Ours"))
    take_in(world.units, prepared(storage, ztf(OTHER, candid=1, programid=2)), Scanning("Theirs"))


def images_of(world: World, obj_id: str) -> dict[str, str]:
    def act(work: Work) -> dict[str, str]:
        found = thumbnails.of_objects(work, [obj_id])[obj_id]
        return {one["type"]: one["public_url"] for one in found}

    return dict(world.run(world.admin, act))


def unpack(pack: bytes) -> list[tuple[dict[str, object], bytes]]:
    assert pack[:4] == b"CUT1"
    length = int.from_bytes(pack[4:8], "little")
    start = 8 + length
    assert start % 8 == 0
    items = json.loads(pack[8:start])["items"]
    return [
        (one, pack[start + one["offset"] : start + one["offset"] + one["length"]]) for one in items
    ]


def test_an_image_is_served_for_good_to_those_who_see_its_object(world: World) -> None:
    address = images_of(world, OBJ)["new"]
    served = world.get(world.member, address)
    assert served.status == 200
    assert served.headers["Content-Type"] == "image/png"
    assert served.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    with Image.open(BytesIO(served.raw)) as image:
        assert (image.format, image.size) == ("PNG", (63, 63))


def test_a_hidden_image_answers_as_one_that_is_not_there(world: World) -> None:
    address = images_of(world, OBJ)["new"]
    hidden = world.get(world.outsider, address)
    absent = world.get(world.outsider, "/api/thumbnail/999999/0123456789abcdef.png")
    wrong = world.get(world.member, f"{address.rpartition('/')[0]}/0123456789abcdef.png")
    assert hidden.status == 404
    assert hidden.without() == absent.without() == wrong.without()


def test_a_pack_holds_the_pixels_of_the_pngs(world: World) -> None:
    packed = world.get(world.member, "/api/cutouts/pack", ids=f"{OBJ},nothing")
    assert packed.headers["Content-Type"] == "application/octet-stream"
    parts = unpack(packed.raw)
    assert [(one["id"], one["role"]) for one, _ in parts] == [
        (OBJ, role) for role in ("new", "ref", "sub")
    ]
    for item, pixels in parts:
        png = world.get(world.member, images_of(world, OBJ)[str(item["role"])]).raw
        with Image.open(BytesIO(png)) as image:
            assert (item["width"], item["height"]) == image.size
            assert item["dtype"] == "u1"
            assert pixels == image.convert("L").tobytes()


def test_objects_that_one_may_not_see_are_not_in_the_pack(world: World) -> None:
    def ids(person: str) -> set[object]:
        reply = world.get(world.people[person], "/api/cutouts/pack", ids=f"{OBJ},{OTHER}")
        return {one["id"] for one, _ in unpack(reply.raw)}

    assert ids("member") == {OBJ}
    assert ids("outsider") == {OTHER}
    assert ids("admin") == {OBJ, OTHER}


def test_an_image_that_is_no_longer_stored_is_left_out(
    world: World, storage: Storage, engine: Engine
) -> None:
    ((digest,),) = rows(
        engine, f"select blob from thumbnails where obj_id = '{OBJ}' and role = 'new'"
    )
    storage.remove(str(digest), -1.0)
    assert unpack(world.get(world.member, "/api/cutouts/pack", ids=OBJ).raw) == []


def test_more_than_a_hundred_objects_are_refused_by_name(world: World) -> None:
    refused = world.get(world.member, "/api/cutouts/pack", ids=",".join(map(str, range(101))))
    assert refused.status == 400
    assert "ids" in refused.body["data"]["fields"]


def test_a_newer_image_takes_the_place_and_the_address_of_the_older(
    world: World, storage: Storage, engine: Engine
) -> None:
    before = images_of(world, OBJ)["new"]
    newer = thumbnails.NewThumbnail(OBJ, "new", storage.put(b"newer"), taken_jd=JD + 1)
    older = thumbnails.NewThumbnail(OBJ, "new", storage.put(b"older"), taken_jd=JD - 1)
    assert world.run(world.admin, lambda work: thumbnails.attach(work, [older])) == 0
    assert images_of(world, OBJ)["new"] == before
    assert world.run(world.admin, lambda work: thumbnails.attach(work, [newer, older])) == 1
    assert world.get(world.member, before).status == 404
    assert world.get(world.member, images_of(world, OBJ)["new"]).raw == b"newer"
    told = rows(
        engine,
        "select any_filters from events where type = 'thumbnail.added' order by id desc limit 1",
    )
    assert told == rows(engine, f"select filter_ids from objs where id = '{OBJ}'")
