"""Running a scheduled export: a file for each day and table, then the day is done.

Events are taken up to LAG before now, by the start of observations and the timestamp of traces and
scores; what a client sends later than that with an earlier time is not in the bucket. The name of
a file is made of its first moment, so a run that is repeated writes the same file again.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import Any

from gatelight.blob_exports import queries
from gatelight.blob_exports.bucket import Bucket, BucketError
from gatelight.blob_exports.files import extension, tables_of, write_file
from gatelight.blob_exports.service import KIND, bucket_of
from gatelight.core.time import MIN_MICROS, Micros, from_datetime, to_datetime, to_iso
from gatelight.events.export import Range, Table, pieces, rows_by_day
from gatelight.events.reading import DAY
from gatelight.jobs.model import JobContext, JobKind, Result, Work
from gatelight.records.base import utc_now
from gatelight.records.sealing import CannotOpenError
from gatelight.records.tables.blob_exports import BlobExport
from gatelight.services import Services

LAG = timedelta(minutes=20)
IN_MEMORY = 8 * 1024 * 1024


def blob_export_work(services: Services) -> Work:
    """The job of scheduled exports; their schedules are made with them."""

    def run(context: JobContext) -> Result:
        return run_export(services, str(context.project_id), context)

    return Work((JobKind(KIND, run, at_once=1, max_attempts=3, retry_after=60),))


def run_export(services: Services, project_id: str, context: JobContext) -> dict[str, Any]:
    """Everything that is not in the bucket yet; how many rows and files. Raises what hinders it,
    and keeps that as the export's last error."""
    with services.database.reader() as session:
        row = queries.export_of_project(session, project_id)
    if row is None or not row.enabled:
        return {"skipped": "not enabled"}
    try:
        counts = _run(services, row, bucket_of(services, row), context)
    except (BucketError, CannotOpenError) as error:
        _keep(services, row, last_error=str(error), last_error_at=utc_now())
        raise
    _keep(services, row, last_error=None, last_error_at=None)
    return counts


def _run(
    services: Services, row: BlobExport, bucket: Bucket, context: JobContext
) -> dict[str, Any]:
    since = MIN_MICROS
    if (start := row.exported_until or row.start_at) is not None:
        since = from_datetime(start)
    until = from_datetime(to_datetime(services.clock.now()) - LAG)
    tables = tables_of(row.source, row.field_groups)
    rows = files = 0
    days = {
        name: dict(rows_by_day(services.events, row.project_id, table, Range(since, until)))
        for name, table in tables.items()
    }
    for day in sorted(set().union(*days.values())):
        part = Range(max(day, since), min(day + DAY, until))
        for name, table in tables.items():
            if not (count := days[name].get(day)):
                continue
            context.check_stopping()
            _put(services, row, bucket, table, part)
            rows, files = rows + count, files + 1
        _keep(services, row, exported_until=to_datetime(part.high))
        context.note({"rows": rows, "files": files, "until": to_iso(part.high)})
    if until > since:
        _keep(services, row, exported_until=to_datetime(until))
    return {"rows": rows, "files": files, "until": to_iso(max(until, since))}


def _put(services: Services, row: BlobExport, bucket: Bucket, table: Table, part: Range) -> None:
    found = pieces(services.events, row.project_id, table, part)
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(services.settings.data_dir)) as file:
        write_file(file, table, found, row.file_type, compressed=row.compressed)
        length = file.tell()
        file.seek(0)
        bucket.put(services.settings, key_of(row, table, part.low), file, length)


def key_of(row: BlobExport, table: Table, first: Micros) -> str:
    """`prefix/project/table/2026-11-23T00-00-00.000000Z.jsonl.gz`."""
    moment = to_datetime(first).strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    ending = extension(row.file_type, compressed=row.compressed)
    return f"{row.prefix}{row.project_id}/{table.name}/{moment}.{ending}"


def _keep(services: Services, row: BlobExport, **values: Any) -> None:
    """Write down how far the export is, unless it was changed to something else meanwhile."""
    with services.database.session() as session:
        current = session.get(BlobExport, row.id)
        if current is not None and current.updated_at == row.updated_at:
            for name, value in values.items():
                setattr(current, name, value)
