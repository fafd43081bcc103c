"""What every handler is given by the composition root."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from skyportal_like.config import Settings
from skyportal_like.handlers.limits import Bodies, Limiter
from skyportal_like.handlers.recognitions import Recognitions
from skyportal_like.live.hub import Hub
from skyportal_like.schemas.deployment import CommitView
from skyportal_like.security.oidc import Providers
from skyportal_like.security.signing import Signer
from skyportal_like.services.infos import Infos
from skyportal_like.services.source_views import Notebook
from skyportal_like.storage import Storage
from skyportal_like.work import Units

SESSION_COOKIE = "session"
SOCKET_TOKEN = "socket"  # noqa: S105 - a name, not a secret


@dataclass(frozen=True, slots=True)
class Platform:
    """The parts of a running process."""

    settings: Settings
    units: Units
    threads: ThreadPoolExecutor
    storage: Storage
    hub: Hub
    limiter: Limiter
    recognitions: Recognitions
    bodies: Bodies
    views: Notebook
    infos: Infos
    signer: Signer
    providers: Providers
    version: str
    build: str
    commits: tuple[CommitView, ...]
    static_dir: Path
    check_answers: bool

    @property
    def secure(self) -> bool:
        """Whether people reach this process by TLS."""
        return self.settings.public_url.startswith("https:")
