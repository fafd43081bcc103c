"""Which keys annotations and altdata have, over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.infos import AltdataInfo, AnnotationsInfo
from skyportal_like.work import Work


class AnnotationsInfos(ApiHandler):
    """What annotations are made of."""

    @endpoint()
    def get(self, work: Work) -> AnnotationsInfo:
        """Name the keys of the annotations that the caller reads, and their types, by origin."""
        return self.platform.infos.of_annotations(work)


class AltdataInfos(ApiHandler):
    """What altdata is made of."""

    @endpoint()
    def get(self, work: Work) -> AltdataInfo:
        """Name the keys of the altdata of the objects that the caller sees, and their types."""
        return self.platform.infos.of_altdata(work)


ROUTES: Routes = [
    (r"/api/internal/annotations_info", AnnotationsInfos),
    (r"/api/internal/altdata_info", AltdataInfos),
]
