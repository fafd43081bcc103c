"""Invitations over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.invitations import (
    InvitationEdit,
    InvitationId,
    InvitationPage,
    InvitationSearch,
    NewInvitation,
)
from skyportal_like.services import invitation_lists, invitations
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Invitations(ApiHandler):
    """All invitations of the caller."""

    @endpoint(Acl.MANAGE_USERS)
    def get(self, work: Work, query: InvitationSearch) -> InvitationPage:
        """List one's own invitations; System admins see everybody's."""
        invitations.require_enabled(self.platform.settings)
        return invitation_lists.search(work, query)

    @endpoint(Acl.MANAGE_USERS)
    def post(self, work: Work, body: NewInvitation) -> InvitationId:
        """Ask somebody in by mail; where no mail is sent, the answer holds the link to pass on.

        The link works once, for seven days.
        """
        settings = self.platform.settings
        invitations.require_enabled(settings)
        by_mail = bool(settings.smtp.host)
        row, secret = invitations.invite(work, body, by_mail=by_mail)
        if by_mail:
            return InvitationId(id=row.id)
        return InvitationId(id=row.id, url=invitations.link(settings, secret))


class Invitation(ApiHandler):
    """One invitation."""

    @endpoint(Acl.MANAGE_USERS)
    def patch(self, work: Work, invitation_id: int, body: InvitationEdit) -> Empty:
        """Change the groups, streams or role of one's own invitation."""
        invitations.require_enabled(self.platform.settings)
        invitations.edit(work, invitation_id, body)
        return Empty()

    @endpoint(Acl.MANAGE_USERS)
    def delete(self, work: Work, invitation_id: int) -> Empty:
        """Take one's own invitation back."""
        invitations.require_enabled(self.platform.settings)
        invitations.remove(work, invitation_id)
        return Empty()


ROUTES: Routes = [
    (r"/api/invitations", Invitations),
    (r"/api/invitations/(?P<invitation_id>[^/]+)", Invitation),
]
