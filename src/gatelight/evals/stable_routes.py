"""`/api/public/v2/evaluators` and `/evaluation-rules`: stored and readable, not run yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import CursorPageOf, IdAnswer
from gatelight.error_shapes import errors_as
from gatelight.errors import json_response
from gatelight.evals import service, stable_service
from gatelight.evals.stable_schemas import (
    EvaluatorChangeIn,
    EvaluatorIn,
    EvaluatorOut,
    RuleChangeIn,
    RuleIn,
    RuleOut,
    VersionOut,
)
from gatelight.services import ServicesDep
from gatelight.unstable_errors import RESPONSES, unstable_error

router = APIRouter(
    prefix="/api/public/v2",
    tags=["Evaluators"],
    route_class=errors_as(unstable_error),
    responses=RESPONSES,
)
Limit = Annotated[int, Query(ge=1, le=100)]


@router.post("/evaluators", summary="Create an evaluator", response_model=EvaluatorOut)
def post_evaluator(key: ProjectKey, services: ServicesDep, body: EvaluatorIn) -> Response:
    """A judge (a prompt for a model) or a program, in its version 1. 409 for a name in use. It is
    not run yet: `status` is `paused` and `pausedMessage` says so."""
    return json_response(stable_service.create_evaluator(services, key.project_id, body))


@router.get("/evaluators", summary="List evaluators", response_model=CursorPageOf[EvaluatorOut])
def get_evaluators(
    key: ProjectKey, services: ServicesDep, limit: Limit = 50, cursor: str | None = None
) -> Response:
    """Each in its newest version, newest evaluator first."""
    return json_response(stable_service.list_evaluators(services, key.project_id, limit, cursor))


@router.get("/evaluators/{evaluator_id}", summary="Get an evaluator", response_model=EvaluatorOut)
def get_evaluator(key: ProjectKey, services: ServicesDep, evaluator_id: str) -> Response:
    """Its newest version, and the rules that name it."""
    return json_response(stable_service.get_evaluator(services, key.project_id, evaluator_id))


@router.patch(
    "/evaluators/{evaluator_id}", summary="Change an evaluator", response_model=EvaluatorOut
)
def patch_evaluator(
    key: ProjectKey, services: ServicesDep, evaluator_id: str, body: EvaluatorChangeIn
) -> Response:
    """A new name or description, or, with `type`, a whole new definition: the next version."""
    changed = stable_service.change_evaluator(services, key.project_id, evaluator_id, body)
    return json_response(changed)


@router.delete("/evaluators/{evaluator_id}", summary="Delete an evaluator", response_model=IdAnswer)
def delete_evaluator(key: ProjectKey, services: ServicesDep, evaluator_id: str) -> Response:
    """With all its versions. 409 while evaluation rules name it."""
    return json_response(stable_service.delete_evaluator(services, key.project_id, evaluator_id))


@router.get(
    "/evaluators/{evaluator_id}/versions",
    summary="List an evaluator's versions",
    response_model=CursorPageOf[VersionOut],
)
def get_versions(
    key: ProjectKey,
    services: ServicesDep,
    evaluator_id: str,
    limit: Limit = 50,
    cursor: str | None = None,
) -> Response:
    """Newest first."""
    found = stable_service.list_versions(services, key.project_id, evaluator_id, limit, cursor)
    return json_response(found)


@router.post("/evaluation-rules", summary="Create an evaluation rule", response_model=RuleOut)
def post_rule(key: ProjectKey, services: ServicesDep, body: RuleIn) -> Response:
    """Stores which observations evaluators are to judge. Rules are not run yet, and `message` says
    so."""
    return json_response(stable_service.create_rule(services, key.project_id, body))


@router.get(
    "/evaluation-rules", summary="List evaluation rules", response_model=CursorPageOf[RuleOut]
)
def get_rules(
    key: ProjectKey, services: ServicesDep, limit: Limit = 50, cursor: str | None = None
) -> Response:
    """Newest first."""
    return json_response(stable_service.list_rules(services, key.project_id, limit, cursor))


@router.get("/evaluation-rules/{rule_id}", summary="Get an evaluation rule", response_model=RuleOut)
def get_rule(key: ProjectKey, services: ServicesDep, rule_id: str) -> Response:
    """One rule with its evaluators and filter."""
    return json_response(stable_service.get_rule(services, key.project_id, rule_id))


@router.patch(
    "/evaluation-rules/{rule_id}", summary="Change an evaluation rule", response_model=RuleOut
)
def patch_rule(
    key: ProjectKey, services: ServicesDep, rule_id: str, body: RuleChangeIn
) -> Response:
    """Changes what is sent."""
    return json_response(stable_service.change_rule(services, key.project_id, rule_id, body))


@router.delete(
    "/evaluation-rules/{rule_id}", summary="Delete an evaluation rule", response_model=IdAnswer
)
def delete_rule(key: ProjectKey, services: ServicesDep, rule_id: str) -> Response:
    """Scores stay."""
    service.delete_rule(services, key.project_id, rule_id)
    return json_response({"id": rule_id})
