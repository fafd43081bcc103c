"""Why somebody may, or may not, do something, over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.explanations import (
    ExplanationKinds,
    ExplanationQuery,
    ExplanationView,
)
from skyportal_like.services import explanations
from skyportal_like.work import Work


class Explanation(ApiHandler):
    """The rule that decided."""

    @endpoint()
    def get(self, work: Work, query: ExplanationQuery) -> ExplanationView:
        """Explain why a person may, or may not, do something with a row.

        System admins may ask about everything, admins of a group about the rows it holds: then
        only what their groups decide is looked at.
        """
        return explanations.explain(work, query)


class Kinds(ApiHandler):
    """What can be asked."""

    @endpoint()
    def get(self, work: Work) -> ExplanationKinds:
        """List the kinds of rows, and what can be done with each."""
        del work
        return explanations.kinds()


ROUTES: Routes = [
    (r"/api/access/explain", Explanation),
    (r"/api/access/kinds", Kinds),
]
