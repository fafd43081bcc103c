"""Cutouts of alerts: orientation, broken images, and their drawing."""

import gzip
import io
from collections.abc import Callable

import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray
from PIL import Image

from skyportal_like.alerts import read_packets, render_png

from .conftest import MakePacket, star

Stamp = Callable[[NDArray[np.float32]], bytes]


def draw(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(render_png(pixels))) as image:
        assert (image.format, image.mode) == ("PNG", "L")
        return np.asarray(image)


def test_three_cutouts_come_in_their_roles_as_float32(ztf_packet: MakePacket) -> None:
    (alert,) = read_packets(ztf_packet(), "a")
    assert [cutout.role for cutout in alert.cutouts] == ["new", "ref", "sub"]
    for cutout in alert.cutouts:
        assert cutout.pixels.dtype == np.float32
        assert cutout.pixels.dtype.isnative
        assert cutout.pixels.shape == (63, 63)


def test_rows_of_ztf_run_south_so_the_first_is_on_top(ztf_packet: MakePacket) -> None:
    (alert,) = read_packets(ztf_packet(), "a")
    np.testing.assert_array_equal(alert.cutouts[0].pixels, star())


def test_columns_of_gattini_run_north_and_rows_east(
    pgir_packet: MakePacket, stamp_of: Stamp
) -> None:
    fits_image = np.arange(12, dtype=np.float32).reshape(3, 4)
    (alert,) = read_packets(pgir_packet(cutoutScience=stamp_of(fits_image)), "a")
    screen = alert.cutouts[0].pixels
    assert screen.shape == (4, 3)
    northmost_column, eastmost_row = 3, 2
    assert screen[0, 0] == fits_image[eastmost_row, northmost_column]
    assert screen[-1, -1] == fits_image[0, 0]
    assert screen[0, -1] == fits_image[0, northmost_column]


def test_pixels_without_a_value_are_nan(ztf_packet: MakePacket, stamp_of: Stamp) -> None:
    image = star()
    image[3, 4], image[5, 6], image[7, 8] = np.inf, np.nan, -3.4028235e38
    (alert,) = read_packets(ztf_packet(cutoutScience=stamp_of(image)), "a")
    assert np.argwhere(np.isnan(alert.cutouts[0].pixels)).tolist() == [[3, 4], [5, 6], [7, 8]]


def huge_header() -> bytes:
    header = fits.PrimaryHDU(np.zeros((20, 20), dtype=np.float32)).header
    header["NAXIS1"], header["NAXIS2"] = 2_000_000_000, 2_000_000_000
    return gzip.compress(header.tostring().encode() + bytes(2880))


def cube() -> bytes:
    out = io.BytesIO()
    fits.PrimaryHDU(np.zeros((3, 20, 20), dtype=np.float32)).writeto(out)
    return gzip.compress(out.getvalue())


WHOLE = gzip.compress(bytes(5000))
BROKEN = {
    "there is none": None,
    "not gzip, or damaged": b"\x89PNG\r\n\x1a\n not gzip at all",
    "truncated gzip": WHOLE[: len(WHOLE) // 2],
    "more than 4000000 bytes unzipped": gzip.compress(bytes(50_000_000)),
    "not an image of 1 to 500 pixels a side": huge_header(),
    "not a FITS image": WHOLE,
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_broken_cutout_is_left_out_alone_and_told(ztf_packet: MakePacket, problem: str) -> None:
    (alert,) = read_packets(ztf_packet(cutoutTemplate=BROKEN[problem]), "a")
    assert [cutout.role for cutout in alert.cutouts] == ["new", "sub"]
    assert alert.warnings == (f"cutout ref left out: {problem}",)


def test_a_cube_is_no_cutout(ztf_packet: MakePacket) -> None:
    (alert,) = read_packets(ztf_packet(cutoutTemplate=cube()), "a")
    assert [cutout.role for cutout in alert.cutouts] == ["new", "sub"]


def test_an_image_is_drawn_the_same_way_up_with_its_star_bright() -> None:
    grey = draw(star())
    assert grey.shape == (63, 63)
    assert grey[0, 0] == 255
    assert grey[31, 31] > 200
    assert grey[5, 40] < 10


def test_the_same_pixels_give_the_same_bytes() -> None:
    assert render_png(star()) == render_png(star().copy())


def test_faint_structure_is_lifted_above_a_linear_stretch() -> None:
    ramp = np.tile(np.linspace(0, 1, 100, dtype=np.float32), (20, 1))
    grey = draw(ramp)
    assert np.all(np.diff(grey[0].astype(int)) >= 0)
    assert grey[0, 25] > 66


def test_a_constant_image_is_mid_grey_and_an_empty_one_black() -> None:
    assert np.unique(draw(np.full((20, 20), 7, dtype=np.float32))).tolist() == [128]
    assert np.unique(draw(np.full((20, 20), np.nan, dtype=np.float32))).tolist() == [0]


def test_a_single_bright_pixel_on_a_constant_sky_is_seen() -> None:
    image = np.zeros((63, 63), dtype=np.float32)
    image[10, 20] = 1
    assert np.argwhere(draw(image) == 255).tolist() == [[10, 20]]


def test_pixels_without_a_value_are_black_and_do_not_change_the_others() -> None:
    image = star()
    image[40:, :] = np.nan
    grey = draw(image)
    assert grey[40:].max() == 0
    assert grey[31, 31] > 200


def test_the_fill_beyond_an_edge_does_not_set_the_levels() -> None:
    noise = np.random.default_rng(1).normal(0, 10, (60, 60)).astype(np.float32)
    filled = noise.copy()
    filled[:, 35:] = 1.234e-10
    np.testing.assert_allclose(draw(filled)[:, :35], draw(noise)[:, :35], atol=25)


def test_extreme_values_do_not_overflow() -> None:
    top = float(np.finfo(np.float32).max)
    image = (np.linspace(-1, 1, 400) * top).astype(np.float32).reshape(20, 20)
    grey = draw(image)
    assert (grey.min(), grey.max()) == (0, 255)


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [((5, 5), (20, 20)), ((8, 10), (16, 20)), ((1000, 600), (500, 300)), ((1, 800), (16, 500))],
)
def test_a_drawing_has_16_to_500_pixels_a_side(
    shape: tuple[int, int], drawn: tuple[int, int]
) -> None:
    assert draw(np.zeros(shape, dtype=np.float32)).shape == drawn


@pytest.mark.parametrize("shape", [(0, 5), (4,), (2, 3, 4)])
def test_what_is_no_image_is_not_drawn(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not an image"):
        render_png(np.zeros(shape, dtype=np.float32))
