"""Dashboards and widgets of a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.core.ids import new_id
from gatelight.dashboards.schemas import (
    DEFAULT_TILES,
    ChartConfigIn,
    DashboardChangeIn,
    DashboardIn,
    PlacementChangeIn,
    PlacementIn,
    WidgetChangeIn,
    WidgetIn,
    WidgetPlacementIn,
    dashboard_out,
    widget_out,
)
from gatelight.events.paging import Page, listed
from gatelight.records.context import RecordServices
from gatelight.records.tables.dashboards import Dashboard, Widget
from gatelight.unstable_errors import Problem

Body = dict[str, Any]
MAX_PLACEMENTS = 200


def create_widget(services: RecordServices, project_id: str, body: WidgetIn) -> Body:
    with services.database.session() as session:
        row = Widget(
            project_id=project_id,
            name=body.name,
            description=body.description or "",
            view=body.view,
            dimensions=_plain(body.dimensions),
            metrics=_plain(body.metrics),
            filters=_plain(body.filters),
            chart_type=body.chart_type,
            chart_config=_config(body.chart_config),
        )
        session.add(row)
        session.flush()
        return widget_out(row)


def list_widgets(services: RecordServices, project_id: str, page: Page) -> Body:
    """Newest first."""
    with services.database.reader() as session:
        mine = Widget.project_id == project_id
        total = session.scalar(select(func.count()).select_from(Widget).where(mine)) or 0
        rows = session.scalars(
            select(Widget)
            .where(mine)
            .order_by(Widget.created_at.desc(), Widget.id)
            .offset(page.offset)
            .limit(page.limit)
        ).all()
    return listed([widget_out(row) for row in rows], page, total)


def get_widget(services: RecordServices, project_id: str, widget_id: str) -> Body:
    """Raises Problem (404)."""
    with services.database.reader() as session:
        return widget_out(_widget(session, project_id, widget_id))


def change_widget(
    services: RecordServices, project_id: str, widget_id: str, body: WidgetChangeIn
) -> Body:
    """Raises Problem (404)."""
    with services.database.session() as session:
        row = _widget(session, project_id, widget_id)
        for field in ("name", "description", "view", "chart_type"):
            if (value := getattr(body, field)) is not None:
                setattr(row, field, value)
        for field in ("dimensions", "metrics", "filters"):
            if (values := getattr(body, field)) is not None:
                setattr(row, field, _plain(values))
        if body.chart_config is not None:
            row.chart_config = _config(body.chart_config)
        session.flush()
        return widget_out(row)


def delete_widget(services: RecordServices, project_id: str, widget_id: str) -> None:
    """Raises Problem: 404, 409 while it is on a dashboard."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        row = _widget(session, project_id, widget_id)
        placed = session.scalars(
            select(Dashboard.placements).where(Dashboard.project_id == project_id)
        )
        if any(each.get("widgetId") == widget_id for found in placed for each in found):
            raise Problem(409, "conflict", "The widget is on a dashboard: remove it there first.")
        session.delete(row)


def create_dashboard(services: RecordServices, project_id: str, body: DashboardIn) -> Body:
    """Raises Problem (404) for unknown widgets."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        wanted = body.definition.widgets if body.definition else []
        row = Dashboard(
            project_id=project_id,
            name=body.name,
            description=body.description or "",
            placements=_placements(session, project_id, wanted, []),
            filters=_plain(body.filters or []),
        )
        session.add(row)
        session.flush()
        return dashboard_out(row)


def list_dashboards(services: RecordServices, project_id: str, page: Page) -> Body:
    """Newest first."""
    with services.database.reader() as session:
        mine = Dashboard.project_id == project_id
        total = session.scalar(select(func.count()).select_from(Dashboard).where(mine)) or 0
        rows = session.scalars(
            select(Dashboard)
            .where(mine)
            .order_by(Dashboard.created_at.desc(), Dashboard.id)
            .offset(page.offset)
            .limit(page.limit)
        ).all()
    return listed([dashboard_out(row) for row in rows], page, total)


def get_dashboard(services: RecordServices, project_id: str, dashboard_id: str) -> Body:
    """Raises Problem (404)."""
    with services.database.reader() as session:
        return dashboard_out(_dashboard(session, project_id, dashboard_id))


def change_dashboard(
    services: RecordServices, project_id: str, dashboard_id: str, body: DashboardChangeIn
) -> Body:
    """Raises Problem (404), for unknown widgets too."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        row = _dashboard(session, project_id, dashboard_id)
        if body.name is not None:
            row.name = body.name
        if body.description is not None:
            row.description = body.description
        if body.filters is not None:
            row.filters = _plain(body.filters)
        if body.definition is not None:
            row.placements = _placements(session, project_id, body.definition.widgets, [])
        session.flush()
        return dashboard_out(row)


