"""SQL of datasets, items, runs and run items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from gatelight.events.paging import Page
from gatelight.records.tables.datasets import Dataset, DatasetItem, DatasetRun, DatasetRunItem

T = TypeVar("T", Dataset, DatasetRun, DatasetRunItem)


class ItemSearch(NamedTuple):
    """Which items of a project; `version`: as they were at that time."""

    dataset_id: str | None = None
    source_trace_id: str | None = None
    source_observation_id: str | None = None
    version: datetime | None = None


def page_of(session: Session, rows: Select[T], page: Page) -> tuple[list[T], int]:
    """One page of a select, and how many rows it has in all."""
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    return list(session.scalars(rows.limit(page.limit).offset(page.offset))), total


# --- datasets


def datasets_of(project_id: str) -> Select[Dataset]:
    """Newest first."""
    return (
        select(Dataset)
        .where(Dataset.project_id == project_id)
        .order_by(Dataset.created_at.desc(), Dataset.id)
    )


def dataset_named(session: Session, project_id: str, name: str) -> Dataset | None:
    return session.scalar(
        select(Dataset).where(Dataset.project_id == project_id, Dataset.name == name)
    )


# --- items


def _at(version: datetime | None) -> ColumnElement[bool]:
    if version is None:
        return DatasetItem.valid_to.is_(None)
    return (DatasetItem.valid_from <= version) & or_(
        DatasetItem.valid_to.is_(None), DatasetItem.valid_to > version
    )


def item_conditions(
    project_id: str, dataset_id: str, version: datetime | None
) -> list[ColumnElement[bool]]:
    """Items of a dataset, of any status, as they were at `version`."""
    return [
        DatasetItem.project_id == project_id,
        DatasetItem.dataset_id == dataset_id,
        _at(version),
    ]


def current_item(session: Session, project_id: str, item_id: str) -> DatasetItem | None:
    return item_at(session, project_id, item_id, None)


def item_at(
    session: Session, project_id: str, item_id: str, version: datetime | None
) -> DatasetItem | None:
    """The item as it was at `version`, None: as it is."""
    return session.scalar(
        select(DatasetItem).where(
            DatasetItem.project_id == project_id, DatasetItem.id == item_id, _at(version)
        )
    )


def newest_version(session: Session, project_id: str, item_id: str) -> DatasetItem | None:
    """The latest version of an item, also of a deleted one."""
    return session.scalar(
        select(DatasetItem)
        .where(DatasetItem.project_id == project_id, DatasetItem.id == item_id)
        .order_by(DatasetItem.valid_from.desc())
        .limit(1)
    )


def items_page(
    session: Session, project_id: str, search: ItemSearch, page: Page
) -> tuple[list[tuple[DatasetItem, str]], int]:
    """Active items with their dataset's name, newest first, and how many there are."""
    conditions = [
        DatasetItem.project_id == project_id,
        DatasetItem.status == "ACTIVE",
        _at(search.version),
    ]
    for column, wanted in (
        (DatasetItem.dataset_id, search.dataset_id),
        (DatasetItem.source_trace_id, search.source_trace_id),
        (DatasetItem.source_observation_id, search.source_observation_id),
    ):
        if wanted:
            conditions.append(column == wanted)
    rows = session.execute(
        select(DatasetItem, Dataset.name)
        .join(Dataset, Dataset.id == DatasetItem.dataset_id)
        .where(*conditions)
        .order_by(DatasetItem.created_at.desc(), DatasetItem.id)
        .limit(page.limit)
        .offset(page.offset)
    ).all()
    total = session.scalar(select(func.count()).select_from(DatasetItem).where(*conditions)) or 0
    return [(item, name) for item, name in rows], total


def active_items(session: Session, project_id: str, dataset_id: str) -> Sequence[DatasetItem]:
    """All active items of a dataset, newest first."""
    return session.scalars(
        select(DatasetItem)
        .where(
            DatasetItem.project_id == project_id,
            DatasetItem.dataset_id == dataset_id,
            DatasetItem.status == "ACTIVE",
            DatasetItem.valid_to.is_(None),
        )
        .order_by(DatasetItem.created_at.desc(), DatasetItem.id)
    ).all()


def item_ids(session: Session, project_id: str, dataset_ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids of the active items of each dataset, newest first."""
    rows = session.execute(
        select(DatasetItem.dataset_id, DatasetItem.id)
        .where(
            DatasetItem.project_id == project_id,
            DatasetItem.dataset_id.in_(list(dataset_ids)),
            DatasetItem.status == "ACTIVE",
            DatasetItem.valid_to.is_(None),
        )
        .order_by(DatasetItem.created_at.desc(), DatasetItem.id)
    )
    found: dict[str, list[str]] = {}
    for dataset_id, item_id in rows:
        found.setdefault(dataset_id, []).append(item_id)
    return found


# --- runs


def runs_of(project_id: str, dataset_id: str) -> Select[DatasetRun]:
    """Newest first."""
    return (
        select(DatasetRun)
        .where(DatasetRun.project_id == project_id, DatasetRun.dataset_id == dataset_id)
        .order_by(DatasetRun.created_at.desc(), DatasetRun.id)
    )


def run_names(
    session: Session, project_id: str, dataset_ids: Iterable[str]
) -> dict[str, list[str]]:
    """Names of the runs of each dataset, newest first."""
    rows = session.execute(
        select(DatasetRun.dataset_id, DatasetRun.name)
        .where(DatasetRun.project_id == project_id, DatasetRun.dataset_id.in_(list(dataset_ids)))
        .order_by(DatasetRun.created_at.desc(), DatasetRun.id)
    )
    found: dict[str, list[str]] = {}
    for dataset_id, name in rows:
        found.setdefault(dataset_id, []).append(name)
    return found


def run_named(session: Session, project_id: str, dataset_id: str, name: str) -> DatasetRun | None:
    return session.scalar(runs_of(project_id, dataset_id).where(DatasetRun.name == name))


def run_items_of(project_id: str, run_id: str) -> Select[DatasetRunItem]:
    """Newest first."""
    return (
        select(DatasetRunItem)
        .where(DatasetRunItem.project_id == project_id, DatasetRunItem.run_id == run_id)
        .order_by(DatasetRunItem.created_at.desc(), DatasetRunItem.id)
    )
