"""Requests to be let into a group, over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.admissions import (
    AdmissionEdit,
    AdmissionId,
    AdmissionSearch,
    AdmissionView,
    NewAdmission,
)
from skyportal_like.services import admissions
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Admissions(ApiHandler):
    """The caller's requests, and those to the groups that they administer."""

    @endpoint()
    def get(self, work: Work, query: AdmissionSearch) -> list[AdmissionView]:
        """List the caller's own requests and those to the groups that they administer."""
        return admissions.search(work, query)

    @endpoint()
    def post(self, work: Work, body: NewAdmission) -> AdmissionId:
        """Ask to be let into a group."""
        return AdmissionId(id=admissions.ask(work, body).id)


class Admission(ApiHandler):
    """One request."""

    @endpoint()
    def get(self, work: Work, request_id: int) -> AdmissionView:
        """Show a request to its author and to admins of the group."""
        return admissions.get(work, request_id)

    @endpoint(Acl.UPLOAD_DATA)
    def patch(self, work: Work, request_id: int, body: AdmissionEdit) -> Empty:
        """Answer a request, as an admin of the group; accepting does not add the member."""
        admissions.answer(work, request_id, body)
        return {}

    @endpoint(Acl.UPLOAD_DATA)
    def delete(self, work: Work, request_id: int) -> Empty:
        """Take one's own request back."""
        admissions.withdraw(work, request_id)
        return {}


ROUTES: Routes = [
    (r"/api/group_admission_requests", Admissions),
    (r"/api/group_admission_requests/(?P<request_id>[^/]+)", Admission),
]
