"""The composition root: builds the services and the ASGI app; what starts and stops, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool

from gatelight import __version__
from gatelight.accounts.cors import install_cors
from gatelight.accounts.routes import router as accounts_routes
from gatelight.annotation.routes import router as annotation_routes
from gatelight.apidocs.document import install_openapi, operation_id
from gatelight.apidocs.routes import router as apidocs_routes
from gatelight.comments.routes import router as comments_routes
from gatelight.core.time import SystemClock
from gatelight.dashboards.routes import router as dashboards_routes
from gatelight.datasets.routes import router as datasets_routes
from gatelight.errors import install_error_handlers
from gatelight.evals.routes import router as evals_routes
from gatelight.events.engine import EventEngine
from gatelight.experiments.routes import router as experiments_routes
from gatelight.exports.routes import router as exports_routes
from gatelight.health.routes import router as health_routes
from gatelight.ingest.commit import Committer
from gatelight.ingest.notes import NoteStore
from gatelight.ingest.writer import EventWriter
from gatelight.ingestion.otel import router as otel_routes
from gatelight.ingestion.otel_grpc import OtlpGrpcServer
from gatelight.ingestion.routes import router as ingestion_routes
from gatelight.llm_connections.routes import router as llm_connections_routes
from gatelight.management.routes import router as management_routes
from gatelight.mcp_server.routes import router as mcp_routes
from gatelight.media.routes import router as media_routes
from gatelight.metrics.routes import router as metrics_routes
from gatelight.observations.routes import router as observations_routes
from gatelight.paths import install_paths
from gatelight.prices.routes import router as prices_routes
from gatelight.pricing.book import PriceBook
from gatelight.projects.headless import provision
from gatelight.projects.routes import router as projects_routes
from gatelight.prompts.routes import router as prompts_routes
from gatelight.records.database import Database
from gatelight.scim.routes import router as scim_routes
from gatelight.score_configs.routes import router as score_configs_routes
from gatelight.scores.routes import router as scores_routes
from gatelight.services import Services
from gatelight.sessions.routes import router as sessions_routes
from gatelight.settings import Settings
from gatelight.signals.routes import router as signals_routes
from gatelight.telemetry.logs import logger
from gatelight.traces.routes import router as traces_routes
from gatelight.ui.routes import router as ui_routes

ROUTERS: tuple[APIRouter, ...] = (
    prices_routes,  # before traces and observations, whose `{id:path}` would take `/cost`
    health_routes,
    apidocs_routes,
    accounts_routes,
    projects_routes,
    management_routes,
    scim_routes,
    ingestion_routes,
    otel_routes,
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
    dashboards_routes,
    mcp_routes,
    comments_routes,
    annotation_routes,
    llm_connections_routes,
    ui_routes,  # last: its page route takes every GET outside `/api`
)

_log = logger("app")


def build_services(settings: Settings) -> Services:
    """Make every service; nothing is opened yet."""
    url = settings.clickhouse_url.get_secret_value()
    clock = SystemClock()
    database = Database(settings.resolved_database_url)
    events = (
        EventEngine(url=url)
        if url
        else EventEngine(
            path=settings.data_dir / "events", memory_bytes=settings.event_store_memory_bytes
        )
    )
    prices = PriceBook(database)
    notes = NoteStore(database, settings.refused_events_kept)
    writer = EventWriter(
        Committer(events, prices, clock),
        notes.keep,
        max_events=settings.ingest_queue_events,
        max_bytes=settings.ingest_queue_bytes,
    )
    return Services(
        settings=settings,
        clock=clock,
        database=database,
        events=events,
        prices=prices,
        writer=writer,
        notes=notes,
    )


Step = tuple[str, Callable[[], object]]


def start_order(services: Services, otlp_grpc: OtlpGrpcServer) -> tuple[Step, ...]:
    """What starts, in order; each step may rely on the ones above."""
    return (
        ("record store", services.database.migrate),
        ("event store", services.events.migrate),
        ("price book", services.prices.load),
        ("head-less set-up", lambda: provision(services)),
        ("event writer", services.writer.start),
        ("OTLP over gRPC", otlp_grpc.start),
    )


def stop_order(services: Services, otlp_grpc: OtlpGrpcServer) -> tuple[Step, ...]:
    """What stops, in order: first nothing new comes in, then what waits is stored."""
    return (
        ("OTLP over gRPC", otlp_grpc.stop),
        ("event writer", services.writer.stop),
        ("notes on refused events", services.notes.close),
        ("event store", services.events.close),
        ("record store", services.database.close),
    )


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app for uvicorn or tests."""
    services = build_services(settings)
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
    app.state.otlp_grpc = otlp_grpc
    app.state.stopping = False
    install_error_handlers(app)
    install_cors(app)
    install_paths(app, settings.base_path)
    install_openapi(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
