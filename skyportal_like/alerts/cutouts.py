"""Gzipped FITS cutouts of bounded size to pixels."""

import zlib

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

MAX_SIDE = 500
MAX_BYTES = 4_000_000
BRIGHTEST = 1e30
GZIP_WINDOW = 16 + zlib.MAX_WBITS


class BrokenCutout(ValueError):
    """A cutout that is no gzipped FITS image of a sensible size."""


def read_cutout(stamp: bytes) -> NDArray[np.float32]:
    """Give the image in the order of its FITS rows, as float32 (rows, columns).

    Pixels without a value are NaN, also where the survey wrote the largest or least float32
    for one. Raises BrokenCutout.
    """
    raw = _unzipped(stamp)
    if not raw.startswith(b"SIMPLE  ="):
        raise BrokenCutout("not a FITS image")
    try:
        unit = fits.PrimaryHDU.fromstring(raw)
        shape = _shape(unit.header)
        with np.errstate(all="ignore"):
            pixels = np.asarray(unit.data, dtype=np.float32).reshape(shape)
    except BrokenCutout:
        raise
    except Exception as error:
        # A parser of hostile bytes fails with whatever its next line happens to raise.
        raise BrokenCutout("not a FITS image") from error
    return np.where(np.abs(pixels) < BRIGHTEST, pixels, np.float32("nan"))


def _shape(header: fits.Header) -> tuple[int, int]:
    """Bound the size before astropy makes an array of it."""
    rows, columns = header["NAXIS2"], header["NAXIS1"]
    if header["NAXIS"] != 2 or not (1 <= rows <= MAX_SIDE and 1 <= columns <= MAX_SIDE):
        raise BrokenCutout(f"not an image of 1 to {MAX_SIDE} pixels a side")
    return rows, columns


def _unzipped(stamp: bytes) -> bytes:
    unzipper = zlib.decompressobj(GZIP_WINDOW)
    try:
        raw = unzipper.decompress(stamp, MAX_BYTES)
    except zlib.error as error:
        raise BrokenCutout("not gzip, or damaged") from error
    if not unzipper.eof:
        if len(raw) == MAX_BYTES:
            raise BrokenCutout(f"more than {MAX_BYTES} bytes unzipped")
        raise BrokenCutout("truncated gzip")
    return raw
