"""Why may somebody (not) do something: asked by admins, answered from the page of permission."""

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect, select

from skyportal_like import access
from skyportal_like.access import Action, Actor
from skyportal_like.access import actor as actors
from skyportal_like.access.explaining import Explainer, Step, deciding
from skyportal_like.access.policies import POLICIES
from skyportal_like.errors import Invalid, NotFound, NotPermitted, Unauthenticated, required
from skyportal_like.models import Base, Stream, Token, User
from skyportal_like.schemas.explanations import (
    ExplanationKinds,
    ExplanationQuery,
    ExplanationView,
    StepView,
)
from skyportal_like.schemas.users import PersonView
from skyportal_like.services import groups
from skyportal_like.vocabulary import ROLE_ACLS, Acl, Role
from skyportal_like.work import Work

M = TypeVar("M", bound=Base)
KINDS: dict[str, type[Base]] = {model.__name__: model for model in POLICIES}
NOT_YOURS = "Only System admins and admins of the groups that hold the row may ask this."
OTHERS_TOKEN = "Only System admins may ask about a token."  # noqa: S105 - a sentence


def kinds() -> ExplanationKinds:
    """Say what can be asked."""
    return ExplanationKinds(
        kinds={
            name: [Action.READ.value, *sorted(action.value for action in POLICIES[model].rules)]
            for name, model in sorted(KINDS.items())
        },
        acls=sorted(Acl),
    )


def explain(work: Work, query: ExplanationQuery) -> ExplanationView:
    """Explain whether a person may do something with a row, and which rule decides."""
    wanted = {name: getattr(query, name) for name in ("actor", "action", "kind", "id")}
    if missing := [name for name, value in wanted.items() if not value]:
        raise required(missing)
    model = _of_kind(wanted["kind"])
    action = _action(wanted["action"])
    acl = None if query.acl is None else _acl(query.acl)
    person, actor = _whom(work, wanted["actor"], query.token)
    row = _row(work, model, wanted["id"])
    _demand_right(work, row)
    explainer = Explainer(work.session, actor, work.actor)
    answer = explainer.acting(row, action)
    if acl is not None:
        gate = _gate(work, actor, acl)
        answer = Step(
            f"{gate.says} and {answer.says}",
            holds=gate.holds and answer.holds,
            kind="all",
            steps=(gate, answer),
        )
    return ExplanationView(
        actor=PersonView(
            id=person.id,
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
        ),
        action=action.value,
        kind=model.__name__,
        id=wanted["id"],
        allowed=answer.holds,
        complete=work.actor.is_system_admin,
        decided_by=_sentence(deciding(answer)),
        steps=_view(work, answer),
    )


def _demand_right(work: Work, row: Base) -> None:
    if work.actor.is_system_admin:
        return
    holding = Explainer(work.session, work.actor).groups_of(row)
    if holding.isdisjoint(work.actor.admin_group_ids):
        raise NotPermitted(NOT_YOURS, status=403)


def _whom(work: Work, named: str, token: str | None) -> tuple[User, Actor]:
    matching = User.id == int(named) if named.isdecimal() else User.username == named.lower()
    unknown = NotFound(f"There is no user {named}.", fields={"actor": "unknown"})
    user = None
    if not named.isdecimal() or len(named) < 10:
        user = work.session.scalars(
            access.readable(work.actor, User).where(matching, User.deactivated_at.is_(None))
        ).one_or_none()
    if user is None:
        raise unknown
    if token is not None:
        if not work.actor.is_system_admin:
            raise NotPermitted(OTHERS_TOKEN, status=403)
        return user, actors.by_token_id(_own_token(work, user, token))(work.session)
    try:
        return user, actors.by_user_id(user.id)(work.session)
    except (Unauthenticated, NotPermitted) as error:
        raise Invalid(
            f"The account of {user.username} has ended: they may do nothing.",
            fields={"actor": "expired"},
        ) from error


def _own_token(work: Work, user: User, token: str) -> UUID:
    unknown = NotFound("There is no such token of this person.", fields={"token": "unknown"})
    try:
        wanted = UUID(token)
    except ValueError as error:
        raise unknown from error
    found = work.session.scalar(
        access.readable(work.actor, Token, Token.id).where(
            Token.id == wanted, Token.created_by_id == user.id
        )
    )
    if found is None:
        raise unknown
    return wanted


def _row(work: Work, model: type[M], key: str) -> M:
    """Fetch the row as the asker reads it: what is hidden from them is absent."""
    absent = NotFound(f"Cannot find {model.__name__} with ID: {key}.")
    column = inspect(model).primary_key[0]
    kind = column.type.python_type
    try:
        value: str | int | UUID = UUID(key) if kind is UUID else kind(key)
    except ValueError as error:
        raise absent from error
    if isinstance(value, int) and not 0 <= value < 2**31:
        raise absent
    return access.get(work, model, value, absent=absent)


def _gate(work: Work, actor: Actor, acl: Acl) -> Step:
    """Explain whether a person passes a gate, and by what."""
    user = access.get(work, User, actor.user_id)
    ways = [
        Step(f"has the role {role}, which brings {acl}", holds=True)
        for role in user.roles
        if {acl, Acl.SYSTEM_ADMIN} & ROLE_ACLS[Role(role)]
    ]
    if {acl.value, Acl.SYSTEM_ADMIN.value} & set(user.acls):
        ways.append(Step(f"was given {acl} directly", holds=True))
    if actor.token_id is not None:
        ways.append(Step("asks by a token that was given it", holds=actor.holds(acl)))
    return Step(f"holds {acl}", holds=actor.holds(acl), kind="any", steps=tuple(ways))


def _sentence(step: Step) -> str:
    return step.says if step.holds else f"not so: {step.says}"


def _view(work: Work, step: Step) -> StepView:
    named = groups.named(work, _ids(step, {"groups", "admins"}))
    streams = {
        row.id: row.name
        for row in work.session.execute(
            # access: names of streams that the asked-about row names itself
            select(Stream.id, Stream.name).where(Stream.id.in_(_ids(step, {"streams"})))
        )
    }

    def names(one: Step) -> list[str]:
        if one.kind == "streams":
            return [streams[stream_id] for stream_id in one.ids if stream_id in streams]
        if one.kind in {"groups", "admins"}:
            return [named[group_id]["name"] for group_id in one.ids if group_id in named]
        return []

    def view(one: Step) -> StepView:
        return StepView(
            says=one.says,
            holds=one.holds,
            kind=one.kind,
            ids=list(one.ids),
            matching=list(one.matching),
            names=names(one),
            steps=[view(inner) for inner in one.steps],
        )

    return view(step)


def _ids(step: Step, wanted: set[str]) -> set[int]:
    return {one for part in _walk(step) if part.kind in wanted for one in part.ids}


def _walk(step: Step) -> Iterator[Step]:
    yield step
    for inner in step.steps:
        yield from _walk(inner)


def _of_kind(name: str) -> type[Base]:
    by_name = {known.lower(): model for known, model in KINDS.items()}
    found = by_name.get(name.lower())
    if found is None:
        raise Invalid(f"There is no kind {name}.", fields={"kind": f"one of {sorted(KINDS)}"})
    return found


def _action(name: str) -> Action:
    try:
        return Action(name.lower())
    except ValueError as error:
        known = ", ".join(Action)
        raise Invalid(f"There is no act {name}.", fields={"action": f"one of {known}"}) from error


def _acl(name: str) -> Acl:
    try:
        return Acl(name)
    except ValueError as error:
        raise Invalid(f"There is no ACL {name}.", fields={"acl": "unknown"}) from error
