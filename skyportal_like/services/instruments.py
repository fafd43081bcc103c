"""Instruments that surveys bring along, and the telescopes they are on."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like.errors import NotFound
from skyportal_like.models import Instrument, Telescope
from skyportal_like.work import Work

SIMULATED = "Simulated Survey Camera"


@dataclass(frozen=True, slots=True)
class KnownTelescope:
    """A survey's telescope; degrees and metres."""

    name: str
    nickname: str
    lat: float
    lon: float
    elevation: float
    diameter: float
    robotic: bool = True


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """A survey's instrument; `filters` are sncosmo bandpass names."""

    name: str
    band: str
    filters: list[str]
    telescope: KnownTelescope


def _at_palomar(name: str, nickname: str, diameter: float) -> KnownTelescope:
    return KnownTelescope(name, nickname, 33.3563, -116.8650, 1712.0, diameter)


_ZTF_BANDS = ["ztfg", "ztfr", "ztfi"]
KNOWN = {
    one.name: one
    for one in (
        KnownInstrument(
            "ZTF", "Optical", _ZTF_BANDS, _at_palomar("Palomar 1.2m Samuel Oschin", "P48", 1.2)
        ),
        KnownInstrument(
            "PGIR", "Infrared", ["2massj"], _at_palomar("Palomar Gattini-IR", "Gattini-IR", 0.3)
        ),
        KnownInstrument(
            SIMULATED,
            "Optical",
            _ZTF_BANDS,
            _at_palomar("Simulated Survey Telescope", "Simulated", 1.2),
        ),
    )
}


def ensure_survey_instruments(work: Work, names: Iterable[str]) -> dict[str, int]:
    """Give the ids of surveys' instruments by name, making those that are not there yet."""
    wanted = sorted(set(names))
    found = _ids(work, wanted)
    lacking = [name for name in wanted if name not in found]
    if not lacking:
        return found
    for name in lacking:
        _make(work, name)
    return _ids(work, wanted)


def _make(work: Work, name: str) -> None:
    known = KNOWN.get(name)
    if known is None:
        raise NotFound(f"No survey's instrument is known as {name}.")
    work.session.execute(insert(Telescope).values(asdict(known.telescope)).on_conflict_do_nothing())
    telescope_id = work.session.scalars(
        # access: telescopes are common knowledge
        select(Telescope.id).where(Telescope.name == known.telescope.name)
    ).one()
    columns = {
        "name": known.name,
        "type": "imager",
        "band": known.band,
        "filters": known.filters,
        "telescope_id": telescope_id,
    }
    work.session.execute(insert(Instrument).values(columns).on_conflict_do_nothing())


def _ids(work: Work, names: list[str]) -> dict[str, int]:
    rows = work.session.execute(
        # access: instruments are common knowledge
        select(Instrument.name, Instrument.id).where(Instrument.name.in_(names))
    )
    return {row.name: row.id for row in rows}
