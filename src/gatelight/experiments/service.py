"""Experiments and their items: told by spans, by dataset run items, or by both.

An SDK may tell the same item twice, by its spans and by a run item: what counts as one is the
experiment and the trace, and the spans then say more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from gatelight.core.json import Json, from_text
from gatelight.core.time import Micros, from_datetime, to_iso
from gatelight.events import experiments as events
from gatelight.events.experiments import EXPERIMENT_FILTER_COLUMNS, ITEM_FILTER_COLUMNS
from gatelight.events.observations import METADATA, PAYLOAD, ObservationKey, observation_rows
from gatelight.events.rows import ObservationRow, TraceRow
from gatelight.events.score_wire import score_body_v3
from gatelight.events.traces import locate_traces, trace_rows
from gatelight.experiments import queries
from gatelight.experiments.parameters import Cursor, Question, meets, write_cursor
from gatelight.experiments.queries import Link
from gatelight.records.tables.datasets import DatasetItem
from gatelight.services import Services

Body = dict[str, Any]

_SCORE_GROUPS = ("details", "subject")
_CHECKED_AT_ONCE = 200
"""Links that are looked up among the spans together."""


@dataclass(slots=True)
class _Experiment:
    id: str
    name: str
    dataset_id: str
    description: str
    metadata: Json
    first: Micros
    last: Micros
    end: Micros
    items: int
    linked: int = 0

    @property
    def place(self) -> Cursor:
        return Cursor(self.last, "", "", self.id)


def list_experiments(services: Services, project_id: str, question: Question) -> Body:
    """One page, latest activity (the start of an item) first."""
    found = {
        row.id: _Experiment(
            row.id,
            row.name,
            row.dataset_id,
            row.description,
            from_text(row.metadata),
            row.first,
            row.last,
            row.end,
            row.items,
        )
        for row in events.spanned_experiments(
            services.events, project_id, question.filters, question.low, question.high
        )
    }
    with services.database.reader() as session:
        for linked in queries.linked_runs(session, project_id, question.low, question.high):
            run = linked.run
            names = {"id": run.id, "name": run.name, "datasetId": run.dataset_id}
            if run.id in found:
                known = found[run.id]
                known.linked = linked.items
                known.description = known.description or run.description or ""
                known.metadata = known.metadata or run.details
            elif meets(question.filters, EXPERIMENT_FILTER_COLUMNS, names):
                found[run.id] = _Experiment(
                    run.id,
                    run.name,
                    run.dataset_id,
                    run.description or "",
                    run.details,
                    linked.first,
                    linked.last,
                    linked.last,
                    linked.items,
                )
        ordered = sorted(found.values(), key=lambda one: one.place, reverse=True)
        if question.after is not None:
            ordered = [one for one in ordered if one.place < question.after]
        page = ordered[: question.limit]
        both = [one.id for one in page if one.linked]
        links = (
            queries.traces_of_runs(session, project_id, both, question.low, question.high)
            if both
            else []
        )
    spanned = events.spanned_items(services.events, project_id, {trace_id for _, trace_id in links})
    for run_id, trace_id in links:
        found[run_id].items += (run_id, trace_id) not in spanned
    data = [_experiment_out(one, question.groups) for one in page]
    if "scores" in question.groups:
        scores = events.scores_of_experiments(
            services.events,
            project_id,
            [one.id for one in page],
            question.score_limit,
            question.low,
        )
        for body in data:
            body["scores"] = [
                score_body_v3(row, _SCORE_GROUPS) for row in scores.get(body["id"], [])
            ]
    more = len(ordered) > len(page)
    return {"data": data, "meta": {"cursor": write_cursor(page[-1].place)} if more else {}}


def _experiment_out(one: _Experiment, groups: tuple[str, ...]) -> Body:
    body: Body = {
        "id": one.id,
        "name": one.name,
        "description": one.description or None,
        "startTime": to_iso(one.first),
        "endTime": to_iso(one.end),
        "itemCount": one.items,
        "datasetId": one.dataset_id or None,
    }
    if "metadata" in groups:
        body["metadata"] = _as_object(one.metadata)
    return body


# --- items


@dataclass(slots=True)
class _Item:
    """One item of the page: `link` when a run item told it, else the root's `key`."""

    place: Cursor
    key: ObservationKey | None = None
    link: Link | None = None


