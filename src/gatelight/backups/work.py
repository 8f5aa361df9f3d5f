"""Backups as jobs: the server that has the stores open makes them, asked through the queue."""

from __future__ import annotations

import time
from typing import Any

from gatelight.backups.making import Progress, make_backup
from gatelight.backups.manifest import BackupError, Manifest
from gatelight.backups.places import place_of
from gatelight.jobs.model import GiveUp, JobContext, JobKind, Result, Work
from gatelight.jobs.queue import JobQueue
from gatelight.records.database import Database
from gatelight.services import Services

KIND = "backup"
NOTE_SECONDS = 0.5


def backup_work(services: Services) -> Work:
    """The job of backups."""

    def run(context: JobContext) -> Result:
        noted = 0.0

        def tell(counts: dict[str, int | str]) -> None:
            nonlocal noted
            if time.monotonic() - noted > NOTE_SECONDS:
                noted = time.monotonic()
                context.note({"counts": counts})

        try:
            manifest = make_backup(
                services,
                place_of(context.payload["target"], services.settings.media_s3_endpoint),
                lambda action: services.writer.exclusively(lambda _committer: action()),
                Progress(tell, context.check_stopping),
            )
        except BackupError as error:
            raise GiveUp(str(error)) from error
        return summary(manifest)

    return Work((JobKind(KIND, run, at_once=1, max_attempts=2),))


def queue_backup(database: Database, target: str) -> tuple[str, str]:
    """Ask a server for a backup: the job's id, and the target of the one that is open already, if
    that is another."""
    with database.session() as session:
        job = JobQueue(database).enqueue(session, KIND, {"target": target}, open_key=KIND)
        return job.id, "" if job.payload["target"] == target else str(job.payload["target"])


def summary(manifest: Manifest) -> dict[str, Any]:
    """What people are shown of a backup."""
    return {
        "beganAt": manifest.began_at,
        "endedAt": manifest.ended_at,
        "gatelight": manifest.gatelight,
        "bytes": manifest.size,
        "files": len(manifest.files),
        "counts": manifest.tables
        | {"media files": manifest.media, "media missing": manifest.media_missing},
    }
