"""The composition root: builds the services and the ASGI app; what starts and stops, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool

from gatelight import __version__
from gatelight.accounts.cors import install_cors
from gatelight.accounts.routes import router as accounts_routes
from gatelight.alerts.checking import alert_work
from gatelight.alerts.routes import router as alerts_routes
from gatelight.annotation.routes import router as annotation_routes
from gatelight.apidocs.document import install_openapi, operation_id
from gatelight.apidocs.routes import router as apidocs_routes
from gatelight.backups.work import backup_work
from gatelight.blob_exports.routes import router as blob_exports_routes
from gatelight.blob_exports.running import blob_export_work
from gatelight.budgets.routes import router as budgets_routes
from gatelight.comments.member_routes import router as comment_member_routes
from gatelight.comments.routes import router as comments_routes
from gatelight.core.time import SystemClock
from gatelight.dashboards.routes import router as dashboards_routes
from gatelight.datasets.routes import router as datasets_routes
from gatelight.errors import install_error_handlers
from gatelight.evals.routes import router as evals_routes
from gatelight.evals.stable_routes import router as stable_evals_routes
from gatelight.events.engine import open_engine
from gatelight.events.rows import ObservationRow
from gatelight.experiments.routes import router as experiments_routes
from gatelight.explore.routes import router as explore_routes
from gatelight.exports.routes import router as exports_routes
from gatelight.feedback.routes import router as feedback_routes
from gatelight.gateway_api.litellm.routes import router as litellm_routes
from gatelight.gateway_api.routes import router as gateway_api_routes
from gatelight.health.routes import router as health_routes
from gatelight.ingest.arrivals import Arrivals
from gatelight.ingest.notes import NoteStore
from gatelight.ingest.shared import locks_of
from gatelight.ingest.writer import EventWriter
from gatelight.ingestion.otel import router as otel_routes
from gatelight.ingestion.otel_grpc import OtlpGrpcServer
from gatelight.ingestion.routes import router as ingestion_routes
from gatelight.instance.routes import router as instance_routes
from gatelight.jobs.model import Work
from gatelight.jobs.queue import JobQueue
from gatelight.jobs.runner import JobRunner
from gatelight.llm_connections.routes import router as llm_connections_routes
from gatelight.management.routes import router as management_routes
from gatelight.mcp_server.routes import router as mcp_routes
from gatelight.media.removal import remove_files_of_project
from gatelight.media.routes import router as media_routes
from gatelight.metrics.routes import router as metrics_routes
from gatelight.monitoring.http import install_measuring
from gatelight.monitoring.routes import router as monitoring_routes
from gatelight.monitoring.server import MeasuredCommitter, Monitor
from gatelight.monitoring.trace_routes import router as trace_place_routes
from gatelight.notifications.routes import router as notifications_routes
from gatelight.notifications.sending import notification_work
from gatelight.observations.routes import router as observations_routes
from gatelight.operations.routes import router as operations_routes
from gatelight.paths import install_paths
from gatelight.playground.routes import router as playground_routes
from gatelight.prices.routes import router as prices_routes
from gatelight.pricing.book import PriceBook
from gatelight.projects.headless import provision
from gatelight.projects.routes import router as projects_routes
from gatelight.prompts.routes import router as prompts_routes
from gatelight.records.database import open_database
from gatelight.retention.routes import router as retention_routes
from gatelight.retention.service import retention_work
from gatelight.saved_views.routes import router as saved_views_routes
from gatelight.scim.routes import router as scim_routes
from gatelight.score_configs.routes import router as score_configs_routes
from gatelight.scores.routes import router as scores_routes
from gatelight.services import Services
from gatelight.sessions.routes import router as sessions_routes
from gatelight.settings import Settings
from gatelight.signals.routes import router as signals_routes
from gatelight.skills.routes import router as skills_routes
from gatelight.spend.estimate import Estimates
from gatelight.spend.ledger import SpendLedger
from gatelight.spend.limits import Limits
from gatelight.telemetry.logs import logger
from gatelight.traces.routes import router as traces_routes
from gatelight.ui.routes import router as ui_routes
from gatelight.users.routes import router as users_routes
from gatelight.virtual_keys.headless import provision_key
from gatelight.virtual_keys.routes import router as virtual_keys_routes

ROUTERS: tuple[APIRouter, ...] = (
    ingestion_routes,  # first, with OTLP: they are asked most, and routes are tried in order
    otel_routes,
    prices_routes,  # before traces and observations, whose `{id:path}` would take `/cost`
    health_routes,
    monitoring_routes,
    trace_place_routes,
    apidocs_routes,
    accounts_routes,
    projects_routes,
    management_routes,
    instance_routes,
    scim_routes,
    traces_routes,
    observations_routes,
    signals_routes,  # before sessions, whose `{id:path}` would take `/telemetry`
    sessions_routes,
    scores_routes,
    metrics_routes,
    datasets_routes,
    experiments_routes,
    exports_routes,
    media_routes,
    prompts_routes,
    score_configs_routes,
    evals_routes,
    stable_evals_routes,
    dashboards_routes,
    skills_routes,
    feedback_routes,
    blob_exports_routes,
    mcp_routes,
    comments_routes,
    comment_member_routes,
    annotation_routes,
    llm_connections_routes,
    playground_routes,
    operations_routes,
    alerts_routes,
    notifications_routes,
    retention_routes,
    gateway_api_routes,
    users_routes,
    explore_routes,
    saved_views_routes,
    litellm_routes,
    virtual_keys_routes,
    budgets_routes,
    ui_routes,  # last: its page route takes every GET outside `/api`
)

WORK: tuple[Callable[[Services], Work], ...] = (
    retention_work,
    notification_work,
    alert_work,
    blob_export_work,
    backup_work,
)
"""What each domain does in the background: its kinds of job and its schedules."""

_log = logger("app")


def build_services(settings: Settings, monitor: Monitor) -> Services:
    """Make every service, observed by `monitor`; nothing is opened yet."""
    clock = SystemClock()
    database = open_database(settings)
    events = open_engine(settings)
    prices = PriceBook(database)
    arrivals = Arrivals(database)
    notes = NoteStore(database, settings.refused_events_kept, arrivals.noted)
    limits = Limits(database, clock)
    spend = SpendLedger(database, events, clock, limits.release)
    committer = MeasuredCommitter(
        events, prices, clock, locks_of(database, embedded=events.embedded)
    )
    committer.monitor = monitor
    events.observer = monitor.store_operation

    def stored(rows: Sequence[ObservationRow]) -> None:
        spend.stored(rows)
        monitor.calls.count(rows)

    writer = EventWriter(
        committer,
        notes.keep,
        stored=stored,
        answered=monitor.answered,
        max_events=settings.ingest_queue_events,
        max_bytes=settings.ingest_queue_bytes,
        arrived=arrivals.stored,
    )
    jobs = JobQueue(database)
    services = Services(
        settings=settings,
        clock=clock,
        database=database,
        events=events,
        prices=prices,
        writer=writer,
        notes=notes,
        jobs=jobs,
        job_runner=JobRunner(database, jobs, workers=settings.job_workers, observer=monitor),
        spend=spend,
        limits=limits,
        estimates=Estimates(prices, clock),
        arrivals=arrivals,
    )
    for work in WORK:
        services.job_runner.bring(work(services))
    services.project_cleanups = (partial(remove_files_of_project, services),)
    return services


Step = tuple[str, Callable[[], object]]


def start_order(services: Services, otlp_grpc: OtlpGrpcServer) -> tuple[Step, ...]:
    """What starts, in order; each step may rely on the ones above."""
    return (
        ("record store", services.database.migrate),
        ("event store", services.events.migrate),
        ("price book", services.prices.load),
        ("head-less set-up", lambda: provision(services)),
        ("first virtual key", lambda: provision_key(services)),
        ("ledger of spend", services.spend.start),
        ("event writer", services.writer.start),
        ("jobs", services.job_runner.start),
        ("OTLP over gRPC", otlp_grpc.start),
    )


def stop_order(services: Services, otlp_grpc: OtlpGrpcServer) -> tuple[Step, ...]:
    """What stops, in order: first nothing new comes in, then what waits is stored."""
    return (
        ("OTLP over gRPC", otlp_grpc.stop),
        ("jobs", services.job_runner.stop),
        ("event writer", services.writer.stop),
        ("ledger of spend", services.spend.stop),
        ("notes on refused events", services.notes.close),
        ("counts of what arrived", services.arrivals.close),
        ("event store", services.events.close),
        ("record store", services.database.close),
    )


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app for uvicorn or tests."""
    monitor = Monitor(settings)
    services = build_services(settings, monitor)
    monitor.watch(services)
    otlp_grpc = OtlpGrpcServer(services)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for name, start in start_order(services, otlp_grpc):
            await run_in_threadpool(start)
            _log.debug("started", extra={"part": name})
        yield
        app.state.stopping = True
        for name, stop in stop_order(services, otlp_grpc):
            await run_in_threadpool(stop)
            _log.debug("stopped", extra={"part": name})

    app = FastAPI(
        title="Gatelight",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.services = services
    app.state.monitor = monitor
    app.state.otlp_grpc = otlp_grpc
    app.state.stopping = False
    install_error_handlers(app)
    install_cors(app)
    install_measuring(app, monitor)
    install_paths(app, settings.base_path)
    install_openapi(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
