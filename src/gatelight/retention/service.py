"""Retention: what is older than a project keeps is deleted, once a day.

One job a day queues one job for each project that has a retention. That one deletes the project's
old events, notes on refused events, and media nothing newer uses, and writes down how many. Another
takes off the disk what people have deleted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gatelight.core.time import from_datetime, to_datetime, to_iso
from gatelight.errors import NotFound
from gatelight.events.deletion import purge_deleted
from gatelight.events.paging import Page
from gatelight.events.retention import RETAINED_TABLES, delete_older
from gatelight.jobs.model import JobContext, JobKind, Result, Schedule, Work
from gatelight.media.storage import key_of, storage_of
from gatelight.records.tables.jobs import RetentionRun
from gatelight.records.tables.projects import Project
from gatelight.retention import queries
from gatelight.services import Services
from gatelight.telemetry.logs import logger

DAILY = "retention"
PROJECT = "retention.project"
PURGE = "deletion.purge"
DAY_SECONDS = 24 * 3600
AT_SECONDS = 3 * 3600
"""Retention runs at 03:00 UTC."""
PURGE_SECONDS = 4 * 3600
"""Deleted traces leave the disk at 04:00 UTC."""
MEDIA_AT_ONCE = 100

_log = logger("retention")


def retention_work(services: Services) -> Work:
    """The jobs of retention."""

    def all_projects(_context: JobContext) -> Result:
        with services.database.session() as session:
            project_ids = queries.projects_with_retention(session)
            for project_id in project_ids:
                services.jobs.enqueue(
                    session,
                    PROJECT,
                    {},
                    project_id=project_id,
                    open_key=f"{PROJECT}:{project_id}",
                )
        return {"projects": len(project_ids)}

    def one_project(context: JobContext) -> Result:
        return apply_retention(services, str(context.project_id), context)

    def purge(context: JobContext) -> Result:
        return purge_events(services, context)

    return Work(
        (
            JobKind(DAILY, all_projects),
            JobKind(PROJECT, one_project, at_once=1),
            JobKind(PURGE, purge, at_once=1),
        ),
        (
            Schedule("retention", DAILY, DAY_SECONDS, AT_SECONDS),
            Schedule("purge", PURGE, DAY_SECONDS, PURGE_SECONDS),
        ),
    )


def purge_events(services: Services, context: JobContext | None = None) -> dict[str, int]:
    """Take what was deleted (traces, observations, scores) off the disk; rows by table.

    Safe to run again at any point. Raises Interrupted between tables when the server is stopping.
    """
    removed: dict[str, int] = {}
    for table in RETAINED_TABLES:
        if context is not None:
            context.check_stopping()
        removed[table] = purge_deleted(services.events, table)
    _log.info("deleted rows left the disk", extra=removed)
    return removed


def run_now(services: Services, project_id: str) -> str:
    """Queue the deletion for one project; the job's id. Raises NotFound when the project keeps
    everything."""
    with services.database.session() as session:
        project = session.get(Project, project_id)
        if project is None or not project.retention_days:
            raise NotFound("This project has no retention: it keeps everything.")
        job = services.jobs.enqueue(
            session, PROJECT, {}, project_id=project_id, open_key=f"{PROJECT}:{project_id}"
        )
        return job.id


def apply_retention(
    services: Services, project_id: str, context: JobContext | None = None
) -> dict[str, Any]:
    """Delete what is older than the project's retention; counts by what was deleted.

    Safe to run again at any point. Raises Interrupted between steps when the server is stopping.
    """
    with services.database.reader() as session:
        project = session.get(Project, project_id)
    days = project.retention_days if project else None
    if not days:
        return {}
    cutoff = to_datetime(services.clock.now()) - timedelta(days=days)
    deleted: dict[str, int] = {}
    for table in RETAINED_TABLES:
        if context is not None:
            context.check_stopping()
        deleted[table] = delete_older(services.events, project_id, table, from_datetime(cutoff))
    if any(deleted.values()):
        # rows the writer remembers may be among those that are gone
        services.writer.exclusively(lambda committer: committer.forget())
    with services.database.session() as session:
        deleted["notes"] = queries.delete_old_notes(session, project_id, cutoff)
        queries.delete_old_media_uses(session, project_id, cutoff)
    deleted |= _delete_media(services, project_id, cutoff)
    with services.database.session() as session:
        if session.get(Project, project_id) is not None:
            session.add(
                RetentionRun(
                    project_id=project_id, retention_days=days, cutoff=cutoff, deleted=deleted
                )
            )
    _log.info("retention applied", extra={"project": project_id, "days": days, **deleted})
    return {"days": days, "cutoff": to_iso(from_datetime(cutoff)), "deleted": deleted}


def _delete_media(services: Services, project_id: str, before: datetime) -> dict[str, int]:
    """Bytes first, then the rows that told of them, under the lock that announcing media takes:
    bytes that are announced again meanwhile are uploaded again."""
    storage = storage_of(services.settings)
    count = size = 0
    while True:
        with services.database.session() as session:
            batch = queries.unused_media(session, project_id, before, MEDIA_AT_ONCE)
            for media in batch:
                services.database.lock(session, f"media:{project_id}:{media.id}")
            storage.delete([key_of(project_id, media.id) for media in batch])
            for media in batch:
                size += media.content_length if media.uploaded_at else 0
                session.delete(media)
        count += len(batch)
        if len(batch) < MEDIA_AT_ONCE:
            return {"media": count, "mediaBytes": size}


def read_runs(
    services: Services, project_id: str, page: Page
) -> tuple[int | None, list[RetentionRun], int]:
    """The project's days, a page of its runs newest first, and how many there are."""
    with services.database.reader() as session:
        project = session.get(Project, project_id)
        if project is None:
            raise NotFound("Project not found.")
        runs, total = queries.page_of_runs(session, project_id, page.limit, page.offset)
    return project.retention_days, runs, total
