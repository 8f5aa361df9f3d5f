"""`/api/projects/{id}/score-…`: analytics of scores for the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.score import SCORE_DATA_TYPES, SCORE_SOURCES
from gatelight.errors import json_response
from gatelight.events.paging import invalid, read_choice
from gatelight.services import ServicesDep
from gatelight.ui.scores import service
from gatelight.ui.scores.queries import Kind
from gatelight.ui.scores.schemas import AnalyticsAnswer, ComparisonAnswer, KindsAnswer
from gatelight.ui.window import WindowDep

router = APIRouter(prefix="/api/projects/{project_id}", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Name = Annotated[str, Query(min_length=1, max_length=1000)]
Text = Annotated[str | None, Query()]


@router.get("/score-kinds", summary="List the kinds of scores", response_model=KindsAnswer)
def get_kinds(
    project_id: str, services: ServicesDep, _member: Reader, window: WindowDep
) -> Response:
    """Names with data type, source and count of the scores in the window (the last thirty days)."""
    return json_response(service.kinds(services, project_id, window))


@router.get("/score-analytics", summary="Analyse scores", response_model=AnalyticsAnswer)
def get_analytics(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    window: WindowDep,
    name: Name,
    data_type: Annotated[str, Query(alias="dataType")],
    source: Text = None,
) -> Response:
    """How the scores of a name, data type and perhaps source spread, and their course."""
    kind = _kind("", name, data_type, source)
    return json_response(service.analytics(services, project_id, kind, window))


@router.get(
    "/score-comparison", summary="Compare two kinds of scores", response_model=ComparisonAnswer
)
def get_comparison(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    window: WindowDep,
    first_name: Annotated[str, Query(alias="firstName", min_length=1, max_length=1000)],
    first_data_type: Annotated[str, Query(alias="firstDataType")],
    second_name: Annotated[str, Query(alias="secondName", min_length=1, max_length=1000)],
    second_data_type: Annotated[str, Query(alias="secondDataType")],
    first_source: Annotated[str | None, Query(alias="firstSource")] = None,
    second_source: Annotated[str | None, Query(alias="secondSource")] = None,
) -> Response:
    """Scores of two kinds that were given to the same trace, observation or session: correlation
    of numbers, a table of labels with agreement and Cohen's kappa."""
    return json_response(
        service.compare(
            services,
            project_id,
            _kind("first", first_name, first_data_type, first_source),
            _kind("second", second_name, second_data_type, second_source),
            window,
        )
    )


def _kind(prefix: str, name: str, data_type: str, source: str | None) -> Kind:
    """Raises InvalidData."""
    parameter = f"{prefix}DataType" if prefix else "dataType"
    chosen = read_choice(parameter, data_type, SCORE_DATA_TYPES)
    if chosen is None:
        raise invalid(parameter, "is required")
    return Kind(name, chosen, read_choice("source", source, SCORE_SOURCES) or "")
