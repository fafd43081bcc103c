"""Roles and ACLs over HTTP: what there is, and who holds which."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.roles import AclId, NewAcls, NewRoles, RoleView
from skyportal_like.schemas.users import RoleId
from skyportal_like.services import roles
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Roles(ApiHandler):
    """All roles."""

    @endpoint()
    def get(self, work: Work) -> list[RoleView]:
        """List the roles and the ACLs that each holds."""
        del work
        return roles.lists()


class Acls(ApiHandler):
    """All ACLs."""

    @endpoint()
    def get(self, work: Work) -> list[str]:
        """List the ACLs."""
        del work
        return sorted(Acl)


class UserRoles(ApiHandler):
    """A person's roles."""

    @endpoint(Acl.MANAGE_USERS)
    def post(self, work: Work, user_id: int, body: NewRoles) -> Empty:
        """Give a person roles that the caller holds themselves."""
        roles.add_roles(work, user_id, body)
        return Empty()


class UserRole(ApiHandler):
    """One role of a person."""

    @endpoint(Acl.MANAGE_USERS)
    def delete(self, work: Work, user_id: int, role: RoleId) -> Empty:
        """Take a role from a person who holds no more than the caller."""
        roles.remove_role(work, user_id, role)
        return Empty()


class UserAcls(ApiHandler):
    """A person's own ACLs, beside those of their roles."""

    @endpoint(Acl.MANAGE_USERS)
    def post(self, work: Work, user_id: int, body: NewAcls) -> Empty:
        """Give a person ACLs that the caller holds themselves."""
        roles.add_acls(work, user_id, body)
        return Empty()


class UserAcl(ApiHandler):
    """One ACL of a person."""

    @endpoint(Acl.MANAGE_USERS)
    def delete(self, work: Work, user_id: int, acl: AclId) -> Empty:
        """Take an ACL from a person who holds no more than the caller."""
        roles.remove_acl(work, user_id, acl)
        return Empty()


USER = r"/api/user/(?P<user_id>[^/]+)"
ROUTES: Routes = [
    (r"/api/roles", Roles),
    (r"/api/acls", Acls),
    (rf"{USER}/roles", UserRoles),
    (rf"{USER}/roles/(?P<role>[^/]+)", UserRole),
    (rf"{USER}/acls", UserAcls),
    (rf"{USER}/acls/(?P<acl>[^/]+)", UserAcl),
]
