"""The dashboard over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.source_views import (
    CountQuery,
    RecentQuery,
    RecentSource,
    SourceCount,
    ViewedQuery,
    ViewedSource,
)
from skyportal_like.services import source_views
from skyportal_like.work import Work


class SourceViews(ApiHandler):
    """What is looked at most."""

    @endpoint()
    def get(self, work: Work, query: ViewedQuery) -> list[ViewedSource]:
        """List the objects that were looked at most."""
        return source_views.most_viewed(work, query)


class SourceViewsOfObj(ApiHandler):
    """Looking at one object."""

    @endpoint()
    def post(self, work: Work, obj_id: str) -> Empty:
        """Note that the person at this browser looked at an object."""
        source_views.look(work, obj_id)
        return Empty()


class SourceCounts(ApiHandler):
    """How much is saved."""

    @endpoint()
    def get(self, work: Work, query: CountQuery) -> SourceCount:
        """Count the objects that were saved lately."""
        return source_views.count(work, query)


class RecentSources(ApiHandler):
    """What was saved last."""

    @endpoint()
    def get(self, work: Work, query: RecentQuery) -> list[RecentSource]:
        """List the objects that were saved last, newest first."""
        return source_views.recent(work, query)


ROUTES: Routes = [
    (r"/api/internal/source_views", SourceViews),
    (rf"/api/internal/source_views/{OBJ}", SourceViewsOfObj),
    (r"/api/internal/source_counts", SourceCounts),
    (r"/api/internal/recent_sources", RecentSources),
]
