"""Runs of a dataset and the traces they made."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from gatelight.core.ids import dataset_run_id
from gatelight.datasets import queries
from gatelight.datasets.schemas import Body, DatasetRunItemIn, run_item_out, run_out
from gatelight.datasets.service import find_dataset
from gatelight.errors import NotFound
from gatelight.events.observations import observation_by_id
from gatelight.events.paging import Page, listed
from gatelight.records.base import utc_now
from gatelight.records.tables.datasets import Dataset, DatasetRun, DatasetRunItem
from gatelight.services import Services

_DERIVED = uuid.UUID("5f1d2f0c-6c1e-4c55-9f0e-5d3c6f4f2d7a")


def add_run_item(services: Services, project_id: str, sent: DatasetRunItemIn) -> Body:
    """Link what ran to an item; the run is made with its first item. The same link sent twice is
    one link.

    Raises NotFound for an unknown item, and for an unknown observation when no trace is named.
    """
    trace_id = sent.trace_id
    if not trace_id:
        observation = observation_by_id(services.events, project_id, sent.observation_id or "")
        if observation is None:
            raise NotFound("Observation not found")
        trace_id = observation.trace_id
    with services.database.session() as session:
        item = queries.item_at(session, project_id, sent.dataset_item_id, sent.dataset_version)
        item = item or queries.current_item(session, project_id, sent.dataset_item_id)
        if item is None:
            raise NotFound("Dataset item not found")
        services.database.lock(session, f"dataset-run:{item.dataset_id}:{sent.run_name}")
        run = _written_run(session, project_id, item.dataset_id, sent)
        place = "\0".join((run.id, item.id, trace_id, sent.observation_id or ""))
        link_id = str(uuid.uuid5(_DERIVED, place))
        link = session.get(DatasetRunItem, link_id)
        if link is None:
            now = utc_now()
            link = DatasetRunItem(
                id=link_id,
                project_id=project_id,
                run_id=run.id,
                item_id=item.id,
                trace_id=trace_id,
                observation_id=sent.observation_id or None,
                item_version=sent.dataset_version,
                created_at=sent.created_at or now,
                updated_at=now,
            )
            session.add(link)
        return run_item_out(link, run.name)


def _written_run(
    session: Session, project_id: str, dataset_id: str, sent: DatasetRunItemIn
) -> DatasetRun:
    """The run of that name, with the description and metadata sent."""
    run = queries.run_named(session, project_id, dataset_id, sent.run_name)
    if run is None:
        run = DatasetRun(
            id=dataset_run_id(project_id, dataset_id, sent.run_name),
            project_id=project_id,
            dataset_id=dataset_id,
            name=sent.run_name,
            details=None,
            created_at=utc_now(),
        )
        session.add(run)
    if sent.run_description is not None:
        run.description = sent.run_description
    if sent.metadata is not None:
        run.details = sent.metadata
    if session.is_modified(run):
        run.updated_at = utc_now()
    session.flush()
    return run


def list_run_items(
    services: Services, project_id: str, dataset_id: str, run_name: str, page: Page
) -> Body:
    """Newest first. Raises NotFound for an unknown run."""
    with services.database.reader() as session:
        run = queries.run_named(session, project_id, dataset_id, run_name)
        if run is None:
            raise NotFound("Dataset run not found")
        rows, total = queries.page_of(session, queries.run_items_of(project_id, run.id), page)
    return listed([run_item_out(row, run.name) for row in rows], page, total)


def list_runs(services: Services, project_id: str, dataset_name: str, page: Page) -> Body:
    """Newest first. Raises NotFound for an unknown dataset."""
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, dataset_name)
        rows, total = queries.page_of(session, queries.runs_of(project_id, dataset.id), page)
    return listed([run_out(row, dataset.name) for row in rows], page, total)


def get_run(services: Services, project_id: str, dataset_name: str, run_name: str) -> Body:
    """One run with its items. Raises NotFound."""
    with services.database.reader() as session:
        dataset, run = _find_run(session, project_id, dataset_name, run_name)
        items = session.scalars(queries.run_items_of(project_id, run.id)).all()
    return run_out(run, dataset.name) | {
        "datasetRunItems": [run_item_out(item, run.name) for item in items]
    }


def delete_run(services: Services, project_id: str, dataset_name: str, run_name: str) -> None:
    """The run and its links; traces and scores stay. Raises NotFound."""
    with services.database.session() as session:
        _, run = _find_run(session, project_id, dataset_name, run_name)
        session.delete(run)


def _find_run(
    session: Session, project_id: str, dataset_name: str, run_name: str
) -> tuple[Dataset, DatasetRun]:
    dataset = find_dataset(session, project_id, dataset_name)
    run = queries.run_named(session, project_id, dataset.id, run_name)
    if run is None:
        raise NotFound("Dataset run not found")
    return dataset, run
