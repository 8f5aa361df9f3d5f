"""Datasets and their items: made, changed, read, deleted.

`base` is the address clients reach this server at: items link to media.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from sqlalchemy.orm import Session

from gatelight.core.ids import new_id
from gatelight.datasets import queries
from gatelight.datasets.item_schema import check_schema, issues_of
from gatelight.datasets.queries import ItemSearch
from gatelight.datasets.schemas import Body, DatasetIn, DatasetItemIn, dataset_out, item_out
from gatelight.errors import Conflict, InvalidData, InvalidRequest, NotFound
from gatelight.events.paging import Page, listed
from gatelight.media.service import item_references, use_in_item
from gatelight.records.base import utc_now
from gatelight.records.tables.datasets import Dataset, DatasetItem
from gatelight.services import Services

_MILLISECOND = timedelta(milliseconds=1)


# --- datasets


def write_dataset(services: Services, project_id: str, sent: DatasetIn) -> Dataset:
    """The dataset of that name with the fields sent; fields that are None stay.

    Raises InvalidRequest for a schema that is none, or that an item of the dataset does not meet.
    """
    schemas = {
        "input_schema": ("inputSchema", sent.input_schema),
        "expected_output_schema": ("expectedOutputSchema", sent.expected_output_schema),
    }
    for field, schema in schemas.values():
        if schema is not None:
            check_schema(schema, field)
    with services.database.session() as session:
        services.database.lock(session, f"dataset:{project_id}:{sent.name}")
        dataset = queries.dataset_named(session, project_id, sent.name)
        if dataset is None:
            dataset = Dataset(
                project_id=project_id,
                name=sent.name,
                details=None,
                input_schema=None,
                expected_output_schema=None,
            )
            session.add(dataset)
        else:
            dataset.updated_at = utc_now()
        if sent.description is not None:
            dataset.description = sent.description
        if sent.metadata is not None:
            dataset.details = sent.metadata
        changed = False
        for column, (_, schema) in schemas.items():
            if schema is not None and schema != getattr(dataset, column):
                setattr(dataset, column, schema)
                changed = True
        session.flush()
        if changed:
            _check_items(session, dataset)
        return dataset


def _check_items(session: Session, dataset: Dataset) -> None:
    """Raises InvalidData naming the first item that does not meet the dataset's schemas."""
    for item in queries.active_items(session, dataset.project_id, dataset.id):
        if issues := _issues(dataset, item.input, item.expected_output):
            first = issues[0]
            raise InvalidData(
                [first | {"message": f"Dataset item {item.id}: {first['message']}"}, *issues[1:]]
            )


def _issues(dataset: Dataset, input: Any, expected_output: Any) -> list[Body]:
    return [
        *issues_of(dataset.input_schema, input, "input"),
        *issues_of(dataset.expected_output_schema, expected_output, "expectedOutput"),
    ]


def list_datasets(services: Services, project_id: str, page: Page) -> Body:
    with services.database.reader() as session:
        rows, total = queries.page_of(session, queries.datasets_of(project_id), page)
    return listed([dataset_out(row) for row in rows], page, total)


def get_dataset(services: Services, project_id: str, name: str) -> Dataset:
    """Raises NotFound."""
    with services.database.reader() as session:
        return find_dataset(session, project_id, name)


def find_dataset(session: Session, project_id: str, name: str) -> Dataset:
    """The dataset of that name. A name that was escaped twice (Python SDK 2 with some versions of
    httpx) is understood after a miss. Raises NotFound."""
    found = queries.dataset_named(session, project_id, name)
    if found is None and "%" in name:
        found = queries.dataset_named(session, project_id, unquote(name))
    if found is None:
        raise NotFound("Dataset not found")
    return found


def list_legacy(services: Services, project_id: str, page: Page) -> Body:
    """Datasets with the ids of their items and the names of their runs."""
    with services.database.reader() as session:
        rows, total = queries.page_of(session, queries.datasets_of(project_id), page)
        ids = [row.id for row in rows]
        items = queries.item_ids(session, project_id, ids)
        runs = queries.run_names(session, project_id, ids)
    data = [
        dataset_out(row) | {"items": items.get(row.id, []), "runs": runs.get(row.id, [])}
        for row in rows
    ]
    return listed(data, page, total)


def legacy_dataset(
    services: Services, project_id: str, base: str, name: str, *, whole: bool
) -> Body:
    """One dataset with its items (`whole`: all of them; else their ids) and run names.

    Raises NotFound.
    """
    found: list[tuple[DatasetItem, str]] = []
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, name)
        runs = queries.run_names(session, project_id, [dataset.id])
        if whole:
            active = queries.active_items(session, project_id, dataset.id)
            found = [(item, dataset.name) for item in active]
        ids = queries.item_ids(session, project_id, [dataset.id]).get(dataset.id, [])
    items = _items_out(services, project_id, base, found) if whole else ids
    return dataset_out(dataset) | {"items": items, "runs": runs.get(dataset.id, [])}


