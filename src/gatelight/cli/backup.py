"""`gatelight backup` and `gatelight restore`: both stores, media and secrets in one place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.status import Status

from gatelight.backups.making import Progress, make_backup
from gatelight.backups.manifest import BackupError
from gatelight.backups.places import place_of
from gatelight.backups.restoring import restore_backup
from gatelight.backups.work import queue_backup, summary
from gatelight.cli.records import JsonOption, print_json
from gatelight.errors import ApiError
from gatelight.events.engine import EventEngine, open_engine
from gatelight.ingest.shared import locks_of
from gatelight.records.database import Database, open_database
from gatelight.records.migrate import SchemaTooNewError
from gatelight.records.tables.jobs import Job
from gatelight.settings import Settings

POLL_SECONDS = 0.5
PATIENCE_SECONDS = 30

DataDirOption = Annotated[
    Path | None, typer.Option(help="Folder of the embedded stores and secrets.")
]


def backup(
    target: Annotated[
        str, typer.Argument(help="A folder that is empty or new, or s3://bucket/prefix.")
    ],
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy both stores, media and the secrets of the data directory, while the server goes on.

    Everything acknowledged before the command began is in the copy. A running server makes it
    (a folder is one of its machine); without one the command does. The copy holds keys and prompts:
    guard it like the data directory. Exits with 1 when it fails.
    """
    settings = _settings(data_dir)
    target = target if "://" in target else str(Path(target).absolute())
    with _errors_shown(), _shown(as_json) as status:
        place_of(target)
        if _server_runs(settings):
            made = _by_server(settings, target, status)
        else:
            made = _alone(settings, target, status)
    if as_json:
        print_json({"target": target} | made)
    else:
        _say(f"Backed up to {target}", made)


def restore(
    source: Annotated[str, typer.Argument(help="The folder or s3://bucket/prefix of a backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is in the stores of the target.")
    ] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup into the stores of the settings in force, verified first and brought to this
    release's schema. The stores must be empty, and no server may run on them.

    The stores may be others than those of the backup: embedded or ClickHouse, SQLite or PostgreSQL.
    Exits with 1 when it fails.
    """
    settings = _settings(data_dir)
    with _errors_shown(), _shown(as_json) as status:
        if _server_runs(settings):
            raise BackupError(f"A server runs at {settings.resolved_server_url}: stop it first.")
        place = place_of(source, settings.media_s3_endpoint)
        manifest = restore_backup(settings, place, force=force, progress=_progress(status))
    made = summary(manifest)
    if as_json:
        print_json({"source": source} | made)
    else:
        _say(f"Restored the backup of {manifest.began_at}", made)


def _settings(data_dir: Path | None) -> Settings:
    return Settings(data_dir=data_dir) if data_dir else Settings()


def _server_runs(settings: Settings) -> bool:
    """Whether the stores are in use: the embedded one by its lock, others by asking the server."""
    engine = open_engine(settings)
    if engine.embedded:
        return engine.held_elsewhere()
    try:
        url = f"{settings.resolved_server_url}/api/public/health"
        return httpx.get(url, timeout=5).status_code < 600
    except httpx.HTTPError:
        return False


def _by_server(settings: Settings, target: str, status: Status | None) -> dict[str, Any]:
    """Queue the job and wait for its end. Raises BackupError."""
    database = open_database(settings)
    try:
        job_id, other = queue_backup(database, target)
        if other:
            raise BackupError(f"A backup to {other} is being made: wait for its end.")
        waited = time.monotonic()
        while True:
            with database.reader() as session:
                job = session.get(Job, job_id)
            if job is None or job.state == "failed":
                raise BackupError((job and job.error) or "The job of the backup is gone.")
            if job.state == "done":
                return job.result or {}
            if status is not None:
                status.update(_line(job, time.monotonic() - waited))
            time.sleep(POLL_SECONDS)
    finally:
        database.close()


def _line(job: Job, seconds: float) -> str:
    if job.state == "queued" and seconds > PATIENCE_SECONDS:
        return "No server has taken the job yet: is GATELIGHT_JOB_WORKERS 0 everywhere?"
    return _counts((job.result or {}).get("counts", {})) or "Waiting for the server"


def _alone(settings: Settings, target: str, status: Status | None) -> dict[str, Any]:
    """Without a server. Raises BackupError."""
    database = open_database(settings)
    events = open_engine(settings)
    try:
        if not settings.data_dir.exists():
            raise BackupError(f"There is no data directory {settings.data_dir}: nothing to copy.")
        events.migrate()
        place = place_of(target, settings.media_s3_endpoint)
        sources = _Stores(settings, database, events)
        locks = locks_of(database, embedded=events.embedded)

        def exclusively(action: Callable[[], None]) -> None:
            with locks.of_everything() if locks else nullcontext():
                action()

        return summary(make_backup(sources, place, exclusively, _progress(status)))
    finally:
        events.close()
        database.close()


@dataclass(frozen=True, slots=True)
class _Stores:
    """The stores opened by this command alone."""

    settings: Settings
    database: Database
    events: EventEngine


def _progress(status: Status | None) -> Progress:
    if status is None:
        return Progress()
    return Progress(lambda counts: status.update(_counts(counts)))


def _counts(counts: dict[str, Any]) -> str:
    """The largest few, for one line."""
    largest = sorted(counts.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{count:,} {name}" for name, count in largest)


@contextmanager
def _shown(as_json: bool) -> Iterator[Status | None]:
    """A line that says how far it is, on a terminal."""
    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield None
        return
    with console.status("Starting") as status:
        yield status


@contextmanager
def _errors_shown() -> Iterator[None]:
    try:
        yield
    except (BackupError, ApiError, SchemaTooNewError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


def _say(title: str, made: dict[str, Any]) -> None:
    console = Console(stderr=True)
    for name, count in made["counts"].items():
        if count:
            console.print(f"{name}: {count:,}", markup=False)
    size = f"{made['bytes'] / 1024 / 1024:,.1f} MiB in {made['files']:,} files"
    console.print(f"{title}: {size}", markup=False, soft_wrap=True)
