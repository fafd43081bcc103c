"""Comments on sources over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import OBJ, Empty, Routes
from skyportal_like.schemas.comments import CommentEdit, CommentId, CommentView, NewComment
from skyportal_like.services import comments
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class SourceComments(ApiHandler):
    """The comments on one object."""

    @endpoint()
    def get(self, work: Work, obj_id: str) -> list[CommentView]:
        """List the comments on an object, newest first."""
        return comments.of_object(work, obj_id)

    @endpoint(Acl.COMMENT)
    def post(self, work: Work, obj_id: str, body: NewComment) -> CommentId:
        """Say something about an object."""
        return CommentId(comment_id=comments.comment(work, obj_id, body).id)


class SourceComment(ApiHandler):
    """One comment."""

    @endpoint()
    def get(self, work: Work, obj_id: str, comment_id: int) -> CommentView:
        """Show a comment."""
        return comments.get(work, obj_id, comment_id)

    @endpoint(Acl.COMMENT)
    def put(self, work: Work, obj_id: str, comment_id: int, body: CommentEdit) -> Empty:
        """Change a comment's words or its groups."""
        comments.edit(work, obj_id, comment_id, body)
        return Empty()

    @endpoint(Acl.COMMENT)
    def delete(self, work: Work, obj_id: str, comment_id: int) -> Empty:
        """Take a comment back."""
        comments.delete(work, obj_id, comment_id)
        return Empty()


ROUTES: Routes = [
    (rf"/api/sources/{OBJ}/comments", SourceComments),
    (rf"/api/sources/{OBJ}/comments/(?P<comment_id>[^/]+)", SourceComment),
]
