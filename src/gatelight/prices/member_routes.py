"""`/api/projects/{id}/prices`: the price book as the settings page shows and changes it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page, read_time
from gatelight.prices import service
from gatelight.prices.schemas import (
    ListedModelAnswer,
    ModelAnswer,
    ModelInput,
    TrialAnswer,
    TrialIn,
    listed_model_out,
    model_out,
)
from gatelight.prices.trial import trial
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/prices", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Writer = Annotated[Member, Depends(require(Right.PRICES_WRITE))]


@router.get("", summary="Search the price book", response_model=PageOf[ListedModelAnswer])
def list_prices(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    search: Annotated[str, Query(max_length=500)] = "",
    own: bool = False,
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """Dated entries whose model or provider contains `search`, the project's own first; only those
    with `own=true`. Each with the source it was read from."""
    wanted = read_page(page, limit)
    entries, total = service.list_models(
        services, project_id, wanted, search=search.replace("\0", ""), own=own
    )
    return json_response(listed([listed_model_out(entry) for entry in entries], wanted, total))


@router.put("/{model_id:path}", summary="Change a price of the project", response_model=ModelAnswer)
def put_price(
    project_id: str, model_id: str, services: ServicesDep, _member: Writer, body: ModelInput
) -> Response:
    """Puts an entry with a new id in the place of one of the project's own. Costs computed before
    keep the old one and stay explainable. Needs role ADMIN; 404 for shared entries."""
    return json_response(model_out(service.replace_model(services, project_id, model_id, body)))


@router.post("/trial", summary="Price an imagined call", response_model=TrialAnswer)
def post_trial(project_id: str, services: ServicesDep, _member: Reader, body: TrialIn) -> Response:
    """Which entry the model's name leads to, now or at the time `at`, and what such a usage would
    cost and why. Nothing is stored."""
    at = read_time("at", body.at)
    moment = services.clock.now() if at is None else at
    return json_response(trial(services.prices, project_id, body.model, body.usage, moment))
