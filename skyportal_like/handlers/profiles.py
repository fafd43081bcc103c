"""The page about oneself over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.profiles import ProfileEdit
from skyportal_like.schemas.users import ProfileView
from skyportal_like.services import profiles
from skyportal_like.work import Work


class Profile(ApiHandler):
    """The caller themselves."""

    @endpoint()
    def get(self, work: Work) -> ProfileView:
        """Show one's own profile."""
        return profiles.of_caller(work)

    @endpoint()
    def patch(self, work: Work, body: ProfileEdit) -> ProfileView:
        """Change one's own profile; preferences are merged level by level."""
        return profiles.edit(work, work.actor.user_id, body)


class PersonalProfile(ApiHandler):
    """The profile of one person: for themselves and for who manages users."""

    @endpoint()
    def get(self, work: Work, user_id: int) -> ProfileView:
        """Show a person's profile."""
        return profiles.get(work, user_id)

    @endpoint()
    def patch(self, work: Work, user_id: int, body: ProfileEdit) -> ProfileView:
        """Change a person's profile."""
        return profiles.edit(work, user_id, body)


ROUTES: Routes = [
    (r"/api/internal/profile", Profile),
    (r"/api/internal/profile/(?P<user_id>[^/]+)", PersonalProfile),
]
