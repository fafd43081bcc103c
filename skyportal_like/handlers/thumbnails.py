"""Images of objects over HTTP."""

from skyportal_like.handlers.answers import Blob
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.services import thumbnails
from skyportal_like.work import Work


class ThumbnailImage(ApiHandler):
    """The bytes of one image."""

    @endpoint()
    def get(self, work: Work, thumbnail_id: int, beginning: str) -> Blob:
        """Serve an image to those who see its object."""
        digest = thumbnails.blob_of(work, thumbnail_id, beginning)
        return Blob(self.platform.storage.path(digest), "image/png", digest=digest)


ROUTES: Routes = [
    (r"/api/thumbnail/(?P<thumbnail_id>[0-9]+)/(?P<beginning>[0-9a-f]{16})\.png", ThumbnailImage),
]
