"""Objects themselves over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.services import obj_removals
from skyportal_like.work import Work


class Obj(ApiHandler):
    """One object, whoever saved it."""

    @endpoint()
    def delete(self, work: Work, obj_id: str) -> Empty:
        """Delete an object of which nothing is said any more, with its saves and candidates."""
        by_members = self.platform.settings.misc.allow_nonadmins_delete_objs
        obj_removals.remove(work, obj_id, by_members=by_members)
        return Empty()


ROUTES: Routes = [(rf"/api/objs/{OBJ}", Obj)]
