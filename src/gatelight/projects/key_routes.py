"""API keys of projects and of organisations, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.dependencies import Member, require, require_in_organization
from gatelight.accounts.roles import Right
from gatelight.accounts.schemas import MessageOut
from gatelight.projects import keys
from gatelight.projects.schemas import (
    ApiKeyIn,
    ApiKeyNoteIn,
    ApiKeyOut,
    ApiKeysOut,
    NewApiKeyOut,
)
from gatelight.records.tables.projects import ApiKey
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api", tags=["API keys"])

Reader = Annotated[Member, Depends(require(Right.API_KEYS_READ))]
Writer = Annotated[Member, Depends(require(Right.API_KEYS_WRITE))]
OrganizationWriter = Annotated[Member, Depends(require_in_organization(Right.ORGANIZATION_KEYS))]


@router.get("/projects/{project_id}/api-keys", summary="List API keys", response_model=ApiKeysOut)
def list_keys(project_id: str, services: ServicesDep, _member: Reader) -> ApiKeysOut:
    """The project's keys without their secrets, newest first. Needs role MEMBER."""
    return _list_out(keys.list_keys(services, project_id=project_id))


@router.post(
    "/projects/{project_id}/api-keys",
    summary="Create an API key",
    response_model=NewApiKeyOut,
    status_code=201,
)
def create_key(
    project_id: str, body: ApiKeyIn, services: ServicesDep, member: Writer
) -> NewApiKeyOut:
    """The answer shows the secret key, this once. Needs role ADMIN."""
    return _new_out(
        *keys.create_key(
            services,
            project_id=project_id,
            note=body.note,
            expires_at=body.expires_at,
            created_by=member.user.id,
        )
    )


@router.patch(
    "/projects/{project_id}/api-keys/{key_id}",
    summary="Change an API key's note",
    response_model=ApiKeyOut,
)
def change_note(
    project_id: str, key_id: str, body: ApiKeyNoteIn, services: ServicesDep, _member: Writer
) -> ApiKeyOut:
    """Needs role ADMIN."""
    return ApiKeyOut.model_validate(
        keys.change_note(services, key_id, body.note, project_id=project_id)
    )


@router.delete(
    "/projects/{project_id}/api-keys/{key_id}",
    summary="Delete an API key",
    response_model=MessageOut,
)
def delete_key(project_id: str, key_id: str, services: ServicesDep, _member: Writer) -> MessageOut:
    """The key is refused from now on; by other servers of the same instance within 30 seconds.
    Needs role ADMIN."""
    keys.delete_key(services, key_id, project_id=project_id)
    return MessageOut(message="API key deleted.")


@router.get(
    "/organizations/{organization_id}/api-keys",
    summary="List an organization's API keys",
    response_model=ApiKeysOut,
)
def list_organization_keys(
    organization_id: str, services: ServicesDep, _member: OrganizationWriter
) -> ApiKeysOut:
    """Newest first. Needs role OWNER."""
    return _list_out(keys.list_keys(services, organization_id=organization_id))


@router.post(
    "/organizations/{organization_id}/api-keys",
    summary="Create an organization API key",
    response_model=NewApiKeyOut,
    status_code=201,
)
def create_organization_key(
    organization_id: str, body: ApiKeyIn, services: ServicesDep, member: OrganizationWriter
) -> NewApiKeyOut:
    """The answer shows the secret key, this once. Needs role OWNER."""
    return _new_out(
        *keys.create_key(
            services,
            organization_id=organization_id,
            note=body.note,
            expires_at=body.expires_at,
            created_by=member.user.id,
        )
    )


@router.delete(
    "/organizations/{organization_id}/api-keys/{key_id}",
    summary="Delete an organization API key",
    response_model=MessageOut,
)
def delete_organization_key(
    organization_id: str, key_id: str, services: ServicesDep, _member: OrganizationWriter
) -> MessageOut:
    """Needs role OWNER."""
    keys.delete_key(services, key_id, organization_id=organization_id)
    return MessageOut(message="API key deleted.")


def _list_out(found: list[ApiKey]) -> ApiKeysOut:
    return ApiKeysOut(data=[ApiKeyOut.model_validate(key) for key in found])


def _new_out(key: ApiKey, secret: str) -> NewApiKeyOut:
    shown = ApiKeyOut.model_validate(key)
    return NewApiKeyOut(**dict(shown), secret_key=secret)
