"""`/api/public/unstable/dashboards` and `/dashboard-widgets`."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.dashboards import presets, service
from gatelight.dashboards.schemas import (
    DashboardChangeIn,
    DashboardIn,
    DashboardOut,
    PlacementChangeIn,
    PlacementIn,
    PlacementOut,
    PresetsOut,
    WidgetChangeIn,
    WidgetIn,
    WidgetOut,
)
from gatelight.error_shapes import errors_as
from gatelight.errors import json_response
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.unstable_errors import RESPONSES, unstable_error

router = APIRouter(
    prefix="/api/public/unstable",
    tags=["Dashboards"],
    route_class=errors_as(unstable_error),
    responses=RESPONSES,
)


@router.post("/dashboard-widgets", summary="Create a widget", response_model=WidgetOut)
def post_widget(key: ProjectKey, services: ServicesDep, body: WidgetIn) -> Response:
    """A chart: metrics of a view, by dimensions, with filters."""
    return json_response(service.create_widget(services, key.project_id, body))


@router.get("/dashboard-widgets", summary="List widgets", response_model=PageOf[WidgetOut])
def get_widgets(
    key: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """Newest first."""
    return json_response(service.list_widgets(services, key.project_id, read_page(page, limit)))


@router.get("/dashboard-widgets/{widget_id}", summary="Get a widget", response_model=WidgetOut)
def get_widget(key: ProjectKey, services: ServicesDep, widget_id: str) -> Response:
    """One widget."""
    return json_response(service.get_widget(services, key.project_id, widget_id))


@router.patch("/dashboard-widgets/{widget_id}", summary="Change a widget", response_model=WidgetOut)
def patch_widget(
    key: ProjectKey, services: ServicesDep, widget_id: str, body: WidgetChangeIn
) -> Response:
    """Changes what is sent."""
    return json_response(service.change_widget(services, key.project_id, widget_id, body))


@router.delete(
    "/dashboard-widgets/{widget_id}", summary="Delete a widget", response_model=MessageAnswer
)
def delete_widget(key: ProjectKey, services: ServicesDep, widget_id: str) -> Response:
    """409 while it is on a dashboard."""
    service.delete_widget(services, key.project_id, widget_id)
    return json_response({"message": "Widget deleted"})


@router.get("/dashboard-presets", summary="List ready-made dashboards", response_model=PresetsOut)
def get_presets(_key: ProjectKey) -> Response:
    """The dashboards and charts that every project has. A `presetId` placed on a dashboard of one's
    own names one of these charts."""
    return json_response(presets.PRESETS)


@router.post("/dashboards", summary="Create a dashboard", response_model=DashboardOut)
def post_dashboard(key: ProjectKey, services: ServicesDep, body: DashboardIn) -> Response:
    """With the widgets and presets placed on it."""
    return json_response(service.create_dashboard(services, key.project_id, body))


@router.get("/dashboards", summary="List dashboards", response_model=PageOf[DashboardOut])
def get_dashboards(
    key: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """Newest first."""
    return json_response(service.list_dashboards(services, key.project_id, read_page(page, limit)))


@router.get("/dashboards/{dashboard_id}", summary="Get a dashboard", response_model=DashboardOut)
def get_dashboard(key: ProjectKey, services: ServicesDep, dashboard_id: str) -> Response:
    """One dashboard with its placements."""
    return json_response(service.get_dashboard(services, key.project_id, dashboard_id))


@router.patch(
    "/dashboards/{dashboard_id}", summary="Change a dashboard", response_model=DashboardOut
)
def patch_dashboard(
    key: ProjectKey, services: ServicesDep, dashboard_id: str, body: DashboardChangeIn
) -> Response:
    """Changes what is sent; a `definition` replaces all placements."""
    return json_response(service.change_dashboard(services, key.project_id, dashboard_id, body))


@router.delete(
    "/dashboards/{dashboard_id}", summary="Delete a dashboard", response_model=MessageAnswer
)
def delete_dashboard(key: ProjectKey, services: ServicesDep, dashboard_id: str) -> Response:
    """Its widgets stay."""
    service.delete_dashboard(services, key.project_id, dashboard_id)
    return json_response({"message": "Dashboard deleted"})


@router.post(
    "/dashboards/{dashboard_id}/placements",
    summary="Place a widget on a dashboard",
    response_model=PlacementOut,
)
def post_placement(
    key: ProjectKey, services: ServicesDep, dashboard_id: str, body: PlacementIn
) -> Response:
    """A widget or a preset, 6 by 6 tiles at the bottom when no place is named."""
    return json_response(service.place(services, key.project_id, dashboard_id, body))


@router.patch(
    "/dashboards/{dashboard_id}/placements/{placement_id}",
    summary="Move or resize a placement",
    response_model=PlacementOut,
)
def patch_placement(
    key: ProjectKey,
    services: ServicesDep,
    dashboard_id: str,
    placement_id: str,
    body: PlacementChangeIn,
) -> Response:
    """In grid tiles; what is left out stays."""
    return json_response(service.move(services, key.project_id, dashboard_id, placement_id, body))


@router.delete(
    "/dashboards/{dashboard_id}/placements/{placement_id}",
    summary="Take a placement off a dashboard",
    response_model=MessageAnswer,
)
def delete_placement(
    key: ProjectKey, services: ServicesDep, dashboard_id: str, placement_id: str
) -> Response:
    """The widget stays."""
    service.unplace(services, key.project_id, dashboard_id, placement_id)
    return json_response({"message": "Placement deleted"})
