"""Score configs over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page
from gatelight.score_configs import service
from gatelight.score_configs.schemas import ScoreConfigAnswer, ScoreConfigChanges, ScoreConfigIn
from gatelight.services import ServicesDep

router = APIRouter(tags=["Score configs"])


@router.get(
    "/api/public/score-configs",
    summary="List score configs",
    response_model=PageOf[ScoreConfigAnswer],
)
def get_score_configs(
    principal: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """The project's score configs, newest first, archived ones too."""
    wanted = read_page(page, limit)
    rows, total = service.list_configs(services, principal.project_id, wanted)
    return json_response(listed(rows, wanted, total))


@router.post(
    "/api/public/score-configs", summary="Create a score config", response_model=ScoreConfigAnswer
)
def post_score_config(
    principal: ProjectKey, services: ServicesDep, body: ScoreConfigIn
) -> Response:
    """A name, a data type, and bounds (NUMERIC) or categories (CATEGORICAL). A score that names the
    config (`configId`) is refused when it does not fit."""
    return json_response(service.create_config(services, principal.project_id, body))


@router.get(
    "/api/public/score-configs/{config_id}",
    summary="Get a score config",
    response_model=ScoreConfigAnswer,
)
def get_score_config(principal: ProjectKey, services: ServicesDep, config_id: str) -> Response:
    """One score config by id."""
    return json_response(service.get_config(services, principal.project_id, config_id))


@router.patch(
    "/api/public/score-configs/{config_id}",
    summary="Change a score config",
    response_model=ScoreConfigAnswer,
)
def patch_score_config(
    principal: ProjectKey, services: ServicesDep, config_id: str, body: ScoreConfigChanges
) -> Response:
    """Changes what is sent; `isArchived` takes a config out of use. The data type stays, and scores
    already stored stay as they are."""
    return json_response(service.change_config(services, principal.project_id, config_id, body))
