"""Lists of prompts and versions, and what their traffic adds up to."""

from __future__ import annotations

import math
from typing import Any

from gatelight.core.time import from_datetime, to_iso
from gatelight.errors import NotFound
from gatelight.events.metrics.model import Window
from gatelight.events.paging import Page, listed
from gatelight.prompts import queries as prompts
from gatelight.prompts.queries import ListFilter
from gatelight.prompts.references import LATEST
from gatelight.prompts.schemas import PRODUCTION
from gatelight.services import Services
from gatelight.ui import people
from gatelight.ui.prompts import queries

Body = dict[str, Any]
PAGE = 500


def list_prompts(services: Services, project_id: str, number: int) -> Body:
    """One page of names in order, without texts."""
    page = Page(number, PAGE)
    with services.database.reader() as session:
        rows, total = prompts.page_of_prompts(
            session, project_id, ListFilter(), page.limit, page.offset
        )
        rows = [each for each in rows if each.versions]
        labels = prompts.labels_by_version(session, [each.prompt.id for each in rows])
    data = []
    for row in rows:
        held = {each.version: labels.get(each.id, []) for each in row.versions}
        data.append(
            {
                "name": row.prompt.name,
                "type": row.prompt.type,
                "labels": [label for of in held.values() for label in of if label != LATEST],
                "tags": row.prompt.tags,
                "versions": len(row.versions),
                "latestVersion": row.versions[-1].version,
                "productionVersion": next(
                    (version for version, of in held.items() if PRODUCTION in of), None
                ),
                "updatedAt": to_iso(
                    from_datetime(max(version.updated_at for version in row.versions))
                ),
            }
        )
    return listed(data, page, total)


def list_versions(services: Services, project_id: str, name: str) -> Body:
    """Versions of a name, newest first, and who refers to it. Raises NotFound."""
    with services.database.reader() as session:
        prompt = prompts.find_prompt(session, project_id, name)
        if prompt is None:
            raise NotFound(f"Prompt not found: {name!r}")
        rows = prompts.version_lines(session, prompt.id)
        labels = prompts.labels_by_version(session, [prompt.id])
        used_by = prompts.referring(session, project_id, name)
    names = people.names(services, [row.created_by for row in rows])
    return {
        "name": prompt.name,
        "type": prompt.type,
        "tags": prompt.tags,
        "versions": [
            {
                "id": row.id,
                "version": row.version,
                "labels": labels.get(row.id, []),
                "commitMessage": row.commit_message,
                "createdAt": to_iso(from_datetime(row.created_at)),
                "createdBy": names.get(row.created_by),
            }
            for row in rows
        ],
        "usedBy": [
            {
                "name": each.name,
                "version": each.version,
                "refersTo": each.child_label or f"version {each.child_version}",
            }
            for each in used_by
        ],
    }


def metrics(services: Services, project_id: str, name: str, window: Window) -> Body:
    """What each version did in the window; versions without calls are absent."""
    rows = queries.traffic(services.events, project_id, name, window)
    found = queries.scores(services.events, project_id, name, window) if rows else []
    by_version: dict[int, list[Body]] = {}
    for row in found:
        by_version.setdefault(row["version"], []).append(
            {
                "name": row["name"],
                "dataType": row["data_type"],
                "count": row["count"],
                "average": row["average"],
                "commonest": row["commonest"] or None,
            }
        )
    return {
        "versions": [
            {
                "version": row["version"],
                "calls": row["calls"],
                "errors": row["errors"],
                "cost": _number(row["cost"]),
                "costPerCall": None if row["cost"] is None else float(row["cost"]) / row["calls"],
                "latencyP50": _number(row["p50"]),
                "latencyP95": _number(row["p95"]),
                "inputTokens": row["input_tokens"],
                "outputTokens": row["output_tokens"],
                "lastUsedAt": to_iso(row["last"]),
                "scores": by_version.get(row["version"], []),
            }
            for row in rows
        ]
    }


def _number(value: Any) -> float | None:
    """As JSON knows numbers: quantiles of nothing are not a number."""
    number = math.nan if value is None else float(value)
    return None if math.isnan(number) else number