def delete_dashboard(services: RecordServices, project_id: str, dashboard_id: str) -> None:
    """Its widgets stay. Raises Problem (404)."""
    with services.database.session() as session:
        session.delete(_dashboard(session, project_id, dashboard_id))


def place(services: RecordServices, project_id: str, dashboard_id: str, body: PlacementIn) -> Body:
    """Add a widget or preset; the new placement. Raises Problem: 404, 409 for an id in use or a
    full dashboard."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        row = _dashboard(session, project_id, dashboard_id)
        row.placements = _placements(session, project_id, [body], row.placements)
        made: Body = row.placements[-1]
        return made


def move(
    services: RecordServices,
    project_id: str,
    dashboard_id: str,
    placement_id: str,
    body: PlacementChangeIn,
) -> Body:
    """Raises Problem (404)."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        row = _dashboard(session, project_id, dashboard_id)
        found = _placement(row, placement_id)
        moved = found | body.model_dump(exclude_none=True)
        row.placements = [moved if each is found else each for each in row.placements]
        return moved


def unplace(
    services: RecordServices, project_id: str, dashboard_id: str, placement_id: str
) -> None:
    """Raises Problem (404)."""
    with services.database.session() as session:
        services.database.lock(session, f"dashboards of {project_id}")
        row = _dashboard(session, project_id, dashboard_id)
        found = _placement(row, placement_id)
        row.placements = [each for each in row.placements if each is not found]


def _plain(values: Sequence[BaseModel]) -> list[Any]:
    return [value.model_dump(mode="json", by_alias=True) for value in values]


def _config(body: ChartConfigIn | None) -> Body:
    return {} if body is None else body.model_dump(mode="json", by_alias=True, exclude_none=True)


def _widget(session: Session, project_id: str, widget_id: str) -> Widget:
    row = session.scalar(
        select(Widget).where(Widget.project_id == project_id, Widget.id == widget_id)
    )
    if row is None:
        raise Problem(404, "resource_not_found", "Widget not found.")
    return row


def _dashboard(session: Session, project_id: str, dashboard_id: str) -> Dashboard:
    row = session.scalar(
        select(Dashboard).where(Dashboard.project_id == project_id, Dashboard.id == dashboard_id)
    )
    if row is None:
        raise Problem(404, "resource_not_found", "Dashboard not found.")
    return row


def _placement(row: Dashboard, placement_id: str) -> Body:
    for each in row.placements:
        if each["id"] == placement_id:
            found: Body = each
            return found
    raise Problem(404, "resource_not_found", "Placement not found.")


def _placements(
    session: Session, project_id: str, wanted: Sequence[PlacementIn], present: list[Any]
) -> list[Any]:
    """`present` and below them the wanted ones that name no place."""
    placements = list(present)
    for each in wanted:
        if isinstance(each, WidgetPlacementIn):
            _widget(session, project_id, each.widget_id)
            shown = {"type": "widget", "widgetId": each.widget_id}
        else:
            shown = {"type": "preset", "presetId": each.preset_id}
        if each.id is not None and any(other["id"] == each.id for other in placements):
            raise Problem(409, "conflict", "A placement has this id already.")
        bottom = max((other["y"] + other["height"] for other in placements), default=0)
        placements.append(
            {
                "id": each.id or new_id(),
                **shown,
                "x": each.x or 0,
                "y": bottom if each.y is None else each.y,
                "width": each.width or DEFAULT_TILES,
                "height": each.height or DEFAULT_TILES,
            }
        )
    if len(placements) > MAX_PLACEMENTS:
        raise Problem(409, "conflict", f"A dashboard has at most {MAX_PLACEMENTS} placements.")
    return placements
