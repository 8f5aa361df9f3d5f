"""Scheduled exports: stored with their secret sealed, tried once, then queued by their schedule."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gatelight.accounts.per_database import PerDatabase
from gatelight.blob_exports import queries
from gatelight.blob_exports.bucket import Bucket, BucketError
from gatelight.blob_exports.schemas import (
    SECONDS,
    BlobExportIn,
    Status,
    blob_export_out,
    status_out,
)
from gatelight.core.time import to_datetime
from gatelight.errors import InvalidRequest, NotFound
from gatelight.jobs.queries import open_job
from gatelight.projects.service import check_project_of
from gatelight.records.base import new_id, utc_now
from gatelight.records.sealing import CannotOpenError, Sealer
from gatelight.records.secrets import secret_key_of
from gatelight.records.tables.blob_exports import BlobExport
from gatelight.records.tables.jobs import JobSchedule
from gatelight.services import Services

KIND = "blob-export"
TEST_FILE = b"Gatelight can write here.\n"

sealer_of = PerDatabase(lambda services: Sealer(secret_key_of(services.settings), "blob-exports"))


def bucket_of(services: Services, row: BlobExport) -> Bucket:
    """Raises CannotOpenError when the server's secret key was changed since."""
    return Bucket(
        row.bucket,
        row.region,
        row.endpoint or "",
        row.path_style,
        row.access_key_id,
        sealer_of(services).open(row.secret_key, _place(row)),
    )


def list_exports(services: Services, organization_id: str) -> list[dict[str, Any]]:
    with services.database.reader() as session:
        return [
            blob_export_out(row, _next_at(session, row))
            for row in queries.exports_of(session, organization_id)
        ]


def put_export(services: Services, organization_id: str, body: BlobExportIn) -> dict[str, Any]:
    """Create or change the export of a project. When it is enabled, a small file is put into the
    bucket first, and the first run is queued. Raises NotFound, and InvalidRequest with the words of
    a bucket that does not take the file."""
    check_project_of(services, organization_id, body.project_id)
    with services.database.reader() as session:
        stored = queries.export_of_project(session, body.project_id)
    row = stored or BlobExport(id=new_id(), project_id=body.project_id, created_at=utc_now())
    _fill(services, row, body, is_new=stored is None)
    if body.enabled:
        _try(services, row)
    with services.database.session() as session:
        services.database.lock(session, f"blob-exports:{row.project_id}")
        kept = queries.export_of_project(session, row.project_id)
        if kept is not None and kept.id != row.id:
            session.delete(kept)
            session.flush()
        row = session.merge(row)
        session.flush()
        _schedule(services, session, row)
        return blob_export_out(row, _next_at(session, row))


def _fill(services: Services, row: BlobExport, body: BlobExportIn, *, is_new: bool) -> None:
    if body.secret_access_key is not None:
        secret = body.secret_access_key.get_secret_value()
        row.secret_key = sealer_of(services).seal(secret, _place(row))
    elif is_new:
        raise InvalidRequest("The export needs accessKeyId and secretAccessKey.")
    if body.access_key_id is not None:
        row.access_key_id = body.access_key_id
    elif is_new:
        raise InvalidRequest("The export needs accessKeyId and secretAccessKey.")
    start = _start(services, row, body, is_new=is_new)
    if is_new or (row.mode, row.start_at) != (body.export_mode, start):
        row.exported_until = None
    row.mode, row.start_at = body.export_mode, start
    row.type, row.bucket, row.region = body.type, body.bucket_name, body.region
    row.endpoint, row.prefix = body.endpoint, body.prefix or ""
    row.frequency, row.enabled = body.export_frequency, body.enabled
    row.path_style, row.file_type = body.force_path_style, body.file_type
    row.compressed = body.compressed is not False
    if body.export_source is not None or is_new:
        row.source = body.export_source or "LEGACY_TRACES_OBSERVATIONS"
    if body.export_field_groups is not None or is_new:
        row.field_groups = body.export_field_groups
    row.last_error = row.last_error_at = None
    row.updated_at = utc_now()


def _start(
    services: Services, row: BlobExport, body: BlobExportIn, *, is_new: bool
) -> datetime | None:
    """The first moment of what is exported; None: whatever there is."""
    if body.export_mode == "FULL_HISTORY":
        return None
    if body.export_mode == "FROM_CUSTOM_DATE":
        return body.export_start_date
    if not is_new and row.mode == "FROM_TODAY":
        return row.start_at
    today = to_datetime(services.clock.now())
    return today.replace(hour=0, minute=0, second=0, microsecond=0)


def _try(services: Services, row: BlobExport) -> None:
    try:
        bucket_of(services, row).put(
            services.settings,
            f"{row.prefix}{row.project_id}/gatelight-test.txt",
            io.BytesIO(TEST_FILE),
            len(TEST_FILE),
        )
    except (BucketError, CannotOpenError) as error:
        raise InvalidRequest(f"A test file could not be put into the bucket. {error}") from error


def _schedule(services: Services, session: Session, row: BlobExport) -> None:
    name = _schedule_name(row)
    if not row.enabled:
        services.jobs.unschedule(session, name)
        session.flush()
        return
    services.jobs.schedule(
        session,
        name,
        KIND,
        every_seconds=SECONDS[row.frequency],  # type: ignore[index]
        project_id=row.project_id,
    )
    services.jobs.enqueue(session, KIND, {}, project_id=row.project_id, open_key=f"schedule:{name}")


def read_status(services: Services, organization_id: str, export_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    with services.database.reader() as session:
        row = queries.find_export(session, organization_id, export_id)
        if row is None:
            raise NotFound("No blob storage integration with this id found.")
        job = open_job(session, f"schedule:{_schedule_name(row)}")
        next_at = _next_at(session, row)
    status: Status = "up_to_date" if row.exported_until is not None else "idle"
    if not row.enabled:
        status = "disabled"
    elif job is not None and job.state == "running":
        status = "running"
    elif row.last_error is not None:
        status = "error"
    elif job is not None:
        status = "queued"
    return status_out(row, next_at, status)


def delete_export(services: Services, organization_id: str, export_id: str) -> None:
    """What is in the bucket stays. Raises NotFound."""
    with services.database.session() as session:
        row = queries.find_export(session, organization_id, export_id)
        if row is None:
            raise NotFound("No blob storage integration with this id found.")
        services.jobs.unschedule(session, _schedule_name(row))
        session.delete(row)


def _schedule_name(row: BlobExport) -> str:
    return f"{KIND}:{row.id}"


def _next_at(session: Session, row: BlobExport) -> datetime | None:
    schedule = session.get(JobSchedule, _schedule_name(row))
    return schedule.next_at if schedule is not None else None


def _place(row: BlobExport) -> str:
    return f"{row.project_id}/{row.id}/secret_key"
