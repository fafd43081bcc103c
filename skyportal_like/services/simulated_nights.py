"""Simulated nights: what our own simulator made up, taken in like a survey's alerts."""

from collections.abc import Iterable, Iterator

from skyportal_like import simulator
from skyportal_like.alerts import render_png
from skyportal_like.science import magnitudes
from skyportal_like.services.instruments import SIMULATED as CAMERA
from skyportal_like.services.sightings import SeenPoint, Sighting
from skyportal_like.storage import Storage

ORIGIN = "simulated"
SCORES_ORIGIN = "Simulated night"
MJD_ZERO_JD = 2400000.5
# Of brighter hosts a catalogue has the redshift from a spectrum.
CATALOGUED_HOST_MAG = 19.0


def sighting(storage: Storage, transient: simulator.SimulatedTransient, stream: str) -> Sighting:
    """Store the images of a simulated object and turn it into a sighting, marked as simulated."""
    host_mag = transient.scores.get("host_mag")
    catalogued = isinstance(host_mag, float) and host_mag < CATALOGUED_HOST_MAG
    redshift = round(transient.redshift, 4) if catalogued and transient.redshift else None
    return Sighting(
        obj_id=transient.name,
        ra=transient.ra,
        dec=transient.dec,
        passed_at=transient.passed_at,
        jd=transient.points[-1].mjd + MJD_ZERO_JD,
        survey=ORIGIN,
        instrument=CAMERA,
        stream=stream,
        points=tuple(_points(transient, stream)),
        images={
            role: storage.put(render_png(pixels)) for role, pixels in transient.cutouts.items()
        },
        scores=transient.scores,
        scores_origin=SCORES_ORIGIN,
        photometry_origin=ORIGIN,
        redshift=redshift,
        redshift_origin=None if redshift is None else "simulated catalogue",
    )


def in_batches(
    night: Iterable[simulator.SimulatedTransient], size: int
) -> Iterator[list[simulator.SimulatedTransient]]:
    """Take a night by so many objects at a time."""
    batch: list[simulator.SimulatedTransient] = []
    for transient in night:
        batch.append(transient)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _points(transient: simulator.SimulatedTransient, stream: str) -> Iterator[SeenPoint]:
    for point in transient.points:
        flux = None if point.mag is None else magnitudes.flux(point.mag)
        seen = flux is not None and point.magerr is not None
        yield SeenPoint(
            mjd=point.mjd,
            band=point.band,
            flux=flux if seen else None,
            fluxerr=magnitudes.flux_error(point.magerr, flux)
            if flux is not None and point.magerr is not None
            else magnitudes.limit_flux_error(point.limiting_mag),
            limiting_mag=point.limiting_mag if seen else None,
            ra=transient.ra,
            dec=transient.dec,
            streams=frozenset({stream}),
        )
