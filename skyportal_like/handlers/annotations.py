"""Annotations on sources over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.annotations import (
    AnnotationEdit,
    AnnotationId,
    AnnotationView,
    NewAnnotation,
)
from skyportal_like.services import annotations
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class SourceAnnotations(ApiHandler):
    """The annotations of one object."""

    @endpoint()
    def get(self, work: Work, obj_id: str) -> list[AnnotationView]:
        """List the annotations of an object."""
        return annotations.of_object(work, obj_id)

    @endpoint(Acl.ANNOTATE)
    def post(self, work: Work, obj_id: str, body: NewAnnotation) -> AnnotationId:
        """Annotate an object under an origin that has none there yet."""
        return AnnotationId(annotation_id=annotations.annotate(work, obj_id, body).id)


class SourceAnnotation(ApiHandler):
    """One annotation."""

    @endpoint()
    def get(self, work: Work, obj_id: str, annotation_id: int) -> AnnotationView:
        """Show an annotation."""
        return annotations.get(work, obj_id, annotation_id)

    @endpoint(Acl.ANNOTATE)
    def put(self, work: Work, obj_id: str, annotation_id: int, body: AnnotationEdit) -> Empty:
        """Replace an annotation's values, its origin or its groups."""
        annotations.edit(work, obj_id, annotation_id, body)
        return Empty()

    @endpoint(Acl.ANNOTATE)
    def delete(self, work: Work, obj_id: str, annotation_id: int) -> Empty:
        """Take an annotation away."""
        annotations.delete(work, obj_id, annotation_id)
        return Empty()


ROUTES: Routes = [
    (rf"/api/sources/{OBJ}/annotations", SourceAnnotations),
    (rf"/api/sources/{OBJ}/annotations/(?P<annotation_id>[^/]+)", SourceAnnotation),
]
