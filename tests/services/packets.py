"""Alert packets made here, from bytes to what the ingest takes."""

from collections.abc import Sequence

from skyportal_like import alerts as packets
from skyportal_like.access import actor as actors
from skyportal_like.services import alerts, upkeep
from skyportal_like.services.alerts import IngestCounts, PreparedAlert, Scanning
from skyportal_like.storage import Storage
from skyportal_like.work import Units
from tests.alerts.conftest import PGIR_CANDIDATE, ZTF_CANDIDATE, fits_gz, star, write_packet
from tests.world import ORIGIN

Epoch = dict[str, object]


def ztf(obj_id: str = "ZTF26abc", history: list[Epoch] | None = None, **changes: object) -> bytes:
    return _packet(ZTF_CANDIDATE, obj_id, history, changes)


def pgir(obj_id: str = "PGIR26abc", **changes: object) -> bytes:
    return _packet(PGIR_CANDIDATE, obj_id, None, changes)


def epoch(**changes: object) -> Epoch:
    """An earlier epoch of a ZTF alert."""
    names = (
        "jd",
        "fid",
        "programid",
        "candid",
        "isdiffpos",
        "ra",
        "dec",
        "magpsf",
        "sigmapsf",
        "diffmaglim",
    )
    return {name: ZTF_CANDIDATE[name] for name in names} | changes


def _packet(template: Epoch, obj_id: str, history: list[Epoch] | None, changes: Epoch) -> bytes:
    candidate = template | changes
    stamp = fits_gz(star())
    record: Epoch = {
        "objectId": obj_id,
        "candid": candidate["candid"],
        "cutoutScience": stamp,
        "cutoutTemplate": stamp,
        "cutoutDifference": stamp,
    }
    return write_packet(candidate, record, history)


def prepared(storage: Storage, *files: bytes) -> list[PreparedAlert]:
    return [
        alerts.prepare(storage, alert, data)
        for data in files
        for alert in packets.read_packets(data, "test.avro")
    ]


def take_in(
    units: Units, taken: Sequence[PreparedAlert], scanning: Scanning | None = None
) -> IngestCounts:
    """Ingest as the platform itself does."""

    def act(work: object) -> IngestCounts:
        upkeep.prepare(work, "Sitewide Group")
        return alerts.ingest(work, taken, scanning)

    return units.run(actors.system, ORIGIN, act)
