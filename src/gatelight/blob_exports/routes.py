"""`/api/public/integrations/blob-storage`: scheduled exports, with an organization's key."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import OrganizationKey
from gatelight.blob_exports import service
from gatelight.blob_exports.schemas import (
    BlobExportAnswer,
    BlobExportIn,
    BlobExportsAnswer,
    BlobExportStatusAnswer,
)
from gatelight.core.answers import MessageAnswer
from gatelight.errors import json_response
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/public/integrations/blob-storage", tags=["Export"])


@router.get("", summary="List scheduled exports", response_model=BlobExportsAnswer)
def get_exports(key: OrganizationKey, services: ServicesDep) -> Response:
    """Of all projects of the organization, without their secrets."""
    return json_response({"data": service.list_exports(services, key.organization_id)})


@router.put("", summary="Create or change a scheduled export", response_model=BlobExportAnswer)
def put_export(key: OrganizationKey, services: ServicesDep, body: BlobExportIn) -> Response:
    """One for each project. When it is enabled, a small test file is put into the bucket first: 400
    with the bucket's words when that fails. Then everything from the start of `exportMode` on is
    written, and again at each `exportFrequency` what came since, up to 20 minutes before now: a
    file for each day and table, `<prefix><project>/<table>/<first moment>.<type>`."""
    return json_response(service.put_export(services, key.organization_id, body))


@router.get(
    "/{export_id}", summary="Get the state of an export", response_model=BlobExportStatusAnswer
)
def get_status(key: OrganizationKey, services: ServicesDep, export_id: str) -> Response:
    """How far the export is, and why its last run failed."""
    return json_response(service.read_status(services, key.organization_id, export_id))


@router.delete("/{export_id}", summary="Delete a scheduled export", response_model=MessageAnswer)
def delete_export(key: OrganizationKey, services: ServicesDep, export_id: str) -> Response:
    """What is in the bucket stays."""
    service.delete_export(services, key.organization_id, export_id)
    return json_response({"message": "Blob storage integration deleted successfully"})
