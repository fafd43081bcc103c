"""Sources: saving objects to groups, letting go of them, and their pages."""

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.errors import Invalid, NotFound, PlatformError
from skyportal_like.events.types import RowHidden, SourceSaved, SourceUnsaved
from skyportal_like.models import Group, Obj, Source, User
from skyportal_like.queries import sources as queries
from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.sources import (
    NewSource,
    SavedGroupView,
    SourcePage,
    SourceQuery,
    SourceSearch,
    SourceView,
)
from skyportal_like.schemas.users import PersonView
from skyportal_like.services import (
    annotations,
    classifications,
    comments,
    groups,
    objs,
    photometry,
    thumbnails,
)
from skyportal_like.work import Work, utc_now

PREFIX = "Failed to post source: "
NOT_FOUND = "Source not found"


def post(work: Work, new: NewSource) -> list[int]:
    """Save an object to groups, making it when its name is new; say who had not saved it."""
    wanted = sorted(set(new.group_ids or ()) or work.actor.group_ids)
    check_saving(work, wanted, prefix=PREFIX)
    objs.post(work, new, prefix=PREFIX)
    objs.lock(work, [new.id])
    skipped = _ignored(work, new)
    return save(work, new.id, [group_id for group_id in wanted if group_id not in skipped])


def check_saving(work: Work, group_ids: Collection[int], *, prefix: str = "") -> None:
    """Check that the caller may save to all these groups."""
    permitted = access.allowed(work.actor, Group, Action.SAVE).label("permitted")
    rows = work.session.execute(
        access.readable(work.actor, Group, Group.id, permitted).where(Group.id.in_(group_ids))
    )
    known = {row.id: row.permitted for row in rows}
    mine = work.actor.group_ids
    for group_id in group_ids:
        if group_id not in known or not (group_id in mine or work.actor.is_system_admin):
            raise Invalid(
                f"{prefix}Cannot find group_id {group_id}. Please remove and try again.",
                fields={"group_ids": f"unknown: {group_id}"},
            )
        if not known[group_id]:
            raise Invalid(
                f"{prefix}User does not have power to save to group with ID {group_id}.",
                fields={"group_ids": f"may not save to {group_id}"},
            )


def save(work: Work, obj_id: str, group_ids: Sequence[int]) -> list[int]:
    """Save an object to groups that were checked; say which of them had not saved it."""
    if not group_ids:
        return []
    statement = insert(Source).values(
        [
            {"obj_id": obj_id, "group_id": group_id, "saved_by_id": work.actor.user_id or None}
            for group_id in sorted(group_ids)
        ]
    )
    again = {
        "active": True,
        "requested": False,
        "saved_by_id": statement.excluded.saved_by_id,
        "saved_at": utc_now(),
        "modified": utc_now(),
        "unsaved_by_id": None,
        "unsaved_at": None,
    }
    saved = list(
        work.session.scalars(
            statement.on_conflict_do_update(
                index_elements=["obj_id", "group_id"], set_=again, where=~Source.active
            ).returning(Source),
            execution_options={"populate_existing": True},
        )
    )
    for row in sorted(saved, key=lambda one: one.group_id):
        work.emit(SourceSaved(obj_id=obj_id, group_id=row.group_id, op_id=work.op_id), about=row)
    return sorted(row.group_id for row in saved)


def unsave(work: Work, obj_id: str, group_id: int) -> None:
    """Take an object out of a group's saved ones; the row stays, inactive."""
    objs.lock(work, [visible(work, obj_id).id])
    source_id = work.session.scalar(
        access.readable(work.actor, Source, Source.id).where(
            Source.obj_id == obj_id, Source.group_id == group_id, Source.active
        )
    )
    refusal = Invalid("Inadequate permissions.", fields={"group_id": "not saved, or not yours"})
    if source_id is None:
        raise refusal
    row = access.get(work, Source, source_id, Action.UNSAVE, refused=refusal, lock=True)
    row.active, row.unsaved_by_id, row.unsaved_at = False, work.actor.user_id, utc_now()
    work.session.flush()
    work.emit(SourceUnsaved(obj_id=obj_id, group_id=group_id, op_id=work.op_id), about=row)
    if not objs.is_held_through(work, obj_id, group_id):
        work.emit_to(RowHidden(kind="obj", id=obj_id), Audience(groups=frozenset({group_id})))


