"""Photometry over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Routes
from skyportal_like.schemas.photometry import (
    LightCurvesQuery,
    LightCurvesView,
    PhotometryQuery,
    PointView,
)
from skyportal_like.services import photometry
from skyportal_like.work import Work


class SourcePhotometry(ApiHandler):
    """The points of one object."""

    @endpoint()
    def get(self, work: Work, obj_id: str, query: PhotometryQuery) -> list[PointView]:
        """List the points of an object by time."""
        return photometry.of_object(work, obj_id, query)


class LightCurves(ApiHandler):
    """The points of many objects."""

    @endpoint()
    def get(self, work: Work, query: LightCurvesQuery) -> LightCurvesView:
        """Give the light curves of up to 200 objects in columns."""
        return photometry.light_curves(work, query.ids)


ROUTES: Routes = [
    (rf"/api/sources/{OBJ}/photometry", SourcePhotometry),
    (r"/api/light_curves", LightCurves),
]