def list_items(services: Services, project_id: str, question: Question) -> Body:
    """One page, newest start first; an item without spans starts when it was linked."""
    wanted = question.limit + 1
    after = question.after
    keys = events.find_item_roots(
        services.events,
        project_id,
        question.filters,
        wanted,
        question.low,
        question.high,
        after and ObservationKey(after.trace_id, after.id, after.time),
    )
    items = [_Item(Cursor(key.start_time, key.trace_id, key.id, ""), key=key) for key in keys]
    items += [
        _Item(Cursor(link.time, link.link.trace_id, link.link.id, link.run.id), link=link)
        for link in _links_without_spans(services, project_id, question, wanted)
    ]
    items.sort(key=lambda item: item.place[:3], reverse=True)
    page = items[: question.limit]
    data = _items_out(services, project_id, page, question.groups)
    if "scores" in question.groups:
        scores = events.scores_of_items(
            services.events,
            project_id,
            [item.place.trace_id for item in page],
            question.score_limit,
        )
        for body in data:
            body["scores"] = [
                score_body_v3(row, _SCORE_GROUPS) for row in scores.get(body["traceId"], [])
            ]
    more = len(items) > len(page)
    return {"data": data, "meta": {"cursor": write_cursor(page[-1].place)} if more else {}}


def _links_without_spans(
    services: Services, project_id: str, question: Question, wanted: int
) -> list[Link]:
    """The newest links behind the cursor whose item no span tells."""
    high, after = question.high, question.after
    if after is not None:
        high = min(high, after.time + 1)
    found: list[Link] = []
    with services.database.reader() as session:
        run_ids = None
        if question.filters:
            run_ids = [
                run.id
                for run in queries.runs(session, project_id)
                if meets(
                    question.filters,
                    ITEM_FILTER_COLUMNS,
                    {
                        "experimentId": run.id,
                        "experimentName": run.name,
                        "experimentDatasetId": run.dataset_id,
                    },
                )
            ]
        candidates = (
            link
            for link in queries.links(session, project_id, question.low, high, run_ids)
            if (after is None or (link.time, link.link.trace_id, link.link.id) < after[:3])
            and meets(
                question.filters, ITEM_FILTER_COLUMNS, {"experimentItemId": link.link.item_id}
            )
        )
        while len(found) < wanted and (batch := list(islice(candidates, _CHECKED_AT_ONCE))):
            spanned = events.spanned_items(
                services.events, project_id, {link.link.trace_id for link in batch}
            )
            found += [link for link in batch if (link.run.id, link.link.trace_id) not in spanned]
    return found[:wanted]


def _items_out(
    services: Services, project_id: str, page: list[_Item], groups: tuple[str, ...]
) -> list[Body]:
    payload = PAYLOAD if "io" in groups else METADATA if "metadata" in groups else ()
    links = [item.link for item in page if item.link is not None]
    traces = {link.link.trace_id for link in links}
    linked = events.linked_observations(
        services.events,
        project_id,
        traces,
        {link.link.observation_id for link in links if link.link.observation_id},
    )
    keys = [item.key for item in page if item.key is not None]
    rows = {
        (row.trace_id, row.id): row
        for row in observation_rows(services.events, project_id, [*keys, *linked], payload)
    }
    roots: dict[str, ObservationRow] = {}
    for key in linked:
        row = rows.get((key.trace_id, key.id))
        if row is not None and row.is_root:
            roots.setdefault(key.trace_id, row)
    headers = {
        row.id: row
        for row in trace_rows(
            services.events,
            project_id,
            locate_traces(services.events, project_id, traces) if traces else [],
            payload=bool(payload),
        )
    }
    made: list[Body] = []
    with services.database.reader() as session:
        for item in page:
            if item.link is None:
                row = rows.get(item.place[1:3])
                if row is not None:
                    made.append(_spanned_item(row, groups))
                continue
            link = item.link.link
            own = rows.get((link.trace_id, link.observation_id or ""))
            content = queries.item_as_run(
                session, project_id, link.item_id, link.item_version or link.created_at
            )
            made.append(
                _linked_item(
                    item.link,
                    own or roots.get(link.trace_id),
                    None if own else headers.get(link.trace_id),
                    content,
                    groups,
                )
            )
    return made


