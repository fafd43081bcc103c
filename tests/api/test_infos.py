"""Which keys annotations and altdata have: what the caller reads, and no older than allowed."""

from dataclasses import dataclass, replace

from skyportal_like.services.infos import Infos, Memory
from tests.api.acting import change
from tests.world import Person, World

ANNOTATIONS = "/api/internal/annotations_info"
ALTDATA = "/api/internal/altdata_info"
KINDS = {"n": 1.5, "s": "x", "b": True, "o": {"deep": 1}, "nothing": None, "several": [1]}
KEYS = [{"b": "boolean"}, {"n": "number"}, {"o": "object"}, {"s": "string"}]


@dataclass
class Clock:
    """A time that passes when a test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def annotate(world: World, person: Person, obj_id: str, group: int, **given: object) -> None:
    body = {"origin": "o", "data": {"x": 1}, "group_ids": [group]} | given
    assert world.post(person, f"/api/sources/{obj_id}/annotations", body).status == 200


def test_keys_of_annotations_stand_under_their_origin_with_their_types(world: World) -> None:
    annotate(world, world.member, world.obj, world.group, origin="a", data=KINDS)
    annotate(world, world.member, world.obj, world.group, origin="b", data={"n": "three"})
    annotate(world, world.member, world.candidate, world.group, origin="b", data={"n": 3, "m": 1})
    annotate(world, world.member, world.obj, world.group, origin="c", data={"nothing": None})
    wanted = {"a": KEYS, "b": [{"m": "number"}, {"n": "number"}, {"n": "string"}]}
    assert world.get(world.viewer, ANNOTATIONS).data == wanted


def test_keys_of_altdata_stand_with_their_types(world: World) -> None:
    for name, altdata in (("ZTF26a", KINDS), ("ZTF26b", {"n": 2}), ("ZTF26c", None)):
        body = {"id": name, "ra": 1, "dec": 1, "group_ids": [world.group], "altdata": altdata}
        assert world.post(world.member, "/api/sources", body).status == 200
    assert world.get(world.viewer, ALTDATA).data == {"keys": KEYS}


def test_where_nothing_is_there_nothing_is_named(world: World) -> None:
    assert world.get(world.member, ANNOTATIONS).data == {}
    assert world.get(world.member, ALTDATA).data == {"keys": []}


def test_what_is_hidden_names_no_key(world: World) -> None:
    annotate(world, world.outsider, world.hidden, world.other_group, origin="theirs")
    share = {"id": world.obj, "group_ids": [world.other_group]}
    assert world.post(world.admin, "/api/sources", share).status == 200
    annotate(world, world.outsider, world.obj, world.other_group, origin="theirs", data={"y": 1})
    change(world, """update objs set altdata = '{"secret": 1}' where id = :o""", o=world.hidden)
    assert world.get(world.member, ANNOTATIONS).data == {}
    assert world.get(world.member, ALTDATA).data == {"keys": []}
    keys = [{"x": "number"}, {"y": "number"}]
    for person in (world.outsider, world.admin):
        assert world.get(person, ANNOTATIONS).data == {"theirs": keys}
        assert world.get(person, ALTDATA).data == {"keys": [{"secret": "number"}]}


def test_an_answer_is_remembered_for_its_time_and_no_longer(people: World) -> None:
    clock = Clock()
    infos = Infos(60.0, clock=clock)

    def asked() -> tuple[object, object]:
        answer: tuple[object, object] = people.run(
            people.member, lambda work: (infos.of_annotations(work), infos.of_altdata(work))
        )
        return answer

    assert asked() == ({}, {"keys": []})
    change(people, """update objs set altdata = '{"a": 1}' where id = :o""", o=people.obj)
    change(
        people,
        "insert into annotations (obj_id, origin, data, author_id, group_ids)"
        """ values (:o, 'o', '{"x": 1}', :u, array[cast(:g as integer)])""",
        o=people.obj,
        u=people.member.id,
        g=people.group,
    )
    clock.now = 59.9
    assert asked() == ({}, {"keys": []})
    clock.now = 60.0
    assert asked() == ({"o": [{"x": "number"}]}, {"keys": [{"a": "number"}]})


def test_whose_rights_change_is_not_served_what_was_remembered(world: World) -> None:
    annotate(world, world.member, world.obj, world.group, origin="ours")
    change(world, """update objs set altdata = '{"a": 1}' where id = :o""", o=world.obj)
    for _ in range(2):
        assert world.get(world.colleague, ANNOTATIONS).data == {"ours": [{"x": "number"}]}
        assert world.get(world.colleague, ALTDATA).data == {"keys": [{"a": "number"}]}
    path = f"/api/groups/{world.group}/users/{world.colleague.id}"
    assert world.delete(world.group_admin, path).status == 200
    assert world.get(world.colleague, ANNOTATIONS).data == {}
    assert world.get(world.colleague, ALTDATA).data == {"keys": []}


def test_a_new_group_is_seen_at_once(world: World) -> None:
    annotate(world, world.member, world.obj, world.group, origin="ours")
    assert world.get(world.outsider, ANNOTATIONS).data == {}
    change(
        world,
        "insert into group_users (group_id, user_id) values (:g, :u)",
        g=world.group,
        u=world.outsider.id,
    )
    assert world.get(world.outsider, ANNOTATIONS).data == {"ours": [{"x": "number"}]}


def test_a_token_limited_to_groups_is_not_served_what_its_owner_reads(world: World) -> None:
    change(
        world,
        """update objs set altdata = '{"a": 1}' where id in (:o, :c)""",
        o=world.obj,
        c=world.candidate,
    )
    assert world.get(world.member, ALTDATA).data == {"keys": [{"a": "number"}]}
    change(
        world,
        "update tokens set group_ids = array[cast(:g as integer)] where created_by_id = :u",
        g=world.sitewide,
        u=world.member.id,
    )
    assert world.get(world.member, ALTDATA).data == {"keys": []}


def test_two_people_with_the_same_rights_are_remembered_apart(people: World) -> None:
    memory: Memory[str] = Memory(60.0, 10, Clock())
    member = people.actor(people.member)
    colleague = replace(member, user_id=people.colleague.id)
    assert memory.recall(member, lambda: "mine") == "mine"
    assert memory.recall(colleague, lambda: "theirs") == "theirs"
    assert memory.recall(member, lambda: "new") == "mine"


def test_only_so_many_are_remembered_and_the_least_asked_for_go_first(people: World) -> None:
    memory: Memory[int] = Memory(60.0, 2, Clock())
    member = people.actor(people.member)
    first, second, third = (replace(member, user_id=number) for number in (1, 2, 3))
    for actor in (first, second, first, third):
        memory.recall(actor, lambda actor=actor: actor.user_id)  # type: ignore[misc]
    assert len(memory) == 2
    assert memory.recall(first, lambda: 0) == 1
    assert memory.recall(second, lambda: 0) == 0
