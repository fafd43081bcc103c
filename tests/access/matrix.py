"""Who may do what with a row: the whole matrix as data, and how it is measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from skyportal_like import access
from skyportal_like.access import Action, Actor
from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.models import (
    Alert,
    Annotation,
    AuditLine,
    Base,
    Candidate,
    CandidateQuery,
    Classification,
    Comment,
    Dataset,
    DatasetVersion,
    Decision,
    Filter,
    Group,
    GroupAdmissionRequest,
    GroupUser,
    Identity,
    Instrument,
    Invitation,
    Listing,
    Obj,
    Photometry,
    Rejection,
    SignIn,
    Source,
    SourceView,
    Stream,
    StreamUser,
    Taxonomy,
    Team,
    Telescope,
    Thumbnail,
    Token,
    User,
    UserNotification,
)
from skyportal_like.work import Units
from tests.world import World

PEOPLE = ("member", "colleague", "group_admin", "viewer", "outsider", "admin")
Outcomes: TypeAlias = tuple[str, ...]
Line: TypeAlias = tuple[type[Base], Action]
Case: TypeAlias = tuple[type[Base], str]
K = TypeVar("K")

# "member" authored, saved and owns what the table speaks of; everybody but "outsider" and
# "admin" is in the group, "viewer" without the right to save to it.
# yes: may; no: reads it but may not; absent: it does not exist for them.
OURS = ("yes", "yes", "yes", "yes", "absent", "yes")
SAVERS = ("yes", "yes", "yes", "no", "absent", "yes")
MINE = ("yes", "absent", "absent", "absent", "absent", "yes")
AUTHORS = ("yes", "no", "no", "no", "absent", "yes")
AUTHORS_OR_GROUP_ADMINS = ("yes", "no", "yes", "no", "absent", "yes")
AUTHORS_AND_GROUP_ADMINS = ("yes", "absent", "yes", "absent", "absent", "yes")
GROUP_ADMINS_BY_ROLE = ("no", "no", "yes", "no", "no", "yes")
EVERYBODY = ("yes", "yes", "yes", "yes", "yes", "yes")
NOBODY = ("absent", "absent", "absent", "absent", "absent", "yes")
MATRIX: Mapping[Line, Outcomes] = {
    (Obj, Action.READ): OURS,
    (Obj, Action.CONTRIBUTE): OURS,
    (Alert, Action.READ): OURS,
    (Candidate, Action.READ): OURS,
    (CandidateQuery, Action.READ): MINE,
    (Source, Action.READ): OURS,
    (Source, Action.UNSAVE): AUTHORS_OR_GROUP_ADMINS,
    (Rejection, Action.READ): OURS,
    (Rejection, Action.DELETE): SAVERS,
    (Listing, Action.READ): MINE,
    (Listing, Action.DELETE): MINE,
    (Photometry, Action.READ): OURS,
    (Thumbnail, Action.READ): OURS,
    (Annotation, Action.READ): OURS,
    (Annotation, Action.EDIT): AUTHORS,
    (Annotation, Action.DELETE): AUTHORS,
    (Comment, Action.READ): OURS,
    (Comment, Action.EDIT): AUTHORS,
    (Comment, Action.DELETE): AUTHORS_OR_GROUP_ADMINS,
    (Classification, Action.READ): OURS,
    (Classification, Action.EDIT): AUTHORS,
    (Classification, Action.DELETE): AUTHORS_OR_GROUP_ADMINS,
    (Taxonomy, Action.READ): OURS,
    (Taxonomy, Action.CONTRIBUTE): OURS,
    (AuditLine, Action.READ): AUTHORS_AND_GROUP_ADMINS,
    (SourceView, Action.READ): OURS,
    (UserNotification, Action.READ): MINE,
    (UserNotification, Action.EDIT): MINE,
    (UserNotification, Action.DELETE): MINE,
    (Group, Action.READ): EVERYBODY,
    (Group, Action.SAVE): ("yes", "yes", "yes", "no", "no", "yes"),
    (Group, Action.CONTRIBUTE): ("yes", "yes", "yes", "yes", "no", "yes"),
    (Group, Action.ADMINISTER): ("no", "no", "yes", "no", "no", "yes"),
    (GroupUser, Action.READ): OURS,
    (GroupAdmissionRequest, Action.READ): AUTHORS_AND_GROUP_ADMINS,
    (GroupAdmissionRequest, Action.EDIT): ("no", "absent", "yes", "absent", "absent", "yes"),
    (GroupAdmissionRequest, Action.DELETE): ("yes", "absent", "no", "absent", "absent", "yes"),
    (Invitation, Action.READ): MINE,
    (Invitation, Action.EDIT): MINE,
    (Invitation, Action.DELETE): MINE,
    (Team, Action.READ): EVERYBODY,
    (Team, Action.EDIT): GROUP_ADMINS_BY_ROLE,
    (Team, Action.DELETE): GROUP_ADMINS_BY_ROLE,
    (Stream, Action.READ): OURS,
    (StreamUser, Action.READ): MINE,
    (Filter, Action.READ): OURS,
    (Filter, Action.CONTRIBUTE): OURS,
    (Filter, Action.ADMINISTER): ("no", "no", "yes", "no", "absent", "yes"),
    (Dataset, Action.READ): OURS,
    (Dataset, Action.CONTRIBUTE): SAVERS,
    (DatasetVersion, Action.READ): OURS,
    (User, Action.READ): EVERYBODY,
    (User, Action.EDIT): ("yes", "no", "yes", "no", "no", "yes"),
    (User, Action.DELETE): GROUP_ADMINS_BY_ROLE,
    (Identity, Action.READ): MINE,
    (Token, Action.READ): MINE,
    (Token, Action.EDIT): MINE,
    (Token, Action.DELETE): MINE,
    (SignIn, Action.READ): MINE,
    (SignIn, Action.DELETE): MINE,
    (Decision, Action.READ): MINE,
    (Telescope, Action.READ): EVERYBODY,
    (Instrument, Action.READ): EVERYBODY,
}

# Reading where one of several conditions holds and another does not.
CASES: Mapping[Case, Outcomes] = {
    (Alert, "of a stream they lack"): NOBODY,
    (Alert, "of an object they do not see"): NOBODY,
    (Rejection, "by a group they are not in"): NOBODY,
    (Rejection, "of an object they do not see"): NOBODY,
    (Photometry, "of one owner alone"): ("absent", "absent", "yes", "absent", "absent", "yes"),
    # Its owner, the outsider, reads it.
    (Photometry, "of their stream on an object they do not see"): (
        ("absent", "absent", "absent", "absent", "yes", "yes")
    ),
    (Annotation, "shared elsewhere"): NOBODY,
    (Annotation, "about an object they do not see"): NOBODY,
    (Comment, "shared elsewhere"): NOBODY,
    (Comment, "about an object they do not see"): NOBODY,
    (Classification, "shared elsewhere"): NOBODY,
    (Classification, "about an object they do not see"): NOBODY,
    (Classification, "in a taxonomy they do not see"): NOBODY,
    (Group, "private"): OURS,
    (AuditLine, "of one person it concerns"): (
        ("absent", "yes", "absent", "absent", "absent", "yes")
    ),
    (AuditLine, "of another group"): NOBODY,
    (SourceView, "of an object they do not see"): NOBODY,
    (GroupAdmissionRequest, "of another to another group"): (
        ("absent", "absent", "absent", "absent", "yes", "yes")
    ),
    (DatasetVersion, "with a stream they lack"): NOBODY,
    (DatasetVersion, "of a dataset they do not see"): NOBODY,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A person with a session."""

    actor: Actor
    session: Session


