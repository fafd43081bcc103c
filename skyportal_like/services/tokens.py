"""API tokens: made, shown once, kept as a hash."""

from collections.abc import Iterable

from skyportal_like.errors import Invalid
from skyportal_like.models import Token, User
from skyportal_like.security.credentials import digest, new_token_secret
from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role
from skyportal_like.work import Work

BEYOND_OWNER = (
    "User has attempted to grant token ACLs they do not have access to. Please try again."
)


def create(work: Work, user: User, name: str, acls: Iterable[Acl]) -> str:
    """Make a token for a person and give its secret, which is shown this once."""
    wanted = set(acls)
    beyond = sorted(wanted - acls_of(user))
    if beyond:
        raise Invalid(BEYOND_OWNER, fields={"acls": f"not held: {', '.join(beyond)}"})
    secret = new_token_secret()
    row = Token(digest=digest(secret), name=name, created_by_id=user.id, acls=sorted(wanted))
    work.add(row)
    work.audit("create", "token", row.id, after={"name": name, "acls": sorted(wanted)})
    return secret


def acls_of(user: User) -> frozenset[Acl]:
    """Give all ACLs that a person holds."""
    return frozenset({Acl(acl) for acl in user.acls}).union(
        *(ROLE_ACLS[Role(role)] for role in user.roles)
    )
