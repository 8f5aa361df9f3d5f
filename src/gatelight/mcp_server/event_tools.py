"""Tools for traces, observations, sessions, scores, metrics and prices."""

from __future__ import annotations

from typing import Annotated, Any

import anyio.from_thread
import orjson
from pydantic import Field

from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.schemas import CamelModel
from gatelight.core.storable import StorableJson
from gatelight.events.filters import Filter
from gatelight.events.paging import Page, listed, read_time
from gatelight.ingestion.service import ingest_score
from gatelight.mcp_server.tool import Tool
from gatelight.metrics import service as metrics
from gatelight.observations import service as observations
from gatelight.observations.parameters import observation_filters
from gatelight.prices import service as prices
from gatelight.prices.schemas import model_out
from gatelight.scores import service as scores
from gatelight.scores.schemas import ListParameters, read_search
from gatelight.services import Services
from gatelight.sessions import service as sessions
from gatelight.traces import service as traces
from gatelight.traces.parameters import field_groups, trace_filters, trace_order

Time = Annotated[str | None, Field(description="ISO 8601 time with a zone.")]


class Paged(CamelModel):
    page: Annotated[int, Field(ge=1, le=2**31)] = 1
    limit: Annotated[int, Field(ge=1, le=100)] = 20

    @property
    def wanted(self) -> Page:
        return Page(self.page, self.limit)


class ListTraces(Paged):
    user_id: str | None = None
    name: str | None = None
    session_id: str | None = None
    tags: list[str] | None = Field(None, description="A trace must have all of them.")
    environment: list[str] | None = None
    from_timestamp: Time = None
    to_timestamp: Time = None
    order_by: str | None = Field(None, description="`field.asc` or `field.desc`.")
    filter: list[StorableJson] | None = Field(
        None, description="Conditions: `{type, column, operator, value, key?}`."
    )
    include_io: bool = Field(False, description="Also input, output and metadata.")


class TraceId(CamelModel):
    trace_id: str


class ListObservations(Paged):
    name: str | None = None
    user_id: str | None = None
    type: str | None = Field(None, description="SPAN, GENERATION, TOOL, AGENT, …")
    trace_id: str | None = None
    level: str | None = Field(None, description="DEBUG, DEFAULT, WARNING or ERROR.")
    from_start_time: Time = None
    to_start_time: Time = None
    filter: list[StorableJson] | None = Field(
        None, description="Conditions: `{type, column, operator, value, key?}`."
    )


class ObservationId(CamelModel):
    observation_id: str


class ListSessions(Paged):
    from_timestamp: Time = None
    to_timestamp: Time = None


class SessionId(CamelModel):
    session_id: str


class ListScores(Paged):
    name: str | None = None
    user_id: str | None = None
    trace_id: str | None = None
    session_id: str | None = None
    data_type: str | None = None
    source: str | None = None
    from_timestamp: Time = None
    to_timestamp: Time = None


class ScoreId(CamelModel):
    score_id: str


class CreateScore(CamelModel):
    """A score of a trace, of an observation of it, or of a session."""

    name: Annotated[str, Field(min_length=1)]
    value: float | str
    trace_id: str | None = None
    observation_id: str | None = None
    session_id: str | None = None
    data_type: str | None = Field(None, description="NUMERIC, BOOLEAN, CATEGORICAL or TEXT.")
    comment: str | None = None
    id: str | None = Field(None, description="The same id overwrites.")


class QueryMetrics(CamelModel):
    """A question in the metrics language."""

    query: dict[str, StorableJson] = Field(
        description="`view` (observations, scores-numeric, scores-categorical), `metrics` "
        "[{measure, aggregation}], `dimensions` [{field}], `filters`, `timeDimension` "
        "{granularity}, `fromTimestamp`, `toTimestamp`, `orderBy`."
    )


class FindPrice(CamelModel):
    model: str
    at: Time = None


def _conditions(values: list[Any] | None) -> str | None:
    return None if not values else orjson.dumps(values).decode()


def _list_traces(services: Services, key: ApiPrincipal, asked: ListTraces) -> Any:
    filters = trace_filters(
        user_id=asked.user_id,
        name=asked.name,
        session_id=asked.session_id,
        tags=asked.tags,
        environment=asked.environment,
        from_timestamp=asked.from_timestamp,
        to_timestamp=asked.to_timestamp,
        filter=_conditions(asked.filter),
    )
    groups = "core,scores,observations,metrics" + (",io" if asked.include_io else "")
    order = trace_order(asked.order_by)
    return traces.list_traces(
        services, key.project_id, filters, order, asked.wanted, field_groups(groups)
    )


