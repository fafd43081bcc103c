"""Alert packets made here: the fields of the surveys' schemas that matter, and images."""

import gzip
import io
from collections.abc import Callable
from typing import Protocol

import fastavro
import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray

CANDID = 2475433850015015022
JD = 2460229.9338542


class MakePacket(Protocol):
    def __call__(
        self,
        changes: dict[str, object] | None = None,
        history: list[dict[str, object]] | None = None,
        **record: object,
    ) -> bytes: ...


def fits_gz(pixels: NDArray[np.float32]) -> bytes:
    out = io.BytesIO()
    fits.PrimaryHDU(pixels).writeto(out)
    return gzip.compress(out.getvalue(), mtime=0)


AVRO_TYPES = {str: "string", int: "long", float: "double", bytes: "bytes"}
NULLABLE = {
    **dict.fromkeys(("objectId", "isdiffpos", "ssnamenr"), "string"),
    **dict.fromkeys(("candid", "fid", "programid"), "long"),
    **dict.fromkeys(("jd", "ra", "dec", "magpsf", "sigmapsf", "diffmaglim"), "double"),
    **dict.fromkeys(("cutoutScience", "cutoutTemplate", "cutoutDifference"), "bytes"),
}


def fields_of(values: dict[str, object]) -> list[dict[str, object]]:
    return [
        {"name": name, "type": ["null", NULLABLE.get(name) or AVRO_TYPES[type(value)]]}
        for name, value in values.items()
    ]


ZTF_CANDIDATE: dict[str, object] = {
    "jd": JD,
    "fid": 1,
    "programid": 1,
    "rcid": 4,
    "candid": CANDID,
    "isdiffpos": "t",
    "ra": 44.9155781,
    "dec": 9.3801671,
    "magpsf": 17.72,
    "sigmapsf": 0.064,
    "diffmaglim": 20.15,
    "rb": 0.72,
    "drb": 0.9999,
    "sgscore1": 0.02,
    "distpsnr1": 22.8,
    "ssdistnr": -999.0,
    "ssnamenr": "null",
    "xpos": 2190.5,
    "objectidps1": 119250449211943165,
}
PGIR_CANDIDATE: dict[str, object] = {
    "jd": JD,
    "stackquadid": 3004887,
    "subid": 2837835,
    "candid": 114564569,
    "isdiffpos": "1",
    "ra": 58.8807476,
    "dec": 57.66006,
    "magpsf": 11.601,
    "sigmapsf": 0.058,
    "diffmaglim": 12.994,
    "drb": 0.76,
    "tmmag1": 16.97,
    "tmmag2": 60.0,
    "distnearbrstar": 99.0,
    "ssnamenr": "NONE",
    "ndethist": 60,
}


def write_packet(
    candidate: dict[str, object],
    record: dict[str, object],
    history: list[dict[str, object]] | None,
    *,
    codec: str = "null",
    times: int = 1,
) -> bytes:
    earlier = history[0] if history else candidate
    schema = {
        "type": "record",
        "name": "alert",
        "fields": [
            *fields_of(record),
            {
                "name": "candidate",
                "type": {
                    "type": "record",
                    "name": "candidate",
                    "fields": fields_of(candidate),
                },
            },
            {
                "name": "prv_candidates",
                "type": [
                    "null",
                    {
                        "type": "array",
                        "items": {
                            "type": "record",
                            "name": "earlier",
                            "fields": fields_of(earlier),
                        },
                    },
                ],
            },
        ],
    }
    value = {**record, "candidate": candidate, "prv_candidates": history}
    out = io.BytesIO()
    marker = b"one-sync-marker!"
    fastavro.writer(out, schema, [value] * times, codec=codec, sync_marker=marker)
    return out.getvalue()


def star(side: int = 63) -> NDArray[np.float32]:
    """A star on a flat sky, with a brighter pixel in the first FITS row's first column."""
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    image = 100 + 900 * np.exp(-(rows**2 + columns**2) / (2 * 1.5**2))
    image[0, 0] = 5000
    return np.asarray(image, dtype=np.float32)


def _maker(template: dict[str, object], obj_id: str) -> MakePacket:
    def make(
        changes: dict[str, object] | None = None,
        history: list[dict[str, object]] | None = None,
        **record: object,
    ) -> bytes:
        candidate = {**template, **(changes or {})}
        stamp = fits_gz(star())
        whole: dict[str, object] = {
            "objectId": obj_id,
            "candid": candidate["candid"],
            "cutoutScience": stamp,
            "cutoutTemplate": stamp,
            "cutoutDifference": stamp,
            **record,
        }
        return write_packet(candidate, whole, history)

    return make


@pytest.fixture
def ztf_packet() -> MakePacket:
    return _maker(ZTF_CANDIDATE, "ZTF23abjjnhj")


@pytest.fixture
def pgir_packet() -> MakePacket:
    return _maker(PGIR_CANDIDATE, "PGIR20afehsg")


@pytest.fixture
def stamp_of() -> Callable[[NDArray[np.float32]], bytes]:
    return fits_gz
