"""SQL of the dataset pages: counts, previews, moments of change, and what runs produced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, func, select, union_all
from sqlalchemy.orm import Session

from gatelight.datasets.queries import item_conditions
from gatelight.events.engine import EventEngine
from gatelight.events.paging import Page
from gatelight.events.reading import fetch
from gatelight.events.traces import observation_minutes
from gatelight.records.tables.datasets import DatasetItem, DatasetRun, DatasetRunItem

PREVIEW = 300
"""Characters of JSON that lists show."""
OUTPUT = 4000
"""Characters of an output that the comparison of runs shows."""
MOST_VERSIONS = 200
MOST_LINKS = 20_000


class Counts(NamedTuple):
    items: int
    runs: int
    last_run: datetime | None


def counts(session: Session, project_id: str, dataset_ids: Collection[str]) -> dict[str, Counts]:
    """Active items, runs and the last run's time by dataset."""
    items = session.execute(
        select(DatasetItem.dataset_id, func.count())
        .where(
            DatasetItem.project_id == project_id,
            DatasetItem.dataset_id.in_(dataset_ids),
            DatasetItem.status == "ACTIVE",
            DatasetItem.valid_to.is_(None),
        )
        .group_by(DatasetItem.dataset_id)
    )
    runs = session.execute(
        select(DatasetRun.dataset_id, func.count(), func.max(DatasetRun.created_at))
        .where(DatasetRun.project_id == project_id, DatasetRun.dataset_id.in_(dataset_ids))
        .group_by(DatasetRun.dataset_id)
    )
    of_items = {row[0]: row[1] for row in items}
    of_runs = {row[0]: (row[1], row[2]) for row in runs}
    return {
        each: Counts(of_items.get(each, 0), *of_runs.get(each, (0, None))) for each in dataset_ids
    }


class Preview(NamedTuple):
    id: str
    status: str
    input: str
    expected_output: str
    source_trace_id: str | None
    source_observation_id: str | None
    created_at: datetime
    valid_from: datetime


def _beginning(column: Any) -> Any:
    return func.coalesce(func.substr(cast(column, Text), 1, PREVIEW), "")


_PREVIEW = (
    DatasetItem.id,
    DatasetItem.status,
    _beginning(DatasetItem.input),
    _beginning(DatasetItem.expected_output),
    DatasetItem.source_trace_id,
    DatasetItem.source_observation_id,
    DatasetItem.created_at,
    DatasetItem.valid_from,
)


def item_previews(
    session: Session,
    project_id: str,
    dataset_id: str,
    status: str,
    version: datetime | None,
    page: Page,
) -> tuple[list[Preview], int]:
    """Newest first, of any status when `status` is empty, and how many there are."""
    conditions = item_conditions(project_id, dataset_id, version)
    if status:
        conditions.append(DatasetItem.status == status)
    total = session.scalar(select(func.count()).select_from(DatasetItem).where(*conditions)) or 0
    rows = session.execute(
        select(*_PREVIEW)
        .where(*conditions)
        .order_by(DatasetItem.created_at.desc(), DatasetItem.id)
        .limit(page.limit)
        .offset(page.offset)
    )
    return [Preview(*row) for row in rows], total


def previews_of(session: Session, project_id: str, item_ids: Collection[str]) -> dict[str, Preview]:
    """The last version of each item, deleted ones too."""
    rows = session.execute(
        select(*_PREVIEW)
        .where(DatasetItem.project_id == project_id, DatasetItem.id.in_(item_ids))
        .order_by(DatasetItem.valid_from)
    )
    return {row[0]: Preview(*row) for row in rows}


def moments(session: Session, project_id: str, dataset_id: str) -> list[tuple[datetime, int]]:
    """When items of a dataset changed, newest first, with the number of changes."""

    def column(name: str) -> Any:
        moment: Any = getattr(DatasetItem, name)
        return select(moment.label("moment"), DatasetItem.id.label("item")).where(
            DatasetItem.project_id == project_id,
            DatasetItem.dataset_id == dataset_id,
            moment.is_not(None),
        )

    changes = union_all(column("valid_from"), column("valid_to")).subquery()
    columns: Any = changes.c
    rows = session.execute(
        select(columns.moment, func.count(columns.item.distinct()))
        .group_by(columns.moment)
        .order_by(columns.moment.desc())
        .limit(MOST_VERSIONS)
    )
    return [(moment, number) for moment, number in rows]


class Link(NamedTuple):
    run_id: str
    item_id: str
    trace_id: str
    observation_id: str | None


