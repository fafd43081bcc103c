"""Who hears is who reads: random acts of many people, compared person by person."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import inspect

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.errors import NotFound, PlatformError
from skyportal_like.events.types import BY_NAME, CandidatePosted, ObjEvent
from skyportal_like.live.log import Cursor
from skyportal_like.models import Annotation, Base, Classification, Comment, Obj
from skyportal_like.schemas.annotations import AnnotationEdit, NewAnnotation
from skyportal_like.schemas.candidates import NewCandidate
from skyportal_like.schemas.classifications import ClassificationEdit, NewClassification
from skyportal_like.schemas.comments import CommentEdit, NewComment
from skyportal_like.schemas.sources import NewSource
from skyportal_like.services import (
    annotations,
    candidates,
    classifications,
    comments,
    instruments,
    photometry,
    rejections,
    sources,
    thumbnails,
)
from skyportal_like.work import Work
from tests.realtime import acts
from tests.realtime.nodes import Ear, Node, eventually
from tests.world import World, settle

ABOUT_OBJECTS = {
    name
    for name, event in BY_NAME.items()
    if issubclass(event, ObjEvent) or event is CandidatePosted
}
SAVERS = ("member", "colleague", "group_admin", "outsider", "admin")


class Witness:
    """Notes, in the transaction of each event, who may read the row that it is about."""

    def __init__(self, world: World) -> None:
        self.actors: dict[str, Actor] = {
            name: world.actor(person) for name, person in world.people.items()
        }
        self.pending: list[tuple[str, dict[str, Any], set[str]]] = []
        self.expected: list[tuple[str, dict[str, Any], set[str]]] = []

    def note(self, work: Work, event: Any, about: Base) -> None:
        if event.type in ABOUT_OBJECTS:
            work.session.flush()
            data = event.model_dump(mode="json", exclude={"type", "obj_id", "op_id"})
            readers = {
                name
                for name, actor in self.actors.items()
                if _reads(work, actor, about)
                and all(_sees(work, actor, one) for one in _objects(event))
            }
            self.pending.append((event.type, data, readers))


def _objects(event: Any) -> list[str]:
    return event.obj_ids if isinstance(event, CandidatePosted) else [event.obj_id]


def _sees(work: Work, actor: Actor, obj_id: str) -> bool:
    try:
        access.get(Work(actor, work.session, work.origin), Obj, obj_id)
    except NotFound:
        return False
    return True


def _reads(work: Work, actor: Actor, about: Base) -> bool:
    """Ask for the row itself, or for one that is like what is known of it."""
    model = type(about)
    if inspect(about).persistent:
        try:
            access.get(Work(actor, work.session, work.origin), model, _key(about))
        except NotFound:
            return False
        return True
    known = {name: value for name, value in vars(about).items() if name in model.__table__.c}
    rows = access.readable(actor, model).filter_by(**known).execution_options(autoflush=False)
    return work.session.scalars(rows).first() is not None


def _key(about: Base) -> Any:
    return inspect(about).identity[0]


class Scene:
    """Random acts; those that are forbidden or senseless fail and leave nothing."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world = world
        self.chance = chance
        self.objs = [world.obj, world.candidate, world.hidden, "ZTF26hidden2"]

    def groups(self) -> tuple[int, ...]:
        world = self.world
        pool = [world.group, world.other_group, world.sitewide]
        return tuple(self.chance.sample(pool, self.chance.choice((1, 1, 2))))

    def existing(self, work: Work, model: type[Any]) -> Any:
        rows = work.session.scalars(access.readable(work.actor, model)).all()
        own = [row for row in rows if row.author_id == work.actor.user_id]
        if not rows:
            raise NotFound("nothing to do it with")
        return self.chance.choice(own or rows)

    def acts(self) -> list[Callable[[Work], object]]:
        return [
            self.save, self.save, self.unsave, self.post_candidate, self.add_points,
            self.add_thumbnail, self.reject, self.unreject, self.reject_for_me,
            self.unreject_for_me, self.comment, self.edit_comment, self.delete_comment,
            self.annotate, self.edit_annotation, self.delete_annotation, self.classify,
            self.reclassify, self.declassify,
        ]  # fmt: skip

    def obj(self) -> str:
        return self.chance.choice(self.objs)

    def save(self, work: Work) -> None:
        name = self.chance.choice([*self.objs, f"ZTF26x{self.chance.randrange(10**6)}"])
        sources.post(work, NewSource(id=name, ra=2.0, dec=2.0, group_ids=self.groups()))

    def unsave(self, work: Work) -> None:
        sources.unsave(work, self.obj(), self.groups()[0])

    def post_candidate(self, work: Work) -> None:
        filters = self.chance.sample([self.world.filter, self.world.other_filter], 1)
        second = self.chance.randrange(60)
        candidates.post(
            work,
            NewCandidate.model_validate(
                {
                    "id": self.obj(),
                    "ra": 2.0,
                    "dec": 2.0,
                    "filter_ids": filters,
                    "passed_at": f"2026-11-20T04:00:{second:02}",
                }
            ),
        )

    def add_points(self, work: Work) -> None:
        taken_with = instruments.ensure_survey_instruments(work, {"ZTF"})["ZTF"]
        streams = self.chance.sample([self.world.stream, self.world.other_stream], 1)
        groups = self.groups() if self.chance.random() < 0.5 else ()
        photometry.add_points(
            work,
            [
                photometry.NewPoint(
                    obj_id=self.obj(),
                    instrument_id=taken_with,
                    filter="ztfg",
                    mjd=60000.0 + self.chance.random(),
                    flux=1.0,
                    fluxerr=0.1,
                    owner_id=work.actor.user_id,
                    group_ids=frozenset(groups),
                    stream_ids=frozenset(streams),
                )
            ],
        )

    def add_thumbnail(self, work: Work) -> None:
        image = thumbnails.NewThumbnail(
            self.obj(), "new", uuid4().hex * 2, taken_jd=self.chance.random()
        )
        thumbnails.attach(work, [image])

    def reject(self, work: Work) -> None:
        rejections.reject_for(work, self.obj(), self.groups())

    def unreject(self, work: Work) -> None:
        rejections.unreject_for(work, self.obj(), self.groups())

    def reject_for_me(self, work: Work) -> None:
        rejections.reject_for_me(work, access.get(work, Obj, self.obj()).id)

    def unreject_for_me(self, work: Work) -> None:
        rejections.unreject_for_me(work, access.get(work, Obj, self.obj()).id)

    def comment(self, work: Work) -> None:
        new = NewComment(text=uuid4().hex, group_ids=self.groups())
        comments.comment(work, self.obj(), new)

    def edit_comment(self, work: Work) -> None:
        row = self.existing(work, Comment)
        comments.edit(work, row.obj_id, row.id, CommentEdit(group_ids=self.groups()))

    def delete_comment(self, work: Work) -> None:
        row = self.existing(work, Comment)
        comments.delete(work, row.obj_id, row.id)

    def annotate(self, work: Work) -> None:
        new = NewAnnotation(origin=f"o{uuid4().hex}", data={}, group_ids=self.groups())
        annotations.annotate(work, self.obj(), new)

    def edit_annotation(self, work: Work) -> None:
        row = self.existing(work, Annotation)
        annotations.edit(work, row.obj_id, row.id, AnnotationEdit(group_ids=self.groups()))

    def delete_annotation(self, work: Work) -> None:
        row = self.existing(work, Annotation)
        annotations.delete(work, row.obj_id, row.id)

    def classify(self, work: Work) -> None:
        classifications.classify(
            work,
            NewClassification(
                obj_id=self.obj(),
                taxonomy_id=self.world.taxonomy,
                classification="Ia",
                group_ids=self.groups(),
            ),
        )

    def reclassify(self, work: Work) -> None:
        row = self.existing(work, Classification)
        wanted = ClassificationEdit(group_ids=self.groups(), probability=self.chance.random())
        classifications.edit(work, row.id, wanted)

    def declassify(self, work: Work) -> None:
        classifications.delete(work, self.existing(work, Classification).id)


