"""`/api/projects/{id}/notification-channels`: where notices of a project go."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import MessageAnswer
from gatelight.errors import json_response
from gatelight.notifications import service
from gatelight.notifications.schemas import (
    ChannelAnswer,
    ChannelIn,
    ChannelsAnswer,
    CreatedChannel,
    TestAnswer,
)
from gatelight.outbound.email import can_mail
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/notification-channels", tags=["Alerts"])

Reader = Annotated[Member, Depends(require(Right.ALERTS_READ))]
Writer = Annotated[Member, Depends(require(Right.ALERTS_WRITE))]


@router.get("", summary="List notification channels", response_model=ChannelsAnswer)
def get_channels(project_id: str, services: ServicesDep, _member: Reader) -> Response:
    """By name. Addresses of webhooks are secrets: only their host is shown."""
    data = service.list_channels(services, project_id)
    return json_response({"data": data, "emailSetUp": can_mail(services.settings)})


@router.post(
    "", summary="Create a notification channel", response_model=CreatedChannel, status_code=201
)
def post_channel(
    project_id: str, services: ServicesDep, _member: Writer, body: ChannelIn
) -> Response:
    """`email` (recipients), `webhook` (signed as Standard Webhooks say; `signingSecret` is shown
    this once) or `slack` (an incoming webhook of Slack or of anything compatible)."""
    return json_response(service.create_channel(services, project_id, body), 201)


@router.put("/{channel_id}", summary="Change a notification channel", response_model=ChannelAnswer)
def put_channel(
    project_id: str, channel_id: str, services: ServicesDep, _member: Writer, body: ChannelIn
) -> Response:
    """The kind stays; without `url` the address stays, too."""
    return json_response(service.change_channel(services, project_id, channel_id, body))


@router.delete(
    "/{channel_id}", summary="Delete a notification channel", response_model=MessageAnswer
)
def delete_channel(
    project_id: str, channel_id: str, services: ServicesDep, _member: Writer
) -> Response:
    """Alerts that used it notify their other channels."""
    service.delete_channel(services, project_id, channel_id)
    return json_response({"message": "Channel deleted."})


@router.post("/{channel_id}/test", summary="Send a test notice", response_model=TestAnswer)
def test_channel(
    project_id: str, channel_id: str, services: ServicesDep, _member: Writer
) -> Response:
    """Sends now, once, and says why when it does not get through."""
    return json_response({"error": service.test_channel(services, project_id, channel_id)})


@router.post(
    "/{channel_id}/rotate-secret",
    summary="Make a new signing secret",
    response_model=CreatedChannel,
)
def rotate_secret(
    project_id: str, channel_id: str, services: ServicesDep, _member: Writer
) -> Response:
    """Of a webhook; the old one signs nothing any more."""
    return json_response(service.rotate_secret(services, project_id, channel_id))
