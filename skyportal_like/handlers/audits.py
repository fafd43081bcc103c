"""The audit trail over HTTP."""

from skyportal_like.handlers.answers import Blob
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.audits import AuditExport, AuditPage, AuditSearch
from skyportal_like.services import audits
from skyportal_like.work import Work

TYPES = {"csv": "text/csv; charset=UTF-8", "ndjson": "application/x-ndjson"}


class Audit(ApiHandler):
    """Who did what."""

    @endpoint()
    def get(self, work: Work, query: AuditSearch) -> AuditPage:
        """List what was done, newest first.

        Everybody reads what they did and what was done to their account; admins of a group what
        was done in it; System admins everything.
        """
        return audits.search(work, query)


class AuditFile(ApiHandler):
    """The same as a file."""

    @endpoint()
    def get(self, work: Work, query: AuditExport) -> Blob:
        """Export what was done as CSV or as lines of JSON."""
        return Blob(
            audits.export(work, query), TYPES[query.format], filename=f"audit.{query.format}"
        )


ROUTES: Routes = [
    (r"/api/audit", Audit),
    (r"/api/audit/export", AuditFile),
]
