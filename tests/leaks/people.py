"""Who asks, as plain data: groups, streams, people, and the credentials that they come with."""

from dataclasses import dataclass

from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role


@dataclass(frozen=True, slots=True)
class Circle:
    """A group: the streams it works with, whether others know of it, whether it still works."""

    streams: tuple[str, ...] = ()
    private: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with memberships and streams; everybody is in the sitewide group as well."""

    role: Role = Role.FULL_USER
    groups: tuple[str, ...] = ()
    admin_of: tuple[str, ...] = ()
    without_saving: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    enrolled_in: tuple[str, ...] = ()
    """Groups to which others took them without asking: that makes nobody a fellow."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A credential: whose, with which ACLs (none named: all), limited to which groups."""

    name: str
    person: str
    acls: frozenset[Acl] | None = None
    limited_to: tuple[str, ...] | None = None

    @property
    def owner_acls(self) -> frozenset[Acl]:
        """What the person behind it holds."""
        return ROLE_ACLS[PEOPLE[self.person].role]

    @property
    def held_acls(self) -> frozenset[Acl]:
        """What it may do: never more than its owner, and not everything when it is limited."""
        held = self.owner_acls if self.acls is None else self.owner_acls & self.acls
        return held if self.limited_to is None else held - {Acl.SYSTEM_ADMIN}


SITEWIDE = "Sitewide Group"

# "open" can be joined by anybody; nobody holds "lone".
STREAMS: dict[str, bool] = {"public": False, "partner": False, "open": True, "lone": False}

GROUPS: dict[str, Circle] = {
    "alpha": Circle(streams=("public",)),
    "beta": Circle(streams=("public", "partner")),
    "gamma": Circle(streams=("public",), private=True),
    "delta": Circle(streams=("partner",)),
    "epsilon": Circle(streams=("lone", "public")),
    "zeta": Circle(streams=("lone",), private=True),
    "eta": Circle(streams=("public",), archived=True),
}

# A filter is one group's selection of one stream.
FILTERS: dict[str, tuple[str, str]] = {
    "alphapublic": ("alpha", "public"),
    "betapublic": ("beta", "public"),
    "betapartner": ("beta", "partner"),
    "gammapublic": ("gamma", "public"),
    "deltapartner": ("delta", "partner"),
    "epsilonlone": ("epsilon", "lone"),
    "zetalone": ("zeta", "lone"),
}

PEOPLE: dict[str, Person] = {
    "member": Person(groups=("alpha",), streams=("public",)),
    "both": Person(groups=("alpha", "beta", "eta"), streams=("public", "partner")),
    # Was in "partner" once; the group's filter of that stream is hidden from them since.
    "revoked": Person(groups=("beta",), streams=("public",)),
    "groupadmin": Person(
        Role.GROUP_ADMIN, groups=("alpha", "gamma"), admin_of=("alpha",), streams=("public",)
    ),
    "viewer": Person(
        Role.VIEW_ONLY, groups=("alpha",), without_saving=("alpha",), streams=("public",)
    ),
    "outsider": Person(groups=("delta",), admin_of=("delta",), streams=("partner",)),
    "administrator": Person(Role.SUPER_ADMIN),
    "lesser": Person(Role.SUPER_ADMIN, groups=("beta",), streams=("public", "partner")),
    # Uploads for surveys and is in no group; nobody asks as them.
    "uploader": Person(),
    "enrolled": Person(groups=("alpha", "delta"), enrolled_in=("alpha", "delta")),
}

CALLERS: tuple[Caller, ...] = (
    *(
        Caller(name, name)
        for name in ("member", "both", "revoked", "groupadmin", "viewer", "outsider")
    ),
    Caller("administrator", "administrator"),
    # A token of a System admin that was given little.
    Caller("lesser", "lesser", frozenset({Acl.UPLOAD_DATA})),
    Caller("limited", "both", limited_to=("alpha",)),
)
