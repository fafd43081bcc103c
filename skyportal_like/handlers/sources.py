"""Sources over HTTP."""

from skyportal_like.errors import NotFound
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.sources import (
    NewSource,
    SourceId,
    SourcePage,
    SourceQuery,
    SourceSearch,
    SourceView,
    Unsave,
)
from skyportal_like.services import sources
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Sources(ApiHandler):
    """All objects that the caller's groups saved."""

    @endpoint()
    def get(self, work: Work, query: SourceSearch) -> SourcePage:
        """List saved objects, each once."""
        return sources.search(work, query)

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, body: NewSource) -> SourceId:
        """Save an object to groups, by default to all of the caller's."""
        return SourceId(id=body.id, saved_to_groups=sources.post(work, body))


class Source(ApiHandler):
    """One object."""

    @endpoint()
    def head(self, work: Work, obj_id: str) -> Empty:
        """Tell whether a group of the caller has ever saved the object."""
        if not sources.is_source(work, obj_id):
            raise NotFound(sources.NOT_FOUND, status=404)
        return Empty()

    @endpoint()
    def get(self, work: Work, obj_id: str, query: SourceQuery) -> SourceView:
        """Show an object with what people said of it."""
        shown = sources.get(work, obj_id, query)
        self.platform.views.note(work.actor, shown["id"])
        return shown

    @endpoint(Acl.MANAGE_SOURCES)
    def delete(self, work: Work, obj_id: str, body: Unsave) -> Empty:
        """Take an object out of a group's saved ones."""
        sources.visible(work, obj_id)
        sources.unsave(work, obj_id, body.group_id)
        return Empty()


ROUTES: Routes = [
    (r"/api/sources", Sources),
    (rf"/api/sources/{OBJ}", Source),
]
