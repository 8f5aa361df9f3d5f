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

_COLLECTED = frozenset({"metadata", "tags"})

Orders = dict[str, int]
_NEVER = -1
"""Order of what no event has said: `base` before the first event, columns filled by default."""


class State(msgspec.Struct, kw_only=True):
    """One entity's merged fields. `orders` has those that are not `base`, the first event's."""

    fields: dict[str, Any]
    base: int
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
_ENCODER = msgspec.json.Encoder()


def order_of(event_time: Micros, is_create: bool) -> int:
    return 2 * event_time + (0 if is_create else 1)


def fresh(event_time: Micros) -> State:
    """The state of an entity nothing is known of."""
    return State(
        fields={},
        base=_NEVER,
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
    if state.base == _NEVER:
        state.base = order
        _begin(state, fields, null_ignored)
        return
    known, values, base = state.orders, state.fields, state.base
    for name, value in fields.items():
        if _says_nothing(name, value, null_ignored):
            continue
        if name == "metadata":
            state.changed |= state.metadata.merge(value, order)
        elif name == "tags":
            _union(state, value)
        elif name not in values:
            values[name] = value
            known[name] = order
            state.changed = True
        else:
            before = known.get(name, base)
            if order >= before if name in FIRST else order < before:
                continue
            known[name] = order
            if values[name] != value:
                values[name] = value
                state.changed = True


def _says_nothing(name: str, value: Any, null_ignored: bool) -> bool:
    if value:
        return False
    return (
        name in NON_EMPTY
        or name in _COLLECTED
        or (null_ignored and value is None and name in NULL_IGNORED)
    )


def _begin(state: State, fields: dict[str, Any], null_ignored: bool) -> None:
    """The first event: nothing to compare with, which is how most entities end."""
    for name, value in fields.items():
        if not value and _says_nothing(name, value, null_ignored):
            continue
        if name == "metadata":
            state.metadata.merge(value, state.base)
        else:
            state.fields[name] = sorted(set(value)) if name == "tags" else value


def _union(state: State, tags: list[str]) -> None:
    before = state.fields.get("tags", [])
    union = sorted({*before, *tags})
    if union != before:
        state.fields["tags"] = union
        state.changed = True


def write_log(state: State, defaults: dict[str, Any]) -> str:
    """The `merge_log` of a row. `defaults` are what absent fields read back as.

    "" when every field was set by one create event and none by its default or null.
    """
    fields, base = state.fields, state.base
    orders = {name: order for name, order in state.orders.items() if order != base}
    nulls = [name for name, value in fields.items() if value is None]
    explicit = [
        name
        for name, value in defaults.items()
        if value is not None and name in fields and fields[name] == value
    ]
    missing = [name for name, value in defaults.items() if value is None and name not in fields]
    metadata = state.metadata.log(base)
    first = state.first_time if state.first_time != state.last_time else 0
    end = _early_end(state)
    plain = base == order_of(state.last_time, True)
    if plain and not (orders or nulls or explicit or missing or metadata or first or end):
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
    return _ENCODER.encode(log).decode()


def _early_end(state: State) -> Micros:
    """The end time as said, when it lies before the start; else 0."""
    end: Micros | None = state.fields.get("end_time")
    start: Micros = state.fields.get("start_time", state.first_time)
    return end if end is not None and end < start else 0


def read_log(
    text: str,
    fields: dict[str, Any],
    metadata: dict[str, Json],
    event_time: Micros,
    defaults: dict[str, Any],
) -> State:
    """The state a stored row was written from. `fields` are the row's values under field names."""
    log = _DECODER.decode(text) if text else _Log(base=order_of(event_time, True))
    explicit = set(log.explicit)
    kept = {
        name: value
        for name, value in fields.items()
        if log.orders.get(name) != _NEVER
        and (name in explicit or name not in defaults or value != defaults[name])
    }
    if log.end:
        kept["end_time"] = log.end
    for name in log.nulls:
        kept[name] = None
    return State(
        fields=kept,
        base=log.base,
        orders={name: order for name, order in log.orders.items() if order != _NEVER},
        metadata=metadata_merge.Tree.read(metadata, log.metadata, log.base),
        first_time=log.first or event_time,
        last_time=event_time,
    )
