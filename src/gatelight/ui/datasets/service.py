"""Pages of datasets: lists with counts, previews of items, moments of change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gatelight.core.time import from_datetime, to_iso
from gatelight.datasets import queries as datasets
from gatelight.datasets.schemas import DatasetItemIn, dataset_out, item_out, wire_time
from gatelight.datasets.service import find_dataset, write_item
from gatelight.errors import ApiError, InvalidData, NotFound
from gatelight.events.paging import Page, listed
from gatelight.media.service import item_references
from gatelight.records.tables.datasets import Dataset
from gatelight.services import Services
from gatelight.ui.datasets import queries
from gatelight.ui.datasets.schemas import UploadIn

Body = dict[str, Any]


def list_datasets(services: Services, project_id: str, page: Page) -> Body:
    """Newest first."""
    with services.database.reader() as session:
        rows, total = datasets.page_of(session, datasets.datasets_of(project_id), page)
        counts = queries.counts(session, project_id, [row.id for row in rows])
    data = []
    for row in rows:
        of = counts[row.id]
        data.append(
            dataset_out(row)
            | {
                "items": of.items,
                "runs": of.runs,
                "lastRunAt": None if of.last_run is None else wire_time(of.last_run),
            }
        )
    return listed(data, page, total)


def list_items(
    services: Services,
    project_id: str,
    name: str,
    status: str,
    version: datetime | None,
    page: Page,
) -> Body:
    """Beginnings of items, newest first. Raises NotFound."""
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, name)
        rows, total = queries.item_previews(session, project_id, dataset.id, status, version, page)
    return listed(
        [
            {
                "id": row.id,
                "status": row.status,
                "input": shown(row.input),
                "expectedOutput": shown(row.expected_output),
                "sourceTraceId": row.source_trace_id,
                "sourceObservationId": row.source_observation_id,
                "createdAt": wire_time(row.created_at),
                "updatedAt": wire_time(row.valid_from),
            }
            for row in rows
        ],
        page,
        total,
    )


def get_item(
    services: Services, project_id: str, base: str, item_id: str, version: datetime | None
) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        item = datasets.item_at(session, project_id, item_id, version)
        if item is None:
            raise NotFound("Dataset item not found")
        name = session.get_one(Dataset, item.dataset_id).name
    fields = {
        "input": item.input,
        "expectedOutput": item.expected_output,
        "metadata": item.details,
    }
    (references,) = item_references(services, project_id, base, [fields])
    return item_out(item, name, references)


def upload(services: Services, project_id: str, base: str, sent: UploadIn) -> Body:
    """Store each item, or say why not. Raises NotFound for an unknown dataset."""
    with services.database.reader() as session:
        find_dataset(session, project_id, sent.name)
    refused = []
    for index, item in enumerate(sent.items):
        body = DatasetItemIn(
            dataset_name=sent.name,
            id=item.id,
            input=item.input,
            expected_output=item.expected_output,
            metadata=item.metadata,
        )
        try:
            write_item(services, project_id, base, body)
        except InvalidData as error:
            issues = "; ".join(
                f"{'.'.join(issue['path'])}: {issue['message']}" for issue in error.issues
            )
            refused.append({"index": index, "message": issues})
        except ApiError as error:
            if error.status >= 500:
                raise
            refused.append({"index": index, "message": error.message})
    return {"stored": len(sent.items) - len(refused), "refused": refused}


def versions(services: Services, project_id: str, name: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, name)
        found = queries.moments(session, project_id, dataset.id)
    return {
        "versions": [
            {"time": to_iso(from_datetime(moment)), "changes": number} for moment, number in found
        ]
    }


def shown(json_text: str) -> str:
    """The beginning of stored JSON as a list shows it; nothing for null."""
    return "" if json_text == "null" else json_text
