"""Jobs for people who run a project: what ran, what failed, and trying again."""

from __future__ import annotations

from gatelight.errors import Conflict, NotFound
from gatelight.events.paging import Page
from gatelight.jobs import queries
from gatelight.jobs.queries import JobFilter
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.jobs import Job, JobSchedule
from gatelight.services import Services


def list_jobs(
    services: RecordServices, wanted: JobFilter, page: Page
) -> tuple[list[Job], int, list[JobSchedule]]:
    """A page of jobs newest first, how many there are, and the project's schedules."""
    with services.database.reader() as session:
        jobs, total = queries.page_of_jobs(session, wanted, page.limit, page.offset)
        schedules = (
            queries.project_schedules(session, wanted.project_id) if wanted.project_id else []
        )
    return jobs, total, schedules


def retry_job(services: Services, project_id: str, job_id: str) -> Job:
    """Run a failed job once more, now. Raises NotFound, and Conflict for one that has not
    failed."""
    with services.database.session() as session:
        job = session.get(Job, job_id)
        if job is None or job.project_id != project_id:
            raise NotFound("Job not found.")
        if job.state != "failed":
            raise Conflict(f"Only a failed job can be tried again; this one is {job.state}.")
        job.state, job.attempts, job.run_at = "queued", 0, utc_now()
        job.finished_at = job.keep_until = None
    services.jobs.wake.set()
    return job
