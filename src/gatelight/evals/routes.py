"""`/api/public/unstable/evaluators` and `/evaluation-rules`: stored and readable, not run yet."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.error_shapes import errors_as
from gatelight.errors import json_response
from gatelight.evals import service
from gatelight.evals.schemas import EvaluatorIn, EvaluatorOut, RuleChangeIn, RuleIn, RuleOut
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.unstable_errors import RESPONSES, unstable_error

router = APIRouter(
    prefix="/api/public/unstable",
    tags=["Evaluators"],
    route_class=errors_as(unstable_error),
    responses=RESPONSES,
)


@router.post("/evaluators", summary="Create an evaluator", response_model=EvaluatorOut)
def post_evaluator(key: ProjectKey, services: ServicesDep, body: EvaluatorIn) -> Response:
    """A judge (a prompt for a model) or a program. A name that exists gets its next version."""
    return json_response(service.create_evaluator(services, key.project_id, body))


@router.get("/evaluators", summary="List evaluators", response_model=PageOf[EvaluatorOut])
def get_evaluators(
    key: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """The newest version of each, newest first."""
    return json_response(service.list_evaluators(services, key.project_id, read_page(page, limit)))


@router.get("/evaluators/{evaluator_id}", summary="Get an evaluator", response_model=EvaluatorOut)
def get_evaluator(key: ProjectKey, services: ServicesDep, evaluator_id: str) -> Response:
    """Any version by its id."""
    return json_response(service.get_evaluator(services, key.project_id, evaluator_id))


@router.delete(
    "/evaluators/{evaluator_id}", summary="Delete an evaluator", response_model=MessageAnswer
)
def delete_evaluator(key: ProjectKey, services: ServicesDep, evaluator_id: str) -> Response:
    """With all its versions. 409 while evaluation rules name it."""
    service.delete_evaluator(services, key.project_id, evaluator_id)
    return json_response({"message": "Evaluator deleted"})


@router.post("/evaluation-rules", summary="Create an evaluation rule", response_model=RuleOut)
def post_rule(key: ProjectKey, services: ServicesDep, body: RuleIn) -> Response:
    """Stores which observations or experiments evaluators are to judge. Rules are not run yet:
    `status` is `inactive` and `message` says so."""
    return json_response(service.create_rule(services, key.project_id, body))


@router.get("/evaluation-rules", summary="List evaluation rules", response_model=PageOf[RuleOut])
def get_rules(
    key: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """Newest first."""
    return json_response(service.list_rules(services, key.project_id, read_page(page, limit)))


@router.get("/evaluation-rules/{rule_id}", summary="Get an evaluation rule", response_model=RuleOut)
def get_rule(key: ProjectKey, services: ServicesDep, rule_id: str) -> Response:
    """One rule with its evaluators, filter and mapping."""
    return json_response(service.get_rule(services, key.project_id, rule_id))


@router.patch(
    "/evaluation-rules/{rule_id}", summary="Change an evaluation rule", response_model=RuleOut
)
def patch_rule(
    key: ProjectKey, services: ServicesDep, rule_id: str, body: RuleChangeIn
) -> Response:
    """Changes what is sent."""
    return json_response(service.change_rule(services, key.project_id, rule_id, body))


@router.delete(
    "/evaluation-rules/{rule_id}",
    summary="Delete an evaluation rule",
    response_model=MessageAnswer,
)
def delete_rule(key: ProjectKey, services: ServicesDep, rule_id: str) -> Response:
    """Scores stay."""
    service.delete_rule(services, key.project_id, rule_id)
    return json_response({"message": "Evaluation rule deleted"})
