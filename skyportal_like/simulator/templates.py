"""Rest-frame light curves of supernovae: magnitudes below each band's peak at given phases.

The numbers are smoothed by eye from published mean light curves; they are for looking at and for
testing software, never for cosmology.
"""

from dataclasses import dataclass

import numpy as np

from skyportal_like.simulator.transients import Floats, Integers


@dataclass(frozen=True, slots=True)
class Template:
    """Hold a mean light curve: rows of (days from peak, g, r, i below the peak magnitudes).

    `peaks` are absolute AB magnitudes in g, r, i; `explosion` is in days from peak.
    """

    explosion: float
    peaks: Floats
    table: Floats

    def magnitudes(self, phase: Floats, band: Integers) -> Floats:
        """Return absolute magnitudes at rest-frame days from peak; infinite before explosion.

        Before the first phase of the table flux grows as the square of the time since explosion,
        the expanding fireball of Riess et al. 1999, AJ 118, 2675.
        """
        phases, *curves = self.table.T
        first = phases[0]
        rows = np.array([np.interp(phase, phases, curve) for curve in curves])
        mags = rows[band, np.arange(phase.size)] + self.peaks[band]
        age = np.maximum(phase - self.explosion, 0.0) / (first - self.explosion)
        with np.errstate(divide="ignore"):
            fireball = np.where(phase < first, -5.0 * np.log10(age), 0.0)
        result: Floats = mags + fireball
        return result


# Width and brightness after Phillips 1993; the second maximum in i as in Hsiao et al. 2007,
# ApJ 663, 1187.
TYPE_IA = Template(
    explosion=-17.5,
    peaks=np.array([-19.35, -19.30, -18.75]),
    table=np.array(
        [
            [-14.0, 2.60, 2.50, 2.40],
            [-11.0, 1.30, 1.30, 1.20],
            [-8.0, 0.60, 0.60, 0.52],
            [-5.0, 0.20, 0.22, 0.14],
            [-2.0, 0.03, 0.04, 0.00],
            [0.0, 0.00, 0.00, 0.03],
            [3.0, 0.08, 0.04, 0.14],
            [6.0, 0.27, 0.16, 0.34],
            [10.0, 0.65, 0.44, 0.62],
            [15.0, 1.20, 0.66, 0.70],
            [20.0, 1.75, 0.72, 0.58],
            [25.0, 2.20, 0.90, 0.52],
            [30.0, 2.50, 1.22, 0.70],
            [35.0, 2.70, 1.55, 1.05],
            [42.0, 2.90, 1.90, 1.48],
            [55.0, 3.15, 2.35, 2.10],
            [75.0, 3.50, 3.05, 3.00],
            [110.0, 4.10, 4.10, 4.30],
        ]
    ),
)
# Anderson et al. 2014, ApJ 786, 67 (slopes and lengths of plateaus); tail of cobalt-56.
TYPE_II = Template(
    explosion=-10.0,
    peaks=np.array([-17.05, -17.00, -16.95]),
    table=np.array(
        [
            [-8.0, 1.60, 1.90, 2.00],
            [-6.0, 0.75, 1.00, 1.10],
            [-4.0, 0.25, 0.45, 0.55],
            [-1.0, 0.00, 0.10, 0.18],
            [3.0, 0.02, 0.00, 0.05],
            [10.0, 0.18, 0.03, 0.00],
            [20.0, 0.42, 0.08, 0.00],
            [35.0, 0.78, 0.13, 0.02],
            [50.0, 1.08, 0.17, 0.04],
            [65.0, 1.32, 0.24, 0.10],
            [75.0, 1.50, 0.35, 0.20],
            [85.0, 1.85, 0.65, 0.48],
            [93.0, 2.70, 1.40, 1.20],
            [101.0, 3.40, 2.05, 1.80],
            [110.0, 3.60, 2.20, 1.95],
            [150.0, 4.00, 2.60, 2.35],
        ]
    ),
)
# Drout et al. 2011, ApJ 741, 97; Taddia et al. 2018, A&A 609, A136.
TYPE_IBC = Template(
    explosion=-16.0,
    peaks=np.array([-17.20, -17.60, -17.50]),
    table=np.array(
        [
            [-13.0, 2.20, 2.40, 2.50],
            [-10.0, 1.15, 1.35, 1.45],
            [-7.0, 0.50, 0.70, 0.80],
            [-4.0, 0.15, 0.28, 0.36],
            [-1.0, 0.00, 0.06, 0.12],
            [2.0, 0.08, 0.00, 0.00],
            [5.0, 0.30, 0.06, 0.02],
            [10.0, 0.85, 0.35, 0.22],
            [15.0, 1.45, 0.75, 0.52],
            [20.0, 1.85, 1.10, 0.85],
            [30.0, 2.30, 1.60, 1.35],
            [45.0, 2.65, 2.00, 1.75],
            [70.0, 3.10, 2.50, 2.30],
            [110.0, 3.80, 3.30, 3.10],
        ]
    ),
)
