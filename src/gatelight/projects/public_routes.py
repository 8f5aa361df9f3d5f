"""`GET /api/public/projects`: what an API key belongs to (SDKs' auth check and trace links)."""

from __future__ import annotations

from fastapi import APIRouter

from gatelight.accounts.dependencies import ProjectKey
from gatelight.projects import service
from gatelight.projects.schemas import OrganizationRef, PublicProjectOut, PublicProjectsOut
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/public", tags=["Projects"])


@router.get("/projects", summary="The API key's project", response_model=PublicProjectsOut)
def read_projects(services: ServicesDep, key: ProjectKey) -> PublicProjectsOut:
    """One element: the project the key belongs to."""
    project, organization = service.read_project(services, key.project_id)
    return PublicProjectsOut(
        data=[
            PublicProjectOut(
                id=project.id,
                name=project.name,
                organization=OrganizationRef(id=organization.id, name=organization.name),
                metadata=project.details,
                retention_days=project.retention_days,
            )
        ]
    )
