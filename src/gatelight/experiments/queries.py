"""SQL of experiments that were told by dataset run items."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gatelight.core.time import MAX_MICROS, Micros, from_datetime, to_datetime
from gatelight.records.tables.datasets import DatasetItem, DatasetRun, DatasetRunItem

BATCH = 500


class LinkedRun(NamedTuple):
    """A run, and what its links made in a window add up to."""

    run: DatasetRun
    first: Micros
    last: Micros
    items: int


class Link(NamedTuple):
    """A run item with its run, and when it was made."""

    link: DatasetRunItem
    run: DatasetRun
    time: Micros


def _within(project_id: str, low: Micros, high: Micros) -> list[ColumnElement[bool]]:
    conditions = [
        DatasetRunItem.project_id == project_id,
        DatasetRunItem.created_at >= to_datetime(low),
    ]
    if high < MAX_MICROS:
        conditions.append(DatasetRunItem.created_at < to_datetime(high))
    return conditions


def linked_runs(session: Session, project_id: str, low: Micros, high: Micros) -> list[LinkedRun]:
    """Every run with a link made in the window, in no order."""
    sums = (
        select(
            DatasetRunItem.run_id.label("run_id"),
            func.min(DatasetRunItem.created_at).label("first"),
            func.max(DatasetRunItem.created_at).label("last"),
            func.count().label("links"),
        )
        .where(*_within(project_id, low, high))
        .group_by(DatasetRunItem.run_id)
        .subquery()
    )
    columns: Any = sums.c
    rows = session.execute(
        select(DatasetRun, columns.first, columns.last, columns.links)
        .join(sums, sums.c.run_id == DatasetRun.id)
        .where(DatasetRun.project_id == project_id)
    )
    return [
        LinkedRun(run, from_datetime(first), from_datetime(last), items)
        for run, first, last, items in rows
    ]


def traces_of_runs(
    session: Session, project_id: str, run_ids: Collection[str], low: Micros, high: Micros
) -> list[tuple[str, str]]:
    """(run id, trace id) of every link of these runs made in the window."""
    rows = session.execute(
        select(DatasetRunItem.run_id, DatasetRunItem.trace_id).where(
            *_within(project_id, low, high), DatasetRunItem.run_id.in_(list(run_ids))
        )
    )
    return [(run_id, trace_id) for run_id, trace_id in rows]


def runs(session: Session, project_id: str) -> list[DatasetRun]:
    return list(session.scalars(select(DatasetRun).where(DatasetRun.project_id == project_id)))


def links(
    session: Session,
    project_id: str,
    low: Micros,
    high: Micros,
    run_ids: Collection[str] | None,
) -> Iterator[Link]:
    """Links made in the window, newest first, all of one moment in the wire's order."""
    rows = (
        select(DatasetRunItem, DatasetRun)
        .join(DatasetRun, DatasetRun.id == DatasetRunItem.run_id)
        .where(*_within(project_id, low, high))
        .order_by(DatasetRunItem.created_at.desc(), DatasetRunItem.id)
    )
    if run_ids is not None:
        rows = rows.where(DatasetRunItem.run_id.in_(list(run_ids)))
    moment: list[Link] = []
    offset = 0
    while batch := session.execute(rows.limit(BATCH).offset(offset)).all():
        offset += BATCH
        for link, run in batch:
            found = Link(link, run, from_datetime(link.created_at))
            if moment and moment[0].time != found.time:
                yield from _in_order(moment)
                moment = []
            moment.append(found)
    yield from _in_order(moment)


def _in_order(moment: list[Link]) -> list[Link]:
    return sorted(moment, key=lambda one: (one.link.trace_id, one.link.id), reverse=True)


def item_as_run(
    session: Session, project_id: str, item_id: str, moment: datetime
) -> DatasetItem | None:
    """The version of an item that held at `moment`, else its first one."""
    rows = select(DatasetItem).where(
        DatasetItem.project_id == project_id, DatasetItem.id == item_id
    )
    return session.scalar(
        rows.where(DatasetItem.valid_from <= moment)
        .order_by(DatasetItem.valid_from.desc())
        .limit(1)
    ) or session.scalar(rows.order_by(DatasetItem.valid_from).limit(1))
