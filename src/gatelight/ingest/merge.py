"""Merging: the events of one entity, in any order and any split, give one state.

Every field is a register with the order of the event that set it, so that an event arriving late
changes only what no later event has said. An event's order is `2 * event_time`, plus 1 for updates:
creates go before updates of the same microsecond. The rules per field follow the wire reference
(§2.3): scalars, the later event wins; input and output, the later non-empty one; metadata, deep
merge; tags, union; what is immutable, the earliest event.

A stored row carries the orders that differ from its own `event_time` in `merge_log` (JSON), so
merging with a stored row is the same as merging with the events it was made from.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gatelight.core.json import Json
from gatelight.core.time import Micros
from gatelight.ingest import metadata_merge

FIRST = frozenset({"trace_id", "start_time", "timestamp", "environment", "type", "observation_id"})
"""Immutable once set: the earliest event that says it wins."""
NON_EMPTY = frozenset(
    {
        "input",
        "output",
        "usage_details",
        "cost_details",
        "model_parameters",
        "experiment",
        "tool_definitions",
        "tool_calls",
        "tool_call_names",
    }
)
"""Empty values are ignored: these cannot be cleared."""
NULL_IGNORED = frozenset({"status_message", "parent_observation_id", "version"})
"""For observations an explicit null says nothing here (wire reference §2.3)."""

Orders = dict[str, int]


class State(msgspec.Struct, kw_only=True):
    """One entity's merged fields with the order of each."""

    fields: dict[str, Any]
    orders: Orders
    metadata: metadata_merge.Tree
    first_time: Micros
    last_time: Micros
    created_at: Micros = 0
    changed: bool = False


class _Log(msgspec.Struct, omit_defaults=True):
    """What `merge_log` holds.

    `base` is the order of every field not in `orders`; `first` the earliest event's time when it is
    not the latest's; `nulls` are explicit nulls; `explicit` are fields an event set to what an
    absent field reads back as; `end` is an end time said to lie before the start (the row shows the
    start instead).
    """

    base: int
    first: Micros = 0
    orders: dict[str, int] = {}
    nulls: list[str] = []
    explicit: list[str] = []
    metadata: dict[str, int] = {}
    end: Micros = 0


_DECODER = msgspec.json.Decoder(_Log)


def order_of(event_time: Micros, is_create: bool) -> int:
    return 2 * event_time + (0 if is_create else 1)


def fresh(event_time: Micros) -> State:
    """The state of an entity nothing is known of."""
    return State(
        fields={},
        orders={},
        metadata=metadata_merge.Tree(),
        first_time=event_time,
        last_time=event_time,
        changed=True,
    )


def apply(
    state: State,
    fields: dict[str, Any],
    event_time: Micros,
    is_create: bool,
    *,
    null_ignored: bool,
) -> None:
    """Merge one event's fields into `state`; `null_ignored` applies the observation rule."""
    order = order_of(event_time, is_create)
    if event_time < state.first_time:
        state.first_time = event_time
        state.changed = True
    state.last_time = max(state.last_time, event_time)
    known = state.orders
    values = state.fields
    for name, value in fields.items():
        if name == "metadata":
            if value:
                state.changed |= state.metadata.merge(value, order)
            continue
        if name == "tags":
            _union(state, value, order)
            continue
        if name in NON_EMPTY and not value:
            continue
        if null_ignored and value is None and name in NULL_IGNORED:
            continue
        before = known.get(name)
        if before is not None and (order >= before if name in FIRST else order < before):
            continue
        known[name] = order
        if values.get(name) != value or name not in values:
            values[name] = value
            state.changed = True


def _union(state: State, tags: list[str] | None, order: int) -> None:
    before = state.fields.get("tags", [])
    union = sorted({*before, *(tags or ())})
    if union != before:
        state.fields["tags"] = union
        state.orders["tags"] = order
        state.changed = True


def write_log(state: State, defaults: dict[str, Any]) -> str:
    """The `merge_log` of a row. `defaults` are what absent fields read back as.

    "" when every field was set by one create event and none by its default or null.
    """
    base = order_of(state.last_time, True)
    orders = {name: order for name, order in state.orders.items() if order != base}
    nulls = [name for name, value in state.fields.items() if value is None]
    explicit = [
        name
        for name, value in state.fields.items()
        if value is not None and name in defaults and value == defaults[name]
    ]
    missing = [name for name in _DEFAULTED if name in defaults and name not in state.fields]
    metadata = state.metadata.log(base)
    first = state.first_time if state.first_time != state.last_time else 0
    end = _early_end(state)
    if not (orders or nulls or explicit or missing or metadata or first or end):
        return ""
    for name in missing:
        orders[name] = _NEVER
    log = _Log(
        base=base,
        first=first,
        orders=orders,
        nulls=nulls,
        explicit=explicit,
        metadata=metadata,
        end=end,
    )
    return msgspec.json.encode(log).decode()


def _early_end(state: State) -> Micros:
    """The end time as said, when it lies before the start; else 0."""
    end: Micros | None = state.fields.get("end_time")
    start: Micros = state.fields.get("start_time", state.first_time)
    return end if end is not None and end < start else 0


_NEVER = -1
_DEFAULTED = ("timestamp", "start_time", "trace_id")
"""Columns that always hold a value: the log says when it was only a default."""


def read_log(
    text: str,
    fields: dict[str, Any],
    metadata: dict[str, Json],
    event_time: Micros,
    defaults: dict[str, Any],
) -> State:
    """The state a stored row was written from. `fields` are the row's values under field names."""
    log = _DECODER.decode(text) if text else _Log(base=order_of(event_time, True))
    kept: dict[str, Any] = {}
    orders: Orders = {}
    explicit = set(log.explicit)
    for name, value in fields.items():
        order = log.orders.get(name, log.base)
        if order == _NEVER:
            continue
        if name in defaults and value == defaults[name] and name not in explicit:
            continue
        kept[name] = value
        orders[name] = order
    if log.end:
        kept["end_time"] = log.end
    for name in log.nulls:
        kept[name] = None
        orders[name] = log.orders.get(name, log.base)
    return State(
        fields=kept,
        orders=orders,
        metadata=metadata_merge.Tree.read(metadata, log.metadata, log.base),
        first_time=log.first or event_time,
        last_time=event_time,
    )
