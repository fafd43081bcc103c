"""Groups and filters over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.groups import (
    FilterView,
    GroupDetail,
    GroupLists,
    GroupQuery,
    GroupSearch,
    GroupView,
    Palette,
    PaletteView,
)
from skyportal_like.services import groups
from skyportal_like.work import Work


class Groups(ApiHandler):
    """All groups that the caller may know of."""

    @endpoint()
    def get(self, work: Work, query: GroupSearch) -> GroupLists | list[GroupView]:
        """List the caller's groups and all that they may know of, or those of one name."""
        if query.name is not None:
            return groups.of_name(work, query.name)
        return groups.lists(work, query)


class Group(ApiHandler):
    """One group."""

    @endpoint()
    def get(self, work: Work, group_id: int, query: GroupQuery) -> GroupDetail:
        """Show a group with its members, streams and filters."""
        return groups.get(work, group_id, with_users=query.include_group_users)


class GroupPalette(ApiHandler):
    """How a group scans."""

    @endpoint()
    def get(self, work: Work, group_id: int) -> PaletteView:
        """Show a group's class keys and scanning habits."""
        return groups.palette(work, group_id)

    @endpoint()
    def put(self, work: Work, group_id: int, body: Palette) -> PaletteView:
        """Decide a group's class keys and scanning habits, as its admin."""
        return groups.set_palette(work, group_id, body)


class Filters(ApiHandler):
    """All filters that the caller may read."""

    @endpoint()
    def get(self, work: Work) -> list[FilterView]:
        """List the filters of the caller's groups whose streams they hold."""
        return groups.filters_of(work)


ROUTES: Routes = [
    (r"/api/groups", Groups),
    (r"/api/groups/(?P<group_id>[^/]+)", Group),
    (r"/api/groups/(?P<group_id>[^/]+)/palette", GroupPalette),
    (r"/api/filters", Filters),
]
