"""Looking through a person's eyes, over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.impersonations import NewImpersonation
from skyportal_like.services import impersonations
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Impersonation(ApiHandler):
    """Whom this browser sees the platform as."""

    @endpoint(Acl.BECOME_USER)
    def post(self, work: Work, body: NewImpersonation) -> Empty:
        """See the platform as a person does, read only, until this is ended.

        Become user opens what others see; it takes every ACL that the person holds as well. It
        stands in the audit trail for both.
        """
        impersonations.start(work, body.user_id)
        return Empty()

    @endpoint(while_supporting=True)
    def delete(self, work: Work) -> Empty:
        """Be oneself again."""
        impersonations.end(work)
        return Empty()


ROUTES: Routes = [(r"/api/internal/impersonation", Impersonation)]