@dataclass(frozen=True, slots=True)
class Scene:
    """The people and the row that each line speaks of."""

    units: Units
    actors: tuple[Actor, ...]
    keys: Mapping[type[Base], object]
    case_keys: Mapping[Case, object]

    def matrix(self, lines: Mapping[Line, Outcomes] = MATRIX) -> dict[Line, Outcomes]:
        """Measure who may do what."""
        return self._measured(
            lambda session: {
                (model, action): self._outcomes(session, model, self.keys[model], action)
                for model, action in lines
            }
        )

    def cases(self, model: type[Base] | None = None) -> dict[Case, Outcomes]:
        """Measure who reads what only some conditions open."""
        return self._measured(
            lambda session: {
                case: self._outcomes(session, case[0], self.case_keys[case], Action.READ)
                for case in CASES
                if model in {None, case[0]}
            }
        )

    def lists(self) -> dict[type[Base], Outcomes]:
        """Say in whose lists the row stands."""
        return self._measured(
            lambda session: {
                model: tuple(
                    "yes" if self.keys[model] in _listed(session, actor, model) else "absent"
                    for actor in self.actors
                )
                for model in self.keys
            }
        )

    def _outcomes(
        self, session: Session, model: type[Base], key: object, action: Action
    ) -> Outcomes:
        return tuple(_outcome(Asking(actor, session), model, key, action) for actor in self.actors)

    def _measured(self, measure: Callable[[Session], dict[K, Outcomes]]) -> dict[K, Outcomes]:
        with Session(self.units.engine) as session:
            return measure(session)


def _outcome(asking: Asking, model: type[Base], key: object, action: Action) -> str:
    try:
        access.get(asking, model, key, action)  # type: ignore[arg-type]
    except NotFound:
        return "absent"
    except NotPermitted:
        return "no"
    return "yes"


def _listed(session: Session, actor: Actor, model: type[Base]) -> set[object]:
    return {key_of(row) for row in session.scalars(access.readable(actor, model))}


def key_of(row: Base) -> object:
    """Give the key by which a row is fetched."""
    identity = inspect(row).identity
    assert identity is not None
    return identity[0]


def scene_of(
    world: World,
    keys: Mapping[type[Base], object],
    case_keys: Mapping[Case, object],
) -> Scene:
    """Put the people beside the rows."""
    actors = tuple(world.actor(world.people[name]) for name in PEOPLE)
    return Scene(world.units, actors, keys, case_keys)
