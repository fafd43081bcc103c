"""Signing in over HTTP."""

from datetime import datetime

from pydantic import Field
from typing_extensions import TypedDict

from skyportal_like.schemas.inputs import Body, SnakeQuery
from skyportal_like.schemas.users import DemonstrationPerson, Username


class ProviderChoice(TypedDict):
    """A place where people sign in."""

    name: str
    title: str


class InvitationBanner(TypedDict):
    """What somebody who was invited is told before they sign in."""

    invited_by: str
    groups: list[str]
    expires_at: datetime


class SignInOptions(TypedDict):
    """What the sign-in page can offer."""

    demo_people: list[DemonstrationPerson]
    providers: list[ProviderChoice]
    open: bool
    invitation: InvitationBanner | None


class SignInQuery(SnakeQuery):
    """The secret of an invitation."""

    invite_token: str = Field(default="", max_length=500)


class LinkQuery(SnakeQuery):
    """The secret of a one-time link."""

    token: str = Field(default="")


class LinkSignIn(Body):
    """The secret of a one-time link."""

    token: str


class InvitedSignIn(Body):
    """The secret of an invitation, and what its bearer wants to be called."""

    token: str = Field(max_length=500)
    username: Username


class DemonstrationSignIn(Body):
    """Whom to sign in as."""

    username: str


class SocketToken(TypedDict):
    """A short-lived credential for the socket."""

    token: str
