"""The price book over HTTP: model definitions, prices by name, and costs explained."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page, read_time
from gatelight.prices import member_routes, service
from gatelight.prices.schemas import (
    CostAnswer,
    ModelAnswer,
    ModelInput,
    PatternAnswer,
    TraceCostAnswer,
    model_out,
)
from gatelight.services import ServicesDep

router = APIRouter()
router.include_router(member_routes.router)


@router.get(
    "/api/public/models", summary="List model definitions", response_model=PageOf[ModelAnswer]
)
def get_models(
    principal: ProjectKey,
    services: ServicesDep,
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """The project's own model definitions first, then the shared price book: one item for each
    dated entry. `isLangfuseManaged` is true for shared ones."""
    wanted = read_page(page, limit)
    entries, total = service.list_models(services, principal.project_id, wanted)
    return json_response(listed([model_out(entry) for entry in entries], wanted, total))


@router.post("/api/public/models", summary="Create a model definition", response_model=ModelAnswer)
def post_model(principal: ProjectKey, services: ServicesDep, body: ModelInput) -> Response:
    """Prices for models of this project, before the shared ones: `matchPattern` is a regular
    expression (RE2 syntax) searched in the model name, `startDate` the time from which the prices
    hold. Prices are USD for one unit, flat or as `pricingTiers`."""
    return json_response(model_out(service.create_model(services, principal.project_id, body)))


@router.get(
    "/api/public/models/{model_id:path}",
    summary="Get a model definition",
    response_model=ModelAnswer,
)
def get_model(principal: ProjectKey, services: ServicesDep, model_id: str) -> Response:
    """One dated entry by id; the id is also an observation's `modelId`."""
    return json_response(model_out(service.get_model(services, principal.project_id, model_id)))


@router.put(
    "/api/public/models/{model_id:path}",
    summary="Change a model definition",
    response_model=ModelAnswer,
)
def put_model(
    principal: ProjectKey, services: ServicesDep, model_id: str, body: ModelInput
) -> Response:
    """Replaces one of the project's own definitions by the one sent, which answers under a new id:
    costs made with the old one stay explainable. Shared entries cannot be changed (404)."""
    found = service.replace_model(services, principal.project_id, model_id, body)
    return json_response(model_out(found))


@router.delete(
    "/api/public/models/{model_id:path}",
    summary="Delete a model definition",
    response_model=MessageAnswer,
)
def delete_model(principal: ProjectKey, services: ServicesDep, model_id: str) -> Response:
    """Takes one of the project's own definitions out of use. Costs already computed with it stay
    as they are and stay explainable. Shared entries cannot be deleted (404)."""
    service.delete_model(services, principal.project_id, model_id)
    return json_response({"message": "Model successfully deleted"})


@router.get(
    "/api/public/prices/find", summary="Find the price of a model name", response_model=ModelAnswer
)
def find_price(
    principal: ProjectKey, services: ServicesDep, model: str, at: str | None = None
) -> Response:
    """The entry in force for a model name, as a client would send it, now or at the time `at`.
    Gatelight's own endpoint."""
    moment = read_time("at", at)
    entry = service.find_price(
        services,
        principal.project_id,
        model,
        services.clock.now() if moment is None else moment,
    )
    return json_response(model_out(entry))


@router.get("/api/public/prices/test", summary="Test a match pattern", response_model=PatternAnswer)
def test_pattern(principal: ProjectKey, pattern: str, model: str) -> Response:
    """Whether `pattern` (RE2 syntax) is found in the model name `model`. Gatelight's own
    endpoint."""
    return json_response({"matches": service.pattern_matches(pattern, model)})


@router.get(
    "/api/public/observations/{observation_id}/cost",
    summary="Explain one cost",
    response_model=CostAnswer,
)
def get_observation_cost(
    principal: ProjectKey,
    services: ServicesDep,
    observation_id: str,
    trace_id: Annotated[str | None, Query(alias="traceId")] = None,
) -> Response:
    """Why an observation costs what it costs: the dated price entry, the tier and the reason for
    it, every kind of token × its price, what the client or the gateway charged beside it, and what
    was repaired in its usage. Amounts are decimal strings in USD. Gatelight's own endpoint."""
    return json_response(
        service.explain_observation(services, principal.project_id, observation_id, trace_id)
    )


@router.get(
    "/api/public/traces/{trace_id}/cost",
    summary="Explain the cost of a trace",
    response_model=TraceCostAnswer,
)
def get_trace_cost(principal: ProjectKey, services: ServicesDep, trace_id: str) -> Response:
    """The same for every observation of a trace that has a model, usage or cost (at most 1000 are
    listed; the sums are over all of them). Gatelight's own endpoint."""
    return json_response(service.explain_trace(services, principal.project_id, trace_id))