def _get_trace(services: Services, key: ApiPrincipal, asked: TraceId) -> Any:
    return traces.get_trace(services, key.project_id, asked.trace_id, field_groups(None))


def _delete_trace(services: Services, key: ApiPrincipal, asked: TraceId) -> Any:
    traces.remove_traces(services, key.project_id, [asked.trace_id])
    return {"message": "Trace deleted"}


def _list_observations(services: Services, key: ApiPrincipal, asked: ListObservations) -> Any:
    filters = observation_filters(
        name=asked.name,
        user_id=asked.user_id,
        type=asked.type,
        trace_id=asked.trace_id,
        level=asked.level,
        from_start_time=asked.from_start_time,
        to_start_time=asked.to_start_time,
        filter=_conditions(asked.filter),
    )
    return observations.list_v1(services, key.project_id, filters, asked.wanted)


def _get_observation(services: Services, key: ApiPrincipal, asked: ObservationId) -> Any:
    return observations.get_v1(services, key.project_id, asked.observation_id)


def _list_sessions(services: Services, key: ApiPrincipal, asked: ListSessions) -> Any:
    filters = [
        Filter("datetime", "createdAt", operator, moment)
        for operator, moment in (
            (">=", read_time("fromTimestamp", asked.from_timestamp)),
            ("<", read_time("toTimestamp", asked.to_timestamp)),
        )
        if moment is not None
    ]
    return sessions.list_sessions(services, key.project_id, filters, asked.wanted)


def _get_session(services: Services, key: ApiPrincipal, asked: SessionId) -> Any:
    return sessions.get_session(services, key.project_id, asked.session_id)


def _list_scores(services: Services, key: ApiPrincipal, asked: ListScores) -> Any:
    given = asked.model_dump(exclude={"page", "limit"})
    search = read_search(ListParameters(**given), "v2")
    return scores.list_scores(services, key.project_id, search, asked.wanted, with_trace=True)


def _get_score(services: Services, key: ApiPrincipal, asked: ScoreId) -> Any:
    return scores.get_score(services, key.project_id, asked.score_id, v1=False)


def _create_score(services: Services, key: ApiPrincipal, asked: CreateScore) -> Any:
    data = asked.model_dump_json(by_alias=True, exclude_none=True).encode()
    return {"id": anyio.from_thread.run(ingest_score, services, key, data)}


def _query_metrics(services: Services, key: ApiPrincipal, asked: QueryMetrics) -> Any:
    return metrics.answer(services, key.project_id, orjson.dumps(asked.query).decode(), "v2")


def _list_models(services: Services, key: ApiPrincipal, asked: Paged) -> Any:
    entries, total = prices.list_models(services, key.project_id, asked.wanted)
    return listed([model_out(entry) for entry in entries], asked.wanted, total)


def _find_price(services: Services, key: ApiPrincipal, asked: FindPrice) -> Any:
    moment = read_time("at", asked.at)
    at = services.clock.now() if moment is None else moment
    return model_out(prices.find_price(services, key.project_id, asked.model, at))


def _explain_cost(services: Services, key: ApiPrincipal, asked: TraceId) -> Any:
    return prices.explain_trace(services, key.project_id, asked.trace_id)


EVENT_TOOLS = (
    Tool("list_traces", "Traces, newest first, with cost and latency.", ListTraces, _list_traces),
    Tool("get_trace", "One trace with its observations and scores.", TraceId, _get_trace),
    Tool(
        "delete_trace",
        "Delete a trace with its observations and scores.",
        TraceId,
        _delete_trace,
        writes=True,
        destroys=True,
    ),
    Tool(
        "list_observations",
        "Observations (spans, generations, tool calls, …), newest first.",
        ListObservations,
        _list_observations,
    ),
    Tool(
        "get_observation",
        "One observation with input, output, usage and cost.",
        ObservationId,
        _get_observation,
    ),
    Tool("list_sessions", "Sessions, newest first.", ListSessions, _list_sessions),
    Tool("get_session", "One session with its traces.", SessionId, _get_session),
    Tool("list_scores", "Scores, newest first.", ListScores, _list_scores),
    Tool("get_score", "One score.", ScoreId, _get_score),
    Tool(
        "create_score",
        "Score a trace, an observation or a session.",
        CreateScore,
        _create_score,
        writes=True,
        public=True,
    ),
    Tool(
        "query_metrics",
        "Counts, costs, tokens, latencies and scores, by time and dimension.",
        QueryMetrics,
        _query_metrics,
    ),
    Tool("list_models", "Model definitions and prices of the price book.", Paged, _list_models),
    Tool("find_price", "The price in force for a model name.", FindPrice, _find_price),
    Tool("explain_cost", "Why a trace costs what it costs.", TraceId, _explain_cost),
)