def _spanned_item(row: ObservationRow, groups: tuple[str, ...]) -> Body:
    told = row.experiment
    body: Body = {
        "id": row.id,
        "traceId": row.trace_id,
        "startTime": to_iso(row.start_time),
        "endTime": None if row.end_time is None else to_iso(row.end_time),
        "level": row.level,
        "environment": row.environment,
        "experimentId": told.get("id", ""),
        "experimentName": told.get("name", ""),
        "experimentItemId": told.get("item.id", ""),
    }
    if "dataset" in groups:
        body["experimentDatasetId"] = told.get("dataset.id") or None
        body["experimentItemVersion"] = told.get("item.version") or None
    if "io" in groups:
        body["input"] = from_text(row.input)
        body["output"] = from_text(row.output)
        body["expectedOutput"] = from_text(told.get("item.expected_output", ""))
    if "metadata" in groups:
        body["metadata"] = {key: from_text(value) for key, value in row.metadata.items()}
    if "itemMetadata" in groups:
        body["experimentItemMetadata"] = _item_metadata(told)
    if "experimentMetadata" in groups:
        body["experimentMetadata"] = _as_object(from_text(told.get("metadata", "")))
        body["experimentDescription"] = told.get("description") or None
    return body


def _item_metadata(told: dict[str, str]) -> Json:
    """Python SDK 4 sends it flattened into single keys."""
    if "item.metadata" in told:
        return _as_object(from_text(told["item.metadata"]))
    prefix = "item.metadata."
    return {
        key[len(prefix) :]: from_text(value)
        for key, value in told.items()
        if key.startswith(prefix)
    } or None


def _linked_item(
    linked: Link,
    row: ObservationRow | None,
    trace: TraceRow | None,
    content: DatasetItem | None,
    groups: tuple[str, ...],
) -> Body:
    """`row`: the observation linked, else the root of the trace; `trace`: when the whole trace is
    linked. Either may not have arrived."""
    link, run = linked.link, linked.run
    start = row.start_time if row else trace.timestamp if trace else linked.time
    body: Body = {
        "id": row.id if row else link.observation_id or link.trace_id,
        "traceId": link.trace_id,
        "startTime": to_iso(start),
        "endTime": None if row is None or row.end_time is None else to_iso(row.end_time),
        "level": row.level if row else "DEFAULT",
        "environment": row.environment if row else trace.environment if trace else "default",
        "experimentId": run.id,
        "experimentName": run.name,
        "experimentItemId": link.item_id,
    }
    if "dataset" in groups:
        version = link.item_version
        body["experimentDatasetId"] = run.dataset_id
        body["experimentItemVersion"] = None if version is None else to_iso(from_datetime(version))
    if "io" in groups:
        for name in ("input", "output"):
            text = (trace and getattr(trace, name)) or (row and getattr(row, name)) or ""
            body[name] = from_text(text)
        body["expectedOutput"] = content.expected_output if content else None
    if "metadata" in groups:
        details = (trace and trace.metadata) or (row and row.metadata) or {}
        body["metadata"] = {key: from_text(value) for key, value in details.items()}
    if "itemMetadata" in groups:
        body["experimentItemMetadata"] = _as_object(content.details if content else None)
    if "experimentMetadata" in groups:
        body["experimentMetadata"] = _as_object(run.details)
        body["experimentDescription"] = run.description
    return body


def _as_object(value: Json) -> Json:
    """The wire wants an object or null."""
    if value is None or value == "":
        return None
    return value if isinstance(value, dict) else {"metadata": value}
