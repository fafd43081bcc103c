"""Roles and ACLs over HTTP."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, contract_error
from skyportal_like.schemas.users import RoleId
from skyportal_like.vocabulary import Acl, Role


def known_acl(value: object) -> object:
    """Refuse what is no ACL, naming it."""
    if isinstance(value, str) and value not in set(Acl):
        raise contract_error(f"Cannot find ACL with ID {value!r}.")
    return value


AclId = Annotated[Acl, BeforeValidator(known_acl)]


class NewRoles(Body):
    """The roles that a person is to hold too."""

    role_ids: list[RoleId] = Field(alias="roleIds", min_length=1, max_length=10 * len(Role))


class NewAcls(Body):
    """The ACLs that a person is to hold too, beside those of their roles."""

    acl_ids: list[AclId] = Field(alias="aclIds", min_length=1, max_length=10 * len(Acl))


class RoleView(TypedDict):
    """A role and what it holds."""

    id: str
    acls: list[str]
