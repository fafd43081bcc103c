"""Cutouts of many objects over HTTP."""

from skyportal_like.handlers.answers import Blob
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.cutouts import CutoutPackQuery
from skyportal_like.services import cutouts
from skyportal_like.work import Work


class CutoutPack(ApiHandler):
    """The cutouts of a page of objects in one answer."""

    @endpoint()
    def get(self, work: Work, query: CutoutPackQuery) -> Blob:
        """Give the cutouts of up to 100 objects as one binary pack."""
        found = cutouts.of_objects(work, query.ids)
        return Blob(cutouts.pack(self.platform.storage, found), "application/octet-stream")


ROUTES: Routes = [(r"/api/cutouts/pack", CutoutPack)]
