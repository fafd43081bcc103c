"""Magnitudes and fluxes: µJy in the AB system, zero point 23.9 (Oke & Gunn 1983, ApJ 266, 713)."""

import math

ZERO_POINT = 23.9
POGSON = 2.5 / math.log(10)
LIMIT_SIGMA = 5.0
DETECTION_SIGMA = 3.0

# AB minus Vega magnitude of 2MASS bands (Blanton & Roweis 2007, AJ 133, 734, table 1).
AB_MINUS_VEGA = {"2massj": 0.91, "2massh": 1.39, "2massks": 1.85}


def flux(mag: float) -> float:
    """Turn an AB magnitude into µJy."""
    return float(10 ** (-0.4 * (mag - ZERO_POINT)))


def flux_error(magerr: float, flux_value: float) -> float:
    """Turn a magnitude's error into that of its flux in µJy."""
    return magerr / POGSON * abs(flux_value)


def limit_flux_error(limiting_mag: float, sigma: float = LIMIT_SIGMA) -> float:
    """Give the 1-sigma flux error in µJy of a limiting magnitude at so many sigma."""
    return flux(limiting_mag) / sigma


def magnitude(flux_value: float | None) -> float | None:
    """Turn µJy into an AB magnitude; a flux that is not positive has none."""
    if flux_value is None or flux_value <= 0:
        return None
    return -2.5 * math.log10(flux_value) + ZERO_POINT


def magnitude_error(flux_value: float, fluxerr: float) -> float:
    """Turn a flux error into that of the magnitude."""
    return POGSON * fluxerr / flux_value


def limiting_magnitude(fluxerr: float, sigma: float = LIMIT_SIGMA) -> float | None:
    """Give the magnitude at so many sigma above nothing."""
    return magnitude(fluxerr * sigma)


def is_detection(flux_value: float | None, fluxerr: float) -> bool:
    """Tell whether a flux stands more than 3 sigma above nothing."""
    return flux_value is not None and fluxerr > 0 and flux_value / fluxerr > DETECTION_SIGMA


def to_ab(mag: float, magsys: str, band: str) -> float:
    """Give the AB magnitude of one in the named system."""
    return mag if magsys == "ab" else mag + AB_MINUS_VEGA[band]