def visible(work: Work, obj_id: str, absent: PlatformError | None = None) -> Obj:
    """Fetch an object that the caller may see."""
    return access.get(work, Obj, obj_id, absent=absent or NotFound(NOT_FOUND, status=404))


def is_source(work: Work, obj_id: str) -> bool:
    """Tell whether any group of the caller has ever saved the object."""
    rows = access.readable(work.actor, Source, Source.id).where(Source.obj_id == obj_id).limit(1)
    return work.session.scalar(rows) is not None


def get(work: Work, obj_id: str, query: SourceQuery) -> SourceView:
    """Show an object with what people said of it."""
    return _views(work, [visible(work, obj_id)], query)[0]


def search(work: Work, query: SourceSearch) -> SourcePage:
    """List the objects that the caller's groups saved."""
    if foreign := set(query.group_ids) - work.actor.group_ids:
        known = groups.named(work, foreign) if work.actor.is_system_admin else {}
        if foreign - set(known):
            raise Invalid(
                "Cannot retrieve sources: Selected group(s) not all accessible to user.",
                fields={"group_ids": "not all accessible"},
            )
    matching = queries.matching(work.actor, query)
    # access: counts the rows of the readable statement itself
    total = work.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    first = (query.page_number - 1) * query.num_per_page
    ids = work.session.execute(
        queries.ordered(matching, work.actor, query).offset(first).limit(query.num_per_page)
    ).all()
    order = [row[0] for row in ids]
    rows = {
        row.id: row
        for row in work.session.scalars(access.readable(work.actor, Obj).where(Obj.id.in_(order)))
    }
    return SourcePage(
        sources=_views(work, [rows[obj_id] for obj_id in order if obj_id in rows], query),
        totalMatches=total,
        pageNumber=query.page_number,
        numPerPage=query.num_per_page,
    )


def saves_of(
    work: Work, obj_ids: Sequence[str]
) -> dict[str, list[tuple[Source, PersonView | None]]]:
    """Give the saves and save requests of each of these objects, with who saved."""
    rows = work.session.execute(
        access.readable(
            work.actor, Source, Source, User.id, User.username, User.first_name, User.last_name
        )
        .outerjoin(User, User.id == Source.saved_by_id)
        .where(Source.obj_id.in_(obj_ids), Source.active | Source.requested)
        .order_by(Source.saved_at, Source.id)
    )
    found: dict[str, list[tuple[Source, PersonView | None]]] = {one: [] for one in obj_ids}
    for row, user_id, username, first_name, last_name in rows:
        person = (
            None
            if user_id is None
            else PersonView(
                id=user_id, username=username, first_name=first_name, last_name=last_name
            )
        )
        found[row.obj_id].append((row, person))
    return found


def _views(work: Work, rows: Sequence[Obj], query: SourceQuery) -> list[SourceView]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    noted = annotations.of_objects(work, ids)
    labelled = classifications.of_objects(work, ids)
    saved = saves_of(work, ids)
    known = groups.named(work, (one.group_id for saves in saved.values() for one, _ in saves))
    pictures = thumbnails.of_objects(work, ids) if query.include_thumbnails else None
    said = comments.of_objects(work, ids) if query.include_comments else None
    points = photometry.of_objects(work, ids) if query.include_photometry else None
    views = []
    for row in rows:
        shown = cast(SourceView, objs.view(row))
        shown["annotations"] = noted[row.id]
        shown["classifications"] = labelled[row.id]
        shown["groups"] = [
            _saved_group(known[one.group_id], one, person)
            for one, person in saved[row.id]
            if one.group_id in known
        ]
        if pictures is not None:
            shown["thumbnails"] = pictures[row.id]
        if said is not None:
            shown["comments"] = said[row.id]
        if points is not None:
            shown["photometry"] = points[row.id]
        views.append(shown)
    return views


def _saved_group(group: GroupView, row: Source, person: PersonView | None) -> SavedGroupView:
    return SavedGroupView(
        **group,
        active=row.active,
        requested=row.requested,
        saved_at=row.saved_at,
        saved_by=person,
    )


def _ignored(work: Work, new: NewSource) -> set[int]:
    """Name the groups that need no save, since another group that they name has one."""
    if not new.ignore_if_in_group_ids:
        return set()
    holding = set(
        work.session.scalars(
            access.readable(work.actor, Source, Source.group_id).where(
                Source.obj_id == new.id, Source.active
            )
        )
    )
    return {
        group_id
        for group_id, others in new.ignore_if_in_group_ids.items()
        if holding.intersection(others)
    }
