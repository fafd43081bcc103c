"""Streams over HTTP: classes of data rights, who holds them, and which groups ask for them."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.streams import (
    GroupStreamView,
    HolderView,
    NewGroupStream,
    NewHolder,
    NewStream,
    StreamDetail,
    StreamEdit,
    StreamId,
)
from skyportal_like.services import group_streams, streams
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Streams(ApiHandler):
    """All streams that the caller holds or may join."""

    @endpoint()
    def get(self, work: Work) -> list[StreamDetail]:
        """List the streams that the caller holds or may join."""
        return streams.readable(work)

    @endpoint(Acl.SYSTEM_ADMIN)
    def post(self, work: Work, body: NewStream) -> StreamId:
        """Make a stream."""
        return StreamId(id=streams.create(work, body).id)


class Stream(ApiHandler):
    """One stream."""

    @endpoint()
    def get(self, work: Work, stream_id: int) -> StreamDetail:
        """Show a stream."""
        return streams.get(work, stream_id)

    @endpoint(Acl.SYSTEM_ADMIN)
    def patch(self, work: Work, stream_id: int, body: StreamEdit) -> Empty:
        """Change a stream."""
        streams.edit(work, stream_id, body)
        return {}

    @endpoint(Acl.SYSTEM_ADMIN)
    def delete(self, work: Work, stream_id: int) -> Empty:
        """Delete a stream with its filters and what groups and people hold of it."""
        streams.remove(work, stream_id)
        return {}


class StreamUsers(ApiHandler):
    """Who holds a stream."""

    @endpoint()
    def post(self, work: Work, stream_id: int, body: NewHolder) -> HolderView:
        """Give a stream to a person, or join one that is open to everybody."""
        streams.grant(work, stream_id, body.user_id)
        return HolderView(stream_id=stream_id, user_id=body.user_id)


class StreamUser(ApiHandler):
    """One person who holds a stream."""

    @endpoint(Acl.SYSTEM_ADMIN)
    def delete(self, work: Work, stream_id: int, user_id: int) -> Empty:
        """Take a stream from a person."""
        streams.revoke(work, stream_id, user_id)
        return {}


class GroupStreams(ApiHandler):
    """The streams of one group."""

    @endpoint(Acl.UPLOAD_DATA)
    def post(self, work: Work, group_id: int, body: NewGroupStream) -> GroupStreamView:
        """Let a group hold a stream that all its members hold, as its admin."""
        group_streams.add(work, group_id, body.stream_id)
        return GroupStreamView(group_id=group_id, stream_id=body.stream_id)


class GroupStream(ApiHandler):
    """One stream of one group."""

    @endpoint(Acl.UPLOAD_DATA)
    def delete(self, work: Work, group_id: int, stream_id: int) -> Empty:
        """Let a group no longer hold a stream that none of its filters uses, as its admin."""
        group_streams.remove(work, group_id, stream_id)
        return {}


ROUTES: Routes = [
    (r"/api/streams", Streams),
    (r"/api/streams/(?P<stream_id>[^/]+)", Stream),
    (r"/api/streams/(?P<stream_id>[^/]+)/users", StreamUsers),
    (r"/api/streams/(?P<stream_id>[^/]+)/users/(?P<user_id>[^/]+)", StreamUser),
    (r"/api/groups/(?P<group_id>[^/]+)/streams", GroupStreams),
    (r"/api/groups/(?P<group_id>[^/]+)/streams/(?P<stream_id>[^/]+)", GroupStream),
]
