"""Annotation queues over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.annotation import service
from gatelight.annotation.schemas import (
    STATUSES,
    AssignmentAnswer,
    AssignmentIn,
    ItemAnswer,
    ItemChanges,
    ItemDeletedAnswer,
    ItemIn,
    QueueAnswer,
    QueueIn,
    UnassignedAnswer,
)
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_choice, read_page
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/public/annotation-queues", tags=["Annotation queues"])

Text = str | None


@router.get("", summary="List annotation queues", response_model=PageOf[QueueAnswer])
def get_queues(
    principal: ProjectKey, services: ServicesDep, page: Text = None, limit: Text = None
) -> Response:
    """The project's queues, newest first."""
    wanted = read_page(page, limit)
    rows, total = service.list_queues(services, principal.project_id, wanted)
    return json_response(listed(rows, wanted, total))


@router.post("", summary="Create an annotation queue", response_model=QueueAnswer)
def post_queue(principal: ProjectKey, services: ServicesDep, body: QueueIn) -> Response:
    """A queue with a name of its own and the score configs its items are scored by."""
    return json_response(service.create_queue(services, principal.project_id, body))


@router.get("/{queue_id}", summary="Get an annotation queue", response_model=QueueAnswer)
def get_queue(principal: ProjectKey, services: ServicesDep, queue_id: str) -> Response:
    """One queue by id."""
    return json_response(service.get_queue(services, principal.project_id, queue_id))


@router.get(
    "/{queue_id}/items", summary="List the items of a queue", response_model=PageOf[ItemAnswer]
)
def get_items(
    principal: ProjectKey,
    services: ServicesDep,
    queue_id: str,
    status: Text = None,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Items, newest first; `status` is PENDING or COMPLETED."""
    wanted = read_page(page, limit)
    chosen = read_choice("status", status, STATUSES) or ""
    rows, total = service.list_items(services, principal.project_id, queue_id, chosen, wanted)
    return json_response(listed(rows, wanted, total))


@router.post("/{queue_id}/items", summary="Add an item to a queue", response_model=ItemAnswer)
def post_item(
    principal: ProjectKey, services: ServicesDep, queue_id: str, body: ItemIn
) -> Response:
    """A trace, observation or session to be scored; it need not have arrived yet."""
    return json_response(service.create_item(services, principal.project_id, queue_id, body))


@router.get(
    "/{queue_id}/items/{item_id}", summary="Get an item of a queue", response_model=ItemAnswer
)
def get_item(principal: ProjectKey, services: ServicesDep, queue_id: str, item_id: str) -> Response:
    """One item by id."""
    return json_response(service.get_item(services, principal.project_id, queue_id, item_id))


@router.patch(
    "/{queue_id}/items/{item_id}", summary="Change the status of an item", response_model=ItemAnswer
)
def patch_item(
    principal: ProjectKey, services: ServicesDep, queue_id: str, item_id: str, body: ItemChanges
) -> Response:
    """COMPLETED sets `completedAt` to now, PENDING clears it."""
    return json_response(
        service.change_item(services, principal.project_id, queue_id, item_id, body.status)
    )


@router.delete(
    "/{queue_id}/items/{item_id}",
    summary="Remove an item from a queue",
    response_model=ItemDeletedAnswer,
)
def delete_item(
    principal: ProjectKey, services: ServicesDep, queue_id: str, item_id: str
) -> Response:
    """Removes the item; what it is about, and its scores, stay."""
    service.delete_item(services, principal.project_id, queue_id, item_id)
    return json_response({"success": True, "message": "Annotation queue item deleted successfully"})


@router.post(
    "/{queue_id}/assignments", summary="Assign a person to a queue", response_model=AssignmentAnswer
)
def post_assignment(
    principal: ProjectKey, services: ServicesDep, queue_id: str, body: AssignmentIn
) -> Response:
    """The person must be a member of the project. Assigning twice changes nothing."""
    return json_response(service.assign(services, principal.project_id, queue_id, body.user_id))


@router.delete(
    "/{queue_id}/assignments",
    summary="Remove a person from a queue",
    response_model=UnassignedAnswer,
)
def delete_assignment(
    principal: ProjectKey, services: ServicesDep, queue_id: str, body: AssignmentIn
) -> Response:
    """Removes the assignment if there is one."""
    service.unassign(services, principal.project_id, queue_id, body.user_id)
    return json_response({"success": True})
