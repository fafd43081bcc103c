"""Who may do what with a row: the whole matrix, as data."""

from collections.abc import Callable

import pytest

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.access.policies import POLICIES
from skyportal_like.errors import NotFound, NotPermitted
from skyportal_like.models import (
    Annotation,
    Base,
    Candidate,
    Classification,
    Comment,
    Dataset,
    Filter,
    Group,
    Listing,
    Obj,
    Rejection,
    Source,
    Taxonomy,
    Token,
)
from skyportal_like.schemas.annotations import NewAnnotation
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.comments import NewComment
from skyportal_like.services import annotations, classifications, comments, rejections
from skyportal_like.work import Work
from tests.world import World

PEOPLE = ("member", "colleague", "group_admin", "viewer", "outsider", "admin")

# "member" authored, saved and owns what the table speaks of; everybody but "outsider" and
# "admin" is in the group. yes: may; no: reads it but may not; absent: it does not exist for them.
MATRIX: dict[tuple[type[Base], Action], tuple[str, str, str, str, str, str]] = {
    #                                   member  colleague admin   viewer  outsider sysadmin
    (Obj, Action.READ):                ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Obj, Action.CONTRIBUTE):          ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Source, Action.READ):             ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Source, Action.UNSAVE):           ("yes", "no", "yes", "no", "absent", "yes"),
    (Candidate, Action.READ):          ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Rejection, Action.READ):          ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Rejection, Action.DELETE):        ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Listing, Action.READ):            ("yes", "absent", "absent", "absent", "absent", "yes"),
    (Listing, Action.DELETE):          ("yes", "absent", "absent", "absent", "absent", "yes"),
    (Annotation, Action.READ):         ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Annotation, Action.EDIT):         ("yes", "no", "no", "no", "absent", "yes"),
    (Annotation, Action.DELETE):       ("yes", "no", "no", "no", "absent", "yes"),
    (Comment, Action.READ):            ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Comment, Action.EDIT):            ("yes", "no", "no", "no", "absent", "yes"),
    (Comment, Action.DELETE):          ("yes", "no", "yes", "no", "absent", "yes"),
    (Classification, Action.READ):     ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Classification, Action.EDIT):     ("yes", "no", "no", "no", "absent", "yes"),
    (Classification, Action.DELETE):   ("yes", "no", "yes", "no", "absent", "yes"),
    (Filter, Action.READ):             ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Filter, Action.CONTRIBUTE):       ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Taxonomy, Action.READ):           ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Taxonomy, Action.CONTRIBUTE):     ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Group, Action.READ):              ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Group, Action.SAVE):              ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Group, Action.CONTRIBUTE):        ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Group, Action.ADMINISTER):        ("no", "no", "yes", "no", "absent", "yes"),
    (Dataset, Action.READ):            ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Dataset, Action.CONTRIBUTE):      ("yes", "yes", "yes", "yes", "absent", "yes"),
    (Token, Action.READ):              ("yes", "absent", "absent", "absent", "absent", "yes"),
    (Token, Action.DELETE):            ("yes", "absent", "absent", "absent", "absent", "yes"),
}  # fmt: skip

ROWS: dict[type[Base], Callable[[Work, World], Base]] = {
    Obj: lambda work, world: work.session.get_one(Obj, world.candidate),
    Source: lambda work, world: work.session.query(Source).filter_by(obj_id=world.obj).one(),
    Candidate: lambda work, world: work.session.query(Candidate)
    .filter_by(obj_id=world.candidate)
    .one(),
    Rejection: lambda work, world: _rejected(work, world),
    Listing: lambda work, world: _listed(work, world),
    Annotation: lambda work, world: annotations.annotate(
        work, world.obj, NewAnnotation(origin="x", data={}, group_ids=(world.group,))
    ),
    Comment: lambda work, world: comments.comment(
        work, world.obj, NewComment(text="x", group_ids=(world.group,))
    ),
    Classification: lambda work, world: classifications.classify(
        work,
        NewClassification(
            obj_id=world.obj,
            taxonomy_id=world.taxonomy,
            classification="Ia",
            group_ids=(world.group,),
        ),
    ),
    Filter: lambda work, world: work.session.get_one(Filter, world.filter),
    Taxonomy: lambda work, world: _ours_alone(work, world),
    Group: lambda work, world: _private(work, world),
    Dataset: lambda work, world: _dataset(work, world),
    Token: lambda work, world: work.session.query(Token)
    .filter_by(created_by_id=world.member.id)
    .one(),
}


def _rejected(work: Work, world: World) -> Base:
    rejections.reject_for(work, world.obj, [world.group])
    return work.session.query(Rejection).one()


def _listed(work: Work, world: World) -> Base:
    rejections.reject_for_me(work, world.obj)
    return work.session.query(Listing).one()


def _ours_alone(work: Work, world: World) -> Base:
    row = work.session.get_one(Taxonomy, world.taxonomy)
    row.group_ids = [world.group]
    return row


def _private(work: Work, world: World) -> Base:
    row = work.session.get_one(Group, world.group)
    row.private = True
    return row


def _dataset(work: Work, world: World) -> Base:
    row = Dataset(
        group_id=world.group, name="x", slug="x", salt="x", created_by_id=world.member.id
    )
    work.add(row)
    return row


def test_the_matrix_is_complete() -> None:
    listed = {
        (model, action)
        for model, policy in POLICIES.items()
        if model in ROWS
        for action in (Action.READ, *policy.rules)
    }
    assert set(MATRIX) == listed
    acted_on = {model for model, policy in POLICIES.items() if policy.rules}
    assert acted_on - set(ROWS) == {model for model in acted_on if model.__name__ == "SignIn"}


@pytest.mark.parametrize(
    ("model", "action"), MATRIX, ids=lambda one: getattr(one, "__name__", str(one))
)
def test_who_may_do_what(people: World, model: type[Base], action: Action) -> None:
    key = people.run(people.member, lambda work: _key(ROWS[model](work, people)))

    def outcome(name: str) -> str:
        try:
            people.run(people.people[name], lambda work: access.get(work, model, key, action))
        except NotFound:
            return "absent"
        except NotPermitted:
            return "no"
        return "yes"

    assert tuple(outcome(name) for name in PEOPLE) == MATRIX[model, action]


def _key(row: Base) -> object:
    return row.id  # type: ignore[attr-defined]


def test_an_act_that_is_not_listed_is_forbidden_to_everybody(people: World) -> None:
    for person in (people.member, people.admin):
        with pytest.raises(NotPermitted):
            people.run(
                person, lambda work: access.get(work, Obj, people.obj, Action.ADMINISTER)
            )
