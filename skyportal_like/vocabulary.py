"""Closed sets of names: ACLs, roles and what they hold, thumbnail types, bandpasses."""

from enum import StrEnum


class Acl(StrEnum):
    """A named permission that gates an endpoint."""

    SYSTEM_ADMIN = "System admin"
    BECOME_USER = "Become user"
    UPLOAD_DATA = "Upload data"
    COMMENT = "Comment"
    ANNOTATE = "Annotate"
    CLASSIFY = "Classify"
    MANAGE_SOURCES = "Manage sources"
    MANAGE_PHOTOMETRY = "Manage photometry"
    DELETE_BULK_PHOTOMETRY = "Delete bulk photometry"
    POST_TAXONOMY = "Post taxonomy"
    DELETE_TAXONOMY = "Delete taxonomy"
    MANAGE_USERS = "Manage users"
    MANAGE_GROUPS = "Manage groups"
    MANAGE_TEAMS = "Manage teams"
    MANAGE_INSTRUMENTS = "Manage instruments"
    MANAGE_TELESCOPES = "Manage telescopes"
    MANAGE_ALLOCATIONS = "Manage allocations"
    MANAGE_OBSERVING_RUNS = "Manage observing runs"
    MANAGE_OBSERVATION_PLANS = "Manage observation plans"
    MANAGE_SHIFTS = "Manage shifts"
    MANAGE_GCNS = "Manage GCNs"
    MANAGE_SHARING_SERVICES = "Manage sharing services"
    RUN_ANALYSES = "Run Analyses"
    MANAGE_ANALYSIS_SERVICES = "Manage Analysis Services"
    MANAGE_RECURRING_APIS = "Manage Recurring APIs"
    POST_FROM_SEDM = "Post from SEDMListener"


class Role(StrEnum):
    """A named set of ACLs that a user holds."""

    SUPER_ADMIN = "Super admin"
    GROUP_ADMIN = "Group admin"
    FULL_USER = "Full user"
    VIEW_ONLY = "View only"


_FULL_USER = frozenset(
    {
        Acl.ANNOTATE,
        Acl.COMMENT,
        Acl.CLASSIFY,
        Acl.UPLOAD_DATA,
        Acl.RUN_ANALYSES,
        Acl.MANAGE_OBSERVING_RUNS,
    }
)

ROLE_ACLS: dict[Role, frozenset[Acl]] = {
    Role.SUPER_ADMIN: frozenset(Acl),
    Role.GROUP_ADMIN: _FULL_USER
    | {
        Acl.POST_TAXONOMY,
        Acl.MANAGE_USERS,
        Acl.MANAGE_SOURCES,
        Acl.MANAGE_SHIFTS,
        Acl.MANAGE_TEAMS,
        Acl.MANAGE_ANALYSIS_SERVICES,
        Acl.MANAGE_RECURRING_APIS,
        Acl.MANAGE_GCNS,
    },
    Role.FULL_USER: _FULL_USER,
    Role.VIEW_ONLY: frozenset(),
}


class ThumbnailType(StrEnum):
    """The images of an object that the contract knows."""

    NEW = "new"
    REF = "ref"
    SUB = "sub"
    SDSS = "sdss"
    DR8 = "dr8"
    LS = "ls"
    PS1 = "ps1"
    SM = "sm"
    HST = "hst"
    CHANDRA = "chandra"
    JWST = "jwst"
    NEW_GZ = "new_gz"
    REF_GZ = "ref_gz"
    SUB_GZ = "sub_gz"


CUTOUT_ROLES = (ThumbnailType.NEW, ThumbnailType.REF, ThumbnailType.SUB)


class SavedStatus(StrEnum):
    """Which candidates a list keeps, by the groups that saved them."""

    ALL = "all"
    TO_ALL_SELECTED = "savedToAllSelected"
    TO_ANY_SELECTED = "savedToAnySelected"
    TO_ANY_ACCESSIBLE = "savedToAnyAccessible"
    NOT_TO_ANY_ACCESSIBLE = "notSavedToAnyAccessible"
    NOT_TO_ANY_SELECTED = "notSavedToAnySelected"
    NOT_TO_ALL_SELECTED = "notSavedToAllSelected"


REJECTED_CANDIDATES = "rejected_candidates"

# A survey's own scores of its alerts are annotations whose origin is the stream's name and this.
SCORES_ORIGIN = ":scores"
