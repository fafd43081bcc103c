"""Filters over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.filters import FilterEdit, FilterId, FilterView, NewFilter
from skyportal_like.services import filters
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Filters(ApiHandler):
    """All filters that the caller may read."""

    @endpoint()
    def get(self, work: Work) -> list[FilterView]:
        """List the filters of the caller's groups whose streams they hold."""
        return filters.readable(work)

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, body: NewFilter) -> FilterId:
        """Make a filter of one of the caller's groups, on a stream that they hold."""
        return FilterId(id=filters.create(work, body).id)


class Filter(ApiHandler):
    """One filter."""

    @endpoint()
    def get(self, work: Work, filter_id: int) -> FilterView:
        """Show a filter."""
        return filters.get(work, filter_id)

    @endpoint(Acl.UPLOAD_DATA)
    def patch(self, work: Work, filter_id: int, body: FilterEdit) -> Empty:
        """Change a filter, as an admin of its group."""
        filters.edit(work, filter_id, body)
        return {}

    @endpoint(Acl.UPLOAD_DATA)
    def delete(self, work: Work, filter_id: int) -> Empty:
        """Take a filter away with its candidates, as an admin of its group."""
        filters.remove(work, filter_id)
        return {}


ROUTES: Routes = [
    (r"/api/filters", Filters),
    (r"/api/filters/(?P<filter_id>[^/]+)", Filter),
]
