"""Members of groups over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.members import (
    MemberEdit,
    MembershipView,
    NewMember,
    NewMembers,
    SourceGroups,
)
from skyportal_like.services import members
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Members(ApiHandler):
    """The members of one group."""

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, group_id: int, body: NewMember) -> MembershipView:
        """Put a person into a group, as its admin; they must hold all of its streams."""
        return members.add(work, group_id, body)

    @endpoint(Acl.UPLOAD_DATA)
    def patch(self, work: Work, group_id: int, body: MemberEdit) -> Empty:
        """Change what a member may do in a group, as its admin."""
        members.edit(work, group_id, body)
        return {}


class Member(ApiHandler):
    """One member of one group."""

    @endpoint()
    def delete(self, work: Work, group_id: int, user_id: int) -> Empty:
        """Take a person out of a group: they themselves, or its admins."""
        members.remove(work, group_id, user_id)
        return {}


class MembersFromGroups(ApiHandler):
    """The members of other groups."""

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, group_id: int, body: SourceGroups) -> NewMembers:
        """Put all members of other groups into a group, as its admin."""
        return NewMembers(user_ids=members.add_from_groups(work, group_id, body))


ROUTES: Routes = [
    (r"/api/groups/(?P<group_id>[^/]+)/users", Members),
    (r"/api/groups/(?P<group_id>[^/]+)/users/(?P<user_id>[^/]+)", Member),
    (r"/api/groups/(?P<group_id>[^/]+)/usersFromGroups", MembersFromGroups),
]
