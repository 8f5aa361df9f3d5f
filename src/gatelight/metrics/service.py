"""Answers metrics questions and the daily overview."""

from __future__ import annotations

from typing import Any

from gatelight.events.metrics import Version, parse_query, run_query
from gatelight.events.metrics.daily import DailySearch, daily_usage
from gatelight.events.paging import Page, listed
from gatelight.metrics.schemas import day_out
from gatelight.services import Services


def answer(
    services: Services, project_id: str, question: str | None, version: Version
) -> dict[str, Any]:
    """`{data: [row]}`. Raises InvalidRequest for a question that cannot be answered."""
    query = parse_query(question, version)
    return {"data": run_query(services.events, project_id, query)}


def list_days(
    services: Services, project_id: str, search: DailySearch, page: Page
) -> dict[str, Any]:
    """`{data: [day], meta}`, newest day first."""
    days, total = daily_usage(services.events, project_id, search, page.offset, page.limit)
    return listed([day_out(day) for day in days], page, total)
