"""Every route of organisations, projects, members and API keys."""

from __future__ import annotations

from fastapi import APIRouter

from gatelight.projects import (
    key_routes,
    member_routes,
    organization_routes,
    project_routes,
    public_routes,
)

router = APIRouter()
for part in (public_routes, organization_routes, project_routes, member_routes, key_routes):
    router.include_router(part.router)
