"""Scanning in one request, over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.decisions import Decided, Decisions, Results
from skyportal_like.services import decisions
from skyportal_like.work import Work


class DecisionsPage(ApiHandler):
    """Everything a scanner decides."""

    @endpoint()
    def post(self, work: Work, body: Decisions) -> Decided | Results:
        """Save, reject or classify an object, or undo that; answers the operation's inverse.

        Needs Upload data to save and reject, Classify to classify.
        """
        operations = body.listed()
        if body.operations is None:
            return decisions.decide(work, operations[0])
        return Results(results=decisions.decide_each(work, operations))


ROUTES: Routes = [(r"/api/decisions", DecisionsPage)]
