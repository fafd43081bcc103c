"""The kinds of object in a simulated night, their share of it and where on the sky they live."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["extragalactic", "disc", "halo", "ecliptic", "anywhere"]


@dataclass(frozen=True, slots=True)
class Kind:
    """Say how common a kind is, where it is found and what the tdtax taxonomy calls it."""

    share: float
    place: Place
    tdtax_class: str | None


# Shares are those of alerts that pass a loose filter, not of the stars on the sky.
# A dwarf nova is "U Gem": tdtax's "Cataclysmic" also holds supernovae and gamma-ray bursts.
CATALOGUE: dict[str, Kind] = {
    "Ia": Kind(0.120, "extragalactic", "Ia"),
    "II": Kind(0.055, "extragalactic", "Type II"),
    "Ib/c": Kind(0.025, "extragalactic", "Ib/c"),
    "TDE": Kind(0.020, "extragalactic", "Tidal Disruption Event"),
    "AGN": Kind(0.150, "extragalactic", "AGN"),
    "CV": Kind(0.060, "disc", "U Gem"),
    "RR Lyrae": Kind(0.080, "halo", "RR Lyrae"),
    "Eclipsing": Kind(0.070, "disc", "Eclipsing"),
    "LPV": Kind(0.050, "disc", "LPV"),
    "asteroid": Kind(0.070, "ecliptic", "Solar System Object"),
    "bogus": Kind(0.300, "anywhere", None),
}
KINDS: tuple[str, ...] = tuple(CATALOGUE)
TDTAX_CLASS: dict[str, str | None] = {name: kind.tdtax_class for name, kind in CATALOGUE.items()}
EXPLOSIONS = frozenset({"Ia", "II", "Ib/c", "TDE"})
VARIABLE_STARS = frozenset({"RR Lyrae", "Eclipsing", "LPV"})