@dataclass
class Heard:
    """What one person hears: live, and by asking after each act."""

    ear: Ear
    cursor: str
    polled: list[dict[str, Any]] = field(default_factory=list)


def ask_everybody(world: World, node: Node, hearers: dict[str, Heard]) -> None:
    """Let everybody ask what is new, and the socket's side come just as far."""
    settle(world.units.engine)
    for name, hearer in hearers.items():
        page = world.get(world.people[name], "/api/events", since=hearer.cursor).data
        assert not page["resync"]
        hearer.polled += page["events"]
        hearer.cursor = page["cursor"]
    last = Cursor.parse(hearers["admin"].polled[-1]["cursor"])

    async def has_come_as_far() -> bool:
        return node.process.platform.hub.cursor >= last

    node.io_loop.run_sync(lambda: eventually(has_come_as_far))


@pytest.mark.parametrize("seed", [1, 2])
def test_exactly_those_who_can_read_the_row_hear_its_event(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    witness = Witness(world)
    hearers = {
        name: Heard(ear := node.listen(person), ear.cursor) for name, person in world.people.items()
    }
    scene = Scene(world, random.Random(seed))
    emit = Work.emit

    def emit_and_note(work: Work, event: Any, *, about: Base) -> None:
        witness.note(work, event, about)
        emit(work, event, about=about)

    monkeypatch.setattr(Work, "emit", emit_and_note)
    for act in scene.acts() * 10:
        witness.pending = []
        try:
            world.run(world.people[scene.chance.choice(SAVERS)], act)
        except PlatformError:
            continue
        if witness.pending:
            witness.expected += witness.pending
            ask_everybody(world, node, hearers)
    monkeypatch.undo()

    assert {kind for kind, _, _ in witness.expected} == ABOUT_OBJECTS
    for name, hearer in hearers.items():
        wanted = [(kind, data) for kind, data, readers in witness.expected if name in readers]
        polled = [
            (one["type"], one["data"]) for one in hearer.polled if one["type"] in ABOUT_OBJECTS
        ]
        assert polled == wanted, name
        assert wanted
        assert len(wanted) < len(witness.expected) or name == "admin"
        live = acts.up_to_mark(world, world.people[name], hearer.ear)
        assert [one for one in live if not acts.is_mark(one)] == hearer.polled, name
