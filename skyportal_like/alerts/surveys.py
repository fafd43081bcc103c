"""What differs between the surveys: field names, bands, streams, absent values, orientation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skyportal_like.alerts.packets import MagSystem
from skyportal_like.errors import Invalid

Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Survey:
    """How one survey writes its alerts."""

    name: str
    instrument: str
    magsys: MagSystem
    bands: Mapping[int | None, str]
    band_field: str | None
    streams: Mapping[int | None, str]
    programme_field: str | None
    own_fields: frozenset[str]
    score_fields: tuple[str, ...]
    absent: frozenset[float]
    north_up: Callable[[Pixels], Pixels]

    @property
    def needs(self) -> frozenset[str]:
        """Name the fields of a candidate without which it is not of this survey."""
        return self.own_fields | {"jd", "ra", "dec", "magpsf", "sigmapsf", "isdiffpos"}


def _stored_order(pixels: Pixels) -> Pixels:
    return pixels


def _transposed_half_turn(pixels: Pixels) -> Pixels:
    return pixels.T[::-1, ::-1]


# Cutouts carry no WCS. xpos and ypos against ra and dec of the alerts of one exposure give the
# axes: the rows of ZTF run to the south and its columns to the west, as a screen's do.
ZTF = Survey(
    name="ZTF",
    instrument="ZTF",
    magsys="ab",
    bands={1: "ztfg", 2: "ztfr", 3: "ztfi"},
    band_field="fid",
    streams={
        1: "ZTF Public",
        2: "ZTF Public+Partnership",
        3: "ZTF Public+Partnership+Caltech",
    },
    programme_field="programid",
    own_fields=frozenset({"fid", "programid", "rcid"}),
    score_fields=(
        *("drb", "drbversion", "rb", "rbversion", "classtar", "fwhm", "elong"),
        *("nneg", "nbad", "sumrat", "scorr", "chipsf", "seeratio", "magdiff", "mindtoedge"),
        *("magpsf", "sigmapsf", "magap", "diffmaglim", "distnr", "magnr"),
        *("sgscore1", "distpsnr1", "srmag1", "sgscore2", "distpsnr2", "sgscore3", "distpsnr3"),
        *("ssdistnr", "ssmagnr", "ssnamenr"),
        *("neargaia", "maggaia", "neargaiabright", "maggaiabright"),
        *("ndethist", "ncovhist", "jdstarthist", "tooflag"),
    ),
    absent=frozenset({-999.0, -99999.0}),
    north_up=_stored_order,
)

# In Gattini images, by the same test on all four quadrants, columns run to the north and rows
# to the east. Its zero points are those of 2MASS, so its magnitudes are in the Vega system.
PGIR = Survey(
    name="PGIR",
    instrument="PGIR",
    magsys="vega",
    bands={None: "2massj"},
    band_field=None,
    streams={None: "PGIR"},
    programme_field=None,
    own_fields=frozenset({"stackquadid", "subid"}),
    score_fields=(
        *("drb", "drbversion", "isstar", "fwhm", "elong", "nneg", "sumrat", "scorr", "chipsf"),
        *("magpsf", "sigmapsf", "magap", "diffmaglim", "dmag2mass"),
        *("tmmag1", "tmdist1", "tmmag2", "tmdist2", "tmmag3", "tmdist3"),
        *("distnearbrstar", "magnearbrstar", "ssdistnr", "ssmagnr", "ssnamenr"),
        *("ndethist", "jdstarthist"),
    ),
    absent=frozenset({-999.0, -99.0, 60.0, 99.0}),
    north_up=_transposed_half_turn,
)

SURVEYS = (ZTF, PGIR)


def stream_of(survey: str, programme: int | None) -> str:
    """Name the stream that the alerts of a survey's programme belong to."""
    for known in SURVEYS:
        if known.name == survey and programme in known.streams:
            return known.streams[programme]
    raise Invalid(f"no stream is known for programme {programme} of survey {survey}")
