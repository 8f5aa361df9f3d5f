"""The gateway's own door to the server: a project's key pair, as the gateway has it for traces.

Not meant for anybody else, hence not in the published document.
"""

from __future__ import annotations

from fastapi import APIRouter

from gatelight.accounts.dependencies import ProjectKey
from gatelight.gateway_api import service
from gatelight.gateway_api.schemas import (
    AdmitAnswer,
    CallerAnswer,
    CallIn,
    KeyIn,
    SettleAnswer,
    SettleIn,
)
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/internal/gateway", include_in_schema=False)


@router.post("/caller", summary="Who a virtual key speaks for")
def post_caller(body: KeyIn, principal: ProjectKey, services: ServicesDep) -> CallerAnswer:
    return CallerAnswer(caller=service.find(services, principal.project_id, body.key_hash))


@router.post("/admit", summary="Whether a call may be made")
def post_admit(body: CallIn, principal: ProjectKey, services: ServicesDep) -> AdmitAnswer:
    return service.admit(services, principal.project_id, body)


@router.post("/settle", summary="What calls have cost")
def post_settle(body: SettleIn, principal: ProjectKey, services: ServicesDep) -> SettleAnswer:
    return SettleAnswer(settled=service.settle(services, principal.project_id, body.calls))
