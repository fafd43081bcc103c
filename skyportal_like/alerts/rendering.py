"""Draw a cutout as a small greyscale PNG."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MIN_SIDE, MAX_SIDE = 16, 500
BRIGHT_PERCENTILE = 99.8
SIGMA_OF_MAD = 1.4826
DARK_SIGMAS, LINEAR_SIGMAS = 2.5, 3.0
LEAST_SOFTENING = 0.1
FILL = 1e-9
MID_GREY = 128


def render_png(pixels: NDArray[np.float32]) -> bytes:
    """Draw the image as an 8-bit greyscale PNG of 16 to 500 pixels a side.

    Black is 2.5 standard deviations (from the median absolute deviation) below the median,
    white the 99.8th percentile; between them an asinh stretch (Lupton et al. 2004, PASP 116,
    L133) is linear for the noise and lifts faint structure. An image of one value is mid-grey,
    pixels without a value are black. Takes a 2-D image, first row on top; ValueError for
    another shape. The same pixels give the same bytes.
    """
    if pixels.ndim != 2 or pixels.size == 0:
        raise ValueError(f"not an image: shape {pixels.shape}")
    image = Image.fromarray(_grey(pixels))
    # One factor for both sides keeps the shape; only an extreme strip is stretched.
    factor = min(max(1, -(-MIN_SIDE // min(image.size))), MAX_SIDE / max(image.size))
    width, height = (min(max(round(side * factor), MIN_SIDE), MAX_SIDE) for side in image.size)
    if (width, height) != image.size:
        image = image.resize((width, height), Image.Resampling.NEAREST)
    out = BytesIO()
    image.save(out, format="PNG", compress_level=6)
    return out.getvalue()


def _grey(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    values = pixels.astype(np.float64)
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(values.shape, dtype=np.uint8)
    dark, bright, sigma = _levels(values[known])
    if dark == bright:
        return np.where(known, np.uint8(MID_GREY), np.uint8(0))
    softening = max(LEAST_SOFTENING, LINEAR_SIGMAS * sigma / (bright - dark))
    scaled = np.clip((np.where(known, values, dark) - dark) / (bright - dark), 0.0, 1.0)
    stretched = np.arcsinh(scaled / softening) / np.arcsinh(1.0 / softening)
    return np.where(known, np.rint(255 * stretched), 0).astype(np.uint8)


def _levels(values: NDArray[np.float64]) -> tuple[float, float, float]:
    # Beyond the edge of an image surveys write 0 or next to it, which would pass for a quiet sky.
    sky = values[np.abs(values) > FILL]
    if sky.size:
        median = float(np.median(sky))
        sigma = SIGMA_OF_MAD * float(np.median(np.abs(sky - median)))
        dark = max(float(sky.min()), median - DARK_SIGMAS * sigma)
        bright = float(np.percentile(sky, BRIGHT_PERCENTILE))
        if dark < bright:
            return dark, bright, sigma
    return float(values.min()), float(values.max()), 0.0
