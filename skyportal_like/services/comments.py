"""Comments: what people say about an object to their groups."""

from collections.abc import Sequence

from sqlalchemy import select

from skyportal_like import access
from skyportal_like.access import Action, Audience
from skyportal_like.errors import Invalid, NotFound, NotPermitted
from skyportal_like.events.types import CommentDeleted, Commented, CommentEdited, RowHidden
from skyportal_like.models import Comment, Obj, User
from skyportal_like.schemas.comments import CommentEdit, CommentView, NewComment
from skyportal_like.schemas.groups import GroupView
from skyportal_like.schemas.users import PersonView
from skyportal_like.services import groups
from skyportal_like.work import Work

HIDDEN = "Could not find any accessible comments."
MISMATCH = "Comment resource ID does not match resource ID given in path ({})"


def comment(work: Work, obj_id: str, new: NewComment) -> Comment:
    """Say something about an object; the same words to the same groups stand only once."""
    obj = access.get(work, Obj, obj_id, absent=NotFound(f"Obj {obj_id} not found", status=404))
    shared = access.audience_for(work, obj, new.group_ids)
    same = work.session.scalars(
        access.readable(work.actor, Comment).where(
            Comment.obj_id == obj.id,
            Comment.author_id == work.actor.user_id,
            Comment.text == new.text,
            Comment.group_ids == shared,
            Comment.bot.is_(work.actor.token_id is not None),
        )
    ).first()
    if same is not None:
        return same
    row = Comment(
        obj_id=obj.id,
        text=new.text,
        author_id=work.actor.user_id,
        bot=work.actor.token_id is not None,
        group_ids=shared,
    )
    work.add(row)
    work.emit(Commented(obj_id=row.obj_id, comment_id=row.id, op_id=work.op_id), about=row)
    return row


def edit(work: Work, obj_id: str, comment_id: int, changes: CommentEdit) -> None:
    """Change a comment's words or its groups."""
    row = _fetch(work, obj_id, comment_id, Action.EDIT)
    lost = set(row.group_ids)
    if changes.text is not None:
        row.text = changes.text
    if changes.group_ids:
        row.group_ids = access.own_groups(work, changes.group_ids)
    work.session.flush()
    work.emit(CommentEdited(obj_id=row.obj_id, comment_id=row.id), about=row)
    if lost := lost - set(row.group_ids):
        work.emit_to(RowHidden(kind="comment", id=row.id), Audience(groups=frozenset(lost)))


def delete(work: Work, obj_id: str, comment_id: int) -> None:
    """Take a comment back."""
    row = _fetch(work, obj_id, comment_id, Action.DELETE)
    work.emit(CommentDeleted(obj_id=row.obj_id, comment_id=row.id), about=row)
    work.session.delete(row)


def get(work: Work, obj_id: str, comment_id: int) -> CommentView:
    """Show a comment."""
    row = _fetch(work, obj_id, comment_id, Action.READ)
    return _views(work, [row])[0]


def of_object(work: Work, obj_id: str) -> list[CommentView]:
    """Show the comments on one object, newest first."""
    access.get(work, Obj, obj_id, absent=NotPermitted(HIDDEN, status=403))
    return of_objects(work, [obj_id])[obj_id]


def of_objects(work: Work, obj_ids: Sequence[str]) -> dict[str, list[CommentView]]:
    """Show the comments on each of these objects, newest first."""
    rows = work.session.scalars(
        access.readable(work.actor, Comment)
        .where(Comment.obj_id.in_(obj_ids), Comment.channel.is_(None))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    ).all()
    found: dict[str, list[CommentView]] = {obj_id: [] for obj_id in obj_ids}
    for shown in _views(work, rows):
        found[shown["obj_id"]].append(shown)
    return found


def _fetch(work: Work, obj_id: str, comment_id: int, action: Action) -> Comment:
    row = access.get(
        work,
        Comment,
        comment_id,
        action,
        absent=NotPermitted(HIDDEN, status=403),
        lock=action is not Action.READ,
    )
    if row.obj_id != obj_id:
        raise Invalid(MISMATCH.format(obj_id), fields={"obj_id": "does not match"})
    return row


def _views(work: Work, rows: Sequence[Comment]) -> list[CommentView]:
    known = groups.named(work, (one for row in rows for one in row.group_ids))
    people = _people(work, {row.author_id for row in rows})
    return [_view(row, people[row.author_id], known) for row in rows]


def _people(work: Work, ids: set[int]) -> dict[int, PersonView]:
    rows = work.session.execute(
        # access: the authors of comments that were read through their policy
        select(User.id, User.username, User.first_name, User.last_name).where(User.id.in_(ids))
    )
    return {
        row.id: PersonView(
            id=row.id,
            username=row.username,
            first_name=row.first_name,
            last_name=row.last_name,
        )
        for row in rows
    }


def _view(row: Comment, author: PersonView, known: dict[int, GroupView]) -> CommentView:
    return CommentView(
        id=row.id,
        created_at=row.created_at,
        modified=row.modified,
        obj_id=row.obj_id,
        text=row.text,
        origin=row.origin,
        bot=row.bot,
        system=row.system,
        channel=row.channel,
        author_id=row.author_id,
        author=author,
        groups=groups.shown(known, row.group_ids),
        resourceType="sources",
    )
