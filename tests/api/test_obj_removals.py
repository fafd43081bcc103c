"""Objects that end, through the API: who may, what must go before, and what goes along."""

import threading
import time
from typing import Any

import pytest
from sqlalchemy import text

from skyportal_like.config import Settings
from skyportal_like.errors import Invalid
from skyportal_like.services import obj_removals
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Acl
from tests.api.acting import change, limited_token, rows
from tests.services.labelling import dataset, freeze, labelled, observe, recipe
from tests.services.packets import prepared, take_in, ztf
from tests.services.tables import picture
from tests.world import SETTLE_SECONDS, Person, Reply, World

WAITING = (
    "select exists (select 1 from pg_stat_activity where datname = current_database()"
    " and wait_event_type = 'Lock')"
)
HOLDING = ("objs", "obj_holders", "sources", "candidates", "thumbnails", "listings", "rejections")


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings of a deployment whose members may delete objects, or may not."""
    allowed = getattr(request, "param", True)
    misc = settings.misc.model_copy(update={"allow_nonadmins_delete_objs": allowed})
    return settings.model_copy(update={"misc": misc})


def remove(world: World, person: Person, obj_id: str) -> Reply:
    return world.delete(person, f"/api/objs/{obj_id}")


def refused(obj_id: str) -> str:
    return f"Cannot find object with ID {obj_id} among those that you may delete."


def in_use(label: str, obj_id: str) -> str:
    return f"Please remove all associated {label} from object with ID {obj_id} before removing."


def say_everything(world: World, person: Person, obj_id: str, group: int) -> None:
    """Attach one of everything that must be taken off an object before it goes."""
    at, shared = f"/api/sources/{obj_id}", {"group_ids": [group]}
    stream = world.other_stream if group == world.other_group else world.stream
    observe(world, obj_id, stream, [60_000.0])
    label = {"obj_id": obj_id, "taxonomy_id": world.taxonomy, "classification": "Ia"}
    assert world.post(person, "/api/classification", label | shared).status == 200
    assert world.post(person, f"{at}/comments", {"text": "x"} | shared).status == 200
    noted = {"origin": "o", "data": {"x": 1}} | shared
    assert world.post(person, f"{at}/annotations", noted).status == 200


def attach_everything_else(world: World, obj_id: str) -> None:
    """Attach one of everything that goes with an object."""
    change(world, "insert into thumbnails (obj_id, role, blob) values (:o, 'new', 'b')", o=obj_id)
    change(
        world,
        "insert into listings (user_id, obj_id, list_name) values (:u, :o, 'favorites')",
        u=world.outsider.id,
        o=obj_id,
    )
    change(
        world,
        "insert into rejections (obj_id, group_id, rejected_by_id) values (:o, :g, :u)",
        o=obj_id,
        g=world.group,
        u=world.member.id,
    )
    change(
        world,
        "insert into source_views (obj_id, username_or_token_id, is_token)"
        " values (:o, 'member', false)",
        o=obj_id,
    )


def left(world: World, obj_id: str) -> dict[str, int]:
    """Count what is left of an object, by table."""
    counted = {}
    for table in (*HOLDING, "source_views"):
        column = "id" if table == "objs" else "obj_id"
        found = rows(world, f"select count(*) from {table} where {column} = :o", o=obj_id)
        counted[table] = found[0][0]
    return {table: count for table, count in counted.items() if count}


@pytest.mark.parametrize("who", ["member", "admin"])
def test_an_object_goes_with_all_that_hangs_on_it(world: World, who: str) -> None:
    attach_everything_else(world, world.candidate)
    save = {"id": world.candidate, "group_ids": [world.group]}
    assert world.post(world.member, "/api/sources", save).status == 200
    assert len(left(world, world.candidate)) == len(HOLDING) + 1
    assert remove(world, world.people[who], world.candidate).data == {}
    assert left(world, world.candidate) == {}
    assert world.get(world.member, f"/api/candidates/{world.candidate}").status == 400
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200, "another one"


def test_a_member_without_data_of_their_own_deletes_what_has_only_a_save(world: World) -> None:
    low = limited_token(world, world.group_admin, Acl.MANAGE_SOURCES)
    assert remove(world, low, world.obj).data == {}
    assert world.get(world.admin, f"/api/sources/{world.obj}").status == 404


@pytest.mark.parametrize("settings", [False], indirect=True)
@pytest.mark.usefixtures("settings")
def test_unless_it_is_allowed_only_a_system_admin_may(world: World) -> None:
    before = picture(world.units.engine)
    answer = remove(world, world.member, world.obj)
    assert (answer.status, answer.code, answer.message) == (400, "forbidden", refused(world.obj))
    assert picture(world.units.engine) == before
    say_everything(world, world.member, world.obj, world.group)
    assert remove(world, world.member, world.obj).message == refused(world.obj)
    assert remove(world, world.admin, world.obj).message == in_use("annotations", world.obj)
    assert remove(world, world.admin, world.candidate).data == {}


def test_hidden_and_absent_objects_answer_alike_and_nothing_changes(world: World) -> None:
    before = picture(world.units.engine)
    for person in (world.member, world.group_admin, world.viewer):
        hidden = remove(world, person, world.hidden)
        assert (hidden.status, hidden.code) == (400, "not_found")
        assert hidden.message == f"Cannot find object with ID {world.hidden}."
        absent = remove(world, person, "ZTF26nothing")
        assert hidden.without(world.hidden) == absent.without("ZTF26nothing")
    assert picture(world.units.engine) == before


@pytest.mark.parametrize("who", ["member", "admin"])
def test_what_was_said_of_it_must_go_first_in_the_order_of_the_contract(
    world: World, who: str
) -> None:
    say_everything(world, world.member, world.obj, world.group)
    for label in ("annotations", "photometry", "comments", "classifications"):
        answer = remove(world, world.people[who], world.obj)
        assert (answer.status, answer.message) == (400, in_use(label, world.obj))
        if label == "classifications":
            label_id = rows(world, "select id from classifications")[0][0]
            assert world.delete(world.member, f"/api/classification/{label_id}").status == 200
        else:
            change(world, f"delete from {label} where obj_id = :o", o=world.obj)
    assert remove(world, world.people[who], world.obj).data == {}
    log = rows(world, "select operation from label_log where obj_id = :o order by id", o=world.obj)
    assert log == [("create",), ("delete",)], "labels are evidence beyond their object"


def share(world: World, obj_id: str) -> None:
    """Let another group see an object as well."""
    body = {"id": obj_id, "group_ids": [world.other_group]}
    assert world.post(world.admin, "/api/sources", body).status == 200


@pytest.mark.parametrize("table", ["annotations", "photometry", "comments", "classifications"])
def test_hidden_data_keep_an_object_and_are_never_named(world: World, table: str) -> None:
    share(world, world.obj)
    say_everything(world, world.outsider, world.obj, world.other_group)
    for other in {"annotations", "photometry", "comments"} - {table}:
        change(world, f"delete from {other} where obj_id = :o", o=world.obj)
    if table != "classifications":
        label_id = rows(world, "select id from classifications")[0][0]
        assert world.delete(world.outsider, f"/api/classification/{label_id}").status == 200
    # Nobody of the group may tell this from an object that only others saved as well.
    change(world, "delete from sources where group_id = :g", g=world.other_group)
    before = picture(world.units.engine)
    hiding = remove(world, world.member, world.obj)
    assert (hiding.status, hiding.code, hiding.message) == (400, "forbidden", refused(world.obj))
    share(world, world.candidate)
    saved_by_others = remove(world, world.member, world.candidate)
    assert hiding.without(world.obj) == saved_by_others.without(world.candidate)
    assert picture(world.units.engine)[table] == before[table]
    assert remove(world, world.admin, world.obj).message == in_use(table, world.obj)


def test_what_is_hidden_does_not_shape_which_of_the_readable_is_named(world: World) -> None:
    path, body = f"/api/sources/{world.obj}/comments", {"text": "x", "group_ids": [world.group]}
    assert world.post(world.member, path, body).status == 200
    alone = remove(world, world.member, world.obj)
    assert alone.message == in_use("comments", world.obj)
    share(world, world.obj)
    say_everything(world, world.outsider, world.obj, world.other_group)
    assert remove(world, world.member, world.obj).body == alone.body


def test_a_candidate_of_a_hidden_filter_keeps_an_object(world: World) -> None:
    new = {"id": world.obj, "filter_ids": [world.other_filter], "passed_at": "2026-11-19"}
    assert world.post(world.outsider, "/api/candidates", new | {"ra": 1, "dec": 1}).status == 200
    assert remove(world, world.member, world.obj).message == refused(world.obj)
    assert remove(world, world.admin, world.obj).data == {}


def test_an_object_with_alerts_is_a_system_admins_to_delete(world: World, storage: Storage) -> None:
    change(world, "delete from candidates")
    take_in(world.units, prepared(storage, ztf()))
    change(world, "delete from annotations")
    change(world, "delete from photometry")
    save = {"id": "ZTF26abc", "ra": 1, "dec": 1, "group_ids": [world.group]}
    assert world.post(world.member, "/api/sources", save).status == 200
    change(world, "delete from candidates")
    assert remove(world, world.member, "ZTF26abc").message == refused("ZTF26abc")
    assert rows(world, "select count(*) from alerts") == [(1,)]
    assert remove(world, world.admin, "ZTF26abc").data == {}
    assert rows(world, "select count(*) from alerts") == [(0,)]


def test_who_saw_it_is_told_and_it_stands_in_the_audit_trail(world: World) -> None:
    save = {"id": world.candidate, "group_ids": [world.group]}
    assert world.post(world.member, "/api/sources", save).status == 200
    assert remove(world, world.colleague, world.candidate).data == {}
    told = rows(
        world,
        "select payload, obj_id, any_groups, any_filters, any_keepers from events"
        " where type = 'row.hidden'",
    )
    wanted: dict[str, Any] = {"kind": "obj", "id": world.candidate}
    assert told == [(wanted, None, [world.group], [world.filter], [world.member.id])]
    lines = rows(
        world, "select actor_id, target, before from audit where action = 'delete' and kind = 'obj'"
    )
    assert lines == [(world.colleague.id, world.candidate, {"ra": 30.0, "dec": -10.0})]


def test_a_frozen_dataset_keeps_its_record_of_an_object_that_is_gone(
    world: World, storage: Storage
) -> None:
    (name, *_) = labelled(world, 3)
    freeze(world, storage, dataset(world), recipe(world, split={"mode": "none"}))
    members = "select * from dataset_members order by example_id"
    before = rows(world, members)
    assert name in {value for row in before for value in row}
    label_id = rows(world, "select id from classifications where obj_id = :o", o=name)[0][0]
    assert world.delete(world.member, f"/api/classification/{label_id}").status == 200
    assert remove(world, world.member, name).data == {}
    assert rows(world, members) == before
    shown = world.get(world.member, "/api/datasets/1/versions/1").data
    assert (shown["status"], shown["n_rows"]) == ("frozen", 3)


def test_a_comment_that_comes_at_the_same_moment_is_not_lost(world: World) -> None:
    failures: list[Exception] = []

    def act() -> None:
        try:
            world.run(
                world.colleague,
                lambda work: obj_removals.remove(work, world.obj, by_members=True),
            )
        except Invalid as error:
            failures.append(error)

    removing = threading.Thread(target=act)
    with world.units.engine.begin() as connection:
        connection.execute(
            text(
                "insert into comments (obj_id, text, author_id, group_ids)"
                " values (:o, 'x', :u, array[cast(:g as integer)])"
            ),
            {"o": world.obj, "u": world.member.id, "g": world.group},
        )
        removing.start()
        deadline = time.monotonic() + SETTLE_SECONDS
        while not rows(world, WAITING)[0][0]:
            assert time.monotonic() < deadline, "it did not wait for who is attaching something"
    removing.join()
    assert [str(one) for one in failures] == [in_use("comments", world.obj)]
    assert world.get(world.member, f"/api/sources/{world.obj}").status == 200
