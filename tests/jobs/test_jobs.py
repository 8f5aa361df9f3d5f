"""The durable queue: once each, in order of time, retried, taken over, stopped in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.records_project import add_project

from gatelight.jobs import queries
from gatelight.jobs.model import GiveUp, Interrupted, JobContext, JobKind, Schedule, Work
from gatelight.jobs.queue import JobQueue, slot_after
from gatelight.jobs.runner import JobRunner
from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job, JobSchedule

Handler = Callable[[JobContext], dict[str, Any] | None]


class Moving:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Process:
    """One server's queue and runner, told when to look."""

    def __init__(self, database: Database, now: Moving, *kinds: JobKind, workers: int = 4) -> None:
        self.database = database
        self.queue = JobQueue(database)
        self.runner = JobRunner(database, self.queue, workers=workers, now=now)
        self.runner.bring(Work(kinds))

    def put(self, kind: str, payload: dict[str, Any] | None = None, **more: Any) -> str:
        with self.database.session() as session:
            return self.queue.enqueue(session, kind, payload or {}, **more).id

    def work(self) -> None:
        """Run what is due, and wait for it."""
        while self.runner.run_due():
            self.settle()
        self.settle()

    def settle(self) -> None:
        deadline = time.monotonic() + 20
        while self.runner.running and time.monotonic() < deadline:
            time.sleep(0.005)
        assert self.runner.running == 0

    def job(self, job_id: str) -> Job:
        with self.database.reader() as session:
            job = session.get(Job, job_id)
            assert job is not None
            return job


@pytest.fixture
def now() -> Iterator[Moving]:
    yield Moving()


def echo(context: JobContext) -> dict[str, Any]:
    return {"said": context.payload["say"]}


def test_a_job_runs_and_keeps_its_result(database: Database, now: Moving) -> None:
    process = Process(database, now, JobKind("echo", echo))
    job_id = process.put("echo", {"say": "hello"}, run_at=now())
    process.work()
    job = process.job(job_id)
    assert (job.state, job.result, job.attempts, job.error) == ("done", {"said": "hello"}, 1, None)
    assert job.finished_at is not None


def test_a_job_is_there_exactly_when_its_transaction_is(database: Database, now: Moving) -> None:
    process = Process(database, now, JobKind("echo", echo))
    with pytest.raises(RuntimeError), database.session() as session:
        process.queue.enqueue(session, "echo", {"say": "never"})
        raise RuntimeError
    assert not process.queue.wake.is_set()
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
    process.put("echo", {"say": "now"})
    assert process.queue.wake.is_set()


def test_two_processes_run_each_job_once(database: Database, now: Moving) -> None:
    seen: list[int] = []
    lock = threading.Lock()

    def count(context: JobContext) -> None:
        with lock:
            seen.append(context.payload["number"])

    processes = [Process(database, now, JobKind("count", count, at_once=3)) for _ in range(3)]
    for number in range(30):
        processes[0].put("count", {"number": number}, run_at=now())
    threads = [threading.Thread(target=process.work) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(seen) == list(range(30))


def test_a_failure_is_tried_again_later_and_later(database: Database, now: Moving) -> None:
    def fail(_context: JobContext) -> None:
        raise ValueError("no luck")

    process = Process(database, now, JobKind("fail", fail, max_attempts=3, retry_after=10))
    job_id = process.put("fail", run_at=now())
    process.work()
    job = process.job(job_id)
    assert (job.state, job.attempts, job.error) == ("queued", 1, "ValueError: no luck")
    assert job.run_at == now() + timedelta(seconds=10)
    process.work()
    assert process.job(job_id).attempts == 1, "not before its time"
    now.forward(seconds=11)
    process.work()
    assert process.job(job_id).run_at == now() + timedelta(seconds=20)
    now.forward(seconds=21)
    process.work()
    assert (process.job(job_id).state, process.job(job_id).attempts) == ("failed", 3)


def test_giving_up_fails_at_once(database: Database, now: Moving) -> None:
    def give_up(_context: JobContext) -> None:
        raise GiveUp("The address is wrong.")

    process = Process(database, now, JobKind("give-up", give_up))
    job_id = process.put("give-up", run_at=now())
    process.work()
    assert (process.job(job_id).state, process.job(job_id).error) == (
        "failed",
        "The address is wrong.",
    )


def test_the_job_of_a_process_that_died_is_taken_over(database: Database, now: Moving) -> None:
    dead = Process(database, now)
    job_id = dead.put("echo", {"say": "again"}, run_at=now())
    with database.session() as session:
        lease = timedelta(seconds=60)
        assert queries.claim(session, ["echo"], now(), worker="dead", lease=lease, limit=1)
    alive = Process(database, now, JobKind("echo", echo))
    alive.work()
    assert alive.job(job_id).state == "running", "the lease holds"
    now.forward(seconds=61)
    alive.work()
    assert (alive.job(job_id).state, alive.job(job_id).attempts) == ("done", 2)


def test_work_that_was_taken_over_does_not_end_twice(database: Database, now: Moving) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_context: JobContext) -> dict[str, Any]:
        begun.set()
        go_on.wait(20)
        return {"by": "slow"}

    slow_one = Process(database, now, JobKind("work", slow))
    other = Process(database, now, JobKind("work", lambda _context: {"by": "other"}))
    job_id = slow_one.put("work", run_at=now())
    slow_one.runner.run_due()
    assert begun.wait(20)
    now.forward(seconds=120)  # slow_one has not renewed its lease
    other.work()
    go_on.set()
    slow_one.settle()
    assert other.job(job_id).result == {"by": "other"}


