"""The live feed for scripts that poll."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.live import log, messages
from skyportal_like.schemas.events import EventPage, EventSearch
from skyportal_like.work import Work


class Events(ApiHandler):
    """What happened, as far as the caller may hear it."""

    @endpoint()
    def get(self, work: Work, query: EventSearch) -> EventPage:
        """List what happened since a cursor; without one, say where the feed stands now."""
        standing = log.standing(work.session)
        if query.since is None:
            return EventPage(events=[], cursor=str(standing.end), resync=False)
        since = log.Cursor.parse(query.since)
        if not standing.covers(since):
            return EventPage(events=[], cursor=str(standing.end), resync=True)
        stretch = log.read_for(work.session, work.actor, since, standing.end, query.limit)
        wanted = frozenset(query.types)
        return EventPage(
            events=[
                messages.of_entry(entry, work.actor)
                for entry in stretch.entries
                if (not wanted or entry.type in wanted)
                and (query.obj_id is None or entry.obj_id == query.obj_id)
            ],
            cursor=str(stretch.reached),
            resync=False,
        )


ROUTES: Routes = [(r"/api/events", Events)]
