"""Groups that end, through the API: deleted with what is their own, or archived."""

from sqlalchemy import text

from skyportal_like.app import Process
from skyportal_like.jobs import groups as jobs
from skyportal_like.jobs.tools import Tools
from skyportal_like.storage import Storage
from skyportal_like.work import Work
from tests.api.test_groups import field_of, made
from tests.services.tables import rows
from tests.world import World


def test_deleting_is_for_admins_and_takes_all_that_is_the_groups_own(world: World) -> None:
    path = f"/api/groups/{world.group}"
    assert world.delete(world.viewer, path).status == 401
    absent = world.delete(world.member, "/api/groups/999")
    assert (absent.status, absent.message) == (400, "Cannot find Group with id 999")
    refused = world.delete(world.member, path)
    assert (refused.status, refused.code) == (403, "forbidden")
    body = {"group_id": world.group, "name": "d", "slug": "d"}
    assert world.post(world.group_admin, "/api/datasets", body).status == 200
    assert world.delete(world.group_admin, path).data == {}
    assert world.get(world.group_admin, path).message == f"Cannot find Group with id {world.group}"
    assert world.get(world.admin, "/api/filters").data[0]["id"] == world.other_filter
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200, "who posted it"
    assert world.get(world.colleague, f"/api/sources/{world.obj}").status == 404
    assert world.get(world.colleague, f"/api/candidates/{world.candidate}").status == 400
    assert world.get(world.colleague, "/api/groups").status == 200


def test_what_was_shared_with_a_deleted_group_forgets_it(
    world: World, process: Process, storage: Storage
) -> None:
    gone = world.group
    shared = {"group_ids": [gone, world.sitewide]}
    world.post(world.member, f"/api/sources/{world.obj}/comments", {"text": "x"} | shared)
    noted = {"origin": "o", "data": {"x": 1}} | shared
    world.post(world.member, f"/api/sources/{world.obj}/annotations", noted)
    label = {"obj_id": world.obj, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    assert world.post(world.member, "/api/classification", label | shared).status == 200
    world.post(world.group_admin, "/api/teams", {"name": "T", "group_ids": [gone]})
    world.run(world.admin, lambda work: _add_points(work, world, gone))
    assert world.get(world.colleague, "/api/sources/ZTF26held").status == 200
    world.delete(world.group_admin, f"/api/groups/{gone}")

    queued = rows(
        world.units.engine,
        "select task_name, args->>'group_id' from procrastinate_jobs where task_name <> 'sweep'",
    )
    assert queued == [("groups.forget", str(gone))]
    jobs.forget(Tools(process.platform.settings, world.units, storage), gone)
    for table in ("annotations", "comments", "photometry", "taxonomies", "teams", "objs"):
        left = f"select count(*) from {table} where group_ids @> array[{gone}]"
        assert rows(world.units.engine, left) == [(0,)], table
    assert world.get(world.colleague, "/api/sources/ZTF26held").status == 404
    kept = "select version, group_ids from classifications"
    assert rows(world.units.engine, kept) == [(1, sorted([gone, world.sitewide]))]
    shown = world.get(world.admin, f"/api/sources/{world.obj}/comments").data
    assert [[one["id"] for one in comment["groups"]] for comment in shown] == [[world.sitewide]]


def _add_points(work: Work, world: World, group_id: int) -> None:
    """Let an object be held by points of the group alone."""
    work.session.execute(text("insert into objs (id, ra, dec) values ('ZTF26held', 1, 1)"))
    telescope = work.session.scalar(
        text("insert into telescopes (name, nickname, diameter) values ('t', 't', 1) returning id")
    )
    instrument = work.session.scalar(
        text(
            "insert into instruments (name, type, telescope_id, filters)"
            " values ('i', 'imager', :t, '{}')"
            " returning id"
        ),
        {"t": telescope},
    )
    work.session.execute(
        text(
            "insert into photometry (obj_id, instrument_id, filter, mjd, flux, fluxerr, upload_id,"
            " owner_id, group_ids) values ('ZTF26held', :i, 'ztfg', 1, 1, 1, gen_random_uuid(),"
            " :me, array[cast(:group as integer)])"
        ),
        {"i": instrument, "me": world.member.id, "group": group_id},
    )


def _freeze(work: Work, group_id: int, user_id: int) -> None:
    """Give a group a version that is a fact."""
    dataset = work.session.scalar(
        text(
            "insert into datasets (group_id, name, slug, salt, created_by_id)"
            " values (:group, 'd', 'd', 's', :me) returning id"
        ),
        {"group": group_id, "me": user_id},
    )
    work.session.execute(
        text(
            "insert into dataset_versions (dataset_id, number, status, recipe, author_id,"
            " content_id, bundle_id) values (:dataset, 1, 'frozen', '{}', :me, 'c', 'b')"
        ),
        {"dataset": dataset, "me": user_id},
    )


def test_a_group_with_a_frozen_dataset_is_archived_and_its_data_stay(world: World) -> None:
    world.run(world.admin, lambda work: _freeze(work, world.group, world.member.id))
    asked = {"groupID": world.group, "userID": world.outsider.id}
    world.post(world.admin, f"/api/streams/{world.stream}/users", {"user_id": world.outsider.id})
    request = world.post(world.outsider, "/api/group_admission_requests", asked).data["id"]
    path = f"/api/groups/{world.group}"
    assert world.delete(world.group_admin, path).data == {"archived": True}
    assert world.delete(world.group_admin, path).data == {"archived": True}, "once is enough"
    shown = world.get(world.member, path).data
    assert shown["archived_at"] is not None
    assert shown["filters"] == []
    answered = world.get(world.outsider, f"/api/group_admission_requests/{request}").data
    assert answered["status"] == "declined"
    told = world.get(world.outsider, "/api/internal/notifications").data
    assert "archived" in told[0]["text"]
    assert len(world.get(world.member, "/api/datasets").data) == 1
    body = {"id": "ZTF26x", "ra": 1, "dec": 1, "group_ids": [world.group]}
    assert world.post(world.member, "/api/sources", body).status == 400
    new = {"name": "f", "group_id": world.group, "stream_id": world.stream}
    assert field_of(world.post(world.member, "/api/filters", new)) == {"group_id"}
    again = world.post(world.outsider, "/api/group_admission_requests", asked)
    assert field_of(again) == {"groupID"}


def test_what_becomes_of_a_group_stands_in_the_audit_trail(world: World) -> None:
    group = made(world, world.member, group_admins=[world.member.id])
    world.delete(world.member, f"/api/groups/{group}")
    lines = rows(
        world.units.engine,
        f"select action, actor_id, user_id from audit where group_id = {group} order by id",
    )
    me = world.member.id
    assert lines == [("create", me, None), ("add member", me, me), ("delete", me, None)]
    gone = "select count(*) from group_users where group_id not in (select id from groups)"
    assert rows(world.units.engine, gone) == [(0,)]
