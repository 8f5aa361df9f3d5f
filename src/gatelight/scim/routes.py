"""SCIM 2.0: an identity provider keeps an organization's members, with the organization's key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import OrganizationKey
from gatelight.error_shapes import errors_as
from gatelight.events.paging import read_count
from gatelight.scim import discovery, service
from gatelight.scim.schemas import (
    ERROR,
    MEDIA_TYPE,
    ScimPatchIn,
    ScimUserIn,
    error_response,
    list_out,
    scim_response,
    user_out,
)
from gatelight.services import ServicesDep

MAX_START = 2**31


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {MEDIA_TYPE: {"schema": schema}}}


_ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "schemas": {"type": "array", "items": {"type": "string", "const": ERROR}},
        "status": {"type": "string"},
        "detail": {"type": "string"},
        "scimType": {"type": "string"},
    },
    "required": ["schemas", "status", "detail"],
}
_USER_SCHEMA = {
    "type": "object",
    "required": ["schemas", "id", "userName", "name", "emails", "active", "roles", "meta"],
}
_LIST_SCHEMA = {
    "type": "object",
    "required": ["schemas", "totalResults", "startIndex", "itemsPerPage", "Resources"],
}
_RESOURCE_SCHEMA = {"type": "object", "required": ["schemas"]}
_REFUSED: dict[int | str, dict[str, Any]] = {
    "default": {"description": "SCIM's error message."} | _content(_ERROR_SCHEMA)
}


def _answers(status: int, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {status: {"description": "Done."} | _content(schema), **_REFUSED}


router = APIRouter(
    prefix="/api/public/scim",
    tags=["SCIM"],
    route_class=errors_as(error_response),
    default_response_class=Response,
)


@router.get(
    "/ServiceProviderConfig",
    summary="What this SCIM server can do",
    responses=_answers(200, _RESOURCE_SCHEMA),
)
def get_configuration(services: ServicesDep, _key: OrganizationKey) -> Response:
    """Users with PATCH and a filter on `userName`; no bulk, sorting or ETags."""
    page = f"{services.settings.resolved_public_url}/api/public/docs"
    return scim_response(discovery.service_provider_config(page))


@router.get(
    "/ResourceTypes", summary="Kinds of SCIM resources", responses=_answers(200, _LIST_SCHEMA)
)
def get_resource_types(_key: OrganizationKey) -> Response:
    """Users; there are no groups."""
    found = discovery.RESOURCE_TYPES
    return scim_response(list_out(found, len(found)))


@router.get("/Schemas", summary="Attributes of SCIM users", responses=_answers(200, _LIST_SCHEMA))
def get_schemas(_key: OrganizationKey) -> Response:
    """The attributes a user has here."""
    return scim_response(list_out(discovery.SCHEMAS, len(discovery.SCHEMAS)))


@router.get("/Users", summary="List SCIM users", responses=_answers(200, _LIST_SCHEMA))
def list_users(
    services: ServicesDep,
    key: OrganizationKey,
    filter: Annotated[str | None, Query(description='`userName eq "address"`')] = None,
    start_index: Annotated[str | None, Query(alias="startIndex")] = None,
    count: Annotated[str | None, Query()] = None,
) -> Response:
    """Members of the organization, oldest first, at most 100 at once. `startIndex` counts from
    1."""
    start = max(1, read_count("startIndex", start_index, 1, -MAX_START, MAX_START))
    limit = read_count("count", count, discovery.MAX_RESULTS, -MAX_START, MAX_START)
    found, total = service.list_users(
        services,
        key.organization_id,
        service.wanted_name(filter),
        start,
        min(max(limit, 0), discovery.MAX_RESULTS),
    )
    return scim_response(list_out([user_out(*each) for each in found], total, start))


@router.post(
    "/Users", summary="Create a SCIM user", status_code=201, responses=_answers(201, _USER_SCHEMA)
)
def create_user(services: ServicesDep, key: OrganizationKey, body: ScimUserIn) -> Response:
    """Makes an account (without a password nobody can log in to it with one), or takes someone who
    has an account into the organization. 409 for members."""
    return scim_response(user_out(*service.create_user(services, key.organization_id, body)), 201)


@router.get("/Users/{user_id}", summary="Get a SCIM user", responses=_answers(200, _USER_SCHEMA))
def get_user(user_id: str, services: ServicesDep, key: OrganizationKey) -> Response:
    """404 for people outside the organization."""
    return scim_response(user_out(*service.read_user(services, key.organization_id, user_id)))


@router.put(
    "/Users/{user_id}", summary="Replace a SCIM user", responses=_answers(200, _USER_SCHEMA)
)
def replace_user(
    user_id: str, services: ServicesDep, key: OrganizationKey, body: ScimUserIn
) -> Response:
    """Sets the name (of people who belong to no other organization) and the role. `active` false
    removes the person from the organization."""
    return scim_response(
        user_out(*service.replace_user(services, key.organization_id, user_id, body))
    )


@router.patch(
    "/Users/{user_id}", summary="Change a SCIM user", responses=_answers(200, _USER_SCHEMA)
)
def patch_user(
    user_id: str, services: ServicesDep, key: OrganizationKey, body: ScimPatchIn
) -> Response:
    """As PUT, for the attributes named in `Operations`."""
    return scim_response(
        user_out(*service.patch_user(services, key.organization_id, user_id, body.operations))
    )


@router.delete(
    "/Users/{user_id}", summary="Remove a SCIM user", responses=_answers(200, {"type": "object"})
)
def remove_user(user_id: str, services: ServicesDep, key: OrganizationKey) -> Response:
    """Out of the organization; the account stays. Answers 200 with an empty object, which the SDKs
    need, where SCIM would have 204."""
    service.remove_user(services, key.organization_id, user_id)
    return scim_response({})
