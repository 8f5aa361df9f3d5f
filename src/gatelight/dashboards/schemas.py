"""Bodies of dashboards and widgets, as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText, StorableJson
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.dashboards import Dashboard, Widget

DEFAULT_TILES = 6
"""Width and height of a placement that names none."""

Title = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
Text = Annotated[PlainText, StringConstraints(max_length=10_000)]
Word = Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]
Tile = Annotated[int, Field(ge=0, le=10_000)]
Size = Annotated[int, Field(ge=1, le=1000)]
View = Literal["observations", "scores-numeric", "scores-boolean", "scores-categorical", "traces"]
Aggregation = Literal[
    "sum", "avg", "count", "max", "min", "p50", "p75", "p90", "p95", "p99", "histogram", "uniq"
]
Granularity = Literal["auto", "minute", "hour", "day", "week", "month"]
ChartType = Literal[
    "LINE_TIME_SERIES",
    "AREA_TIME_SERIES",
    "BAR_TIME_SERIES",
    "HORIZONTAL_BAR",
    "VERTICAL_BAR",
    "PIE",
    "NUMBER",
    "HISTOGRAM",
    "PIVOT_TABLE",
]


class Dimension(CamelModel):
    field: Word


class Metric(CamelModel):
    measure: Word
    agg: Aggregation


class WidgetFilter(CamelModel):
    column: Word
    operator: Word
    type: Word
    value: StorableJson = None
    key: Word | None = None


class DefaultSort(CamelModel):
    column: Word
    order: Literal["ASC", "DESC"]


class ChartConfigIn(CamelModel):
    """The wire writes some of its names with an underscore, `defaultSort` without. `granularity`
    (of a time series; `auto` fits the time shown) is not of the wire."""

    model_config = ConfigDict(alias_generator=None, populate_by_name=True)

    type: ChartType | None = None
    row_limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    show_value_labels: bool | None = None
    bins: Annotated[int, Field(ge=1, le=100)] | None = None
    default_sort: DefaultSort | None = Field(None, alias="defaultSort")
    granularity: Granularity | None = None


Dimensions = Annotated[list[Dimension], Field(max_length=20)]
Metrics = Annotated[list[Metric], Field(min_length=1, max_length=20)]
Filters = Annotated[list[WidgetFilter], Field(max_length=100)]


class WidgetIn(CamelModel):
    name: Title
    description: Text | None = None
    view: View
    dimensions: Dimensions
    metrics: Metrics
    filters: Filters
    chart_type: ChartType
    chart_config: ChartConfigIn | None = None


class WidgetChangeIn(CamelModel):
    """What is left out stays."""

    name: Title | None = None
    description: Text | None = None
    view: View | None = None
    dimensions: Dimensions | None = None
    metrics: Metrics | None = None
    filters: Filters | None = None
    chart_type: ChartType | None = None
    chart_config: ChartConfigIn | None = None


class WidgetPlacementIn(CamelModel):
    """A widget on a dashboard, in grid tiles: 6 by 6 at the bottom when nothing is said."""

    type: Literal["widget"] = "widget"
    id: Word | None = None
    widget_id: Annotated[PlainText, StringConstraints(min_length=1, max_length=255)]
    x: Tile | None = None
    y: Tile | None = None
    width: Size | None = None
    height: Size | None = None


class PresetPlacementIn(CamelModel):
    """A built-in chart by its name."""

    type: Literal["preset"]
    id: Word | None = None
    preset_id: Word
    x: Tile | None = None
    y: Tile | None = None
    width: Size | None = None
    height: Size | None = None


PlacementIn = WidgetPlacementIn | PresetPlacementIn


class PlacementChangeIn(CamelModel):
    x: Tile | None = None
    y: Tile | None = None
    width: Size | None = None
    height: Size | None = None


class DefinitionIn(CamelModel):
    widgets: Annotated[list[PlacementIn], Field(max_length=200)]


class DashboardIn(CamelModel):
    name: Title
    description: Text | None = None
    definition: DefinitionIn | None = None
    filters: Filters | None = None


class DashboardChangeIn(CamelModel):
    """What is left out stays."""

    name: Title | None = None
    description: Text | None = None
    definition: DefinitionIn | None = None
    filters: Filters | None = None


class WidgetOut(Answer):
    id: str
    name: str
    description: str
    view: View
    dimensions: list[Dimension]
    metrics: list[Metric]
    filters: list[dict[str, Any]]
    chart_type: ChartType
    chart_config: dict[str, Any]
    created_at: Iso
    updated_at: Iso


class PlacementOut(Answer):
    """`widgetId` of type widget, `presetId` of type preset; the rest in grid tiles."""

    id: str
    type: Literal["widget", "preset"]
    widget_id: str = ""
    preset_id: str = ""
    x: int
    y: int
    width: int
    height: int


class DefinitionOut(Answer):
    widgets: list[PlacementOut]


class DashboardOut(Answer):
    id: str
    name: str
    description: str
    definition: DefinitionOut
    filters: list[dict[str, Any]]
    created_at: Iso
    updated_at: Iso


class PresetWidget(Answer):
    """A built-in chart: a widget that a placement names by its `presetId`."""

    id: str
    name: str
    description: str
    view: View
    dimensions: list[Dimension]
    metrics: list[Metric]
    filters: list[dict[str, Any]]
    chart_type: ChartType
    chart_config: dict[str, Any]


class PresetDashboard(Answer):
    """A ready-made dashboard; its placements are all of type preset."""

    id: str
    name: str
    description: str
    definition: DefinitionOut
    filters: list[dict[str, Any]]


class PresetsOut(Answer):
    """Ready-made dashboards, and every built-in chart."""

    dashboards: list[PresetDashboard]
    widgets: list[PresetWidget]


def widget_out(row: Widget) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "view": row.view,
        "dimensions": row.dimensions,
        "metrics": row.metrics,
        "filters": row.filters,
        "chartType": row.chart_type,
        "chartConfig": row.chart_config | {"type": row.chart_type},
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }


def dashboard_out(row: Dashboard) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "definition": {"widgets": row.placements},
        "filters": row.filters,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }
