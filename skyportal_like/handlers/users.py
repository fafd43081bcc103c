"""People over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.users import (
    NewUser,
    PersonDetail,
    PersonEdit,
    PersonId,
    PersonPage,
    PersonSearch,
)
from skyportal_like.services import people, profiles, user_removals, users
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Users(ApiHandler):
    """All people."""

    @endpoint()
    def get(self, work: Work, query: PersonSearch) -> PersonPage:
        """List people who match, with the groups that the caller shares with them."""
        return people.search(work, query)

    @endpoint(Acl.MANAGE_USERS)
    def post(self, work: Work, body: NewUser) -> PersonId:
        """Make a person, with no more rights than the caller's own."""
        return PersonId(id=users.post(work, body).id)


class UsersBySlash(ApiHandler):
    """The same at the address that some existing clients ask."""

    @endpoint()
    def get(self, work: Work, query: PersonSearch) -> PersonPage:
        """List people who match, as without the slash."""
        return people.search(work, query)

    @endpoint(Acl.MANAGE_USERS)
    def post(self, work: Work, body: NewUser) -> PersonId:
        """Make a person, as without the slash."""
        return PersonId(id=users.post(work, body).id)


class User(ApiHandler):
    """One person."""

    @endpoint()
    def get(self, work: Work, user_id: int) -> PersonDetail:
        """Show a person; contact details to fellow members and who manages users."""
        return people.get(work, user_id)

    @endpoint(Acl.MANAGE_USERS)
    def patch(self, work: Work, user_id: int, body: PersonEdit) -> Empty:
        """Change a person who holds no more than the caller; other fields are ignored."""
        profiles.edit_person(work, user_id, body)
        return Empty()

    @endpoint(Acl.MANAGE_USERS)
    def delete(self, work: Work, user_id: int) -> Empty:
        """Deactivate and anonymise a person; what they authored stays."""
        user_removals.remove(work, user_id)
        return Empty()


ROUTES: Routes = [
    (r"/api/user", Users),
    (r"/api/user/", UsersBySlash),
    (r"/api/user/(?P<user_id>[^/]+)", User),
]
