"""Datasets through the API: made, previewed, frozen by the queue, served, hidden."""

import json

from tornado.ioloop import IOLoop

from skyportal_like.app import Process
from tests.services.labelling import labelled
from tests.world import Person, Reply, World


def make(world: World, person: Person, **more: object) -> Reply:
    return world.post(person, "/api/datasets", {"name": "Golden", "group_id": world.group} | more)


def recipe(world: World, **more: object) -> dict[str, object]:
    return {"recipe": {"label": {"taxonomy_id": world.taxonomy}} | more}


def do_jobs(process: Process, io_loop: IOLoop) -> None:
    """Do what waits in the queue, as a worker does."""

    async def work() -> None:
        async with process.queue.open_async():
            await process.queue.run_worker_async(
                queues=["cpu"], wait=False, install_signal_handlers=False
            )

    io_loop.run_sync(work, 60)


def test_a_dataset_is_made_previewed_and_frozen(
    world: World, process: Process, io_loop: IOLoop
) -> None:
    labelled(world, 30)
    path = f"/api/datasets/{make(world, world.member).data['id']}"
    seen = world.post(world.viewer, f"{path}/preview", recipe(world)).data
    assert seen["n_rows"] == 30
    assert seen["classes"] == {"AGN": 10, "Ia": 10, "RR Lyrae": 10}
    assert sum(seen["splits"]["test"].values()) == 3
    assert (seen["refusals"], seen["conflicts"]) == ([], 0)
    assert seen["first_rows"][0]["label"] == "Ia"
    assert world.get(world.viewer, path).data["versions"] == []

    asked = world.post(world.member, f"{path}/versions", recipe(world))
    assert (asked.status, asked.body["data"]) == (202, {"version": 1, "status": "draft"})
    assert world.get(world.viewer, f"{path}/versions/1").data["status"] == "draft"
    assert world.get(world.viewer, f"{path}/versions/1/manifest").status == 404

    do_jobs(process, io_loop)
    frozen = world.get(world.viewer, f"{path}/versions/1").data
    assert (frozen["status"], frozen["n_rows"]) == ("frozen", 30)
    listed = world.get(world.viewer, "/api/datasets").data["datasets"]
    assert [one["versions"][0]["content_id"] for one in listed] == [frozen["content_id"]]

    again = world.post(world.member, f"{path}/versions", recipe(world))
    assert (again.status, again.body["data"]) == (200, {"version": 1, "status": "frozen"})


def test_the_files_of_a_version_are_served_by_their_hashes(
    world: World, process: Process, io_loop: IOLoop
) -> None:
    labelled(world, 30)
    path = f"/api/datasets/{make(world, world.member).data['id']}"
    world.post(world.member, f"{path}/versions", recipe(world))
    do_jobs(process, io_loop)
    frozen = world.get(world.viewer, f"{path}/versions/1").data
    got = world.get(world.viewer, f"{path}/versions/1/manifest")
    assert got.headers["Etag"] == f'"{frozen["bundle_id"]}"'
    assert "immutable" in got.headers["Cache-Control"]
    manifest = json.loads(got.raw)
    assert manifest["content_id"] == frozen["content_id"]
    for one in manifest["files"]:
        served = world.get(world.viewer, f"{path}/versions/1/files/{one['path']}")
        assert (served.status, len(served.raw)) == (200, one["size"])
        assert served.headers["Etag"] == f'"{one["sha256"]}"'
    for absent in ("data/train/part-00009.parquet", "../../secrets", "%2e%2e/manifest.json"):
        assert world.get(world.viewer, f"{path}/versions/1/files/{absent}").code == "not_found"


def test_an_outsider_cannot_tell_that_a_dataset_exists(world: World) -> None:
    made = make(world, world.member).data["id"]
    for tail in ("", "/versions/1", "/versions/1/manifest", "/versions/1/files/README.md"):
        hidden = world.get(world.outsider, f"/api/datasets/{made}{tail}")
        absent = world.get(world.outsider, f"/api/datasets/999{tail}")
        assert hidden.without(f"ID: {made}.") == absent.without("ID: 999.")
    for tail in ("/preview", "/versions"):
        hidden = world.post(world.outsider, f"/api/datasets/{made}{tail}", recipe(world))
        absent = world.post(world.outsider, f"/api/datasets/999{tail}", recipe(world))
        assert hidden.without(f"ID: {made}.") == absent.without("ID: 999.")
    assert world.get(world.outsider, "/api/datasets").data == {"datasets": []}
    assert make(world, world.outsider).code == "forbidden"


def test_a_viewer_reads_and_previews_but_does_not_freeze(world: World) -> None:
    made = make(world, world.member).data["id"]
    assert world.get(world.viewer, f"/api/datasets/{made}").status == 200
    assert make(world, world.viewer, name="Mine").status == 401
    asked = world.post(world.viewer, f"/api/datasets/{made}/versions", recipe(world))
    assert asked.status == 401


def test_a_dataset_is_described_anew(world: World) -> None:
    made = make(world, world.member).data["id"]
    path = f"/api/datasets/{made}"
    changed = world.ask("PATCH", world.colleague, path, {"description": "Looked at by eye."})
    assert changed.data["description"] == "Looked at by eye."
    refused = world.ask("PATCH", world.colleague, path, {"slug": "other"})
    assert refused.body["data"]["fields"] == {"slug": "Extra inputs are not permitted"}
    assert make(world, world.member).body["data"]["fields"] == {"slug": "already exists"}


def test_a_recipe_that_cannot_be_frozen_is_refused_at_once(world: World) -> None:
    path = f"/api/datasets/{make(world, world.member).data['id']}"
    for body, field in (
        (recipe(world, features={"spectra": True}), "recipe.features.spectra"),
        (recipe(world, split={"fractions": {"train": 0.5}}), ""),
        (recipe(world, label={"taxonomy_id": 999}), "label.taxonomy_id"),
        (recipe(world, label={"taxonomy_id": world.taxonomy, "classes": ["X"]}), "label.classes"),
        ({}, "recipe"),
    ):
        for tail in ("preview", "versions"):
            refused = world.post(world.member, f"{path}/{tail}", body)
            assert refused.status == 400
            assert not field or field in refused.body["data"]["fields"]
    assert world.get(world.member, path).data["versions"] == []


def test_a_preview_says_what_would_be_refused(world: World) -> None:
    labelled(world, 3)
    path = f"/api/datasets/{make(world, world.member).data['id']}"
    seen = world.post(world.member, f"{path}/preview", recipe(world)).data
    assert len(seen["refusals"]) == 3
    assert "Class 'AGN' has no row in" in seen["refusals"][0]
    assert seen["audit"]["refusals"][0]["code"] == "empty_class_in_split"
    nothing = world.post(
        world.member,
        f"{path}/preview",
        recipe(world, objects={"saved_after": "2100-01-01T00:00:00"}),
    ).data
    assert (nothing["n_rows"], nothing["first_rows"]) == (0, [])
    assert len(nothing["refusals"]) == 1
