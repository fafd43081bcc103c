"""One row of each governed model, made as "member" would make it, and the telling exceptions."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, text

from skyportal_like.models import (
    Alert,
    Annotation,
    AuditLine,
    Base,
    Candidate,
    CandidateQuery,
    Classification,
    Comment,
    Dataset,
    DatasetVersion,
    Decision,
    Filter,
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Identity,
    Instrument,
    Invitation,
    LabelLogLine,
    Listing,
    Obj,
    Photometry,
    Rejection,
    SignIn,
    Source,
    SourceView,
    Stream,
    StreamUser,
    Taxonomy,
    Team,
    Telescope,
    Thumbnail,
    Token,
    User,
    UserNotification,
)
from skyportal_like.work import Work, utc_now
from tests.access.matrix import Case, Scene, key_of, scene_of
from tests.world import HIERARCHY, World

K = TypeVar("K")
JD = 2461363.5
NO_ID = UUID(int=7)


def build_scene(world: World) -> Scene:
    """Make every row that the matrix speaks of."""
    world.run(world.admin, lambda work: _narrow_rights(work, world))

    def make(rows: Callable[[Work, World], Iterator[tuple[K, Base]]]) -> dict[K, object]:
        made: dict[K, object] = world.run(
            world.admin, lambda work: {name: key_of(row) for name, row in rows(work, world)}
        )
        return made

    keys = make(_found) | make(_made)
    return scene_of(world, keys, make(_cases))


def _narrow_rights(work: Work, world: World) -> None:
    """Keep the viewer from saving, and the taxonomy within the group."""
    viewer = work.session.scalars(
        select(GroupUser).filter_by(group_id=world.group, user_id=world.viewer.id)
    ).one()
    viewer.can_save = False
    work.session.get_one(Taxonomy, world.taxonomy).group_ids = [world.group]
    work.session.execute(
        text("select ensure_alerts_partition(cast(:jd as double precision))"), {"jd": JD}
    )
    work.add(Telescope(name="Palomar 48-inch", nickname="P48", diameter=1.2))
    telescope = work.session.scalars(select(Telescope)).one()
    work.add(Instrument(name="ZTF", type="imager", telescope_id=telescope.id, filters=["ztfg"]))


def _found(work: Work, world: World) -> Iterator[tuple[type[Base], Base]]:
    """Give the rows that the world holds already."""

    def one(model: type[Base], **where: object) -> tuple[type[Base], Base]:
        return model, work.session.scalars(select(model).filter_by(**where)).one()

    me = world.member.id
    yield one(Obj, id=world.candidate)
    yield one(Candidate, obj_id=world.candidate)
    yield one(Source, obj_id=world.obj)
    yield one(Taxonomy, id=world.taxonomy)
    yield one(Group, id=world.group)
    yield one(GroupUser, group_id=world.group, user_id=me)
    yield one(Stream, id=world.stream)
    yield one(StreamUser, stream_id=world.stream, user_id=me)
    yield one(Filter, id=world.filter)
    yield one(User, id=me)
    yield one(Token, created_by_id=me)
    yield one(Telescope)
    yield one(Instrument)


def _made(work: Work, world: World) -> Iterator[tuple[type[Base], Base]]:
    """Make the rows that the world lacks."""
    me, group = world.member.id, world.group
    soon = utc_now() + timedelta(hours=1)
    yield from _each(
        work,
        _alert(1, world.obj, world.stream),
        CandidateQuery(id=NO_ID, user_id=me, obj_ids=[], filter_ids=[], expires_at=soon),
        Rejection(obj_id=world.obj, group_id=group, rejected_by_id=me),
        Listing(user_id=me, obj_id=world.obj, list_name="rejected_candidates"),
        _point(1, world.obj, me, group_ids=[group]),
        Thumbnail(obj_id=world.obj, role="new", blob="0" * 64),
        _annotation("ours", world.obj, me, group),
        _comment(world.obj, me, group),
        _label(work, world.obj, world.taxonomy, me, group),
        Dataset(group_id=group, name="x", slug="x", salt="x", created_by_id=me),
        SignIn(digest="0" * 64, user_id=me, expires_at=soon),
        Identity(provider="x", subject="x", user_id=me),
        UserNotification(user_id=me, text="x", notification_type="x"),
        GroupAdmissionRequest(user_id=me, group_id=group),
        _invitation(me, soon),
        Team(name="x", group_ids=[group]),
        SourceView(obj_id=world.obj, username_or_token_id="x", is_token=False),
        AuditLine(actor_id=me, action="x", kind="x", target="x", group_id=group),
        Decision(op_id=NO_ID, user_id=me, request_hash="", answer={}),
    )
    dataset = work.session.scalars(select(Dataset)).one()
    yield from _each(work, _version(1, dataset.id, me, [world.stream]))


def _cases(work: Work, world: World) -> Iterator[tuple[Case, Base]]:
    """Make the rows that one condition opens and another keeps shut."""
    us, owner = world.group, world.outsider.id
    nobody, lone = _nobodys(work)
    unseen = Obj(id="ZTF26unseen", ra=1.0, dec=1.0, healpix=0)
    foreign = Taxonomy(
        name="Foreign", version="1", hierarchy=HIERARCHY, content_hash="x", group_ids=[nobody]
    )
    private = Group(name="private", private=True)
    work.add(unseen, foreign, private)
    for name in ("member", "colleague", "group_admin", "viewer"):
        work.add(GroupUser(group_id=private.id, user_id=world.people[name].id))
    dataset = work.session.scalars(select(Dataset)).one()
    other = Dataset(group_id=nobody, name="y", slug="y", salt="y", created_by_id=owner)
    work.add(other)
    hidden = unseen.id
    for name, row in (
        ("of a stream they lack", _alert(2, world.obj, lone)),
        ("of an object they do not see", _alert(3, hidden, world.stream)),
        ("by a group they are not in", _rejection(world.obj, nobody, owner)),
        ("of an object they do not see", _rejection(hidden, us, owner)),
        ("of one owner alone", _point(2, world.obj, world.group_admin.id)),
        (
            "of their stream on an object they do not see",
            _point(3, world.hidden, owner, stream_ids=[world.stream]),
        ),
        ("shared elsewhere", _annotation("a", world.obj, owner, nobody)),
        ("about an object they do not see", _annotation("b", hidden, owner, us)),
        ("shared elsewhere", _comment(world.obj, owner, nobody)),
        ("about an object they do not see", _comment(hidden, owner, us)),
        ("shared elsewhere", _label(work, world.obj, world.taxonomy, owner, nobody)),
        ("about an object they do not see", _label(work, hidden, world.taxonomy, owner, us)),
        ("in a taxonomy they do not see", _label(work, world.obj, foreign.id, owner, us)),
        ("private", private),
        ("of one person it concerns", _line(world.colleague.id, None)),
        ("of another group", _line(None, nobody)),
        ("of an object they do not see", _view(hidden)),
        ("of another to another group", _request(owner, world.other_group)),
        (
            "with a stream they lack",
            _version(2, dataset.id, owner, [world.stream, world.other_stream]),
        ),
        ("of a dataset they do not see", _version(1, other.id, owner, [world.stream])),
    ):
        work.add(row)
        yield (type(row), name), row


def _each(work: Work, *rows: Base) -> Iterator[tuple[type[Base], Base]]:
    work.add(*rows)
    for row in rows:
        yield type(row), row


def _nobodys(work: Work) -> tuple[int, int]:
    """Make a group and a stream that nobody belongs to."""
    group, stream = Group(name="nobody's"), Stream(name="nobody's")
    work.add(group, stream)
    return group.id, stream.id


def _alert(candid: int, obj_id: str, stream_id: int) -> Alert:
    return Alert(
        jd=JD,
        survey="ztf",
        candid=candid,
        obj_id=obj_id,
        stream_id=stream_id,
        properties={},
        packet="0" * 64,
    )


def _invitation(by: int, expires_at: datetime) -> Invitation:
    return Invitation(
        digest="0" * 64, invited_by_id=by, user_email="x", role="x", expires_at=expires_at
    )


def _line(user_id: int | None, group_id: int | None) -> AuditLine:
    return AuditLine(action="x", kind="x", target="x", user_id=user_id, group_id=group_id)


def _view(obj_id: str) -> SourceView:
    return SourceView(obj_id=obj_id, username_or_token_id="x", is_token=True)


def _request(user_id: int, group_id: int) -> GroupAdmissionRequest:
    return GroupAdmissionRequest(user_id=user_id, group_id=group_id)


def _rejection(obj_id: str, group_id: int, by: int) -> Rejection:
    return Rejection(obj_id=obj_id, group_id=group_id, rejected_by_id=by)


def _point(
    number: int,
    obj_id: str,
    owner_id: int,
    *,
    group_ids: list[int] | None = None,
    stream_ids: list[int] | None = None,
) -> Photometry:
    return Photometry(
        obj_id=obj_id,
        instrument_id=1,
        filter="ztfg",
        mjd=60000.0 + number,
        flux=1.0,
        fluxerr=0.1,
        upload_id=NO_ID,
        owner_id=owner_id,
        group_ids=group_ids or [],
        stream_ids=stream_ids or [],
    )


def _annotation(origin: str, obj_id: str, author_id: int, group_id: int) -> Annotation:
    return Annotation(
        obj_id=obj_id, origin=origin, data={}, author_id=author_id, group_ids=[group_id]
    )


def _comment(obj_id: str, author_id: int, group_id: int) -> Comment:
    return Comment(obj_id=obj_id, text="x", author_id=author_id, group_ids=[group_id])


def _label(
    work: Work, obj_id: str, taxonomy_id: int, author_id: int, group_id: int
) -> Classification:
    row = Classification(
        obj_id=obj_id,
        taxonomy_id=taxonomy_id,
        classification="Ia",
        author_id=author_id,
        author_name="x",
        group_ids=[group_id],
    )
    work.add(row)
    work.add(
        LabelLogLine(
            classification_id=row.id,
            version=1,
            operation="create",
            obj_id=obj_id,
            taxonomy_hash="x",
            actor_id=author_id,
            client="test",
        )
    )
    return row


def _version(number: int, dataset_id: int, author_id: int, stream_ids: list[int]) -> DatasetVersion:
    return DatasetVersion(
        dataset_id=dataset_id,
        number=number,
        recipe={},
        author_id=author_id,
        stream_ids=stream_ids,
    )
