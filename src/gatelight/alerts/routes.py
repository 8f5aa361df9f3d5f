"""`/api/projects/{id}/alerts`: what a project watches, and what happened."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.alerts import service
from gatelight.alerts.schemas import (
    AlertAnswer,
    AlertIn,
    AlertsAnswer,
    ConditionIn,
    EventsAnswer,
    MuteIn,
    PreviewAnswer,
)
from gatelight.core.answers import MessageAnswer
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/alerts", tags=["Alerts"])

Reader = Annotated[Member, Depends(require(Right.ALERTS_READ))]
Writer = Annotated[Member, Depends(require(Right.ALERTS_WRITE))]


@router.get("", summary="List alerts", response_model=AlertsAnswer)
def get_alerts(project_id: str, services: ServicesDep, _member: Reader) -> Response:
    """By name, with the state of their groups, the worst first."""
    return json_response({"data": service.list_alerts(services, project_id)})


@router.post("", summary="Create an alert", response_model=AlertAnswer, status_code=201)
def post_alert(project_id: str, services: ServicesDep, _member: Writer, body: AlertIn) -> Response:
    """Measures a question of the metrics API over a sliding window every `everySeconds`, and
    notifies channels when a group's state changes. 400 for a question that cannot be answered."""
    return json_response(service.create_alert(services, project_id, body), 201)


@router.post("/preview", summary="Try out an alert's condition", response_model=PreviewAnswer)
def post_preview(
    project_id: str, services: ServicesDep, _member: Reader, body: ConditionIn
) -> Response:
    """What the alert would have seen in the last 24 windows. Keeps nothing."""
    return json_response(service.preview(services, project_id, body))


@router.get("/events", summary="List changes of state", response_model=EventsAnswer)
def get_events(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    alert_id: Annotated[str, Query(alias="alertId")] = "",
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """Newest first, of every alert or of `alertId`. Kept for 90 days."""
    wanted = read_page(page, limit)
    rows, total = service.list_events(services, project_id, alert_id, wanted)
    return json_response(listed(rows, wanted, total))


@router.get("/{alert_id}", summary="Read an alert", response_model=AlertAnswer)
def get_alert(project_id: str, alert_id: str, services: ServicesDep, _member: Reader) -> Response:
    """With the state of its groups, the worst first."""
    return json_response(service.read_alert(services, project_id, alert_id))


@router.put("/{alert_id}", summary="Change an alert", response_model=AlertAnswer)
def put_alert(
    project_id: str, alert_id: str, services: ServicesDep, _member: Writer, body: AlertIn
) -> Response:
    """Replaces the whole alert. When the condition changes, its state starts afresh."""
    return json_response(service.change_alert(services, project_id, alert_id, body))


@router.delete("/{alert_id}", summary="Delete an alert", response_model=MessageAnswer)
def delete_alert(
    project_id: str, alert_id: str, services: ServicesDep, _member: Writer
) -> Response:
    """With its history."""
    service.delete_alert(services, project_id, alert_id)
    return json_response({"message": "Alert deleted."})


@router.post("/{alert_id}/mute", summary="Mute an alert", response_model=AlertAnswer)
def mute_alert(
    project_id: str, alert_id: str, services: ServicesDep, _member: Writer, body: MuteIn
) -> Response:
    """Its state goes on changing; nobody is notified until `until`."""
    return json_response(service.mute_alert(services, project_id, alert_id, body.until))


@router.post("/{alert_id}/check", summary="Check an alert now", response_model=AlertAnswer)
def check_now(project_id: str, alert_id: str, services: ServicesDep, _member: Writer) -> Response:
    """As its schedule does: states change, and channels are notified."""
    return json_response(service.check_now(services, project_id, alert_id))
