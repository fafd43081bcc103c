"""Objects in every way of being held, and what surveys and people attach to them."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import text

from skyportal_like.models import (
    Alert,
    Annotation,
    Base,
    Candidate,
    Comment,
    Instrument,
    Listing,
    Obj,
    Photometry,
    Rejection,
    Source,
    SourceView,
    Telescope,
    Thumbnail,
)
from skyportal_like.science import coordinates
from skyportal_like.vocabulary import REJECTED_CANDIDATES
from skyportal_like.work import Work, utc_now
from tests.leaks.people import FILTERS, GROUPS, SITEWIDE
from tests.leaks.world import JD, World, shared_groups

# Rows of every kind hang on these: one that all groups saved, and three that some did.
COMMON, OURS, THEIRS, SECRET = "ZTF26common", "ZTF26ours", "ZTF26theirs", "ZTF26secret"
SAVERS = {
    COMMON: (*GROUPS,),
    OURS: ("alpha", "beta"),
    THEIRS: ("delta", "zeta"),
    SECRET: ("gamma",),
}
UPLOAD = UUID(int=1)
MJD = 61_362.0


def make(work: Work, world: World) -> None:
    """Make the objects and what hangs on them."""
    work.add(Telescope(name="A telescope", nickname="T", diameter=1.2))
    telescope = work.session.execute(text("select id from telescopes")).scalar_one()
    work.add(Instrument(name="An imager", type="imager", telescope_id=telescope, filters=["ztfg"]))
    work.session.execute(
        text("select ensure_alerts_partition(cast(:jd as double precision))"), {"jd": JD}
    )
    held(work, world)
    blobs = {name: picture(world, shade) for shade, name in enumerate(SAVERS, 40)}
    for name in SAVERS:
        for number, role in enumerate(("new", "ref")):
            work.add(Thumbnail(obj_id=name, role=role, blob=blobs[name], taken_jd=JD + number))
        work.add(*attached(work, world, name))


def held(work: Work, world: World) -> None:
    """Make one object for each way in which one can be held."""
    groups, me = world.groups, world.people
    for name, savers in SAVERS.items():
        add(work, name)
        work.add(*(saved(world, name, group) for group in savers))
    for group in GROUPS:
        name = add(work, f"ZTF26saved{group}")
        work.add(saved(world, name, group))
    requested, unsaved = add(work, "ZTF26requested"), add(work, "ZTF26unsaved")
    work.add(
        # By somebody who could save then and cannot now.
        Source(
            obj_id=requested,
            group_id=groups["alpha"],
            active=False,
            requested=True,
            saved_by_id=me["viewer"],
        ),
        Source(obj_id=unsaved, group_id=groups["alpha"], active=False, saved_by_id=me["member"]),
    )
    for number, one in enumerate(FILTERS):
        name = add(work, f"ZTF26passed{one}")
        work.add(passed(world, name, one, number), passed(world, COMMON, one, number))
    for group in ("alpha", "delta", "zeta"):
        name = add(work, f"ZTF26shared{group}")
        work.add(point(work, world, name, 1, groups=[groups[group]]))
    for stream in ("public", "partner"):
        name = add(work, f"ZTF26flown{stream}")
        work.add(point(work, world, name, 1, streams=[world.streams[stream]]))
    for person in ("member", "both", "outsider"):
        add(work, f"ZTF26owned{person}", owner=me[person])
        name = add(work, f"ZTF26measured{person}")
        work.add(point(work, world, name, 1, owner=me[person]))
    add(work, "ZTF26unheld")


def add(work: Work, name: str, owner: int | None = None) -> str:
    """Make an object at a place of its own."""
    number = int(work.session.execute(text("select count(*) from objs")).scalar_one())
    ra, dec = 10.0 + number, 40.0 - number
    work.add(
        Obj(
            id=name,
            ra=ra,
            dec=dec,
            healpix=coordinates.healpix(ra, dec),
            redshift=0.01 * (number % 7),
            origin=f"origin of {name}",
            altdata={"of": name},
            owner_id=owner,
        )
    )
    return name


def saved(world: World, name: str, group: str) -> Source:
    """Let a group save an object; each at another time and by another hand."""
    number = world.groups[group]
    savers = sorted(world.people.values())
    return Source(
        obj_id=name,
        group_id=number,
        saved_by_id=savers[number % len(savers)],
        saved_at=utc_now() - timedelta(hours=number % 100),
    )


def passed(world: World, name: str, filter_name: str, number: int) -> Candidate:
    """Let an object pass a filter."""
    return Candidate(
        obj_id=name,
        filter_id=world.filters[filter_name],
        passed_at=utc_now() - timedelta(days=number, hours=len(name)),
        uploader_id=world.people["uploader"],
    )


def point(
    work: Work,
    world: World,
    name: str,
    number: int,
    *,
    groups: list[int] | None = None,
    streams: list[int] | None = None,
    owner: int | None = None,
) -> Photometry:
    """Make a point of a light curve; each is brighter and later than the one before."""
    instrument = work.session.execute(text("select id from instruments")).scalar_one()
    return Photometry(
        obj_id=name,
        instrument_id=instrument,
        filter="ztfg",
        mjd=MJD + number,
        flux=100.0 + number,
        fluxerr=1.0,
        upload_id=UPLOAD,
        owner_id=owner or world.people["uploader"],
        group_ids=groups or [],
        stream_ids=streams or [],
        altdata={"number": number},
    )


def picture(world: World, shade: int) -> str:
    """Store a small image of its own shade."""
    file = BytesIO()
    Image.new("L", (3, 3), shade).save(file, "PNG")
    return world.storage.put(file.getvalue())


def attached(work: Work, world: World, name: str) -> Iterator[Base]:
    """Make rows of every kind on one object: for each group, stream and person that could."""
    me = world.people
    number = 10
    for group, group_id in shared_groups(world):
        number += 1
        of_zeta = [] if group in {SITEWIDE, "zeta"} else [world.groups["zeta"]]
        author = me["member"] if group == "alpha" else me["both"]
        yield Annotation(
            obj_id=name,
            origin=f"origin-{group.split()[0]}",
            data={"score": number, f"key_{group.split()[0]}": True},
            author_id=author,
            group_ids=[group_id, *of_zeta],
        )
        yield Comment(obj_id=name, text=f"said to {group}", author_id=author, group_ids=[group_id])
        if group in SAVERS[name] or name == COMMON:
            # A point shows its object to its groups: elsewhere it would hide nothing.
            yield point(work, world, name, number, groups=[group_id, *of_zeta])
        if group != SITEWIDE:
            yield Rejection(obj_id=name, group_id=group_id, rejected_by_id=author)
    for number, (stream, stream_id) in enumerate(world.streams.items(), 30):
        yield point(work, world, name, number, streams=[stream_id])
        yield Alert(
            jd=JD + number / 100,
            survey="ztf",
            candid=number * 1000 + list(SAVERS).index(name),
            obj_id=name,
            stream_id=stream_id,
            properties={"of": stream},
            packet="0" * 64,
        )
    for number, (person, user_id) in enumerate(me.items(), 40):
        if person in {"member", "both", "groupadmin"} and name in {COMMON, OURS}:
            yield point(work, world, name, number, owner=user_id)
        for list_name in (REJECTED_CANDIDATES, f"list of {person}"):
            yield Listing(user_id=user_id, obj_id=name, list_name=list_name)
        yield SourceView(obj_id=name, username_or_token_id=f"{person}-person", is_token=False)
