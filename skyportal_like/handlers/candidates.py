"""Candidates over HTTP."""

from skyportal_like.errors import NotFound
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.candidates import (
    CandidateIds,
    CandidateNames,
    CandidatePage,
    CandidateQuery,
    CandidateSearch,
    CandidateView,
    NewCandidate,
)
from skyportal_like.services import candidates
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Candidates(ApiHandler):
    """All candidates that the caller may read."""

    @endpoint()
    def get(self, work: Work, query: CandidateSearch) -> CandidatePage | CandidateNames:
        """List candidates, newest first; `queryID` pages through a list that was frozen."""
        if query.name_only and query.obj_id is not None:
            return candidates.complete(work, query.obj_id)
        return candidates.search(
            work, query, seconds=self.platform.settings.candidates.query_cache_seconds
        )

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, body: NewCandidate) -> CandidateIds:
        """Post an object as a candidate of filters; posting it again gives the same ids."""
        return CandidateIds(ids=candidates.post(work, body))


class Candidate(ApiHandler):
    """One candidate."""

    @endpoint()
    def head(self, work: Work, obj_id: str) -> Empty:
        """Tell whether the object is a candidate of a filter that the caller reads."""
        if not candidates.exists(work, obj_id):
            raise NotFound("Invalid ID", status=404)
        return Empty()

    @endpoint()
    def get(self, work: Work, obj_id: str, query: CandidateQuery) -> CandidateView:
        """Show a candidate."""
        return candidates.get(work, obj_id, query)


class CandidateOfFilter(ApiHandler):
    """The candidates of one object under one filter."""

    @endpoint(Acl.UPLOAD_DATA)
    def delete(self, work: Work, obj_id: str, filter_id: int) -> Empty:
        """Delete an object's candidates under a filter."""
        candidates.remove(work, obj_id, filter_id)
        return Empty()


ROUTES: Routes = [
    (r"/api/candidates", Candidates),
    (rf"/api/candidates/{OBJ}", Candidate),
    (rf"/api/candidates/{OBJ}/(?P<filter_id>[^/]+)", CandidateOfFilter),
]
