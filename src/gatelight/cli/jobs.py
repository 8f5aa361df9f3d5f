"""`gatelight jobs`: background work of the whole instance, read from the record store."""

from __future__ import annotations

from typing import Annotated

import typer

from gatelight.cli.records import JsonOption, moment, open_records, print_rows
from gatelight.events.paging import Page
from gatelight.jobs import queries
from gatelight.jobs.queries import JobFilter
from gatelight.operations import service

app = typer.Typer(
    help="Background jobs: what ran, what failed, what comes next.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("list")
def list_jobs(
    kind: Annotated[str, typer.Option(help="Only this kind, such as retention.project.")] = "",
    state: Annotated[str, typer.Option(help="Only queued, running, done or failed.")] = "",
    project: Annotated[str, typer.Option(help="Only the jobs of this project.")] = "",
    limit: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=1000)] = 50,
    as_json: JsonOption = False,
) -> None:
    """List jobs, newest first."""
    with open_records() as records:
        jobs, _, _ = service.list_jobs(
            records, JobFilter(project or None, kind, state), Page(1, limit)
        )
    rows = [
        {
            "id": job.id,
            "kind": job.kind,
            "project": job.project_id,
            "state": job.state,
            "attempts": job.attempts,
            "created": moment(job.created_at),
            "finished": moment(job.finished_at),
            "error": job.error,
        }
        for job in jobs
    ]
    print_rows(rows, as_json=as_json, title="Jobs")


@app.command()
def schedules(as_json: JsonOption = False) -> None:
    """List what comes again and again, and when next."""
    with open_records() as records, records.database.reader() as session:
        found = queries.all_schedules(session)
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "project": one.project_id,
            "every seconds": one.every_seconds,
            "next": moment(one.next_at),
        }
        for one in found
    ]
    print_rows(rows, as_json=as_json, title="Schedules")