def test_a_job_whose_every_process_died_fails(database: Database, now: Moving) -> None:
    process = Process(database, now, JobKind("echo", echo, max_attempts=1))
    job_id = process.put("echo", {"say": "x"}, run_at=now())
    with database.session() as session:
        lease = timedelta(seconds=1)
        queries.claim(session, ["echo"], now(), worker="dead", lease=lease, limit=1)
    now.forward(seconds=2)
    process.work()
    assert process.job(job_id).state == "failed"
    assert "stopped" in str(process.job(job_id).error)


def test_one_open_job_for_each_key(database: Database, now: Moving) -> None:
    process = Process(database, now, JobKind("echo", echo))
    first = process.put("echo", {"say": 1}, open_key="only", run_at=now())
    assert process.put("echo", {"say": 2}, open_key="only") == first
    process.work()
    assert process.put("echo", {"say": 3}, open_key="only") != first


def test_a_schedule_queues_one_job_for_each_time(database: Database, now: Moving) -> None:
    runs: list[str] = []

    def note(context: JobContext) -> None:
        runs.append(context.job_id)

    processes = [Process(database, now, JobKind("tick", note)) for _ in range(2)]
    with database.session() as session:
        for process in processes:
            process.queue.schedule(session, "ticking", "tick", every_seconds=60)
    now.moment = datetime.now(UTC)  # the first time follows the clock of the machine
    for _ in range(3):
        now.forward(seconds=60)
        for process in processes:
            process.work()
    assert len(runs) == 3
    now.forward(hours=1)  # missed times are not made up for
    for process in processes:
        process.work()
    assert len(runs) == 4
    with database.session() as session:
        processes[0].queue.unschedule(session, "ticking")
    now.forward(seconds=60)
    processes[0].work()
    assert len(runs) == 4


def test_schedules_of_the_server_itself_are_kept_up_to_date(
    database: Database, now: Moving
) -> None:
    def start(*names: str) -> set[str]:
        process = Process(database, now, JobKind("tick", echo), workers=0)
        process.runner.bring(Work((), tuple(Schedule(name, "tick", 60) for name in names)))
        process.runner.start()
        with database.reader() as session:
            return set(session.scalars(select(JobSchedule.name)))

    assert start("a", "b") == {"system:a", "system:b", "system:jobs.prune"}
    assert start("b") == {"system:b", "system:jobs.prune"}


def test_times_of_schedules_are_the_same_everywhere() -> None:
    moment = datetime(2026, 11, 26, 3, 42, 50, tzinfo=UTC)
    assert slot_after(moment, 60) == datetime(2026, 11, 26, 3, 43, tzinfo=UTC)
    assert slot_after(moment, 86400, 3 * 3600) == datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    assert slot_after(datetime(2026, 11, 26, 3, tzinfo=UTC), 3600) > moment


def test_stopping_tells_jobs_and_queues_them_again(database: Database, now: Moving) -> None:
    begun = threading.Event()

    def patient(context: JobContext) -> None:
        begun.set()
        context.stopping.wait(20)
        raise Interrupted

    process = Process(database, now, JobKind("patient", patient))
    job_id = process.put("patient", run_at=now())
    process.runner.start()
    assert begun.wait(20)
    process.runner.stop()
    assert (process.job(job_id).state, process.job(job_id).attempts) == ("queued", 0)


def test_a_job_that_does_not_listen_is_queued_again(database: Database, now: Moving) -> None:
    begun, never = threading.Event(), threading.Event()

    def deaf(_context: JobContext) -> None:
        begun.set()
        never.wait(20)

    process = Process(database, now, JobKind("deaf", deaf))
    job_id = process.put("deaf", run_at=now())
    process.runner.start()
    assert begun.wait(20)
    process.runner.stop(timeout=0.1)
    assert process.job(job_id).state == "queued"
    assert process.runner.run_due() == 0, "a runner that stops begins nothing"
    assert process.job(job_id).state == "queued"
    never.set()
    process.settle()
    assert process.job(job_id).state == "queued", "its late end does not count"


def test_a_kind_does_not_take_every_worker(database: Database, now: Moving) -> None:
    go_on = threading.Event()
    quick = JobKind("quick", lambda _context: None)
    process = Process(
        database, now, JobKind("slow", lambda _context: go_on.wait(20) and None), quick
    )
    for _ in range(5):
        process.put("slow", run_at=now())
    late = process.put("quick", run_at=now())
    while process.runner.run_due():
        pass
    deadline = time.monotonic() + 20
    while process.job(late).state != "done" and time.monotonic() < deadline:
        time.sleep(0.005)
    assert process.job(late).state == "done"
    go_on.set()
    process.settle()


def test_ended_jobs_are_forgotten_after_their_time(database: Database, now: Moving) -> None:
    process = Process(database, now, JobKind("echo", echo, keep=timedelta(days=1)))
    old = process.put("echo", {"say": "x"}, run_at=now())
    process.work()
    now.forward(days=2)
    process.put("jobs.prune", run_at=now())
    process.work()
    with database.reader() as session:
        assert session.get(Job, old) is None


def test_jobs_go_with_their_project(database: Database, now: Moving) -> None:
    project_id = "project-of-jobs"
    add_project(database, project_id)
    process = Process(database, now, JobKind("echo", echo))
    process.put("echo", {"say": "x"}, project_id=project_id, run_at=now() + timedelta(hours=1))
    with database.reader() as session:
        wanted = queries.JobFilter(project_id)
        assert queries.page_of_jobs(session, wanted, 10, 0)[1] == 1
        assert queries.page_of_jobs(session, queries.JobFilter("another"), 10, 0)[1] == 0
        assert queries.counts_by_state(session) == {"queued": 1}
