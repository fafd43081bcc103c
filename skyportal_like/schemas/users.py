"""People over HTTP."""

from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body


class PersonView(TypedDict):
    """Somebody by name."""

    id: int
    username: str
    first_name: str | None
    last_name: str | None


class ProfileView(TypedDict):
    """The caller themselves."""

    id: int
    username: str
    first_name: str | None
    last_name: str | None
    contact_email: str | None
    is_bot: bool
    roles: list[str]
    acls: list[str]
    permissions: list[str]
    preferences: dict[str, object]


class DemonstrationPerson(TypedDict):
    """A person of the demonstration whom one may sign in as."""

    username: str
    first_name: str | None
    last_name: str | None
    groups: list[str]


class SignInOptions(TypedDict):
    """What the sign-in page can offer."""

    demo_people: list[DemonstrationPerson]


class DemonstrationSignIn(Body):
    """Whom to sign in as."""

    username: str


class SocketToken(TypedDict):
    """A short-lived credential for the socket."""

    token: str
