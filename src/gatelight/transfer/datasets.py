"""Copying datasets: items under their ids, runs and what they made of the items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from gatelight.transfer.capabilities import DATASETS, EXPERIMENTS, V2_DATASETS
from gatelight.transfer.definitions import rows_of
from gatelight.transfer.pages import List, cursor_pages, oldest_first
from gatelight.transfer.report import Outcome
from gatelight.transfer.session import Session
from gatelight.transfer.wire import CallError, Wire

Row = dict[str, Any]

ITEMS, RUNS = "dataset items", "dataset runs"
EPOCH = "1970-01-01T00:00:00.000Z"

_DATASET_FIELDS = ("name", "description", "metadata", "inputSchema", "expectedOutputSchema")
_ITEM_FIELDS = (
    "id",
    "status",
    "input",
    "expectedOutput",
    "metadata",
    "sourceTraceId",
    "sourceObservationId",
)


def copy_datasets(session: Session) -> None:
    """Datasets oldest first, each with its items and runs."""
    outcome = session.outcome(DATASETS)
    path = session.endpoint(outcome, DATASETS)
    items, runs = session.outcome(ITEMS), session.outcome(RUNS)
    items.endpoint = "GET /dataset-items" if path == V2_DATASETS else f"{outcome.endpoint}/{{name}}"
    runs.endpoint = "GET /datasets/{name}/runs"
    if not path:
        items.endpoint = runs.endpoint = ""
        return
    datasets = list(reversed(list(rows_of(session.source, path))))
    outcome.found += len(datasets)
    session.progress.begin(outcome, len(datasets))
    known = {} if session.dry_run else {r["name"]: r for r in rows_of(session.target, V2_DATASETS)}
    for row in datasets:
        if not session.dry_run:
            session.attempt(outcome, row["name"], lambda row=row: _write(session, known, row))  # type: ignore[misc]
        if session.dry_run or row["name"] in known:
            _copy_items(session, items, row)
            _copy_runs(session, runs, row)
        session.progress.advance(outcome, 1)
    if items.found:
        items.note("archived items are listed by no endpoint; those that runs name are copied")
    if not session.dry_run:
        session.state.save()
    session.progress.end(outcome)


def items_of(wire: Wire, dataset: Row) -> Iterator[Row]:
    """The active items of a dataset, oldest first."""
    wanted = List("/dataset-items", params=(("datasetName", dataset["name"]),))
    try:
        yield from oldest_first(wire, wanted)
    except CallError as error:
        if not error.is_missing:
            raise
        whole = wire.get(f"/datasets/{quote(dataset['name'], safe='')}")
        for row in reversed(whole.get("items", ())):
            if row.get("status", "ACTIVE") == "ACTIVE":
                yield row


def runs_of(wire: Wire, dataset: Row) -> Iterator[Row]:
    """The runs of a dataset with their items (`datasetRunItems`), newest first. Raises CallError
    when the server lists no runs."""
    base = f"/datasets/{quote(dataset['name'], safe='')}/runs"
    for row in rows_of(wire, base):
        yield wire.get(f"{base}/{quote(row['name'], safe='')}")


def _write(session: Session, known: dict[str, Row], row: Row) -> bool:
    body = {name: row[name] for name in _DATASET_FIELDS if row.get(name) is not None}
    before = known.get(row["name"])
    if before is not None and all(before.get(name) == value for name, value in body.items()):
        return False
    known[row["name"]] = session.target.post(V2_DATASETS, body)
    return True


def _copy_items(session: Session, outcome: Outcome, dataset: Row) -> None:
    if session.dry_run:
        outcome.found += sum(1 for _ in items_of(session.source, dataset))
        return
    # Sending an item that is there already would make a new version of it.
    there = {row["id"]: _item_key(row) for row in items_of(session.target, dataset)}
    for row in items_of(session.source, dataset):
        outcome.found += 1
        session.attempt(
            outcome,
            row["id"],
            lambda row=row: _write_item(session, there, dataset, row),  # type: ignore[misc]
        )


def _write_item(session: Session, there: dict[str, bytes], dataset: Row, row: Row) -> bool:
    if there.get(row["id"]) == _item_key(row):
        return False
    session.target.post("/dataset-items", _item_body(row) | {"datasetName": dataset["name"]})
    return True


def _item_body(row: Row) -> Row:
    return {name: row[name] for name in _ITEM_FIELDS if row.get(name) is not None}


def _item_key(row: Row) -> bytes:
    """A digest of what is copied of an item."""
    text = json.dumps(_item_body(row), sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


def _copy_runs(session: Session, outcome: Outcome, dataset: Row) -> None:
    """From the list of runs; where Langfuse 4 has it no more, from its experiments."""
    try:
        runs = runs_of(session.source, dataset)
        found = list(runs)
    except CallError as error:
        if not error.is_missing:
            raise
        if EXPERIMENTS not in session.capabilities.endpoints:
            outcome.skip("the source lists no runs and no experiments")
            return
        outcome.endpoint = "GET /experiments, /experiment-items"
        found = list(_experiments_of(session.source, dataset))
    for run in reversed(found):
        outcome.found += 1
        if not session.dry_run:
            _copy_run(session, outcome, dataset, run)


def _copy_run(session: Session, outcome: Outcome, dataset: Row, run: Row) -> None:
    told = {"runName": run["name"]}
    if run.get("description") is not None:
        told["runDescription"] = run["description"]
    if run.get("metadata") is not None:
        told["metadata"] = run["metadata"]
    links = sorted(run.get("datasetRunItems", ()), key=lambda link: str(link.get("createdAt")))
    if not links:
        outcome.skip("a run without items; the API makes runs by their items")
        return
    problems = outcome.failed.total()
    for link in links:
        body = told | {
            name: link[name]
            for name in ("datasetItemId", "traceId", "observationId", "createdAt")
            if link.get(name) is not None
        }
        try:
            made = _link(session, dataset, body)
        except CallError as error:
            if error.status is None or error.status >= 500 or error.status in (401, 403, 429):
                raise
            outcome.fail(str(error), f"{run['name']}: {link['datasetItemId']}")
            continue
        session.state.runs[run["id"]] = made["datasetRunId"]
    if outcome.failed.total() == problems:
        outcome.copied += 1


def _link(session: Session, dataset: Row, body: Row) -> Row:
    """Link what ran to its item, which is copied first when it was archived."""
    try:
        made: Row = session.target.post("/dataset-run-items", body)
    except CallError as error:
        if not error.is_missing:
            raise
        item = session.source.get(f"/dataset-items/{quote(body['datasetItemId'], safe='')}")
        session.target.post("/dataset-items", _item_body(item) | {"datasetName": dataset["name"]})
        session.outcome(ITEMS).found += 1
        session.outcome(ITEMS).copied += 1
        made = session.target.post("/dataset-run-items", body)
    return made


def _experiments_of(source: Wire, dataset: Row) -> Iterator[Row]:
    """Experiments on a dataset in the shape of runs."""
    asked = {"fromStartTime": EPOCH, "datasetId": dataset["id"]}
    for rows, _ in cursor_pages(source, "/experiments", asked | {"fields": "core,metadata"}):
        for row in rows:
            wanted = {"fromStartTime": EPOCH, "experimentId": row["id"], "fields": "core"}
            links = [
                {
                    "datasetItemId": item["experimentItemId"],
                    "traceId": item["traceId"],
                    "createdAt": item["startTime"],
                }
                for items, _ in cursor_pages(source, "/experiment-items", wanted)
                for item in items
            ]
            yield row | {"datasetRunItems": links}