def links_of_runs(session: Session, project_id: str, run_ids: Collection[str]) -> list[Link]:
    """What runs linked to items, newest first; at most MOST_LINKS."""
    rows = session.execute(
        select(
            DatasetRunItem.run_id,
            DatasetRunItem.item_id,
            DatasetRunItem.trace_id,
            DatasetRunItem.observation_id,
        )
        .where(DatasetRunItem.project_id == project_id, DatasetRunItem.run_id.in_(run_ids))
        .order_by(DatasetRunItem.created_at.desc(), DatasetRunItem.id)
        .limit(MOST_LINKS)
    )
    return [Link(*row) for row in rows]


def outputs(
    engine: EventEngine, project_id: str, places: Sequence[tuple[str, str | None]]
) -> dict[tuple[str, str], tuple[str, int]]:
    """The first OUTPUT characters and the length of outputs by (trace id, observation id): of the
    observations asked for, and of traces (observation id ""), whose root stands in for a trace
    without an output of its own."""
    ids = sorted({trace_id for trace_id, _ in places})
    wanted = sorted({observation for _, observation in places if observation})
    if not ids:
        return {}
    parameters: dict[str, Any] = {"project_id": project_id, "ids": ids, "wanted": wanted}
    minutes = observation_minutes(engine, project_id, ids)
    found: dict[tuple[str, str], tuple[str, int]] = {}
    if minutes:
        rows = fetch(
            engine,
            "SELECT trace_id, id, is_root, substringUTF8(output, 1, {length:UInt32}) AS output, "
            "output_length AS length FROM observations FINAL "
            "WHERE project_id = {project_id:String} "
            "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
            "AND trace_id IN {ids:Array(String)} AND (is_root OR id IN {wanted:Array(String)}) "
            "AND output != '' ORDER BY start_time DESC",
            parameters | {"length": OUTPUT, "minutes": minutes},
        )
        for row in rows:
            value = (row["output"], row["length"])
            found[row["trace_id"], row["id"]] = value
            if row["is_root"]:
                found[row["trace_id"], ""] = value
    moments = fetch(
        engine,
        "SELECT DISTINCT toUnixTimestamp(toStartOfMinute(timestamp)) AS minute FROM traces "
        "WHERE project_id = {project_id:String} AND id IN {ids:Array(String)}",
        parameters,
    )
    if moments:
        rows = fetch(
            engine,
            "SELECT id, substringUTF8(output, 1, {length:UInt32}) AS output, "
            "output_length AS length FROM traces FINAL "
            "WHERE project_id = {project_id:String} "
            "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
            "AND id IN {ids:Array(String)} AND output != ''",
            parameters | {"length": OUTPUT, "minutes": sorted(row["minute"] for row in moments)},
        )
        found |= {(row["id"], ""): (row["output"], row["length"]) for row in rows}
    return found


def scores_of_traces(
    engine: EventEngine, project_id: str, trace_ids: Collection[str]
) -> list[dict[str, Any]]:
    """The newest score of each name: `trace_id, observation_id, name, data_type, value, label`."""
    return _scores(engine, project_id, "trace_id", trace_ids)


def scores_of_runs(
    engine: EventEngine, project_id: str, run_ids: Collection[str]
) -> list[dict[str, Any]]:
    """The same of scores given to whole runs, with `dataset_run_id`."""
    return _scores(engine, project_id, "dataset_run_id", run_ids)


def _scores(
    engine: EventEngine, project_id: str, column: str, ids: Collection[str]
) -> list[dict[str, Any]]:
    parameters: dict[str, Any] = {"project_id": project_id, "ids": sorted(set(ids))}
    if not parameters["ids"]:
        return []
    places = fetch(
        engine,
        "SELECT DISTINCT toUnixTimestamp(toStartOfMinute(timestamp)) AS minute FROM scores "
        f"WHERE project_id = {{project_id:String}} AND {column} IN {{ids:Array(String)}}",
        parameters,
    )
    if not places:
        return []
    return fetch(
        engine,
        f"SELECT {column}, observation_id, name, data_type, "
        "argMax(value, timestamp) AS value, argMax(string_value, timestamp) AS label "
        "FROM scores FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        f"AND {column} IN {{ids:Array(String)}} "
        "AND data_type IN ('NUMERIC', 'BOOLEAN', 'CATEGORICAL') "
        f"GROUP BY {column}, observation_id, name, data_type ORDER BY name, data_type",
        parameters | {"minutes": sorted(row["minute"] for row in places)},
    )
