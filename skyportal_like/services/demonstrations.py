"""The demonstration: a simulated survey night, and three people who have begun to scan it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version

from sqlalchemy import func, select, text

from skyportal_like import simulator
from skyportal_like.access import actor as actors
from skyportal_like.errors import Invalid
from skyportal_like.models import Filter, Group, Taxonomy, User
from skyportal_like.schemas.groups import Palette, PaletteClass
from skyportal_like.schemas.taxonomies import NewTaxonomy
from skyportal_like.services import (
    bots,
    demonstration_scans,
    filters,
    groups,
    sightings,
    simulated_nights,
    streams,
    taxonomies,
    users,
)
from skyportal_like.services.demonstration_scans import Desk
from skyportal_like.services.sightings import Sighting, SightingCounts
from skyportal_like.storage import Storage
from skyportal_like.vocabulary import Role
from skyportal_like.work import Origin, Work, utc_now

BOT = "survey-simulator"
CLIENT = "demonstration"
TAXONOMY = "Sitewide Taxonomy"
PUBLIC, PARTNERSHIP = "Simulated Public", "Simulated Partnership"
WATCH, DESK = "Supernova Watch", "Variable Stars Desk"
TRANSIENT_KINDS = frozenset({"Ia", "II", "Ib/c", "TDE", "AGN", "CV", "asteroid", "bogus"})
VARIABLE_KINDS = frozenset({"RR Lyrae", "Eclipsing", "LPV", "CV"})
BATCH = 50
# One object in so many comes from the partnership's time, one bogus in so many fools the desk too.
PARTNERSHIP_SHARE, FOOLED_SHARE = 4, 2
MJD_ZERO = datetime(1858, 11, 17)  # noqa: DTZ001  naive UTC, as everywhere here

PEOPLE = (
    ("ana", "Ana", "Moreira", {WATCH: True}),
    ("ben", "Ben", "Adler", {WATCH: False, DESK: False}),
    ("cleo", "Cleo", "Nakamura", {DESK: True}),
)
PALETTES = {
    WATCH: (
        *(("Ia", "SN Ia"), ("Type II", "SN II"), ("Ib/c", "SN Ib/c"), ("Supernova", "SN")),
        *(("Tidal Disruption Event", "TDE"), ("AGN", "AGN"), ("U Gem", "CV")),
        *(("Solar System Object", "Moving"), ("microlensing", "Microlensing")),
    ),
    DESK: (
        *(("RR Lyrae", "RR Lyr"), ("Eclipsing", "Eclipsing"), ("LPV", "LPV"), ("Mira", "Mira")),
        *(("Cepheid", "Cepheid"), ("Delta Scuti", "δ Sct"), ("U Gem", "CV"), ("YSO", "YSO")),
        ("AGN", "AGN"),
    ),
}
FILTERS = {
    (WATCH, PUBLIC): "Bright transients",
    (WATCH, PARTNERSHIP): "Partnership transients",
    (DESK, PUBLIC): "Variable stars",
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Stage:
    """The people's groups and what they scan with."""

    groups: dict[str, Group]
    filters: dict[tuple[str, str], Filter]
    taxonomy: Taxonomy


def is_present(work: Work) -> bool:
    """Tell whether this database has the demonstration."""
    # access: only whether there is any such person
    return bool(work.session.scalar(select(func.count(User.id)).where(User.demonstration)))


