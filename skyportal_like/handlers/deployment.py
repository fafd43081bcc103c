"""What a deployment says of itself, over HTTP."""

from datetime import datetime

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.deployment import ConfigView, DbInfoView, EnumTypesView, SysInfoView
from skyportal_like.services import deployment
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Config(ApiHandler):
    """The choices of this deployment that clients meet."""

    @endpoint()
    def get(self, work: Work) -> ConfigView:
        """Say what a client needs to know before it draws anything."""
        del work
        return deployment.config(self.platform.settings)


class SysInfo(ApiHandler):
    """The code that runs."""

    @endpoint(anonymous=True)
    def get(self, work: Work) -> SysInfoView:
        """Say which version runs, and the latest changes in it where there is a checkout."""
        del work
        platform = self.platform
        return SysInfoView(
            version=platform.version, build=platform.build, gitlog=list(platform.commits)
        )


class DbStats(ApiHandler):
    """How much the database holds."""

    @endpoint(Acl.SYSTEM_ADMIN)
    def get(self, work: Work) -> dict[str, int | datetime | None]:
        """Count what the database holds."""
        return deployment.db_stats(work)


class EnumTypes(ApiHandler):
    """The closed sets of the contract."""

    @endpoint()
    def get(self, work: Work) -> EnumTypesView:
        """List what can be chosen where only some values are allowed."""
        del work
        return deployment.enum_types()


class DbInfo(ApiHandler):
    """The database that answers."""

    @endpoint()
    def get(self, work: Work) -> DbInfoView:
        """Say which database answers, and whether the caller finds any source in it."""
        return deployment.db_info(work)


ROUTES: Routes = [
    (r"/api/config", Config),
    (r"/api/sysinfo", SysInfo),
    (r"/api/db_stats", DbStats),
    (r"/api/enum_types", EnumTypes),
    (r"/api/internal/dbinfo", DbInfo),
]
