"""Teams over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.teams import NewTeam, TeamDetail, TeamEdit, TeamId, TeamView
from skyportal_like.services import teams
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Teams(ApiHandler):
    """All teams."""

    @endpoint()
    def get(self, work: Work) -> list[TeamView]:
        """List the teams with how many people each has."""
        return teams.readable(work)

    @endpoint(Acl.MANAGE_TEAMS)
    def post(self, work: Work, body: NewTeam) -> TeamId:
        """Make a team of groups that the caller knows."""
        return TeamId(id=teams.create(work, body).id)


class Team(ApiHandler):
    """One team."""

    @endpoint()
    def get(self, work: Work, team_id: int) -> TeamDetail:
        """Show a team with its people."""
        return teams.get(work, team_id)

    @endpoint(Acl.MANAGE_TEAMS)
    def put(self, work: Work, team_id: int, body: TeamEdit) -> Empty:
        """Change a team."""
        teams.edit(work, team_id, body)
        return {}

    @endpoint(Acl.MANAGE_TEAMS)
    def patch(self, work: Work, team_id: int, body: TeamEdit) -> Empty:
        """Change a team."""
        teams.edit(work, team_id, body)
        return {}

    @endpoint(Acl.MANAGE_TEAMS)
    def delete(self, work: Work, team_id: int) -> Empty:
        """Take a team away; its groups stay."""
        teams.remove(work, team_id)
        return {}


ROUTES: Routes = [
    (r"/api/teams", Teams),
    (r"/api/teams/(?P<team_id>[^/]+)", Team),
]
