"""Bandpasses by the names that sncosmo gives them: where each lies, and in which colour to draw it.

Wavelengths are about the effective ones, in angstrom, rounded to what ordering and colouring need;
photometric calculations integrate the curves themselves.
"""

from bisect import bisect_right
from collections.abc import Mapping

_BY_SYSTEM: Mapping[str, Mapping[str, int]] = {
    "bessell": {"ux": 3590, "b": 4380, "v": 5480, "r": 6500, "i": 7980},
    "des": {"u": 3650, "g": 4770, "r": 6370, "i": 7770, "z": 9160, "y": 9890},
    "sdss": {"u": 3590, "g": 4720, "r": 6190, "i": 7500, "z": 8960},
    "lsst": {"u": 3670, "g": 4830, "r": 6220, "i": 7550, "z": 8700, "y": 9710},
    "ztf": {"g": 4780, "r": 6420, "i": 7880},
    "atlas": {"c": 5330, "o": 6790},
    "ps1::": {"open": 6230, "g": 4850, "r": 6200, "i": 7530, "z": 8670, "y": 9620, "w": 6080},
    "gaia::": {"gbp": 5110, "g": 5860, "grp": 7770},
    "tess": {"": 7450},
    "kepler": {"": 6400},
    "hsc::": {"g": 4770, "r": 6190, "i": 7650, "z": 8890, "y": 9770},
    "megacampsf::": {"u": 3680, "g": 4790, "r": 6230, "i": 7570, "z": 8930, "y": 9780},
    "2mass": {"j": 12350, "h": 16620, "ks": 21590},
    "uvot::": {
        "uvw2": 1930, "uvm2": 2250, "uvw1": 2600, "white": 3470, "u": 3470, "b": 4390, "v": 5470,
    },
    "csp": {
        "b": 4390, "hs": 16240, "hd": 16290, "js": 12440, "jd": 12430, "k": 21400, "v3009": 5370,
        "v3014": 5390, "v9844": 5380, "ys": 10330, "yd": 10440, "g": 4740, "i": 7610, "r": 6180,
        "u": 3660,
    },
    "f": {
        "435w": 4330, "475w": 4750, "555w": 5360, "606w": 5920, "625w": 6310, "775w": 7690,
        "814w": 8040, "850lp": 9040, "218w": 2230, "225w": 2370, "275w": 2710, "300x": 2820,
        "336w": 3360, "350lp": 5870, "390w": 3920, "689m": 6880, "763m": 7610, "845m": 8440,
        "098m": 9860, "105w": 10550, "110w": 11530, "125w": 12490, "127m": 12740, "139m": 13840,
        "140w": 13920, "153m": 15320, "160w": 15370, "070w": 7040, "090w": 9020, "115w": 11540,
        "150w": 15010, "200w": 19890, "277w": 27620, "356w": 35680, "444w": 44040, "162m": 16270,
        "182m": 18450, "210m": 20960, "250m": 25030, "300m": 29870, "335m": 33620, "360m": 36240,
        "410m": 40820, "430m": 42810, "460m": 46300, "480m": 48180, "560w": 56350, "770w": 76390,
        "1000w": 99530, "1130w": 113090, "1280w": 128100, "1500w": 150640, "1800w": 179840,
        "2100w": 207950, "2550w": 253650,
    },
}  # fmt: skip

WAVELENGTHS: Mapping[str, int] = {
    system + name: wavelength
    for system, bands in _BY_SYSTEM.items()
    for name, wavelength in bands.items()
}

# From the ultraviolet over what the eye sees to the infrared; ztfg is green, ztfr red.
_COLOURS = (
    (1900, (110, 64, 170)),
    (3600, (76, 110, 219)),
    (4400, (26, 152, 191)),
    (4780, (40, 167, 69)),
    (5500, (137, 190, 51)),
    (6420, (220, 53, 69)),
    (7880, (224, 154, 18)),
    (9700, (145, 84, 35)),
    (22000, (97, 66, 73)),
    (50000, (70, 74, 84)),
)


def colour(wavelength: float) -> tuple[int, int, int]:
    """Give the red, green and blue (0 to 255) to draw light of a wavelength in angstrom."""
    places = [place for place, _ in _COLOURS]
    after = bisect_right(places, wavelength)
    if after in {0, len(_COLOURS)}:
        return _COLOURS[min(after, len(_COLOURS) - 1)][1]
    (low, left), (high, right) = _COLOURS[after - 1], _COLOURS[after]
    share = (wavelength - low) / (high - low)
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(left, right, strict=True))
    return red, green, blue


COLOURS: Mapping[str, tuple[int, int, int]] = {
    name: colour(wavelength) for name, wavelength in WAVELENGTHS.items()
}
