"""What every job is given by the composition root."""

from dataclasses import dataclass
from uuid import uuid4

from skyportal_like.config import Settings
from skyportal_like.storage import Storage
from skyportal_like.work import Origin, Units


@dataclass(frozen=True, slots=True)
class Tools:
    """The parts of the process that jobs work with."""

    settings: Settings
    units: Units
    storage: Storage

    def origin(self) -> Origin:
        """Name a job in the logs and the audit trail."""
        return Origin(uuid4().hex, "job")
