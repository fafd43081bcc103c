"""skyportal-like ingest: alert packets from files into the platform."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tqdm import tqdm

from skyportal_like import alerts as packets
from skyportal_like.access import actor as actors
from skyportal_like.cli.context import Context
from skyportal_like.errors import PlatformError
from skyportal_like.services import alerts, upkeep
from skyportal_like.services.alerts import IngestCounts, PreparedAlert, Scanning
from skyportal_like.work import Work

BATCH = 50
PACKETS = "*.avro"
LARGEST = 64 * 1024 * 1024


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("ingest", help="take in what surveys send")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("alerts", help="take in alert packets; twice changes nothing")
    verb.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="a packet or a folder")
    verb.add_argument("--filter", metavar="NAME", help="the filter they pass (SURVEY alerts)")
    verb.add_argument(
        "--group",
        metavar="NAME",
        default=alerts.DEFAULT_GROUP,
        help="the group that scans them; it and its members get the alerts' streams (%(default)s)",
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Take in all packets, say which files were left out, and count what was new."""
    public_group = context.settings.misc.public_group_name
    context.units.run(
        actors.system, context.origin(), lambda work: upkeep.prepare(work, public_group)
    )
    files = list(_files(args.paths))
    quiet = None if sys.stderr.isatty() else True
    with tqdm(files, unit="file", disable=quiet, file=sys.stderr) as progress:
        intake = _Intake(context, Scanning(args.group, args.filter), progress)
        for file in progress:
            intake.read(file)
            intake.flush(BATCH)
        intake.flush()
    print(intake.summary(len(files)))
    return 1 if intake.skipped else 0


@dataclass(slots=True)
class _Intake:
    """Reads packets and takes them in by batches, each a unit of work."""

    context: Context
    scanning: Scanning
    progress: "tqdm[Path]"
    waiting: list[PreparedAlert] = field(default_factory=list)
    counts: IngestCounts = field(default_factory=IngestCounts)
    skipped: int = 0

    def read(self, file: Path) -> None:
        """Read one file; what cannot be read of it is told by name."""
        try:
            self._read(file)
        except (OSError, PlatformError) as error:
            self.skipped += 1
            self.progress.write(f"skipped {file}: {_reason(error)}", file=sys.stderr)

    def flush(self, least: int = 1) -> None:
        """Take in what waits, by full batches and, where `least` is 1, the rest."""
        while len(self.waiting) >= least:
            batch = self.waiting[:BATCH]
            self.counts += self.context.units.run(
                actors.system, self.context.origin(), partial(self._ingest, batch)
            )
            del self.waiting[:BATCH]

    def _ingest(self, batch: list[PreparedAlert], work: Work) -> IngestCounts:
        return alerts.ingest(work, batch, self.scanning)

    def summary(self, files: int) -> str:
        """Say what was new."""
        counts = self.counts
        return (
            f"files {files}, alerts {counts.alerts} new and {counts.known} known, "
            f"objects {counts.objects}, candidates {counts.candidates}, "
            f"points {counts.points}, thumbnails {counts.thumbnails}, skipped {self.skipped}"
        )

    def _read(self, file: Path) -> None:
        if file.is_dir():
            raise packets.UnreadablePacket(file.name, f"no {PACKETS} in this folder")
        if file.stat().st_size > LARGEST:
            raise packets.UnreadablePacket(file.name, f"larger than {LARGEST} bytes")
        data = file.read_bytes()
        for alert in packets.read_packets(data, file.name):
            for warning in alert.warnings:
                self.progress.write(f"{file}: {warning}", file=sys.stderr)
            self.waiting.append(alerts.prepare(self.context.storage, alert, data))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob(PACKETS)) or [path]
        else:
            yield path


def _reason(error: OSError | PlatformError) -> str:
    if isinstance(error, packets.UnreadablePacket):
        return error.reason
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return error.message
