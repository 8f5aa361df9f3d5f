"""The stores: reachable, of this release's schema, and what they remember of the last day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gatelight.core.time import from_datetime, to_iso
from gatelight.doctor import queries
from gatelight.doctor.finding import Finding, note, ok, problem
from gatelight.errors import ApiError
from gatelight.events.copying import SCHEMA_STEP
from gatelight.events.engine import open_engine
from gatelight.media.storage import FolderStorage, storage_of
from gatelight.records.base import utc_now
from gatelight.records.database import open_database
from gatelight.records.migrate import newest, revision_of
from gatelight.settings import Settings

LATELY = timedelta(days=1)
SHOWN = 5


def record_store(settings: Settings) -> Iterator[Finding]:
    url = settings.resolved_database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        fix = "Start once with `gatelight up`, or point --data-dir at your data."
        yield problem("record store", f"no file {url.removeprefix('sqlite:///')}", fix)
        return
    database = open_database(settings)
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    try:
        with database.steady_view() as connection:
            revision = revision_of(connection)
    except (ApiError, DBAPIError) as error:
        said = f"{kind} does not answer: {getattr(error, 'message', error)}"
        fix = "Is it running, and are GATELIGHT_DATABASE_URL and its password right?"
        yield problem("record store", said, fix)
        return
    finally:
        database.close()
    if revision == newest():
        yield ok("record store", f"{kind}, schema {revision}")
    elif revision > newest():
        fix = "Run that release, or restore a backup made by this one."
        yield problem("record store", f"schema {revision} is of a newer Gatelight", fix)
    else:
        said = f"{kind} has schema {revision or 'none'}, this release {newest()}"
        yield problem("record store", said, "Start the server: it brings the schema up to date.")


def event_store(settings: Settings) -> Iterator[Finding]:
    engine = open_engine(settings)
    try:
        if engine.embedded and engine.held_elsewhere():
            yield ok("event store", "embedded, open in the server")
            return
        if engine.embedded and not (settings.data_dir / "events").exists():
            fix = "Start once with `gatelight up`, or point --data-dir at your data."
            yield problem("event store", f"nothing in {settings.data_dir.absolute()}", fix)
            return
        if not engine.ping():
            fix = "Is it running, and is GATELIGHT_CLICKHOUSE_URL right (address, user, password)?"
            yield problem("event store", "does not answer", fix)
            return
        step = engine.schema_step()
        kind = "embedded, not open in a server" if engine.embedded else "ClickHouse server"
        if step == SCHEMA_STEP:
            yield ok("event store", f"{kind}, schema step {step}")
        else:
            said = f"{kind} has schema step {step}, this release {SCHEMA_STEP}"
            yield problem("event store", said, "Start the server: it brings the schema up to date.")
    finally:
        engine.close()


def media(settings: Settings) -> Iterator[Finding]:
    storage = storage_of(settings)
    where = settings.media_url or str(settings.data_dir / "media")
    if isinstance(storage, FolderStorage):
        folder = storage.path("")
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            fix = f"Let the server's user write to {folder}, or set GATELIGHT_MEDIA_URL."
            yield problem("media", f"{where} cannot be written", fix)
            return
    else:
        try:
            storage.size("doctor")
        except ApiError as error:
            fix = "Check GATELIGHT_MEDIA_URL, AWS_REGION and the role's rights on the bucket."
            yield problem("media", error.message[:300], fix)
            return
    yield ok("media", f"{where} can be reached")


def refused_events(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings)
    try:
        with database.reader() as session:
            found = queries.refused_since(session, utc_now() - LATELY, SHOWN)
    finally:
        database.close()
    for project_id, reason, count, at in found:
        said = f"{count} in project {project_id}, last at {to_iso(from_datetime(at))}: {reason}"
        yield note(
            "refused events",
            said[:500],
            "The project's Ingestion page shows each, with its sender.",
        )
    if not found:
        yield ok("refused events", "none in the last 24 hours")


def failed_jobs(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings)
    try:
        with database.reader() as session:
            found = queries.failed_since(session, utc_now() - LATELY, SHOWN)
    finally:
        database.close()
    for job in found:
        said = f"{job.kind} {job.id}: {job.error or 'no reason kept'}"
        yield problem(
            "failed jobs", said[:500], "Settle the reason; `gatelight jobs list --state failed`."
        )
    if not found:
        yield ok("failed jobs", "none in the last 24 hours")
