"""Teams: groups under one name and colour, seen by each caller as far as they know the groups."""

from collections.abc import Collection, Sequence

from sqlalchemy import any_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from skyportal_like import access
from skyportal_like.access import Action
from skyportal_like.errors import Invalid, NotFound
from skyportal_like.models import Group, GroupUser, Team, User
from skyportal_like.schemas.teams import NewTeam, TeamDetail, TeamEdit, TeamView
from skyportal_like.schemas.users import PersonView
from skyportal_like.services.group_rights import is_active, one_of
from skyportal_like.work import Work

MISSING = "Cannot find team with ID: {}."
TAKEN = "There is a team of this name already."
COLUMNS = ("name", "description", "primary_color", "logo_url", "group_ids")


def readable(work: Work) -> list[TeamView]:
    """List the teams with how many people each has."""
    rows = work.session.scalars(
        access.readable(work.actor, Team).order_by(func.lower(Team.name), Team.id)
    ).all()
    known = _known(work, {one for row in rows for one in row.group_ids})
    counts = _counts(work, rows, known)
    return [_view(row, known, counts.get(row.id, 0)) for row in rows]


def get(work: Work, team_id: int) -> TeamDetail:
    """Show a team with its people."""
    row = _fetch(work, team_id, Action.READ)
    known = _known(work, row.group_ids)
    # access: the members of groups that were read through their policy
    inside = select(GroupUser.user_id).where(one_of(GroupUser.group_id, known))
    people = work.session.scalars(
        # access: as above
        select(User).where(User.id.in_(inside), is_active()).order_by(func.lower(User.username))
    ).all()
    users = [
        PersonView(
            id=one.id, username=one.username, first_name=one.first_name, last_name=one.last_name
        )
        for one in people
    ]
    return TeamDetail(**_view(row, known, len(users)), users=users)


def create(work: Work, new: NewTeam) -> Team:
    """Make a team of groups that the caller knows."""
    _refuse_unknown(work, new.group_ids)
    values = new.model_dump() | {"group_ids": sorted(set(new.group_ids))}
    row = work.session.scalars(
        insert(Team).values(values).on_conflict_do_nothing().returning(Team)
    ).one_or_none()
    if row is None:
        raise Invalid(TAKEN, fields={"name": "taken"})
    work.audit("create", "team", row.id, after=_columns(work, row))
    return row


def edit(work: Work, team_id: int, changes: TeamEdit) -> None:
    """Change a team; groups in it that the caller does not know of stay."""
    row = _fetch(work, team_id, Action.EDIT)
    before = _columns(work, row)
    for name, value in changes.model_dump(exclude_unset=True, exclude={"group_ids"}).items():
        setattr(row, name, value)
    if changes.group_ids is not None:
        _refuse_unknown(work, changes.group_ids)
        unseen = set(row.group_ids) - _known(work, row.group_ids)
        row.group_ids = sorted(unseen.union(changes.group_ids))
    if _columns(work, row) == before:
        return
    try:
        with work.savepoint():
            work.session.flush()
    except IntegrityError as error:
        raise Invalid(TAKEN, fields={"name": "taken"}) from error
    work.audit("edit", "team", row.id, before=before, after=_columns(work, row))


def remove(work: Work, team_id: int) -> None:
    """Take a team away; its groups stay."""
    row = _fetch(work, team_id, Action.DELETE)
    work.audit("delete", "team", row.id, before=_columns(work, row))
    work.session.delete(row)


def _fetch(work: Work, team_id: int, action: Action) -> Team:
    return access.get(
        work,
        Team,
        team_id,
        action,
        absent=NotFound(MISSING.format(team_id)),
        lock=action is not Action.READ,
    )


def _known(work: Work, group_ids: Collection[int]) -> set[int]:
    rows = access.readable(work.actor, Group, Group.id).where(one_of(Group.id, group_ids))
    return set(work.session.scalars(rows))


def _refuse_unknown(work: Work, group_ids: Collection[int]) -> None:
    if unknown := sorted(set(group_ids) - _known(work, group_ids)):
        raise Invalid(
            f"Cannot find one or more groups with IDs: {unknown}.",
            fields={"group_ids": f"unknown: {unknown}"},
        )


def _counts(work: Work, rows: Sequence[Team], known: set[int]) -> dict[int, int]:
    found = work.session.execute(
        # access: the members of groups that were read through their policy
        select(Team.id, func.count(GroupUser.user_id.distinct()))
        .join(GroupUser, GroupUser.group_id == any_(Team.group_ids))
        .join(User, User.id == GroupUser.user_id)
        .where(
            one_of(Team.id, {row.id for row in rows}),
            one_of(GroupUser.group_id, known),
            is_active(),
        )
        .group_by(Team.id)
    )
    return {row[0]: row[1] for row in found}


def _view(row: Team, known: set[int], num_members: int) -> TeamView:
    return TeamView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        name=row.name,
        description=row.description,
        primary_color=row.primary_color,
        logo_url=row.logo_url,
        group_ids=[one for one in row.group_ids if one in known],
        num_members=num_members,
    )


def _columns(work: Work, row: Team) -> dict[str, object]:
    """Give the columns as the caller sees them, since they read their own audit lines."""
    with work.session.no_autoflush:
        known = _known(work, row.group_ids)
    columns = {name: getattr(row, name) for name in COLUMNS}
    return columns | {"group_ids": [one for one in row.group_ids if one in known]}