def fill(
    work: Work,
    storage: Storage,
    *,
    objects: int,
    seed: int = 1,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> SightingCounts:
    """Add the demonstration, last night's alerts as of `now`; where it is, nothing changes."""
    # Of two processes that start at once, the second finds what the first one made.
    work.session.execute(text("select pg_advisory_xact_lock(hashtext('demonstration'))"))
    counts = SightingCounts(0, 0, 0, 0)
    if is_present(work):
        return counts
    _refuse_taken_names(work)
    stage = _set(work)
    author_id = bots.ensure(work, BOT)
    night_mjd = ((now or utc_now()) - MJD_ZERO).days - 1
    night = simulator.simulate_night(seed=seed, night_mjd=night_mjd, n=objects)
    kinds: dict[str, str] = {}
    for batch in simulated_nights.in_batches(night, BATCH):
        seen = [
            simulated_nights.sighting(storage, one, _stream_of(one, len(kinds) + number))
            for number, one in enumerate(batch)
        ]
        kinds |= {one.name: one.kind for one in batch}
        filters_of = partial(_filters_of, stage, kinds)
        counts += sightings.record(work, seen, filters_of, author_id)
        if progress is not None:
            progress(len(kinds), objects)
    _scan(work, stage, kinds)
    return counts


def _refuse_taken_names(work: Work) -> None:
    taken = [name for name, *_ in PEOPLE if users.named(work, name) is not None]
    # access: a name is taken or not for everybody
    taken += work.session.scalars(select(Group.name).where(Group.name.in_([WATCH, DESK])))
    if taken:
        raise Invalid(
            "The demonstration brings people and groups whose names are taken here: "
            f"{', '.join(taken)}. Rename those, or use an empty database."
        )


def _set(work: Work) -> _Stage:
    """Make groups with their streams, filters and palettes, then the people in them."""
    made = {
        name: Group(name=name, description="A group of the demonstration.")
        for name in (WATCH, DESK)
    }
    work.add(*made.values())
    stream_ids = streams.ensure(work, (PUBLIC, PARTNERSHIP))
    usable: dict[tuple[str, str], Filter] = {}
    for (group, stream), name in FILTERS.items():
        stream_id = stream_ids[stream]
        streams.give(work, made[group].id, (stream_id,))
        found = filters.ensure(work, made[group].id, ((name, stream_id),))
        usable[group, stream] = found[name, stream_id]
    for username, first_name, last_name, memberships in PEOPLE:
        user = users.create(
            work,
            username,
            Role.FULL_USER,
            first_name=first_name,
            last_name=last_name,
            demonstration=True,
        )
        for name, admin in memberships.items():
            users.join(work, made[name], user, admin=admin)
    taxonomy = _taxonomy(work, [group.id for group in made.values()])
    for name, classes in PALETTES.items():
        keys = tuple(
            PaletteClass(key=str(number), taxonomy_id=taxonomy.id, classification=one, label=label)
            for number, (one, label) in enumerate(classes, start=1)
        )
        groups.set_palette(work, made[name].id, Palette(classes=keys))
    return _Stage(made, usable, taxonomy)


def _taxonomy(work: Work, group_ids: list[int]) -> Taxonomy:
    """Share the field's own taxonomy with the groups, posting it where it is not there yet."""
    release = version("tdtax")
    # access: the demonstration's groups join the readers of a taxonomy that stands
    standing = work.session.scalars(
        # access: as above
        select(Taxonomy).where(Taxonomy.name == TAXONOMY, Taxonomy.version == release)
    ).one_or_none()
    if standing is None:
        return taxonomies.post(
            work,
            NewTaxonomy(
                name=TAXONOMY,
                version=release,
                hierarchy=taxonomies.sitewide_hierarchy(),
                provenance=f"tdtax {release}",
                group_ids=tuple(group_ids),
            ),
        )
    standing.group_ids = sorted({*standing.group_ids, *group_ids})
    work.session.flush()
    return standing


def _stream_of(transient: simulator.SimulatedTransient, number: int) -> str:
    """Give some transients to the partnership; stars are public."""
    if number % PARTNERSHIP_SHARE or transient.kind in VARIABLE_KINDS:
        return PUBLIC
    return PARTNERSHIP


def _filters_of(stage: _Stage, kinds: dict[str, str], seen: Sighting) -> list[Filter]:
    kind = kinds[seen.obj_id]
    chosen = []
    if kind in TRANSIENT_KINDS:
        chosen.append(stage.filters[WATCH, seen.stream])
    fooled = kind == "bogus" and sum(seen.obj_id.encode()) % FOOLED_SHARE == 0
    if (kind in VARIABLE_KINDS or fooled) and seen.stream == PUBLIC:
        chosen.append(stage.filters[DESK, PUBLIC])
    return chosen


def _scan(work: Work, stage: _Stage, kinds: dict[str, str]) -> None:
    """Let each person decide about a few objects, as themselves."""
    scans = {
        "ana": (demonstration_scans.lead, (WATCH, TRANSIENT_KINDS)),
        "ben": (demonstration_scans.second, (WATCH, TRANSIENT_KINDS)),
        "cleo": (demonstration_scans.lead, (DESK, VARIABLE_KINDS)),
    }
    for username, (scan, (group, wanted)) in scans.items():
        person = users.require(work, username)
        identity = actors.by_user_id(person.id)(work.session)
        origin = Origin(work.origin.request_id, CLIENT)
        scan(
            replace(work, actor=identity, origin=origin),
            Desk(
                group_id=stage.groups[group].id,
                taxonomy_id=stage.taxonomy.id,
                kinds={name: kind for name, kind in kinds.items() if kind in wanted},
            ),
        )
