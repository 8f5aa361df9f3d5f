"""Any order, any split and any repetition of the same events give the same entity."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gatelight.core.patch import Origin
from gatelight.events.lookup import TraceAttributes
from gatelight.ingest import finalise, merge
from gatelight.pricing.types import PricingRequest, PricingResult

ORIGIN = Origin()
NOBODY = TraceAttributes("", "", "", (), "", "", False)

Event = tuple[dict[str, Any], int, bool]


class NoPrices:
    def price(self, request: PricingRequest) -> PricingResult:
        return PricingResult(usage_details=dict(request.usage_details), tokens={})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "5", "true"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=5,
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "name": st.none() | st.sampled_from(["n1", "n2"]),
        "level": st.sampled_from(["DEFAULT", "ERROR"]),
        "type": st.sampled_from(["SPAN", "GENERATION"]),
        "trace_id": st.sampled_from(["t1", "t2"]),
        "start_time": st.integers(1, 5),
        "end_time": st.none() | st.integers(1, 9),
        "status_message": st.none() | st.just("bad"),
        "environment": st.sampled_from(["default", "prod"]),
        "model": st.none() | st.just("gpt"),
        "input": st.sampled_from(["", "in", "in2"]),
        "output": st.sampled_from(["", "out"]),
        "usage_details": st.sampled_from([{}, {"input": 1}, {"output": 2}]),
        "model_parameters": st.sampled_from([{}, {"temperature": 1}]),
        "metadata": st.dictionaries(st.sampled_from("abc"), json_values, max_size=3),
        "is_app_root": st.booleans(),
    },
)


@st.composite
def distinct_events(draw: st.DrawFn) -> list[Event]:
    """Events of one entity at different times (the merge promises nothing for equal ones)."""
    times = draw(st.lists(st.integers(1, 50), min_size=1, max_size=5, unique=True))
    return [(draw(fields), time, draw(st.booleans())) for time in times]


def stored(parts: list[list[Event]]) -> finalise.ObservationRow:
    """The row after committing `parts` one after the other, each from the row before."""
    row: finalise.ObservationRow | None = None
    for part in parts:
        if row is None:
            state = merge.fresh(part[0][1])
        else:
            state = merge.read_log(
                row.merge_log,
                finalise.observation_fields(row),
                finalise.stored_metadata(row),
                row.event_time,
                finalise.OBSERVATION_DEFAULTS,
            )
        for event_fields, time, is_create in part:
            merge.apply(state, event_fields, time, is_create, null_ignored=True)
        row = finalise.observation_row(
            "p", "o", state, ORIGIN, NOBODY, NoPrices(), 1, 1, complete=False
        )
    assert row is not None
    return row


def visible(row: finalise.ObservationRow) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in row.__struct_fields__ if name != "merge_log"}
    shown["metadata"] = {key: finalise.from_text(value) for key, value in row.metadata.items()}
    return shown


@settings(max_examples=400)
@given(distinct_events(), st.randoms(use_true_random=False), st.data())
def test_order_split_and_repetition_do_not_matter(
    events: list[Event], shuffler: random.Random, data: st.DataObject
) -> None:
    expected = visible(stored([sorted(events, key=lambda event: event[1])]))
    arrival = events + data.draw(st.lists(st.sampled_from(events), max_size=3))
    shuffler.shuffle(arrival)
    parts: list[list[Event]] = [[]]
    for event in arrival:
        if parts[-1] and data.draw(st.booleans()):
            parts.append([])
        parts[-1].append(event)
    assert visible(stored(parts)) == expected


def one(*events: Event) -> finalise.ObservationRow:
    return stored([[event] for event in events])


def test_the_later_value_wins_even_when_it_arrives_first() -> None:
    assert one(({"name": "new"}, 20, False), ({"name": "old"}, 10, True)).name == "new"


def test_creates_go_before_updates_of_the_same_time() -> None:
    row = one(({"output": "update"}, 10, False), ({"output": "create"}, 10, True))
    assert row.output == "update"


def test_an_explicit_null_clears_a_name_but_not_a_status_message() -> None:
    row = one(
        ({"name": "n", "status_message": "s"}, 1, True),
        ({"name": None, "status_message": None}, 2, False),
    )
    assert (row.name, row.status_message) == ("", "s")


def test_input_cannot_be_cleared() -> None:
    assert one(({"input": "x"}, 1, True), ({"input": ""}, 2, False)).input == "x"


def test_metadata_merges_deeply() -> None:
    row = one(({"metadata": {"a": {"x": 1}}}, 1, True), ({"metadata": {"a": {"y": 2}}}, 2, False))
    assert finalise.stored_metadata(row) == {"a": {"x": 1, "y": 2}}


def test_start_time_is_the_first_one_said_and_else_the_first_event() -> None:
    assert one(({}, 9, False), ({"start_time": 3}, 10, True)).start_time == 3
    assert one(({}, 9, False), ({}, 7, True)).start_time == 7


def test_tags_are_a_sorted_union() -> None:
    state = merge.fresh(1)
    merge.apply(state, {"tags": ["b", "a"]}, 1, True, null_ignored=False)
    merge.apply(state, {"tags": ["c", "a"]}, 2, True, null_ignored=False)
    assert state.fields["tags"] == ["a", "b", "c"]


def test_a_plain_create_needs_no_log() -> None:
    fields = {"trace_id": "t", "start_time": 1, "name": "n", "input": "x"}
    assert one((fields, 5, True)).merge_log == ""
