"""Freezes dataset versions in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import procrastinate

from skyportal_like.access import actor as actors
from skyportal_like.bundles.refusals import FreezeRefused
from skyportal_like.bundles.writing import sealed, write_bundle
from skyportal_like.errors import PlatformError, Unavailable
from skyportal_like.jobs.tools import Tools
from skyportal_like.services import drafts, freezes
from skyportal_like.services.drafts import Draft, Material
from skyportal_like.services.freezes import STEPS, Asked, Frozen
from skyportal_like.storage import Storage
from skyportal_like.work import Origin, Units, Work

WENT_WRONG = "Something failed on our side; job {} is in the log."
OUTAGE_RETRIES = 20
OUTAGE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Freezer:
    """Freezes versions, in as many units of work as there are steps.

    A killed one leaves a draft behind, which the next run of the job takes up from the start.
    """

    units: Units
    storage: Storage
    origin: Origin
    report: Callable[[str], None] | None = None

    def freeze(self, version_id: int) -> Frozen | None:
        """Freeze a version that waits; None when nothing is left to do.

        Raises the failure that was written into the version, or Unavailable, after which the
        version still waits.
        """
        one = self.units.run(
            actors.system, self.origin, lambda work: freezes.asked(work, version_id)
        )
        if one is None:
            return None
        while True:
            try:
                return self._run(one)
            except freezes.Overtaken:
                continue

    def _run(self, one: Asked) -> Frozen | None:
        stream_ids: Sequence[int] = ()
        try:
            self._step(one, STEPS[0])
            material = self.units.run(
                actors.by_user_id(one.author_id),
                self.origin,
                lambda work: freezes.gather(work, one),
                isolation="REPEATABLE READ",
            )
            stream_ids = sorted(material.evidence.held_streams.values())
            self._step(one, STEPS[1])
            draft = drafts.work_out(material, self.storage)
            stream_ids = draft.stream_ids
            return self._write(one, material, draft)
        except (Unavailable, freezes.Overtaken):
            raise
        except PlatformError as error:
            self._fail(one, error.message, stream_ids)
            raise
        except Exception:
            self._fail(one, WENT_WRONG.format(self.origin.request_id), stream_ids)
            raise
        except KeyboardInterrupt:
            self._fail(one, "It was stopped.", stream_ids)
            raise

    def _write(self, one: Asked, material: Material, draft: Draft) -> Frozen | None:
        if draft.audit.refusals:
            raise FreezeRefused(draft.audit.refusals)
        ready = sealed(draft.split.table, draft.votes, draft.taxonomy)
        content_id = ready.identity.content_id
        if content_id in material.lineage.numbers:
            return self._act(one, lambda work: freezes.unchanged(work, one, content_id))
        self._step(one, STEPS[2])
        with self.storage.scratch() as folder:
            manifest = write_bundle(
                folder / "bundle", drafts.contents(material, draft, one.number), ready
            )
            self._step(one, STEPS[3])
            stored = freezes.store(self.storage, folder / "bundle", manifest, ready)
        return self._act(one, lambda work: freezes.finish(work, one, material, draft, stored))

    def _act(self, one: Asked, act: Callable[[Work], Frozen | None]) -> Frozen | None:
        return self.units.run(actors.by_user_id(one.author_id), self.origin, act)

    def _step(self, one: Asked, step: str) -> None:
        if self.report is not None:
            self.report(step)
        self.units.run(
            actors.by_user_id(one.author_id),
            self.origin,
            lambda work: freezes.progress(work, one, step),
        )

    def _fail(self, one: Asked, reason: str, stream_ids: Sequence[int]) -> None:
        self.units.run(
            actors.system,
            self.origin,
            lambda work: freezes.fail(work, one, reason, stream_ids),
        )


def register(app: procrastinate.App, tools: Tools) -> None:
    """Register the jobs of this file."""

    @app.task(
        name="datasets.freeze",
        queue="cpu",
        retry=procrastinate.RetryStrategy(
            max_attempts=OUTAGE_RETRIES, wait=OUTAGE_SECONDS, retry_exceptions=[Unavailable]
        ),
    )
    def freeze(version_id: int) -> None:
        """Freeze a version, or write into it why it cannot be."""
        try:
            Freezer(tools.units, tools.storage, tools.origin()).freeze(version_id)
        except Unavailable:
            raise
        except PlatformError:
            # Its reason stands in the version.
            return