# --- items


def write_item(
    services: Services, project_id: str, base: str, sent: DatasetItemIn, *, replace: bool = False
) -> Body:
    """A new version of the item with the fields sent; fields that are None stay as they were, or
    with `replace` become null (what the item was made from stays).

    Raises NotFound for an unknown dataset, Conflict for an id of another dataset's item,
    InvalidData when the item does not meet the dataset's schemas.
    """
    item_id = sent.id or new_id()
    with services.database.session() as session:
        dataset = find_dataset(session, project_id, sent.dataset_name)
        services.database.lock(session, f"dataset-item:{project_id}:{item_id}")
        last = queries.newest_version(session, project_id, item_id)
        before = last if last is not None and last.valid_to is None else None
        if before is not None and before.dataset_id != dataset.id:
            raise Conflict(f"Dataset item {item_id} belongs to another dataset")
        now = utc_now()
        moment = _next_moment(now, last)
        content = None if replace else before
        item = DatasetItem(
            project_id=project_id,
            id=item_id,
            dataset_id=dataset.id,
            status=sent.status or (before.status if before else "ACTIVE"),
            input=_given(sent.input, content and content.input),
            expected_output=_given(sent.expected_output, content and content.expected_output),
            details=_given(sent.metadata, content and content.details),
            source_trace_id=_given(sent.source_trace_id, before and before.source_trace_id),
            source_observation_id=_given(
                sent.source_observation_id, before and before.source_observation_id
            ),
            created_at=before.created_at if before else now,
            valid_from=moment,
        )
        if issues := _issues(dataset, item.input, item.expected_output):
            raise InvalidData(issues)
        if before is not None:
            before.valid_to = moment
        session.add(item)
        use_in_item(session, project_id, dataset.id, item_id, _fields(item))
        name = dataset.name
    return _items_out(services, project_id, base, [(item, name)])[0]


def _given(sent: Any, before: Any) -> Any:
    return before if sent is None else sent


def _next_moment(now: datetime, last: DatasetItem | None) -> datetime:
    """`now` in whole milliseconds, and later than every version there is."""
    moment = now.replace(microsecond=now.microsecond // 1000 * 1000)
    if last is None:
        return moment
    return max(moment, (last.valid_to or last.valid_from) + _MILLISECOND)


def list_items(
    services: Services,
    project_id: str,
    base: str,
    page: Page,
    *,
    dataset_name: str | None,
    source_trace_id: str | None,
    source_observation_id: str | None,
    version: datetime | None,
) -> Body:
    """Active items, newest first. Raises NotFound for an unknown dataset, InvalidRequest for a
    version without a dataset."""
    if version is not None and not dataset_name:
        raise InvalidRequest("version needs datasetName")
    with services.database.reader() as session:
        dataset = find_dataset(session, project_id, dataset_name) if dataset_name else None
        search = ItemSearch(
            dataset.id if dataset else None, source_trace_id, source_observation_id, version
        )
        rows, total = queries.items_page(session, project_id, search, page)
    return listed(_items_out(services, project_id, base, rows), page, total)


def get_item(services: Services, project_id: str, base: str, item_id: str) -> Body:
    """The present version, also of an archived item. Raises NotFound."""
    with services.database.reader() as session:
        item = queries.current_item(session, project_id, item_id)
        if item is None:
            raise NotFound("Dataset item not found")
        name = session.get_one(Dataset, item.dataset_id).name
    return _items_out(services, project_id, base, [(item, name)])[0]


def delete_item(services: Services, project_id: str, item_id: str) -> None:
    """Gone from every read but those of a version before now. Raises NotFound."""
    with services.database.session() as session:
        services.database.lock(session, f"dataset-item:{project_id}:{item_id}")
        item = queries.current_item(session, project_id, item_id)
        if item is None:
            raise NotFound("Dataset item not found")
        item.valid_to = _next_moment(utc_now(), item)


def _fields(item: DatasetItem) -> Body:
    """What may refer to media, by its name on the wire."""
    return {"input": item.input, "expectedOutput": item.expected_output, "metadata": item.details}


def _items_out(
    services: Services, project_id: str, base: str, rows: list[tuple[DatasetItem, str]]
) -> list[Body]:
    fields = [_fields(item) for item, _ in rows]
    references = item_references(services, project_id, base, fields)
    return [
        item_out(item, name, found) for (item, name), found in zip(rows, references, strict=True)
    ]
