"""Classifications over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.classifications import (
    ClassificationEdit,
    ClassificationId,
    ClassificationPage,
    ClassificationSearch,
    ClassificationView,
    NewClassification,
)
from skyportal_like.services import classifications, sources
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Classifications(ApiHandler):
    """All classifications that the caller may read."""

    @endpoint()
    def get(self, work: Work, query: ClassificationSearch) -> ClassificationPage:
        """List classifications by date."""
        return classifications.search(work, query)

    @endpoint(Acl.CLASSIFY)
    def post(self, work: Work, body: NewClassification) -> ClassificationId:
        """Classify an object against a taxonomy."""
        return ClassificationId(classification_id=classifications.classify(work, body).id)


class Classification(ApiHandler):
    """One classification."""

    @endpoint()
    def get(self, work: Work, classification_id: int) -> ClassificationView:
        """Show a classification."""
        return classifications.get(work, classification_id)

    @endpoint(Acl.CLASSIFY)
    def put(self, work: Work, classification_id: int, body: ClassificationEdit) -> Empty:
        """Change a classification; 409 when it is not as the given `modified` says."""
        classifications.edit(work, classification_id, body)
        return Empty()

    @endpoint(Acl.CLASSIFY)
    def delete(self, work: Work, classification_id: int) -> Empty:
        """Take a classification back; its history stays."""
        classifications.delete(work, classification_id)
        return Empty()


class SourceClassifications(ApiHandler):
    """The classifications of one object."""

    @endpoint()
    def get(self, work: Work, obj_id: str) -> list[ClassificationView]:
        """List the classifications of an object."""
        sources.visible(work, obj_id)
        return classifications.of_objects(work, [obj_id])[obj_id]


ROUTES: Routes = [
    (r"/api/classification", Classifications),
    (r"/api/classification/(?P<classification_id>[^/]+)", Classification),
    (rf"/api/sources/{OBJ}/classifications", SourceClassifications),
]
