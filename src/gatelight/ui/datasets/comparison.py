"""Runs of a dataset, side by side: what each made of every item, regressions first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gatelight.datasets import queries as datasets
from gatelight.datasets.schemas import wire_time
from gatelight.datasets.service import find_dataset
from gatelight.errors import NotFound
from gatelight.events.paging import Page
from gatelight.records.tables.datasets import DatasetRun
from gatelight.services import Services
from gatelight.ui.datasets import queries
from gatelight.ui.datasets.queries import Link
from gatelight.ui.datasets.service import shown
from gatelight.ui.queries import trace_figures

Body = dict[str, Any]
MOST_RUNS = 100
"""Runs the list shows; older ones stay readable over the API."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """Links of some runs, and the figures and scores of their traces."""

    rows: list[DatasetRun]
    links: list[Link]
    figures: dict[str, Body]
    scores: dict[str, list[Body]]
    run_scores: dict[str, list[Body]]
    by_run: dict[str, list[Link]] = field(default_factory=dict)


def list_runs(services: Services, project_id: str, name: str) -> Body:
    """The newest runs with their figures. Raises NotFound."""
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, name)
        rows, _ = datasets.page_of(
            session, datasets.runs_of(project_id, dataset.id), Page(1, MOST_RUNS)
        )
        links = queries.links_of_runs(session, project_id, [row.id for row in rows])
    found = _read(services, project_id, rows, links)
    return {"runs": [_run_line(found, row) for row in rows]}


def compare(
    services: Services, project_id: str, name: str, run_ids: Sequence[str], page: Page
) -> Body:
    """One page of items; the first run is the baseline. Raises NotFound."""
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, name)
        known = {
            row.id: row
            for row in session.scalars(
                datasets.runs_of(project_id, dataset.id).where(DatasetRun.id.in_(run_ids))
            )
        }
        missing = [each for each in run_ids if each not in known]
        if missing:
            raise NotFound(f"This dataset has no run {missing[0][:200]!r}")
        rows = [known[each] for each in run_ids]
        links = queries.links_of_runs(session, project_id, run_ids)
    found = _read(services, project_id, rows, links)
    cells: dict[str, dict[str, Link]] = defaultdict(dict)
    for link in found.links:
        cells[link.item_id].setdefault(link.run_id, link)
    ranges = _ranges(found.scores.values())
    fallen = {item: _regression(found, of, rows[0].id, ranges) for item, of in cells.items()}
    ordered = sorted(cells, key=lambda item: (-fallen[item], item))
    chosen = ordered[page.offset : page.offset + page.limit]
    shown_links = [link for item in chosen for link in cells[item].values()]
    outputs = queries.outputs(
        services.events, project_id, [(each.trace_id, each.observation_id) for each in shown_links]
    )
    with services.database.reader() as session:
        previews = queries.previews_of(session, project_id, chosen)
    items = []
    for item in chosen:
        preview = previews.get(item)
        items.append(
            {
                "id": item,
                "input": shown(preview.input) if preview else "",
                "expectedOutput": shown(preview.expected_output) if preview else "",
                "regression": fallen[item],
                "cells": {
                    run_id: _cell(found, link, outputs) for run_id, link in cells[item].items()
                },
            }
        )
    return {
        "runs": [_run_line(found, row) for row in rows],
        "items": items,
        "totalItems": len(ordered),
    }


def _read(services: Services, project_id: str, rows: list[DatasetRun], links: list[Link]) -> _Runs:
    traces = sorted({link.trace_id for link in links})
    scores: dict[str, list[Body]] = defaultdict(list)
    for row in queries.scores_of_traces(services.events, project_id, traces):
        scores[row["trace_id"]].append(row)
    run_scores: dict[str, list[Body]] = defaultdict(list)
    for row in queries.scores_of_runs(services.events, project_id, [row.id for row in rows]):
        run_scores[row["dataset_run_id"]].append(row)
    by_run: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_run[link.run_id].append(link)
    figures = trace_figures(services.events, project_id, traces)
    return _Runs(rows, links, figures, scores, run_scores, by_run)


def _run_line(found: _Runs, row: DatasetRun) -> Body:
    links = found.by_run.get(row.id, [])
    figures = [found.figures[each.trace_id] for each in links if each.trace_id in found.figures]
    costs = [each["totalCost"] for each in figures if each["totalCost"] is not None]
    latencies = [each["latency"] for each in figures if each["latency"] is not None]
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "metadata": row.details,
        "createdAt": wire_time(row.created_at),
        "items": len({each.item_id for each in links}),
        "missing": len(links) - len(figures),
        "errors": sum(each["errorCount"] > 0 for each in figures),
        "totalCost": sum(costs) if costs else None,
        "averageLatency": sum(latencies) / len(latencies) if latencies else None,
        "scores": _averages(score for link in links for score in _scores_of(found, link)),
        "runScores": _averages(found.run_scores.get(row.id, [])),
    }


def _averages(scores: Iterable[Body]) -> list[Body]:
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for score in scores:
        values[score["name"], score["data_type"]].append(score["value"] or 0.0)
    return [
        {
            "name": name,
            "dataType": data_type,
            "count": len(of),
            "average": None if data_type == "CATEGORICAL" else sum(of) / len(of),
        }
        for (name, data_type), of in sorted(values.items())
    ]


def _scores_of(found: _Runs, link: Link) -> list[Body]:
    """Scores of the trace as a whole, or of the observation that was linked."""
    wanted = ("", link.observation_id) if link.observation_id else None
    return [
        each
        for each in found.scores.get(link.trace_id, [])
        if wanted is None or each["observation_id"] in wanted
    ]


def _cell(found: _Runs, link: Link, outputs: dict[tuple[str, str], tuple[str, int]]) -> Body:
    figures = found.figures.get(link.trace_id)
    own = (link.trace_id, link.observation_id or "")
    text, length = outputs.get(own) or outputs.get((link.trace_id, "")) or ("", 0)
    return {
        "traceId": link.trace_id,
        "observationId": link.observation_id,
        "stored": figures is not None,
        "output": text,
        "cut": length > len(text),
        "cost": figures["totalCost"] if figures else None,
        "latency": figures["latency"] if figures else None,
        "error": bool(figures and figures["errorCount"]),
        "scores": [
            {
                "name": each["name"],
                "dataType": each["data_type"],
                "value": each["value"],
                "label": each["label"] or None,
            }
            for each in _scores_of(found, link)
        ],
    }


def _ranges(scores: Iterable[list[Body]]) -> dict[str, float]:
    """How far the values of each score lie apart."""
    lows: dict[str, float] = {}
    highs: dict[str, float] = {}
    for each in (score for of in scores for score in of):
        if each["value"] is None or each["data_type"] == "CATEGORICAL":
            continue
        name, value = each["name"], each["value"]
        lows[name] = min(lows.get(name, value), value)
        highs[name] = max(highs.get(name, value), value)
    return {name: highs[name] - lows[name] for name in lows}


def _regression(
    found: _Runs, cells: dict[str, Link], baseline: str, ranges: dict[str, float]
) -> float:
    """How far the worst score of any other run is below the baseline's, as a part of the range of
    that score; an error the baseline had not counts as all of it."""
    if baseline not in cells:
        return 0.0
    before = _values(found, cells[baseline])
    failed = _failed(found, cells[baseline])
    worst = 0.0
    for run_id, link in cells.items():
        if run_id == baseline:
            continue
        if _failed(found, link) and not failed:
            worst = 1.0
        after = _values(found, link)
        for name in before.keys() & after.keys():
            if ranges.get(name):
                worst = max(worst, (before[name] - after[name]) / ranges[name])
    return worst


def _failed(found: _Runs, link: Link) -> bool:
    figures = found.figures.get(link.trace_id)
    return bool(figures and figures["errorCount"])


def _values(found: _Runs, link: Link) -> dict[str, float]:
    return {
        each["name"]: each["value"]
        for each in _scores_of(found, link)
        if each["value"] is not None and each["data_type"] != "CATEGORICAL"
    }
