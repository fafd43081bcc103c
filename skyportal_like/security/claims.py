"""What a provider says of a person, read as the settings say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skyportal_like.config import ProviderSettings
from skyportal_like.errors import Unauthenticated

LONGEST = 255

Claims = Mapping[str, object]


class NotBelieved(Unauthenticated):
    """What came back from a provider does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a provider describes them."""

    subject: str
    username: str
    email: str | None = None
    email_verified: bool = False
    first_name: str | None = None
    last_name: str | None = None
    belongs_to: frozenset[str] = frozenset()


def person_of(settings: ProviderSettings, claims: Claims) -> Person:
    """Read a person out of claims, as the settings say."""
    subject = claim(claims, settings.subject_claim or ("sub" if settings.kind == "oidc" else "id"))
    if isinstance(subject, bool) or not isinstance(subject, str | int) or not str(subject):
        raise NotBelieved("The provider does not say whom it means.")
    if len(str(subject)) > LONGEST:
        raise NotBelieved("The provider's name for this person is too long.")
    belongs = claim(claims, settings.groups_claim) if settings.groups_claim else None
    listed: Iterable[object] = belongs if isinstance(belongs, list | tuple) else [belongs]
    return Person(
        subject=str(subject),
        username=text_of(claim(claims, settings.username_claim)),
        email=text_of(claim(claims, settings.email_claim)) or None,
        email_verified=claims.get("email_verified") is True,
        first_name=text_of(claims.get("given_name")) or None,
        last_name=text_of(claims.get("family_name")) or None,
        belongs_to=frozenset(one for one in listed if isinstance(one, str)),
    )


def claim(claims: Claims, name: str) -> object:
    """Find a claim by its name, or by a path of names with dots: realm_access.roles."""
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def text_of(value: object) -> str:
    """Take a text as it is, without what no name holds; anything else is none."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").strip()
