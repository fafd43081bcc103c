"""Groups over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.groups import (
    GroupDetail,
    GroupEdit,
    GroupId,
    GroupLists,
    GroupQuery,
    GroupRemoval,
    GroupSearch,
    GroupView,
    NewGroup,
    Palette,
    PaletteView,
)
from skyportal_like.services import group_removals, groups
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Groups(ApiHandler):
    """All groups that the caller may know of."""

    @endpoint()
    def get(self, work: Work, query: GroupSearch) -> GroupLists | list[GroupView]:
        """List the caller's groups and all that they may know of, or those of one name."""
        if query.name is not None:
            return groups.of_name(work, query.name)
        return groups.lists(work, query)

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, body: NewGroup) -> GroupId:
        """Make a group."""
        return GroupId(id=groups.create(work, body).id)


class PublicGroup(ApiHandler):
    """The group to which everybody belongs."""

    @endpoint()
    def get(self, work: Work) -> GroupView:
        """Show the group to which everybody belongs."""
        return groups.sitewide(work)


class Group(ApiHandler):
    """One group."""

    @endpoint()
    def get(self, work: Work, group_id: int, query: GroupQuery) -> GroupDetail:
        """Show a group with its members, streams and filters."""
        return groups.get(work, group_id, with_users=query.include_group_users)

    @endpoint(Acl.UPLOAD_DATA)
    def put(self, work: Work, group_id: int, body: GroupEdit) -> Empty:
        """Change what a group is called and how it lets people in, as its admin."""
        groups.edit(work, group_id, body)
        return {}

    @endpoint(Acl.UPLOAD_DATA)
    def delete(self, work: Work, group_id: int) -> GroupRemoval:
        """Delete a group, as its admin; one that holds frozen data is archived instead."""
        return group_removals.remove(work, group_id)


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


ROUTES: Routes = [
    (r"/api/groups", Groups),
    (r"/api/groups/public", PublicGroup),
    (r"/api/groups/(?P<group_id>[^/]+)", Group),
    (r"/api/groups/(?P<group_id>[^/]+)/palette", GroupPalette),
]
