"""The browsers that a person is signed in with, over HTTP."""

from uuid import UUID

from skyportal_like.handlers.answers import Answer
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.platform import SESSION_COOKIE
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.sessions import SessionView
from skyportal_like.services import sessions
from skyportal_like.work import Work


class Sessions(ApiHandler):
    """All browsers that the caller is signed in with."""

    @endpoint()
    def get(self, work: Work) -> list[SessionView]:
        """List where one is signed in, and which of these is this browser."""
        return sessions.of_caller(work)

    @endpoint()
    def delete(self, work: Work) -> Answer[Empty]:
        """Sign out everywhere, here too."""
        sessions.end_all(work)
        return Answer(Empty(), cookies={SESSION_COOKIE: None})


class Session(ApiHandler):
    """One browser that the caller is signed in with."""

    @endpoint()
    def delete(self, work: Work, session_id: UUID) -> Answer[Empty]:
        """Sign out of one browser, wherever it is."""
        here = sessions.end(work, session_id)
        return Answer(Empty(), cookies={SESSION_COOKIE: None} if here else {})


ROUTES: Routes = [
    (r"/api/internal/sessions", Sessions),
    (r"/api/internal/sessions/(?P<session_id>[^/]+)", Session),
]
