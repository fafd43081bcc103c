"""The dashboard: who looked at which object, what is looked at most, what was saved last."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text, true

from skyportal_like import access
from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.models import Group, Obj, Source, SourceView, Team
from skyportal_like.schemas.source_views import (
    CountQuery,
    GlimpseView,
    RecentQuery,
    RecentSource,
    SourceCount,
    ViewedQuery,
    ViewedSource,
)
from skyportal_like.services import classifications, groups, sources, thumbnails
from skyportal_like.work import Origin, Units, Work, utc_now

BROWSERS_ONLY = "Views are told by signed-in browsers; those of tokens are counted as they read."
# What waits longer than a long outage is lost, the oldest first.
MOST_WAITING = 20_000

# An object that is gone, or goes at this moment, takes its views with it.
_RECORD = text("""
insert into source_views (obj_id, username_or_token_id, is_token, created_at)
select seen.obj_id, seen.viewer, true, seen.at
from unnest(
    cast(:obj_ids as text[]), cast(:viewers as text[]), cast(:times as timestamp[])
) as seen(obj_id, viewer, at)
join objs on objs.id = seen.obj_id
order by objs.id
for key share of objs
""")


@dataclass(frozen=True, slots=True)
class TokenView:
    """A script read an object."""

    obj_id: str
    viewer: str
    at: datetime


class Notebook:
    """Notes what scripts read, and writes it down now and then, apart from their requests."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._waiting: deque[TokenView] = deque(maxlen=MOST_WAITING)

    def note(self, actor: Actor, obj_id: str) -> None:
        """Note that the caller read an object, where that is a script; from any thread."""
        if actor.token_id is not None:
            self._waiting.append(TokenView(obj_id, str(actor.token_id), utc_now()))

    def write(self) -> None:
        """Write down what was noted; where that fails it waits for the next time."""
        taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not taken:
            return
        try:
            self._units.run(
                actors.system, Origin("source views", "platform"), lambda work: record(work, taken)
            )
        except Exception:
            room = MOST_WAITING - len(self._waiting)
            self._waiting.extendleft(reversed(taken[-room:] if room else []))
            raise


def record(work: Work, seen: Sequence[TokenView]) -> None:
    """Write down what scripts read."""
    work.session.execute(
        _RECORD,
        {
            "obj_ids": [one.obj_id for one in seen],
            "viewers": [one.viewer for one in seen],
            "times": [one.at for one in seen],
        },
    )


def look(work: Work, obj_id: str) -> None:
    """Note that the person at this browser looked at an object."""
    if work.actor.sign_in is None:
        raise NotPermitted(BROWSERS_ONLY, status=403)
    obj = sources.visible(work, obj_id)
    work.add(SourceView(obj_id=obj.id, username_or_token_id=work.actor.username, is_token=False))


def most_viewed(work: Work, query: ViewedQuery) -> list[ViewedSource]:
    """Show the objects that were looked at most, of those that the caller sees."""
    views = func.count().label("views")
    statement = access.readable(work.actor, SourceView, SourceView.obj_id, views).where(
        SourceView.created_at >= _since(query.since_days_ago)
    )
    if query.team_id is not None:
        saved = access.readable(work.actor, Source, Source.obj_id).where(
            Source.active, Source.group_id.in_(_team(work, query.team_id))
        )
        statement = statement.where(SourceView.obj_id.in_(saved))
    rows = work.session.execute(
        statement.group_by(SourceView.obj_id)
        .order_by(views.desc(), SourceView.obj_id)
        .limit(query.max_num_sources)
    ).all()
    shown = _glimpses(work, [row.obj_id for row in rows])
    return [
        ViewedSource(**shown[row.obj_id], views=row.views) for row in rows if row.obj_id in shown
    ]


def count(work: Work, query: CountQuery) -> SourceCount:
    """Count the objects that were saved since then to groups of the caller."""
    saves = access.readable(work.actor, Source, func.count(Source.obj_id.distinct())).where(
        Source.active, Source.saved_at >= _since(query.since_days_ago)
    )
    if query.team_id is not None:
        saves = saves.where(Source.group_id.in_(_team(work, query.team_id)))
    return SourceCount(count=work.session.scalar(saves) or 0, sinceDaysAgo=query.since_days_ago)


def recent(work: Work, query: RecentQuery) -> list[RecentSource]:
    """Show the objects that groups of the caller saved last, each once."""
    scope = None if query.team_id is None else _team(work, query.team_id)
    rows = work.session.execute(_newest(work.actor, scope, query.max_num_sources)).all()
    ids = [row.obj_id for row in rows]
    shown = _glimpses(work, ids)
    saves = {
        obj_id: [save for save, _ in found if save.active]
        for obj_id, found in sources.saves_of(work, ids).items()
    }
    known = groups.named(work, (save.group_id for found in saves.values() for save in found))
    return [
        RecentSource(
            **shown[row.obj_id],
            created_at=row.saved_at,
            resaved=any(save.saved_at < row.saved_at for save in saves[row.obj_id]),
            groups=[known[save.group_id] for save in saves[row.obj_id] if save.group_id in known],
        )
        for row in rows
        if row.obj_id in shown
    ]


def _newest(actor: Actor, scope: Sequence[int] | None, most: int) -> Select[Any]:
    """Choose the newest saves: the newest of each group first, so that no group is read whole."""
    asked = access.readable(actor, Group, Group.id)
    if not actor.is_system_admin:
        asked = asked.where(Group.id.in_(actor.group_ids))
    if scope is not None:
        asked = asked.where(Group.id.in_(scope))
    group = asked.subquery()
    newest = (
        access.readable(actor, Source, Source.obj_id, Source.saved_at)
        .where(Source.group_id == group.c.id, Source.active)
        .order_by(Source.saved_at.desc())
        .limit(most)
        .lateral()
    )
    saved_at = func.max(newest.c.saved_at).label("saved_at")
    return (
        select(newest.c.obj_id, saved_at)
        .select_from(group.join(newest, true()))
        .group_by(newest.c.obj_id)
        .order_by(saved_at.desc(), newest.c.obj_id)
        .limit(most)
    )


def _team(work: Work, team_id: int) -> list[int]:
    absent = NotFound(f"Cannot find Team with id {team_id}.")
    return access.get(work, Team, team_id, absent=absent).group_ids


def _since(days: float) -> datetime:
    return utc_now() - timedelta(days=days)


def _glimpses(work: Work, obj_ids: Sequence[str]) -> dict[str, GlimpseView]:
    if not obj_ids:
        return {}
    pictures = thumbnails.of_objects(work, obj_ids)
    labels = classifications.of_objects(work, obj_ids)
    rows = work.session.execute(
        access.readable(work.actor, Obj, Obj.id, Obj.ra, Obj.dec, Obj.tns_name).where(
            Obj.id.in_(obj_ids)
        )
    )
    return {
        row.id: GlimpseView(
            obj_id=row.id,
            ra=row.ra,
            dec=row.dec,
            tns_name=row.tns_name,
            thumbnails=pictures[row.id],
            classifications=labels[row.id],
        )
        for row in rows
    }
