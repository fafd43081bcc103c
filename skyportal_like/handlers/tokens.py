"""API tokens over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.schemas.tokens import NewToken, TokenEdit, TokenSecret, TokenView
from skyportal_like.services import tokens
from skyportal_like.work import Work


class Tokens(ApiHandler):
    """All tokens of the caller."""

    @endpoint()
    def get(self, work: Work) -> list[TokenView]:
        """List one's tokens without their secrets; System admins see everybody's."""
        return tokens.lists(work)

    @endpoint()
    def post(self, work: Work, body: NewToken) -> TokenSecret:
        """Make a token; its secret, `token_id`, is shown this once."""
        return tokens.mint(work, body, most=self.platform.settings.tokens.max_per_user)


class TokenHandler(ApiHandler):
    """A request about one token, named in the path by its public name or by its secret."""

    def initialize(self, platform: Platform) -> None:
        """Take the parts of the process, and keep what may be a secret out of the log."""
        super().initialize(platform)
        self.request.path = "/api/internal/tokens/…"


class Token(TokenHandler):
    """One token."""

    @endpoint()
    def get(self, work: Work, token_id: str) -> TokenView:
        """Show a token without its secret."""
        return tokens.get(work, token_id)

    @endpoint()
    def put(self, work: Work, token_id: str, body: TokenEdit) -> TokenView:
        """Change a token's name, ACLs, groups or expiry."""
        return tokens.edit(work, token_id, body)

    @endpoint()
    def delete(self, work: Work, token_id: str) -> Empty:
        """Revoke a token; the next request with it is refused, and its sockets close."""
        tokens.revoke(work, token_id)
        return Empty()


class TokenRotation(TokenHandler):
    """A new secret for a token."""

    @endpoint()
    def post(self, work: Work, token_id: str) -> TokenSecret:
        """Give a token a new secret, shown this once; the one it had works for 24 hours more."""
        return tokens.rotate(work, token_id)


ROUTES: Routes = [
    (r"/api/internal/tokens", Tokens),
    (r"/api/internal/tokens/(?P<token_id>[^/]+)", Token),
    (r"/api/internal/tokens/(?P<token_id>[^/]+)/rotate", TokenRotation),
]
